"""A relay goes one step at a time: raised, delivered, understood, answered, closed (C37)."""

from typing import Any

from django.utils.translation import gettext as _

from core import access, clock
from core.actions import action, keep
from core.refusals import Refused
from messaging import loops
from messaging.models import Relay
from patients.models import Case, RelatedPerson
from worklist import owners

Status = Relay.Status
OPEN = (Status.RAISED, Status.DELIVERED, Status.UNDERSTOOD, Status.ANSWERED)


@action("view_work")
def raise_relay(
    case: Case,
    *,
    by: Any,
    direction: str,
    message: str,
    person: RelatedPerson | None = None,
    colleague: Any = None,
    other_side: str = "",
    plain_version: str = "",
    language: str = "",
    interpreter: str = "",
    no_interpreter_because: str = "",
    owner: Any = None,
) -> Relay:
    """Take up a message that must reach somebody and come back; whoever sees the work may raise what a patient says."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before passing something on."))
    if direction not in Relay.Direction.values:
        raise Refused(_("Choose which way it goes."), field="direction")
    if direction == Relay.Direction.TO_PATIENT and not access.can(by, "edit_work", case):
        raise Refused(_("You can pass on what the patient says. Ask the lead for the other way."))
    owners.must_be_of_the_patient(person, case, field="person")
    owners.must_be_able(owner, case)
    made = Relay(case=case, created_by=by, direction=direction, message=message.strip())
    made.person, made.colleague, made.other_side = person, colleague, other_side.strip()
    made.plain_version, made.language = plain_version.strip(), language or loops.spoken(case)
    made.interpreter, made.no_interpreter_because = interpreter, no_interpreter_because.strip()
    if not made.to_patient:
        loops.must_be_interpreted(made)
    made.item = loops.chase(made, owner or loops.owner_for(case, by), by=by)
    return keep(made)


@action("edit_work", moves={Status.RAISED: Status.DELIVERED, Status.DELIVERED: Status.DELIVERED})
def deliver(
    relay: Relay,
    *,
    by: Any,
    mode: str,
    plain_version: str = "",
    interpreter: str = "",
    no_interpreter_because: str = "",
) -> Relay:
    """Say that it reached the other side, and how; what was not understood is delivered once more."""
    if mode not in Relay.Mode.values:
        raise Refused(_("Choose how it was delivered."), field="mode")
    relay.mode, relay.delivered_at, relay.delivered_by = mode, clock.now(), by
    relay.plain_version = plain_version.strip() or relay.plain_version
    if interpreter:
        relay.interpreter, relay.no_interpreter_because = interpreter, no_interpreter_because.strip()
    if relay.to_patient:
        loops.must_be_plain(relay)
        loops.must_be_interpreted(relay)
    loops.chase_on(relay)
    return relay


@action("edit_work", moves={Status.DELIVERED: Status.UNDERSTOOD})
def confirm_understood(relay: Relay, *, by: Any, said_back: str) -> Relay:
    """Say that the other side understood, by what they said back in their own words."""
    if not said_back.strip():
        raise Refused(_("Write what they said back in their own words."), field="said_back")
    relay.said_back, relay.understood_at, relay.understood_by = said_back.strip(), clock.now(), by
    loops.chase_on(relay)
    return relay


@action("edit_work", moves={Status.UNDERSTOOD: Status.ANSWERED})
def answer_relay(relay: Relay, *, by: Any, answer: str) -> Relay:
    """Bring the answer back to whoever is waiting for it."""
    if not answer.strip():
        raise Refused(_("Write the answer."), field="answer")
    relay.answer, relay.answered_at, relay.answered_by = answer.strip(), clock.now(), by
    loops.chase_on(relay)
    return relay


@action("edit_work", moves={Status.ANSWERED: Status.CLOSED})
def close_relay(relay: Relay, *, by: Any) -> Relay:
    """Close the loop: whoever raised it has the answer."""
    relay.closed_at, relay.closed_by = clock.now(), by
    loops.let_go(relay, by=by)
    return relay


@action("edit_work", moves=dict.fromkeys(OPEN, Status.WITHDRAWN))
def withdraw_relay(relay: Relay, *, by: Any, reason: str) -> Relay:
    """End a loop that is not needed any more, with the reason; it is no answer and is never counted as one."""
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn."), field="reason")
    relay.withdrawn_at, relay.withdrawn_by, relay.withdrawn_reason = clock.now(), by, reason.strip()
    loops.let_go(relay, by=by, because=reason.strip())
    return relay
