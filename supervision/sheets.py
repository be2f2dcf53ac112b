"""The hand-over sheet: what each case is about and what is open on it, from the rows as they stand; a fixed number of queries."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from careplans.models import CarePlan
from core import clock
from core.actions import keep
from patients.models import Stage
from supervision.telling import tell
from teams.models import Absence, Assignment, Handover, Transfer
from worklist.models import FollowUp, Item
from worklist.models.item import LIVE


def make_sheet(absence: Absence, *, back: bool = False) -> Handover:
    """The sheet from the absent person to the deputy, or the other way round at the end; not saved here."""
    parts = list(parts_of(absence))
    since = absence.starts_at if back else None
    sheet = {"cases": _entries(parts, since)}
    giver, taker = (absence.deputy, absence.user) if back else (absence.user, absence.deputy)
    return Handover(
        facility=absence.facility,
        from_user=giver,
        to_user=taker,
        absence=absence,
        sheet=sheet,
        digest=digest_of(sheet),
    )


def give_sheet(absence: Absence, *, back: bool = False) -> Handover:
    """Keep a sheet made now, inside a verb, and tell whoever is to read it."""
    made: Handover = keep(make_sheet(absence, back=back))
    tell(made.to_user, "handover", made)
    return made


def parts_of(absence: Absence) -> "QuerySet[Assignment]":
    """The parts in open cases that an absence leaves to the deputy, in the order in which they are read."""
    now = clock.now()
    rows = Assignment.objects.filter(
        user=absence.user_id, role__in=absence.roles, case__facility=absence.facility_id, live=True,
        error_at=None, starts_at__lte=now,
    ).exclude(ends_at__lte=now)  # fmt: skip
    rows = rows.filter(is_lead=True) if absence.only_led else rows
    rows = rows.exclude(case__stage=Stage.CLOSED).select_related("case")
    return rows.order_by("case__next_due_at", "case_id", "role")


def digest_of(sheet: Any) -> str:
    """SHA-256 of the sheet in one spelling, so that nobody can change what was accepted."""
    text = json.dumps(sheet, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _entries(parts: list[Assignment], since: Any) -> list[dict[str, Any]]:
    cases = {part.case_id for part in parts}
    matters = dict(
        CarePlan.objects.filter(case__in=cases)
        .exclude(status=CarePlan.Status.CLOSED)
        .values_list("case", "what_matters")
    )
    work, offers = _work(cases, since), _offers(cases)
    return [
        _entry(part)
        | {"matters": matters.get(part.case_id, "")}
        | work[part.case_id]
        | {"offers": offers[part.case_id]}
        for part in parts
    ]


def _entry(part: Assignment) -> dict[str, Any]:
    case = part.case
    return {
        "case": str(case.pk),
        "role": part.role,
        "lead": part.is_lead,
        "stage": case.stage,
        "purpose": case.purpose,
        "leaves_on": _text(case.expected_leaving_on),
        "last_contact": _text(case.last_contact_at),
    }


def _work(cases: Iterable[Any], since: Any) -> dict[Any, dict[str, list[dict[str, Any]]]]:
    """Open items, promises, holes and, since an instant, what was done; by case."""
    found: dict[Any, Any] = defaultdict(lambda: {"items": [], "promises": [], "holes": [], "done": []})
    wanted = Q(status__in=LIVE) | (Q(status=Item.Status.DONE, done_at__gte=since) if since else Q(pk=None))
    rows = Item.objects.filter(wanted, case__in=cases).select_related("owner", "done_by")
    for item in rows.order_by("due_at", "pk"):
        if not item.is_live:
            found[item.case_id]["done"].append(
                {"what": item.what, "at": _text(item.done_at), "by": _name(item.done_by)}
            )
        elif item.kind == Item.Kind.HOLE:
            found[item.case_id]["holes"].append({"what": item.what, "at": _text(item.due_at)})
        elif item.series_id is None:
            found[item.case_id]["items"].append(_open(item))
    for promise, due in _promises(cases):
        found[promise.case_id]["promises"].append(
            {"what": promise.what, "at": _text(due), "every": promise.every_days, "by": _name(promise.owner)}
        )
    return found


def _open(item: Item) -> dict[str, Any]:
    return {
        "what": item.what,
        "at": _text(item.due_at),
        "by": _name(item.owner),
        "waiting_on": item.waiting_on,
        "harm": item.priority == Item.Priority.HARM,
    }


def _promises(cases: Iterable[Any]) -> list[tuple[FollowUp, Any]]:
    """The running promises, each with when it is next due."""
    rows = FollowUp.objects.filter(case__in=cases, status=FollowUp.Status.RUNNING, error_at=None)
    rows = rows.select_related("owner").prefetch_related("occurrences").order_by("first_due_at", "pk")
    return [
        (row, min((one.due_at for one in row.occurrences.all() if one.is_live and one.due_at), default=None))
        for row in rows
    ]


def _offers(cases: Iterable[Any]) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    rows = Transfer.objects.filter(
        case__in=cases, status=Transfer.Status.OFFERED, error_at=None, expires_at__gt=clock.now()
    )
    for row in rows.select_related("to_user", "responsibility").order_by("expires_at", "pk"):
        what = row.responsibility.activity if row.responsibility else ""
        found[row.case_id].append(
            {"activity": what, "role": row.role, "to": _name(row.to_user), "at": _text(row.expires_at)}
        )
    return found


def _text(moment: Any) -> str:
    return moment.isoformat() if moment else ""


def _name(user: Any) -> str:
    return user.short if user else ""
