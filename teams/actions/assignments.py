"""The care team of a case: who joins it, who leads it, who stands down."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import CLINICAL_ROLES, TEAM_ROLES, Role
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from patients.models import Case, Stage
from teams import endings, ledger, nursing, standing
from teams.models import Assignment

# With its lead a team is formed: the supervisor of the team and the patient's advocate take up what is theirs.
FORMED = (Role.SUPERVISOR, Role.ADVOCATE)


@action("manage_team")
def assign(
    case: Case,
    *,
    by: Any,
    user: Any,
    role: str,
    is_lead: bool = False,
    ends_at: datetime | None = None,
    discipline: str = "",
    scope: str = "",
    why: str = "",
) -> Assignment:
    """Put a person on a case in a role, from now on; refused for somebody who has left or a role that comes otherwise.

    What the role answers for and nobody holds becomes theirs in the same step.
    """
    _must_work_here(user)
    _must_be_open(case)
    if role not in TEAM_ROLES and (is_lead or role != Role.SUPERVISOR):
        raise Refused(_("Choose a role of the care team."), field="role")
    if role not in standing.roles_at(case.facility, user):
        raise _not_theirs(by, user, field="role")
    _must_be_of_this_house(case, user, field="user")
    facts = {"ends_at": ends_at, "discipline": discipline, "scope": scope, "why": why}
    made = _join(case, by=by, user=user, role=role, is_lead=is_lead, **facts)
    if is_lead:
        case.lead = user
    ledger.join(case, by=by, roles={role, *(FORMED if is_lead else ())})
    return made


@action("manage_team", moves={Assignment.Status.ACTIVE: Assignment.Status.ENDED})
def stand_down(assignment: Assignment, *, by: Any, why: str) -> Assignment:
    """End a person's part in a case; they can read it for some time. A lead hands over first.

    What they answered for passes to another of that role; where there is none, nobody answers for it.
    """
    if not why.strip():
        raise Refused(_("Say why this part ends."), field="why")
    if assignment.is_lead and assignment.case.is_open:
        raise Refused(
            _("%(name)s leads this case. Hand the lead over first.") % {"name": assignment.user.short}
        )
    nursing.must_stay(assignment)
    for field, value in endings.ended(assignment, why).items():
        setattr(assignment, field, value)
    ledger.leave(assignment, by=by, why=why)
    return assignment


@action("manage_team")
def change_lead(case: Case, *, by: Any, to: Any, why: str) -> Assignment:
    """Hand the lead to somebody else in one step, never none and never two; the former lead stays on the team."""
    _must_work_here(to)
    _must_be_open(case)
    if not why.strip():
        raise Refused(_("Say why the lead changes."), field="why")
    present = list(_now_on(case).select_related("user"))
    former = next((each for each in present if each.is_lead), None)
    if former is not None and former.user_id == to.pk:
        raise Refused(_("%(name)s already leads this case.") % {"name": to.short}, field="to")
    own = next((each for each in present if each.user_id == to.pk and each.role in CLINICAL_ROLES), None)
    role = own.role if own else _lead_role(case, by, to)
    _must_be_of_this_house(case, to, field="to")
    for each in filter(None, (former, own)):
        endings.replace(each, why=why)
        ledger.drop_offers(case, by=by, why=why, responsibilities=(), assignment=each)
    if former:
        _again(former, by=by, is_lead=False, ends_at=former.ends_at, why=why)
    case.lead = to
    new = {"by": by, "is_lead": True, "ends_at": None, "why": why}
    made = _again(own, **new) if own else _join(case, user=to, role=role, **new)
    ledger.stay(case, to)
    ledger.join(case, by=by, roles={role, *FORMED})
    return made


@action("lead_case")
def set_complexity(case: Case, *, by: Any, complexity: str, why: str) -> Case:
    """Say how complex a case is; a complex one needs a nurse on its team first."""
    _must_be_open(case)
    if complexity not in Case.Complexity.values:
        raise Refused(_("Choose how complex the case is."), field="complexity")
    if not why.strip():
        raise Refused(_("Say why the case is now this complex."), field="why")
    if complexity == Case.Complexity.COMPLEX:
        nursing.must_be_there(case)
    case.complexity = complexity
    return case


def _join(case: Case, **details: Any) -> Assignment:
    by = details.pop("by")
    row = Assignment(case=case, starts_at=clock.now(), created_by=by, **details)
    return keep(row)


def _again(former: Assignment, **details: Any) -> Assignment:
    """The same part of the same person from now on, with something of it changed."""
    same = {name: getattr(former, name) for name in ("user", "role", "discipline", "scope")}
    return _join(former.case, **same, **details)


def _now_on(case: Case) -> Any:
    now = clock.now()
    rows = Assignment.objects.filter(
        case=case, status=Assignment.Status.ACTIVE, error_at=None, starts_at__lte=now
    )
    return rows.exclude(ends_at__lte=now)


def _lead_role(case: Case, by: Any, to: Any) -> str:
    """The clinical role somebody new to the case leads it in: their usual one, else one they hold here."""
    theirs = standing.roles_at(case.facility, to)
    role = next(
        (role for role in (to.default_role, *CLINICAL_ROLES) if role in CLINICAL_ROLES and role in theirs), ""
    )
    if not role:
        raise _not_theirs(by, to, field="to")
    return str(role)


def _not_theirs(by: Any, user: Any, *, field: str) -> Refused:
    """Why a role does not fit: rights come with it, so nobody gets one they do not have, least of all from themselves."""
    if user.pk == by.pk:
        return Refused(
            _("This is not a role you hold. Ask somebody else to put you on the case."), field=field
        )
    return Refused(
        _("%(name)s does not hold that role here. Choose another.") % {"name": user.short}, field=field
    )


def _must_be_of_this_house(case: Case, user: Any, *, field: str) -> None:
    standing.must_work_at(case.facility, user, field=field)
    standing.must_not_be_kept_from(case, user, field=field)


def _must_work_here(user: Any) -> None:
    if not user.is_active or user.is_service:
        raise Refused(_("This person cannot sign in any more. Choose somebody else."), field="user")


def _must_be_open(case: Case) -> None:
    if case.stage == Stage.CLOSED:
        raise Refused(_("This case is closed. Reopen it before you change its team."))
