"""High-risk protocols: raised by a person, done step by step, cleared by a second qualified person."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from assessments import danger, raising
from assessments.models import Protocol, ProtocolPerson, ProtocolStep
from core import access, clock
from core.actions import action
from core.refusals import Refused
from patients.models import Case
from worklist import endings, told
from worklist.dues import keep_next_due

Status = Protocol.Status


@action("edit_behavioural")
def raise_protocol(
    case: Case,
    *,
    by: Any,
    kind: str,
    because: str,
    acute: bool = False,
    owner: Any = None,
    people: Sequence[User] = (),
) -> Protocol:
    """Raise a protocol, or bring what is new to the one already open: steps, people named, flag, supervisor told."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before adding to it."))
    if not because.strip():
        raise Refused(_("Say what was seen or said."), field="because")
    wanted = Protocol(case=case, kind=kind, created_by=by)
    if kind in Protocol.Kind.values and not access.can(by, "edit_safeguarding", wanted):
        raise Refused(
            _("Your role does not raise this protocol. Tell the social worker of the case."), field="kind"
        )
    _must_be_able(wanted, owner or by, "owner")
    for each in people:
        _must_be_nameable(wanted, each, "people")
    return raising.begin(
        case, by=by, kind=kind, because=because.strip(), acute=acute, owner=owner or by, people=people
    )


@action("edit_safeguarding")
def do_step(step: ProtocolStep, *, by: Any, note: str = "") -> ProtocolStep:
    """Write down that a step was done, and what came of it; its work ends with it."""
    if step.protocol.status == Status.CLEARED:
        raise Refused(_("This protocol is cleared. Raise it again if there is danger anew."))
    if step.done_at is not None:
        raise Refused(_("This step was done already."))
    step.done_at, step.done_by, step.note = clock.now(), by, note.strip()
    if step.item is not None and step.item.is_live:
        endings.finish_at_once(step.item, by=by)
        keep_next_due(step.case_id)
    return step


@action("edit_safeguarding", moves={Status.RAISED: Status.CLEARING})
def ask_clear(protocol: Protocol, *, by: Any, because: str) -> Protocol:
    """Ask a second qualified person to clear a protocol whose steps are all done."""
    left = protocol.steps.filter(done_at=None, error_at=None).count()
    if left:
        raise Refused(
            ngettext(
                "%(n)d step is not done yet. Nobody clears it before that.",
                "%(n)d steps are not done yet. Nobody clears it before that.",
                left,
            )
            % {"n": left}
        )
    if not because.strip():
        raise Refused(_("Say why it can be cleared."), field="because")
    protocol.asked_at, protocol.asked_by, protocol.asked_because = clock.now(), by, because.strip()
    for each in raising.qualified_people(protocol):
        if each.pk != by.pk:
            told.tell(each, "safety-clear", protocol.case_id, n=protocol.version, safety=True)
    return protocol


def _keep_flag(protocol: Protocol, *, by: Any) -> None:
    danger.keep_flag(protocol.case_id)


@action("edit_safeguarding", moves={Status.CLEARING: Status.CLEARED}, after=_keep_flag)
def clear(protocol: Protocol, *, by: Any, note: str = "") -> Protocol:
    """Clear a protocol, as the second qualified person; the flag of the case follows what is still open."""
    _must_be_another(protocol, by)
    protocol.cleared_at, protocol.cleared_by, protocol.cleared_note = clock.now(), by, note.strip()
    return protocol


@action("edit_safeguarding", moves={Status.CLEARING: Status.RAISED})
def keep_protocol(protocol: Protocol, *, by: Any, note: str) -> Protocol:
    """Keep a protocol open that somebody asked to clear, with a reason."""
    _must_be_another(protocol, by)
    if not note.strip():
        raise Refused(_("Say why it stays open."), field="note")
    protocol.asked_at, protocol.asked_by, protocol.asked_because = None, None, ""
    protocol.cleared_note = note.strip()
    return protocol


@action("edit_safeguarding")
def name_on_protocol(protocol: Protocol, *, by: Any, person: User) -> ProtocolPerson:
    """Name somebody on a protocol: they read its kind beside the patient's name."""
    _must_stand(protocol)
    _must_be_nameable(protocol, person, "person")
    return raising.name(protocol, person, by=by)


@action("edit_safeguarding")
def give_protocol(protocol: Protocol, *, by: Any, to: Any) -> Protocol:
    """Give a protocol to another qualified owner, who is named on it and told."""
    _must_stand(protocol)
    _must_be_able(protocol, to, "to")
    protocol.owner = to
    raising.name(protocol, to, by=by)
    return protocol


def _must_stand(protocol: Protocol) -> None:
    if protocol.status == Status.CLEARED:
        raise Refused(_("This protocol is cleared. Raise it again if there is danger anew."))


def _must_be_another(protocol: Protocol, by: Any) -> None:
    if protocol.asked_by_id == by.pk:
        raise Refused(_("A second qualified person decides, not the one who asked."))


def _must_be_able(protocol: Protocol, person: Any, field: str) -> None:
    if not access.can(person, "edit_safeguarding", protocol):
        raise Refused(
            _("%(name)s cannot work on this protocol. Choose somebody of the team who can.")
            % {"name": person.short},
            field=field,
        )


def _must_be_nameable(protocol: Protocol, person: Any, field: str) -> None:
    """Who may not know that there is a safety plan of this class is not named on it."""
    if not access.can(person, "flag_safeguarding", protocol):
        raise Refused(
            _("%(name)s may not know of this. Choose somebody of the team who may.") % {"name": person.short},
            field=field,
        )
