"""Who joins, leads and leaves a case, and who holds a role at a facility, covers a unit or belongs to a team."""

from teams.actions.assignments import assign, change_lead, stand_down
from teams.actions.people import (
    add_integration,
    invite,
    issue_token,
    reinstate,
    reset_second_factor,
    revoke_token,
    suspend,
)
from teams.actions.roles import (
    cover_unit,
    end_cover,
    end_facility_role,
    give_facility_role,
    join_team,
    leave_team,
    retire,
)

__all__ = [
    "add_integration",
    "assign",
    "change_lead",
    "cover_unit",
    "end_cover",
    "end_facility_role",
    "give_facility_role",
    "invite",
    "issue_token",
    "join_team",
    "leave_team",
    "reinstate",
    "reset_second_factor",
    "retire",
    "revoke_token",
    "stand_down",
    "suspend",
]
