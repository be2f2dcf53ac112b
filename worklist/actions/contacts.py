"""Speaking with the patient or somebody near them, and what follows from it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock, wording
from core.actions import action, change, keep
from core.refusals import Refused
from patients.models import Case, RelatedPerson
from worklist import contacted, duplicates, endings, own_ends, owners, queries, series
from worklist.actions.items import ALIVE
from worklist.dues import keep_last_contact, keep_next_due
from worklist.models import ContactAttempt, Item

Outcome = ContactAttempt.Outcome
# Nobody was spoken with and nothing was left: the promise still stands unless another time is agreed.
NOT_MADE = (Outcome.NO_ANSWER, Outcome.WRONG)


@action("edit_work")
def log_contact(
    case: Case,
    *,
    by: Any,
    activity: str,
    mode: str,
    outcome: str,
    result: str = "",
    at: datetime | None = None,
    item: Item | None = None,
    person: RelatedPerson | None = None,
    minutes: int = 0,
    interpreter_used: bool | None = None,
    no_interpreter_because: str = "",
    barriers: str = "",
    note: str = "",
    next_step: str = "",
    next_at: datetime | None = None,
    distinct_because: str = "",
) -> ContactAttempt:
    """Record one contact; it completes its item, takes back what was pending and, with `next_at`, books the next step.

    An attempt in which nobody was reached leaves the item open, unless the next step is booked with it. Apps above
    hear of it at once (`contacted`), may look after the next attempt themselves, and say which work stays open.
    """
    at, item = at or clock.now(), _as_it_stands(item, case)
    _must_be_possible(case, at=at, item=item, person=person, next_at=next_at)
    _interpreter_or_reason(case, outcome, mode, interpreter_used, no_interpreter_because)
    duplicates.guard_contact(case, by=by, because=distinct_because, activity=activity, person=person, at=at)
    if next_at is not None:
        duplicates.guard_promise(
            case, by=by, because=distinct_because, activity=activity, person=person, due_at=next_at, but=item
        )
    made = ContactAttempt(
        case=case, activity=activity, mode=mode, outcome=outcome, at=at, item=item, person=person
    )
    made.minutes, made.barriers, made.note, made.next_step = minutes, barriers, note, next_step
    made.interpreter_used, made.no_interpreter_because = interpreter_used, no_interpreter_because
    made.result, made.distinct_because, made.recorded_by = result, distinct_because, by
    keep(made)
    looked_after = contacted.heard(made, by=by)
    if next_at is not None and not looked_after:
        _book_next(made, next_at, by)
    if item is not None and item.is_live and (outcome not in NOT_MADE or next_at is not None or looked_after):
        _finish_unless_it_stays(item, made, by)
    keep_last_contact(case.pk, at)
    keep_next_due(case.pk)
    return made


@action("edit_work")
def add_to_contact(contact: ContactAttempt, *, by: Any, note: str, stopped: bool = False) -> ContactAttempt:
    """Join a colleague's note of the same contact: one's own words are added under one's name.

    `stopped`: the guard had stopped a second note of it.
    """
    if not note.strip():
        raise Refused(_("Write what you add to the note."), field="note")
    stamp = wording.exact(clock.now(), clock.now(), contact.case.facility.tz)
    contact.note = f"{contact.note}\n\n{by.short}, {stamp}: {note.strip()}".strip()
    if stopped:
        duplicates.answered(contact.case, duplicates.Way.JOINED, by=by, activity=contact.activity)
    return contact


def _as_it_stands(item: Item | None, case: Case) -> Item | None:
    """The work as it is now that the case is locked: what a page showed may have ended since, or changed hands."""
    if item is None:
        return None
    row = Item.objects.select_for_update(no_key=True).get(pk=item.pk)
    if row.case_id == case.pk:
        row.case = case
    return row


def _must_be_possible(case: Case, *, at: datetime, item: Any, person: Any, next_at: datetime | None) -> None:
    if at > clock.now():
        raise Refused(_("This contact is in the future. Enter when it took place."), field="at")
    if next_at is not None and next_at <= clock.now():
        raise Refused(_("Choose a time to come for the next step."), field="next_at")
    if next_at is not None and not case.is_open:
        raise Refused(_("This case is closed. Reopen it before promising anything."), field="next_at")
    if item is not None and (item.case_id != case.pk or item.status not in ALIVE):
        raise Refused(
            _("That work is not open on this case any more. Log the contact without it."), field="item"
        )
    if item is not None:
        own_ends.must_end_by_contact(item)
    owners.must_be_of_the_patient(person, case, field="person")


def _interpreter_or_reason(case: Case, outcome: str, mode: str, used: bool | None, because: str) -> None:
    spoken = outcome == Outcome.REACHED and mode != ContactAttempt.Mode.LETTER
    if spoken and not used and not because.strip() and queries.needs_interpreter(case):
        raise Refused(
            _("Say why no interpreter was used; the patient asked for one."), field="no_interpreter_because"
        )


def _book_next(contact: ContactAttempt, next_at: datetime, by: Any) -> None:
    """The next step is a promise like any other, with its own reminders."""
    series.begin(
        contact.case,
        by=by,
        ladder=queries.ladder_in_force(contact.case.facility),
        activity=contact.activity,
        what=contact.next_step or _("Contact again"),
        owner=by,
        first_due_at=next_at,
        person=contact.person,
    )


def _finish_unless_it_stays(item: Item, contact: ContactAttempt, by: Any) -> None:
    if contacted.stays(contact):
        return
    endings.finish(item, by=by, note=contact.get_outcome_display())
    change(
        item, status=item.status, done_at=item.done_at, done_by=by, done_note=item.done_note, waiting_on=""
    )
    series.carry_on(item, by=by)
