"""Roles that reach further than one case: at a facility, on a unit, in a team. Nobody gives one to themselves."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import CLINICAL_ROLES, Role
from core import clock
from core.actions import action, change, keep
from core.localtime import start_of_day
from core.refusals import Refused
from facilities.models import Facility, Team, Unit
from teams import cover, endings, moving
from teams.models import Assignment, FacilityRole, Relation, Responsibility, TeamMember, UnitCover


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
    cover.give_up(facility_role, facility_role.facility)
    return _end(facility_role)  # type: ignore[return-value]


@action("manage_access")
def change_role(
    facility_role: FacilityRole, *, by: Any, role: str, on: date, keep_cases: bool = False
) -> FacilityRole:
    """Let a colleague's role become another one on a day at the facility; rights move with its first moment.

    Their parts in cases in the former role end then; with `keep_cases` they go on in the new one without a gap.
    """
    user, moment = facility_role.user, _first_moment(facility_role, on)
    _not_oneself(by, user)
    if role not in Role.values or role in (Role.INTEGRATION, facility_role.role):
        raise Refused(_("Choose another role than the present one."), field="role")
    if keep_cases and role not in CLINICAL_ROLES:
        raise Refused(_("Nobody works on cases in that role. Hand their cases over."), field="keep_cases")
    if facility_role.role == Role.ADMINISTRATOR and not _other_administrators(facility_role).exists():
        raise Refused(_("This is the last administrator here. Give the role to somebody else first."))
    moving.must_not_stand_in(facility_role, moment)
    made: FacilityRole = keep(
        FacilityRole(
            facility=facility_role.facility,
            user=user,
            role=role,
            starts_at=moment,
            ends_at=facility_role.ends_at,
        )
    )
    facility_role.ends_at = moment
    moving.move_parts(facility_role, made, by=by, keep_cases=keep_cases)
    if moment <= clock.now():
        change(user, default_role=moving.usual_role(facility_role, made))
    return made


@action("manage_team")
def take_up_role(facility_role: FacilityRole, *, by: Any) -> FacilityRole:
    """Make a role whose day has come the person's usual one, where it follows on their usual one (the keeper's verb)."""
    if not moving.taken_up().filter(pk=facility_role.pk).exists():
        raise Refused(_("Their usual role is right already."))
    change(facility_role.user, default_role=facility_role.role)
    return facility_role


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
    cover.give_up(unit_cover, unit_cover.unit.facility)
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
    if isinstance(relation, Assignment | Responsibility):
        relation.status = type(relation).Status.ENDED
    return relation


def _keep(row: Any, starts_at: Any, ends_at: Any) -> Any:
    if not row.user.is_active or row.user.is_service:
        raise Refused(_("This person cannot sign in any more. Choose somebody else."), field="user")
    now = clock.now()
    row.starts_at, row.ends_at = starts_at or now, ends_at
    if ends_at and ends_at <= row.starts_at:
        raise Refused(_("The last moment is before the first. Check both dates."), field="ends_at")
    return keep(row)


def _first_moment(role: FacilityRole, on: date) -> datetime:
    """The first instant of the day at the facility; today is now."""
    zone, now = role.facility.tz, clock.now()
    if on < clock.today(zone):
        raise Refused(_("This day is over. Choose today or a day to come."), field="on")
    moment = now if on == clock.today(zone) else start_of_day(on, zone)
    if moment <= role.starts_at or (role.ends_at is not None and role.ends_at <= moment):
        raise Refused(_("They do not hold this role on that day. Choose another day."), field="on")
    return moment


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
