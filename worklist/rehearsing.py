"""The facts of a rehearsal: what runs at a facility as far as a person may see it, and the rules to rehearse by. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value

from core.access import visible_to
from encounters.models import Encounter
from facilities.models import Facility
from facilities.queries import site_holidays
from patients.models import Case
from policy import escalation, ladder, series
from policy.escalation import Escalation
from policy.models import PackVersion, RulePack
from policy.series import Series
from policy.tables import possible
from worklist import reaching
from worklist.ladder import DEFAULT
from worklist.models import Appointment, Item, Reminder
from worklist.models.item import LIVE
from worklist.rehearsal import DAYS, Promise, Rules

KINDS = (RulePack.Kind.SERIES, RulePack.Kind.LADDER, RulePack.Kind.FOLLOW_UP)
# More promises than this are not rehearsed one by one; the page says so.
LIMIT = 10_000


@dataclass(frozen=True)
class Running:
    """What runs, and the cases it is on by their reference, for the trail."""

    promises: list[Promise]
    cases: dict[str, Case]


def places(user: Any) -> list[tuple[Facility, bool]]:
    """Where a person may rehearse, and whether they see the single rows: supervisors do, administrators see counts."""
    led = visible_to(Facility, user, "edit_quality").order_by().annotate(rows=Value(True))
    kept = visible_to(Facility, user, "manage_policy").order_by().annotate(rows=Value(False))
    found: dict[Any, tuple[Facility, bool]] = {}
    for place in led.union(kept).order_by("-rows", "name", "pk"):
        found.setdefault(place.pk, (place, place.rows))
    return list(found.values())


def versions(facility: Facility, now: datetime) -> tuple[dict[str, Any], list[PackVersion]]:
    """What decides what is told at a facility, in one statement: the bodies in force by kind, and the drafts.

    A draft was written down but never in force; what another system wrote down and cannot be tried is left out.
    """
    own, house = Q(pack__facility=facility), Q(pack__facility=None)
    rows = PackVersion.objects.filter(own & Q(in_force=None) | (own | house) & Q(in_force__contains=now))
    rows = rows.filter(pack__kind__in=KINDS).select_related("pack")
    found = list(rows.order_by(F("pack__facility").asc(nulls_first=True), "pack__kind", "-number"))
    # The facility's own come last and so go before those of all.
    bodies = {row.pack.kind: row.body for row in found if row.in_force is not None}
    return bodies, [row for row in found if row.in_force is None and possible(row.pack.kind, row.body)]


def read(bodies: Mapping[str, Any], draft: PackVersion | None = None) -> Rules:
    """Rules as a rehearsal reads them; with a draft those of its kind instead, without any the shipped figures."""
    kind, bodies = RulePack.Kind, {**bodies, **({draft.pack.kind: draft.body} if draft is not None else {})}
    return Rules(
        series=series.read(bodies[kind.SERIES]) if kind.SERIES in bodies else Series(),
        ladder=tuple(ladder.minutes(bodies[kind.FOLLOW_UP])) if kind.FOLLOW_UP in bodies else DEFAULT,
        escalation=escalation.read(bodies[kind.LADDER]) if kind.LADDER in bodies else Escalation(),
    )


def running(facility: Facility, user: Any, now: datetime, *, rows: bool) -> Running:
    """What runs at a facility and can be told of in the days looked at; for a supervisor what they may see (`rows`)."""
    until = now + timedelta(days=DAYS)
    items = visible_to(Item, user) if rows else Item.objects.all()
    times = visible_to(Appointment, user) if rows else Appointment.objects.all()
    work = items.filter(case__facility=facility, status__in=LIVE, due_at__lte=until)
    met = times.filter(case__facility=facility, status=Appointment.Status.BOOKED, starts_at__gt=now)
    closed = site_holidays(facility)
    owed = _owed(work)
    booked = _booked(met.filter(starts_at__lte=until + timedelta(days=3)))
    cases = {row.case.reference: row.case for row in booked}
    cases |= {item.case.reference: item.case for item in owed if item.case is not None}
    told = [_promise(item, facility, closed) for item in owed]
    return Running([*told, *_meetings(booked, now)], cases)


def _owed(items: QuerySet[Item]) -> list[Item]:
    # Taken up, or waiting with a reason: its silence climbs no further, so that only its owner would be told.
    told = items.exclude(Q(series=None) & Q(status__in=("in_progress", "waiting")))
    waits = Reminder.objects.filter(item=OuterRef("pk"), status=Reminder.Status.WAITING)
    visits = Encounter.objects.filter(case=OuterRef("case"), status=Encounter.Status.FINISHED)
    left = visits.filter(ended_at__lte=OuterRef("series__created_at")).order_by("-ended_at")
    told = told.annotate(
        rung_from=Subquery(waits.order_by("-n").values("created_at")[:1]),
        left=Subquery(left.values("ended_at")[:1]),
    )
    return list(told.select_related("series", "case", "owner").order_by("due_at", "pk")[:LIMIT])


def _booked(rows: QuerySet[Appointment]) -> list[Appointment]:
    about = rows.select_related("case__patient", "case__facility", "user")
    return list(about.order_by("starts_at", "pk")[:LIMIT])


def _promise(item: Item, facility: Facility, closed: Any) -> Promise:
    assert item.case is not None  # noqa: S101 - asked for just above
    assert item.due_at is not None  # noqa: S101 - the same
    base: dict[str, Any] = {
        "case": item.case.reference,
        "what": item.what,
        "owner": item.owner,
        "zone": facility.tz,
        "rung_from": item.rung_from,  # type: ignore[attr-defined]
    }
    run = item.series
    if run is None:
        return Promise(item.pk, due_at=item.due_at, priority=item.priority, **base)
    return Promise(
        run.pk,
        due_at=item.due_at,
        priority=item.priority,
        n=item.n or 1,
        first_due_at=run.first_due_at,
        cadence=run.cadence,
        until=run.until_on,
        at_most=run.at_most,
        rule=run.rule_code,
        tier=run.tier,
        ladder=tuple(run.ladder),
        closed=closed,
        begun=run.created_at,
        left=item.left,  # type: ignore[attr-defined]
        **base,
    )


def _meetings(found: list[Appointment], now: datetime) -> list[Promise]:
    agreed = reaching.told((row.case.patient for row in found), now)
    return [
        Promise(
            row.pk,
            case=row.case.reference,
            what=str(row.get_mode_display()),
            owner=row.user,
            due_at=row.starts_at,
            zone=row.case.facility.tz,
            meeting=True,
            patient_agreed=row.case.patient_id in agreed,
        )
        for row in found
    ]
