"""Who joins, leads and leaves a case, and who holds a role at a facility, covers a unit or belongs to a team."""

from teams.actions.assignments import assign, change_lead, set_complexity, stand_down
from teams.actions.blocks import block_access, lift_block, watch_record
from teams.actions.grants import grant, revoke_grant
from teams.actions.people import (
    add_integration,
    invite,
    issue_token,
    reinstate,
    reset_second_factor,
    revoke_token,
    suspend,
)
from teams.actions.responsibilities import (
    give,
    lapse,
    let_speak,
    move,
    name_practitioner,
    release,
    share,
    take,
)
from teams.actions.roles import (
    change_role,
    cover_unit,
    end_cover,
    end_facility_role,
    give_facility_role,
    join_team,
    leave_team,
    retire,
    take_up_role,
)
from teams.actions.transfers import accept, ask, expire, offer, offer_part, reject, revoke

__all__ = [
    "accept",
    "add_integration",
    "ask",
    "assign",
    "block_access",
    "change_lead",
    "change_role",
    "cover_unit",
    "end_cover",
    "end_facility_role",
    "expire",
    "give",
    "give_facility_role",
    "grant",
    "invite",
    "issue_token",
    "join_team",
    "lapse",
    "leave_team",
    "let_speak",
    "lift_block",
    "move",
    "name_practitioner",
    "offer",
    "offer_part",
    "reinstate",
    "reject",
    "release",
    "reset_second_factor",
    "retire",
    "revoke",
    "revoke_grant",
    "revoke_token",
    "set_complexity",
    "share",
    "stand_down",
    "suspend",
    "take",
    "take_up_role",
    "watch_record",
]
