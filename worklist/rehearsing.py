"""The facts of a rehearsal: what runs at a facility as far as a person may see it, and the rules to rehearse by. Reads only."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from core.access import visible_to
from core.refusals import Refused
from facilities.models import Facility
from facilities.queries import site_holidays
from policy import escalation, ladder, series
from policy import queries as packs
from policy.models import PackVersion, RulePack
from worklist import reaching
from worklist.ladder import DEFAULT
from worklist.models import Appointment, Item
from worklist.models.item import LIVE
from worklist.rehearsal import DAYS, Promise, Rules

KINDS = (RulePack.Kind.SERIES, RulePack.Kind.LADDER, RulePack.Kind.FOLLOW_UP)
# More promises than this are not rehearsed one by one; the page says so.
LIMIT = 10_000


def places(user: Any) -> list[tuple[Facility, bool]]:
    """Where a person may rehearse, and whether they see the single rows: supervisors do, administrators see counts."""
    led = list(visible_to(Facility, user, "edit_quality").order_by("name", "pk"))
    kept = visible_to(Facility, user, "manage_policy").order_by("name", "pk")
    return [(place, True) for place in led] + [(place, False) for place in kept if place not in led]


def drafts(facility: Facility) -> list[PackVersion]:
    """The versions written down but never in force that change what is told."""
    rows = PackVersion.objects.filter(pack__facility=facility, pack__kind__in=KINDS, in_force=None)
    return list(rows.select_related("pack").order_by("pack__kind", "-number"))


def rules(facility: Facility, now: datetime, draft: PackVersion | None = None) -> Rules:
    """The rules in force at a facility; with a draft those of its kind instead."""
    body = {draft.pack.kind: draft.body} if draft is not None else {}
    kind = RulePack.Kind
    return Rules(
        series=series.read(body[kind.SERIES]) if kind.SERIES in body else packs.series(facility, now),
        ladder=tuple(ladder.minutes(body[kind.FOLLOW_UP]))
        if kind.FOLLOW_UP in body
        else _ladder(facility, now),
        escalation=(
            escalation.read(body[kind.LADDER]) if kind.LADDER in body else packs.escalation(facility, now)
        ),
    )


def promises(facility: Facility, user: Any, now: datetime, *, rows: bool) -> list[Promise]:
    """What runs at a facility and can be told of in the days looked at; for a supervisor what they may see (`rows`)."""
    until = now + timedelta(days=DAYS)
    items = visible_to(Item, user) if rows else Item.objects.all()
    times = visible_to(Appointment, user) if rows else Appointment.objects.all()
    work = items.filter(case__facility=facility, status__in=LIVE, due_at__lte=until)
    met = times.filter(case__facility=facility, status=Appointment.Status.BOOKED, starts_at__gt=now)
    closed = site_holidays(facility)
    return [
        *_work(work, facility, closed),
        *_meetings(met.filter(starts_at__lte=until + timedelta(days=3)), now),
    ]


def _work(items: QuerySet[Item], facility: Facility, closed: Any) -> list[Promise]:
    # Taken up, or waiting with a reason: its silence climbs no further, so that only its owner would be told.
    told = items.exclude(Q(series=None) & Q(status__in=("in_progress", "waiting")))
    found = told.select_related("series", "case", "owner").order_by("due_at", "pk")[:LIMIT]
    return [_promise(item, facility, closed) for item in found]


def _promise(item: Item, facility: Facility, closed: Any) -> Promise:
    assert item.case is not None  # noqa: S101 - asked for just above
    assert item.due_at is not None  # noqa: S101 - the same
    base: dict[str, Any] = {
        "case": item.case.reference,
        "what": item.what,
        "owner": item.owner,
        "zone": facility.tz,
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
        **base,
    )


def _meetings(rows: QuerySet[Appointment], now: datetime) -> list[Promise]:
    found = list(
        rows.select_related("case__patient", "case__facility", "user").order_by("starts_at", "pk")[:LIMIT]
    )
    reached = reaching.reach_all((row.case.patient for row in found), now)
    return [
        Promise(
            row.pk,
            case=row.case.reference,
            what=str(row.get_mode_display()),
            owner=row.user,
            due_at=row.starts_at,
            zone=row.case.facility.tz,
            meeting=True,
            patient_agreed=bool(reached[row.case.patient_id].contacts),
        )
        for row in found
    ]


def _ladder(facility: Facility, now: datetime) -> tuple[Any, ...]:
    try:
        return tuple(packs.ladder(facility, now))
    except Refused:
        return DEFAULT
