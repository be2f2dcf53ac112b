"""What happens when a hand-over is accepted, and who may receive one; used inside verbs that hold the case's lock."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import TEAM_ROLES
from core import clock
from core.actions import change, keep
from core.refusals import Refused
from patients.models import Case
from teams import endings, holders, ledger, standing
from teams.models import Assignment, Responsibility, Transfer


def must_receive(case: Case, user: Any) -> None:
    """Refused for somebody who has left or works elsewhere, and on a case that is closed."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before something is handed over."))
    if not user.is_active or user.is_service:
        raise Refused(_("This person cannot sign in any more. Choose somebody else."), field="to")
    standing.must_work_at(case.facility, user, field="to")
    standing.must_not_be_kept_from(case, user, field="to")


def must_hold(case: Case, user: Any, role: str) -> None:
    """Refused for somebody who does not hold the role here: rights come with it."""
    if role not in standing.roles_at(case.facility, user):
        raise Refused(
            _("%(name)s does not hold that role here. Choose another colleague.") % {"name": user.short},
            field="to",
        )


def role_of(case: Case, user: Any, preferred: Iterable[str]) -> str:
    """The role in which somebody receives: one they work in on the case, else one of the preferred they hold here."""
    present, here = standing.on_case(case, user), standing.roles_at(case.facility, user) & set(TEAM_ROLES)
    order = [*preferred, user.default_role]
    found = next(
        (role for roles in (present, here) for role in (*order, *sorted(roles)) if role in roles), ""
    )
    if not found:
        raise Refused(
            _("%(name)s has no role on a care team here. Choose another colleague.") % {"name": user.short},
            field="to",
        )
    return str(found)


def move_responsibility(transfer: Transfer, held: Responsibility) -> None:
    """The receiver answers from this instant; somebody new to the case joins it in the role of the offer."""
    case, to = transfer.case, transfer.to_user
    if held.status != Responsibility.Status.HELD or held.holder_id != transfer.from_user_id:
        raise Refused(_("%(name)s does not hold this any more.") % {"name": transfer.from_user.short})
    if not standing.on_case(case, to):
        must_hold(case, to, transfer.role)
        _join(transfer, is_lead=False)
    _hand([held], transfer)


def must_answer(transfer: Transfer, by: Any) -> None:
    """Refused to everybody but whom it is addressed to."""
    if transfer.answer_by_id != by.pk:
        raise Refused(_("Only %(name)s can answer this.") % {"name": transfer.answer_by.short})


def move_part(transfer: Transfer, part: Assignment) -> None:
    """The receiver's part begins as the giver's ends, who may read on; the lead and what was held in it move along."""
    case, to, was_lead = transfer.case, transfer.to_user, part.is_lead
    if part.status != Assignment.Status.ACTIVE:
        raise Refused(_("%(name)s has left this case already.") % {"name": transfer.from_user.short})
    must_hold(case, to, part.role)
    theirs = _held_in(case, part)
    endings.end(part, why=transfer.why)
    own = _works_as(case, to, part.role)
    if own is None:
        _join(transfer, is_lead=was_lead)
    elif was_lead:
        endings.replace(own, why=transfer.why)
        _join(transfer, is_lead=True)
        ledger.stay(case, to)
    if was_lead:
        change(case, lead=to)
    _hand(theirs, transfer)
    ledger.join(case, by=transfer.answered_by, roles={part.role})


def _held_in(case: Case, part: Assignment) -> list[Responsibility]:
    """What somebody holds in one part: everything, unless they work on the case in another role too."""
    now = clock.now()
    rows = list(ledger.live(case, now).filter(holder=part.user_id))
    others = standing.on_case(case, part.user) - {part.role}
    if not others:
        return rows
    rules = holders.rules_of(case)
    return [
        row for row in rows if (rule := rules.get(row.activity)) and rule.part_of(part.role) == "accountable"
    ]


def _hand(rows: list[Responsibility], transfer: Transfer) -> None:
    case, to = transfer.case, transfer.to_user
    at = ledger.moment(case)
    ledger.end(rows, at=at, why=transfer.why)
    others = [row for row in rows if row.pk != transfer.responsibility_id]
    ledger.drop_offers(case, by=transfer.answered_by, why=_("It was handed over."), responsibilities=others)
    held = {row.activity: row for row in ledger.live(case, at).filter(holder=to)}
    ledger.end([held[row.activity] for row in rows if row.activity in held and not row.shared], at=at, why="")
    for row in rows:
        if row.shared and row.activity in held:
            continue
        same = {"activity": row.activity, "shared": row.shared, "because": row.because, "ends_at": None}
        said = {
            "origin": Responsibility.Origin.TRANSFER,
            "why": transfer.why,
            "created_by": transfer.answered_by,
        }
        keep(Responsibility(case=case, holder=to, starts_at=at, **same, **said))


def _works_as(case: Case, user: Any, role: str) -> Assignment | None:
    """Somebody's live assignment on the case in one role."""
    now = clock.now()
    rows = Assignment.objects.filter(
        case=case, user=user, role=role, error_at=None, status=Assignment.Status.ACTIVE
    )
    return rows.exclude(ends_at__lte=now).first()


def _join(transfer: Transfer, *, is_lead: bool) -> Assignment:
    facts = {"user": transfer.to_user, "role": transfer.role, "is_lead": is_lead, "why": transfer.why}
    return keep(
        Assignment(case=transfer.case, starts_at=clock.now(), created_by=transfer.answered_by, **facts)
    )
