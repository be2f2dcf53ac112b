"""Promises to look again: begun with a ladder of reminders, ended with a reason."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.actions import action
from core.localtime import local_date
from core.refusals import Refused
from patients.models import Case, RelatedPerson
from worklist import duplicates, owners, queries, rulebook, series
from worklist.dues import keep_next_due
from worklist.models import ClockKind, FollowUp
from worklist.models.follow_up import every_stop


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
    every_months: int | None = None,
    clock_kind: str = ClockKind.CALENDAR,
    until_on: date | None = None,
    at_most: int | None = None,
    person: RelatedPerson | None = None,
    if_waits: str = "",
    distinct_because: str = "",
) -> FollowUp:
    """Promise a follow-up: its first occurrence becomes an item of its owner, reminded by the ladder in force.

    The same promise twice is stopped with the one that runs, unless `distinct_because` says why it is another.
    """
    _must_be_possible(case, first_due_at, until_on)
    _must_be_a_cadence(every_days, every_months, clock_kind, at_most)
    owners.must_be_of_the_patient(person, case, field="person")
    owners.must_be_able(owner, case)
    duplicates.guard_promise(
        case, by=by, because=distinct_because, activity=activity, person=person, due_at=first_due_at
    )
    said: dict[str, Any] = {"activity": activity, "what": what, "owner": owner, "person": person}
    said |= {"if_waits": if_waits, "first_due_at": first_due_at, "until_on": until_on, "at_most": at_most}
    said |= {"every_days": every_days, "every_months": every_months, "clock": clock_kind}
    said |= {"stops_on": every_stop(), "ladder": queries.ladder_in_force(case.facility)}
    made = series.begin(case, by=by, **said)
    keep_next_due(case.pk)
    return made


@action("edit_work")
def start_series(
    case: Case,
    *,
    by: Any,
    rule: str,
    tier: str = "",
    owner: Any = None,
    person: RelatedPerson | None = None,
    distinct_because: str = "",
) -> FollowUp:
    """Promise follow-ups by a rule of the pack in force, which the promise keeps to its end whatever changes later.

    Without a tier the case's own; without an owner the lead. Refused where every date of the rule has passed.
    """
    _must_be_open(case)
    owner = owner or case.lead or by
    owners.must_be_of_the_patient(person, case, field="person")
    owners.must_be_able(owner, case)
    promise = rulebook.promise(case, rule, tier)
    guarded = {"activity": promise["activity"], "due_at": promise["due_at"]}
    duplicates.guard_promise(case, by=by, because=distinct_because, person=person, **guarded)
    made = series.begin(case, by=by, owner=owner, person=person, **promise)
    keep_next_due(case.pk)
    return made


@action("edit_work", moves={FollowUp.Status.RUNNING: FollowUp.Status.STOPPED})
def stop_follow_up(follow_up: FollowUp, *, by: Any, reason: str) -> FollowUp:
    """Stop a promise: what is still open of it is cancelled for the same reason."""
    if not reason.strip():
        raise Refused(_("Say why it stops."), field="reason")
    series.stop(follow_up, reason.strip(), by=by)
    keep_next_due(follow_up.case_id)
    return follow_up


def _must_be_open(case: Case) -> None:
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before promising anything."))


def _must_be_possible(case: Case, first_due_at: datetime, until_on: date | None) -> None:
    _must_be_open(case)
    if first_due_at <= clock.now():
        raise Refused(_("Choose a time to come."), field="first_due_at")
    if until_on is not None and until_on < local_date(first_due_at, case.facility.tz):
        raise Refused(_("The last day is before the first follow-up."), field="until_on")


def _must_be_a_cadence(days: int | None, months: int | None, kind: str, at_most: int | None) -> None:
    """Wrong input beside its field (422), not a rule of the house."""
    if kind not in ClockKind.values:
        raise ValidationError({"clock_kind": _("Choose how the days are counted.")})
    if (days is not None and days < 1) or (months is not None and months < 1):
        name = "every_days" if days is not None and days < 1 else "every_months"
        raise ValidationError({name: _("Repeat every one day or more.")})
    if months is not None and (days is not None or kind != ClockKind.CALENDAR):
        raise ValidationError({"every_months": _("Repeat by days or by months of the calendar, not both.")})
    if at_most is not None and at_most < 1:
        raise ValidationError({"at_most": _("Give at least one occurrence.")})
