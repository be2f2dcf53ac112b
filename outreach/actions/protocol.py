"""The protocol for whom nobody reaches: begun by hand, handed up, taken back, given up by the rule, stopped."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action
from core.refusals import Refused
from outreach import attempts, people, protocol
from outreach.models import Outreach
from patients.models import Case, RelatedPerson
from worklist import endings, owners
from worklist.activities import Activity
from worklist.dues import keep_next_due
from worklist.models import Item
from worklist.models.item import LIVE

Status = Outreach.Status
OPEN = (Status.RUNNING, Status.HANDED_UP)
# A supervisor decides within a day what the caller could not (project proposal).
DECIDES = timedelta(hours=24)


@action("edit_work")
def start_outreach(
    case: Case, *, by: Any, person: RelatedPerson | None = None, activity: str = Activity.FOLLOW_UP
) -> Outreach:
    """Begin the protocol by hand: there is no number to call, or letters come back."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before promising anything."))
    owners.must_be_of_the_patient(person, case, field="person")
    return protocol.begin(case, by=by, person=person, activity=activity)


@action("edit_work", moves={Status.RUNNING: Status.HANDED_UP})
def hand_up(outreach: Outreach, *, by: Any, note: str = "") -> Outreach:
    """Give the decision to the supervisor: the open step is dropped, theirs takes its place."""
    protocol.let_go(outreach, note.strip() or _("Handed to the supervisor"))
    to = people.supervises(outreach.case)
    due_at = clock.now() + DECIDES
    outreach.item = protocol.work(outreach, "decide", due_at, owner=to, by=by)
    outreach.step = "decide"
    return outreach


@action("edit_work", moves={Status.HANDED_UP: Status.RUNNING})
def resume(outreach: Outreach, *, by: Any) -> Outreach:
    """Go on trying: the next step by the rules is asked of whoever had it."""
    protocol.let_go(outreach, _("Tried again"))
    protocol.plan(outreach, by=by)
    return outreach


@action("edit_work", moves=dict.fromkeys(OPEN, Status.GIVEN_UP))
def give_up(outreach: Outreach, *, by: Any, because: str = "") -> Outreach:
    """End it as unable to reach, once the rule is met: so many attempts, on so many days, by another way too."""
    missing = attempts.gaps(outreach.case, outreach.person)
    if missing:
        raise Refused(" ".join([_("This cannot end yet."), *missing]))
    return _ended(outreach, because.strip() or _("Unable to reach by the rule"), by)


@action("edit_work", moves=dict.fromkeys(OPEN, Status.STOPPED))
def stop_outreach(outreach: Outreach, *, by: Any, reason: str) -> Outreach:
    """End it for another reason: heard from them by another way, moved away, died."""
    if not reason.strip():
        raise Refused(_("Say why it stops."), field="reason")
    return _ended(outreach, reason.strip(), by)


@action("edit_work", moves=dict.fromkeys(LIVE, Item.Status.CANCELLED))
def drop_attempt(item: Item, *, by: Any) -> Item:
    """Drop what was still to be tried with a patient who has died, outside of any protocol (the keeper's verb)."""
    ends_alone = item.kind == Item.Kind.REACH and not item.outreaches.filter(status__in=OPEN).exists()
    if not ends_alone or item.case is None or item.case.patient.deceased_at is None:
        raise Refused(_("This ends with an attempt: log the contact, or stop the protocol."))
    endings.drop(item, _("The patient has died."), by=by)
    keep_next_due(item.case_id, item)
    return item


def _ended(outreach: Outreach, because: str, by: Any) -> Outreach:
    protocol.let_go(outreach, because)
    outreach.ended_at, outreach.ended_by, outreach.ended_because = clock.now(), by, because
    outreach.step = ""
    return outreach
