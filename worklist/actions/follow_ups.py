"""Promises to look again: begun with a ladder of reminders, ended with a reason."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, change
from core.localtime import local_date
from core.refusals import Refused
from patients.models import Case, RelatedPerson
from worklist import duplicates, endings, owners, queries, series
from worklist.dues import keep_next_due
from worklist.models import FollowUp, Item
from worklist.models.item import LIVE


@action("edit_work")
def start_follow_up(
    case: Case,
    *,
    by: Any,
    activity: str,
    what: str,
    owner: Any,
    first_due_at: datetime,
    every_days: int | None = None,
    until_on: date | None = None,
    person: RelatedPerson | None = None,
    if_waits: str = "",
    distinct_because: str = "",
) -> FollowUp:
    """Promise a follow-up: its first occurrence becomes an item of its owner, reminded by the ladder in force.

    The same promise twice is stopped with the one that runs, unless `distinct_because` says why it is another.
    """
    _must_be_possible(case, first_due_at, until_on)
    owners.must_be_of_the_patient(person, case, field="person")
    owners.must_be_able(owner, case)
    duplicates.guard_promise(
        case, by=by, because=distinct_because, activity=activity, person=person, due_at=first_due_at
    )
    made = series.begin(
        case,
        by=by,
        ladder=queries.ladder_in_force(case.facility),
        activity=activity,
        what=what,
        owner=owner,
        first_due_at=first_due_at,
        every_days=every_days,
        until_on=until_on,
        person=person,
        if_waits=if_waits,
    )
    keep_next_due(case.pk)
    return made


@action("edit_work", moves={FollowUp.Status.RUNNING: FollowUp.Status.STOPPED})
def stop_follow_up(follow_up: FollowUp, *, by: Any, reason: str) -> FollowUp:
    """Stop a promise: what is still open of it is cancelled for the same reason."""
    if not reason.strip():
        raise Refused(_("Say why it stops."), field="reason")
    follow_up.stop_reason, follow_up.stopped_at = reason.strip(), clock.now()
    for item in Item.objects.filter(series=follow_up, status__in=LIVE):
        endings.drop(item, follow_up.stop_reason, by=by)
        change(
            item,
            status=item.status,
            cancel_reason=item.cancel_reason,
            cancelled_at=item.cancelled_at,
            waiting_on="",
        )
    keep_next_due(follow_up.case_id)
    return follow_up


def _must_be_possible(case: Case, first_due_at: datetime, until_on: date | None) -> None:
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before promising anything."))
    if first_due_at <= clock.now():
        raise Refused(_("Choose a time to come."), field="first_due_at")
    if until_on is not None and until_on < local_date(first_due_at, case.facility.tz):
        raise Refused(_("The last day is before the first follow-up."), field="until_on")
