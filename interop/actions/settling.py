"""What becomes of a stored message: applied in one step, or kept with the reason why not."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.actions import action, change, keep
from core.failpoints import failpoint
from interop import inbound
from interop.envelope import Envelope
from interop.hl7 import Code, Problem, Where
from interop.hl7.problems import warning
from interop.issues import first_of, note
from interop.models import Inbound, Tombstone

Status = Inbound.Status
OPEN = (Status.RECEIVED, Status.PARKED)


@action("manage_feed", moves=dict.fromkeys(OPEN, Status.APPLIED))
def apply(message: Inbound, *, by: Any, envelope: Envelope) -> Inbound:
    """Do what the message says, through the verbs that the screens use; all of it or nothing.

    Raises `troubles.Waits` for a visit not yet known and `troubles.CannotApply` for what the record cannot take.
    """
    applied = inbound.apply(message, envelope, by=by)
    failpoint("feed.applying")
    message.attempts += 1
    message.status_reason = ""
    message.patient_ids = [applied.patient.pk]
    message.stated = applied.stated
    message.effects = list(dict.fromkeys(applied.effects))
    message.event_at, message.sent_at = envelope.event_at, envelope.sent_at
    for waiting in Tombstone.objects.filter(message=message, used=False):
        change(waiting, used=True)
    note(message, [*envelope.problems, *applied.notes], look=applied.look)
    return message


@action("manage_feed", moves=dict.fromkeys(OPEN, Status.IGNORED))
def ignore(message: Inbound, *, by: Any, envelope: Envelope) -> Inbound:
    """A message that is understood and asks nothing of us; its name says why."""
    message.status_reason = envelope.kind_name[:240]
    note(message, [problem for problem in envelope.problems if not problem.is_error])
    return message


@action("manage_feed", moves=dict.fromkeys(OPEN, Status.PARKED))
def park(message: Inbound, *, by: Any, envelope: Envelope, where: Where) -> Inbound:
    """Keep a message until the visit it is about is known."""
    problem = warning(Code.UNKNOWN_KEY, _waits_for(envelope), where)
    message.attempts += 1
    message.status_reason = problem.text
    note(message, [*envelope.problems, problem])
    visit = envelope.adt.visit if envelope.adt else None
    if visit and visit.key and not Tombstone.objects.filter(message=message).exists():
        keep(
            Tombstone(
                message=message,
                visit_authority=visit.key.authority[:120],
                visit_number=visit.key.value[:80],
                kind=envelope.kind[:10],
                event_at=envelope.event_at or message.received_at,
            )
        )
    return message


@action("manage_feed", moves=dict.fromkeys(OPEN, Status.REJECTED))
def reject(message: Inbound, *, by: Any, problems: Sequence[Problem]) -> Inbound:
    """Keep a message that is not for us or cannot be read."""
    message.attempts += 1
    message.status_reason = first_of(problems)
    note(message, problems)
    return message


@action("manage_feed", moves=dict.fromkeys(OPEN, Status.FAILED))
def fail(message: Inbound, *, by: Any, problems: Sequence[Problem]) -> Inbound:
    """Keep a message that could not be applied, with the place and the reason."""
    message.attempts += 1
    message.status_reason = first_of(problems)
    note(message, problems)
    return message


def _waits_for(envelope: Envelope) -> str:
    if envelope.adt and envelope.adt.visit and envelope.adt.visit.key:
        return _("This visit is not known yet. The message is applied when its admission or an update comes.")
    return _("The visit has no number and cannot be told from others. Ask the sender, then retry.")
