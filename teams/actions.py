"""Who joins, leads and leaves a case, and who holds a role at a facility or covers a unit."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import TEAM_ROLES, Role
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from patients.models import Case
from teams.models import Assignment


@action("manage_team")
def assign(
    case: Case, *, by: Any, user: Any, role: str, is_lead: bool = False, ends_at: Any = None, why: str = ""
) -> Assignment:
    """Put a person on a case in a role, from now on; refused for somebody who has left or a role that comes otherwise."""
    if not user.is_active or user.is_service:
        raise Refused(_("This person cannot sign in any more. Choose somebody else."), field="user")
    if role not in TEAM_ROLES and not (is_lead is False and role == Role.SUPERVISOR):
        raise Refused(_("Choose a role of the care team."), field="role")
    made = keep(
        Assignment(
            case=case, user=user, role=role, is_lead=is_lead, starts_at=clock.now(), ends_at=ends_at, why=why, created_by=by
        )
    )
    if is_lead:
        case.lead = user
    return made  # type: ignore[no-any-return]
