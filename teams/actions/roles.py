"""Roles that reach further than one case: at a facility, on a unit, in a team. Nobody gives one to themselves."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import CLINICAL_ROLES, Role
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from facilities.models import Facility, Team, Unit
from teams import endings
from teams.models import Assignment, FacilityRole, Relation, TeamMember, UnitCover


@action("manage_access")
def give_facility_role(
    facility: Facility, *, by: Any, user: Any, role: str, starts_at: Any = None, ends_at: Any = None
) -> FacilityRole:
    """Give a person a role in the whole facility for a period; it ends by itself or by `end_facility_role`."""
    _not_oneself(by, user)
    if role not in Role.values:
        raise Refused(_("Choose a role."), field="role")
    return _keep(FacilityRole(facility=facility, user=user, role=role), starts_at, ends_at)


@action("manage_access")
def end_facility_role(facility_role: FacilityRole, *, by: Any) -> FacilityRole:
    """Take a facility role back now; a facility keeps at least one administrator."""
    if facility_role.role == Role.ADMINISTRATOR and not _other_administrators(facility_role).exists():
        raise Refused(_("This is the last administrator here. Give the role to somebody else first."))
    return _end(facility_role)  # type: ignore[return-value]


@action("manage_team")
def cover_unit(
    unit: Unit, *, by: Any, user: Any, role: str, starts_at: Any = None, ends_at: Any = None
) -> UnitCover:
    """Let a person pick up the patients of a unit in a clinical role; gives sight of the unit's open cases."""
    _not_oneself(by, user)
    if role not in CLINICAL_ROLES:
        raise Refused(_("Choose a clinical role."), field="role")
    return _keep(UnitCover(unit=unit, user=user, role=role), starts_at, ends_at)


@action("manage_team")
def end_cover(unit_cover: UnitCover, *, by: Any) -> UnitCover:
    """End the cover of a unit now; sight that came from it ends in the same moment."""
    return _end(unit_cover)  # type: ignore[return-value]


@action("manage_access")
def join_team(
    team: Team, *, by: Any, user: Any, supervises: bool = False, starts_at: Any = None
) -> TeamMember:
    """Make a person a member of a team; a supervisor of it sees the team's cases."""
    _not_oneself(by, user)
    return _keep(TeamMember(team=team, user=user, supervises=supervises), starts_at, None)


@action("manage_access")
def leave_team(member: TeamMember, *, by: Any) -> TeamMember:
    """End a membership now; what the person holds on single cases stays until it is handed over."""
    return _end(member)  # type: ignore[return-value]


@action("manage_team")
def retire(relation: Relation, *, by: Any) -> Relation:
    """Mark a relation that gives no sight any more, so that the indexes stay small; who sees what does not change."""
    if not endings.over(relation, clock.now()):
        raise Refused(_("This still gives access. It ends by itself."))
    relation.live = False
    if isinstance(relation, Assignment):
        relation.status = Assignment.Status.ENDED
    return relation


def _keep(row: Any, starts_at: Any, ends_at: Any) -> Any:
    if not row.user.is_active or row.user.is_service:
        raise Refused(_("This person cannot sign in any more. Choose somebody else."), field="user")
    now = clock.now()
    row.starts_at, row.ends_at = starts_at or now, ends_at
    if ends_at and ends_at <= row.starts_at:
        raise Refused(_("The last moment is before the first. Check both dates."), field="ends_at")
    return keep(row)


def _end(row: Relation) -> Relation:
    now = clock.now()
    if row.ends_at and row.ends_at <= now:
        raise Refused(_("This has already ended."))
    row.ends_at, row.live = max(row.starts_at, now), False
    return row


def _not_oneself(by: Any, user: Any) -> None:
    if by.pk == user.pk:
        raise Refused(
            _("Nobody gives access to themselves. Ask another administrator or supervisor."), field="user"
        )


def _other_administrators(role: FacilityRole) -> Any:
    now = clock.now()
    others = FacilityRole.objects.filter(
        facility=role.facility_id, role=Role.ADMINISTRATOR, user__is_active=True, starts_at__lte=now
    )
    return others.exclude(ends_at__lte=now).exclude(user=role.user_id)
