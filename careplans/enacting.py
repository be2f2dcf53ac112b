"""A plan in effect is work: what is new in it begins, what changed begins anew, what was stopped ends. Used inside verbs only.

Each person's work is found through who answers for what; what somebody does already is joined, never opened twice.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from careplans.models import CarePlan, Goal, Intervention, PlanVersion
from careplans.working import Hands
from core import clock
from core.actions import change, keep
from core.localtime import DAY, end_of_day, local_date, scheduled, start_of_day
from worklist import duplicates, endings, promises, queries, series
from worklist.dues import keep_next_due
from worklist.models import FollowUp, Item, Notification
from worklist.models.follow_up import every_stop
from worklist.models.item import LIVE

Status = Intervention.Status
OVER = (Status.STOPPED, Status.DONE)
# When any of these differs from the version before, the work begins anew; other words only rename it.
DECISIVE = "activity subject owner_role owner caregiver every_days from_on until_on".split()
# Due in the afternoon of its day; project proposal.
AT = time(16)
WHAT, SUBJECT = 160, 60


def enact(plan: CarePlan, version: PlanVersion, *, by: Any) -> None:
    """Turn a version that takes effect into work, and end what it does not ask for any more."""
    before, now = _entries(_before(plan, version)), _entries(version.frozen)
    hands = Hands(plan.case)
    rows = Intervention.objects.filter(plan=plan, error_at=None).order_by("pk")
    for row in rows.select_related("goal", "item", "follow_up__owner", "owner", "caregiver"):
        row.case = plan.case
        if row.status in OVER:
            end(row, row.ended_because or _("The plan asks for it no longer."), by=by)
        elif row.goal.status != Goal.Status.ACCEPTED:
            _rest(row, by)
        elif row.status == Status.PLANNED:
            _begin(row, hands, by)
        else:
            _keep_true(row, before.get(str(row.pk), {}), now.get(str(row.pk), {}), hands, by)
    _looked(plan, version, by)
    keep_next_due(plan.case_id)


def end(row: Intervention, why: str, *, by: Any) -> None:
    """End the work of an intervention where the plan began it; work that stood before goes on."""
    if row.item is not None and row.item.is_live and not _counted_on(row, item=row.item):
        row.item.case = row.case
        endings.drop_at_once(row.item, why, by=by)
    promise = row.follow_up
    if promise is None or promise.status != FollowUp.Status.RUNNING:
        return
    if not _counted_on(row, follow_up=promise):
        series.stop(promise, why, by=by)
        ended = {"stop_reason": promise.stop_reason, "stopped_at": promise.stopped_at}
        change(promise, status=FollowUp.Status.STOPPED, **ended)


def _counted_on(row: Intervention, **work: Any) -> bool:
    """Whether work goes on all the same: it stood before, or another part of the plan counts on it."""
    others = Intervention.objects.filter(**work, status=Status.ACTIVE, error_at=None).exclude(pk=row.pk)
    return row.joined or others.exists()


def _ours(row: Intervention, **work: Any) -> bool:
    """Whether the plan itself began this work, for another of its parts."""
    return Intervention.objects.filter(**work, joined=False).exclude(pk=row.pk).exists()


def _before(plan: CarePlan, version: PlanVersion) -> Mapping[str, Any]:
    """The copy of the version that was in effect until now."""
    rows = PlanVersion.objects.filter(plan=plan, status=PlanVersion.Status.SUPERSEDED)
    last = rows.exclude(pk=version.pk).order_by("-number").first()
    return (last.frozen or {}) if last else {}


def _entries(copy: Mapping[str, Any]) -> dict[str, Any]:
    return {row["id"]: row for row in copy.get("interventions", ())}


def _rest(row: Intervention, by: Any) -> None:
    """Nothing is done for a goal that is not agreed, or that rests; what was done already stays done."""
    if row.item is not None and row.item.status == Item.Status.DONE:
        return
    if row.status == Status.ACTIVE:
        end(row, _("Its goal rests."), by=by)
        change(row, status=Status.PLANNED, item=None, follow_up=None, joined=False)


def _keep_true(
    row: Intervention, before: Mapping[str, Any], now: Mapping[str, Any], hands: Hands, by: Any
) -> None:
    if any(before.get(name) != now.get(name) for name in DECISIVE):
        end(row, _("The plan changed."), by=by)
        change(row, item=None, follow_up=None, joined=False)
        _begin(row, hands, by)
    elif before.get("words") != now.get("words") and not row.joined:
        what = _what(row)
        if row.follow_up is not None:
            change(row.follow_up, what=what)
            for item in Item.objects.filter(series=row.follow_up, status__in=LIVE):
                change(item, what=what)
        elif row.item is not None and row.item.is_live:
            change(row.item, what=what)


def _begin(row: Intervention, hands: Hands, by: Any) -> None:
    """Begin its work; what only a caregiver does is nobody's work here, and what is over before it begins is none."""
    today = clock.today(row.case.facility.tz)
    if row.until_on is not None and row.until_on < today:
        return
    if not row.owner_role:
        change(row, status=Status.ACTIVE)
    elif row.every_days is None:
        _task(row, hands, by, today)
    else:
        _promise(row, hands, by, today)


def _task(row: Intervention, hands: Hands, by: Any, today: date) -> None:
    key: dict[str, Any] = {"activity": row.activity, "subject": _subject(row)}
    key |= {"target_person": row.caregiver, "target_organisation": None}
    standing = duplicates.same_work(row.case, **key)
    if standing is not None:
        change(row, status=Status.ACTIVE, item=standing, joined=not _ours(row, item=standing))
        return
    item = Item(case=row.case, created_by=by, **key)
    item.what, item.why = _what(row), _why(row)
    item.if_waits, item.about = _("The plan stands still here."), f"intervention:{row.pk}"
    item.owner = hands.of(row)
    item.role = "" if item.owner else row.owner_role
    _time(item, row, today)
    keep(item)
    promises.climb(item)
    if item.owner_id not in (None, by.pk):
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    change(row, status=Status.ACTIVE, item=item, joined=False)


def _time(item: Item, row: Intervention, today: date) -> None:
    zone = row.case.facility.tz
    on = row.until_on or row.from_on or row.goal.due_on
    item.due_at = _due(max(on, today), zone) if on else None
    if row.from_on is not None and row.from_on > today:
        item.opens_at, item.status = start_of_day(row.from_on, zone), Item.Status.SCHEDULED


def _promise(row: Intervention, hands: Hands, by: Any, today: date) -> None:
    standing = _same_promise(row)
    if standing is not None:
        joined = not _ours(row, follow_up=standing)
        change(row, status=Status.ACTIVE, follow_up=standing, joined=joined)
        return
    zone, begins = row.case.facility.tz, max(row.from_on or today, today)
    first = scheduled(begins, AT, zone)
    if first <= clock.now():
        first = scheduled(begins + DAY, AT, zone)
    if row.until_on is not None and local_date(first, zone) > row.until_on:
        return
    said: dict[str, Any] = {"activity": row.activity, "what": _what(row), "if_waits": _why(row)}
    said |= {"owner": hands.of(row) or row.case.lead or by, "person": row.caregiver}
    said |= {"first_due_at": first, "every_days": row.every_days, "until_on": row.until_on}
    said |= {"stops_on": every_stop(), "ladder": queries.ladder_in_force(row.case.facility)}
    made = series.begin(row.case, by=by, **said)
    change(row, status=Status.ACTIVE, follow_up=made, joined=False)


def _same_promise(row: Intervention) -> FollowUp | None:
    """A running promise of the same to the same person as often; the same purpose in other words is another promise."""
    rows = FollowUp.objects.filter(
        case=row.case,
        activity=row.activity,
        person=row.caregiver,
        every_days=row.every_days,
        status=FollowUp.Status.RUNNING,
    )
    wanted = duplicates.normal(_what(row))
    return next(
        (each for each in rows.order_by("created_at") if duplicates.normal(each.what) == wanted), None
    )


def _looked(plan: CarePlan, version: PlanVersion, by: Any) -> None:
    """Whoever was asked to look at the plan, and changed it, is asked no more."""
    name, _colon, key = version.prompted_by.partition(":")
    if name != "worklist.item" or not key:
        return
    item = Item.objects.filter(pk=key, case=plan.case_id, status__in=LIVE).first()
    if item is not None:
        note = _("The plan was changed: version %(number)d.") % {"number": version.number}
        endings.finish_at_once(item, by=by, note=note)


def _due(on: date, zone: Any) -> datetime:
    at = scheduled(on, AT, zone)
    return at if at > clock.now() else end_of_day(on, zone)


def _what(row: Intervention) -> str:
    return Truncator(row.words).chars(WHAT)


def _why(row: Intervention) -> str:
    return Truncator(_("The plan asks for it: %(goal)s") % {"goal": row.goal.words}).chars(240)


def _subject(row: Intervention) -> str:
    """What tells two pieces of the same purpose apart: its subject, else its words."""
    return duplicates.normal(row.subject or row.words)[:SUBJECT]
