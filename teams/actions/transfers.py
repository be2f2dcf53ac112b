"""Handing over: offered or asked for, accepted, rejected, taken back, or back by the clock (R-DUP-5).

Until the answer the giver keeps it; the receiver of an offer reads the case at once (the access view's "offer").
"""

from typing import Any

from django.utils.translation import gettext as _

from core import access, clock
from core.actions import action, change, keep
from core.refusals import Refused
from policy.queries import teamwork
from teams import handing, holders
from teams.models import Assignment, Responsibility, Transfer

Status, Held, Part = Transfer.Status, Responsibility.Status, Assignment.Status


@action("view_case", moves={Held.HELD: Held.HELD})
def offer(responsibility: Responsibility, *, by: Any, to: Any, why: str = "") -> Transfer:
    """Offer what one answers for to a colleague; one's own only: lead and supervisor move what others hold."""
    if responsibility.shared:
        raise Refused(_("This is a shared part. End your part instead."))
    if responsibility.holder_id != by.pk:
        raise Refused(_("Only %(name)s can offer this. Ask them for it.") % {"name": responsibility.who})
    rule = holders.rule_for(responsibility.case, responsibility.activity)
    handing.must_receive(responsibility.case, to)
    role = handing.role_of(responsibility.case, to, (rule.accountable, rule.otherwise, *rule.does))
    return _open(responsibility, to=to, role=role, by=by, answer_by=to, why=why)


@action("view_case", moves={Part.ACTIVE: Part.ACTIVE})
def offer_part(assignment: Assignment, *, by: Any, to: Any, why: str = "") -> Transfer:
    """Offer one's whole part in a case, the lead included, to a colleague who holds the same role here."""
    case = assignment.case
    if assignment.user_id != by.pk and not access.can(by, "manage_team", case):
        raise Refused(_("Only %(name)s or the lead can offer this part.") % {"name": assignment.user.short})
    if to.pk == by.pk:
        raise Refused(_("You cannot offer it to yourself. Ask somebody else."), field="to")
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before you change its team."))
    handing.must_receive(case, to)
    handing.must_hold(case, to, assignment.role)
    return _open(assignment, to=to, role=assignment.role, by=by, answer_by=to, why=why)


@action("view_case", moves={Held.HELD: Held.HELD})
def ask(responsibility: Responsibility, *, by: Any, why: str = "") -> Transfer:
    """Ask whoever answers for something to hand it over to oneself; they answer, and keep it until they do."""
    case, held = responsibility.case, responsibility
    if held.holder is None or held.shared:
        raise Refused(_("There is nobody to ask. Ask the lead of the case to give it to you."))
    if held.holder_id == by.pk:
        raise Refused(_("You answer for this already."))
    rule = holders.rule_for(case, held.activity)
    roles = holders.must_stand(case, by, rule, field="why")
    role = next((role for role in (rule.accountable, *rule.does) if role in roles), min(roles))
    return _open(held, to=by, role=role, by=by, answer_by=held.holder, why=why)


@action("own_account", moves={Status.OFFERED: Status.ACCEPTED})
def accept(transfer: Transfer, *, by: Any, answer: str = "") -> Transfer:
    """Say yes: who answers changes in this one step, with a whole part also the team, the lead and what belongs to it."""
    handing.must_answer(transfer, by)
    if transfer.expires_at <= clock.now():
        raise Refused(_("This ran out and went back by itself. Ask for a new offer."))
    handing.must_receive(transfer.case, transfer.to_user)
    _answered(transfer, by, answer)
    if transfer.assignment is not None:
        handing.move_part(transfer, transfer.assignment)
    elif transfer.responsibility is not None:
        handing.move_responsibility(transfer, transfer.responsibility)
    return transfer


@action("own_account", moves={Status.OFFERED: Status.REJECTED})
def reject(transfer: Transfer, *, by: Any, answer: str) -> Transfer:
    """Say no, and why; it stays where it is."""
    handing.must_answer(transfer, by)
    if not answer.strip():
        raise Refused(_("Say why not, so that they can ask somebody else."), field="answer")
    return _answered(transfer, by, answer)


@action("own_account", moves={Status.OFFERED: Status.REVOKED})
def revoke(transfer: Transfer, *, by: Any, answer: str = "") -> Transfer:
    """Take back one's own offer or wish; it stays where it is."""
    if transfer.created_by_id != by.pk:
        raise Refused(_("Only who made this can take it back. Say no to it instead."))
    return _answered(transfer, by, answer)


@action("manage_team", moves={Status.OFFERED: Status.EXPIRED})
def expire(transfer: Transfer, *, by: Any) -> Transfer:
    """Let an offer nobody answered go back by itself (the keeper's verb); nothing had moved."""
    if transfer.expires_at > clock.now():
        raise Refused(_("This can still be answered."))
    return transfer


def _open(thing: Responsibility | Assignment, *, to: Any, role: str, why: str, **facts: Any) -> Transfer:
    """One open offer of a thing at a time; one that has run out gives way."""
    now, name = clock.now(), "assignment" if isinstance(thing, Assignment) else "responsibility"
    for old in thing.transfers.filter(status=Status.OFFERED, expires_at__lte=now):
        change(old, status=Status.EXPIRED)
    by = facts.pop("by")
    giver = thing.user if isinstance(thing, Assignment) else thing.holder
    said = why.strip() or _("Handing over within the team")
    until = teamwork(thing.case.facility, now).ends("offer", now)
    transfer = Transfer(
        case=thing.case, from_user=giver, to_user=to, role=role, why=said, **{name: thing}, **facts
    )
    transfer.created_by, transfer.expires_at = by, until
    return keep(transfer)


def _answered(transfer: Transfer, by: Any, answer: str) -> Transfer:
    transfer.answered_at, transfer.answered_by, transfer.answer = clock.now(), by, answer.strip()
    return transfer
