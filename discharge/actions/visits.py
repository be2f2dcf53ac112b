"""Visits after leaving: booked, kept, missed, cancelled (RED 2; IDEAL: follow-up appointments)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from discharge import afterwards
from discharge.models import FollowUpVisit
from discharge.queries.papers import leaving_of
from facilities.queries import site_holidays
from outreach import people
from patients.models import Case
from policy import reach
from policy.queries import reach as reach_rules
from referrals import reopening
from worklist import promises
from worklist.activities import Activity
from worklist.dues import keep_next_due
from worklist.models import Item, Notification

Status = FollowUpVisit.Status
PART = "visits"


@action("edit_discharge")
def book_visit_after(
    case: Case,
    *,
    by: Any,
    kind: str,
    with_whom: str,
    at: datetime,
    place: str = "",
    phone: str = "",
    bring: str = "",
    ride: str = "",
) -> FollowUpVisit:
    """Write down a visit that was booked with somebody outside: it stands on the patient's paper and goes along."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before adding to it."))
    if at <= clock.now():
        raise Refused(_("Choose a time to come."), field="at")
    facts = {"kind": kind, "with_whom": with_whom.strip(), "place": place.strip(), "phone": phone.strip()}
    made = FollowUpVisit(case=case, created_by=by, at=at, bring=bring.strip(), ride=ride.strip(), **facts)
    made.leaving = leaving_of(case)
    keep(made)
    reopening.reopen(case, PART, _("A visit was booked: %(who)s") % {"who": made.with_whom}, by=by)
    return made


@action(
    "edit_discharge",
    moves={Status.BOOKED: Status.KEPT, Status.MISSED: Status.KEPT},
    after=afterwards.heard_visit_kept,
)
def keep_visit_after(visit: FollowUpVisit, *, by: Any, why: str = "") -> FollowUpVisit:
    """Say that the visit took place; one that was said to be missed may turn out to have been kept."""
    _must_be_past(visit)
    visit.ended_at, visit.why = clock.now(), why.strip()
    return visit


@action("edit_discharge", moves={Status.BOOKED: Status.MISSED})
def miss_visit_after(visit: FollowUpVisit, *, by: Any, why: str) -> FollowUpVisit:
    """Say that the patient did not come, and why."""
    _must_be_past(visit)
    _ended(visit, why)
    _call_about(visit, by)
    return visit


@action("edit_discharge", moves={Status.BOOKED: Status.CANCELLED})
def cancel_visit_after(visit: FollowUpVisit, *, by: Any, why: str) -> FollowUpVisit:
    """Take a booked visit back, and say why; papers that named it are opened again."""
    _ended(visit, why)
    reopening.reopen(visit.case, PART, _("A visit was cancelled: %(who)s") % {"who": visit.with_whom}, by=by)
    return visit


def _must_be_past(visit: FollowUpVisit) -> None:
    if visit.at > clock.now():
        raise Refused(_("This visit is still to come. Cancel it, or wait until it is over."))


def _call_about(visit: FollowUpVisit, by: Any) -> None:
    """Somebody calls within one business day about a visit that was missed (clinical.md 2.13)."""
    case, now = visit.case, clock.now()
    rule, zone = reach_rules(case.facility, now), case.facility.tz
    item = Item(case=case, activity=Activity.APPOINTMENTS, kind=Item.Kind.REACH, created_by=by)
    item.source_key = item.subject = f"missed-after:{visit.pk}"
    item.what, item.why = _("Call about the missed visit"), visit.why
    item.if_waits = _("The visit is not booked again.")
    item.owner, item.priority = people.calls(case), Item.Priority.HIGH
    item.due_at = reach.missed_call_due(rule, now, zone, site_holidays(case.facility))
    keep(item)
    promises.climb(item)
    promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    keep_next_due(case.pk)


def _ended(visit: FollowUpVisit, why: str) -> FollowUpVisit:
    if not why.strip():
        raise Refused(_("Say why the visit did not take place."), field="why")
    visit.ended_at, visit.why = clock.now(), why.strip()
    return visit
