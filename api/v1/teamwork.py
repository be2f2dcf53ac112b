"""Being away and standing in, hand-over sheets, moving many cases at once, and a role that changes on a day."""

from rest_framework import serializers

from accounts.models import User
from api.nouns import Noun, Verb
from facilities.models import Facility, Team
from supervision import actions
from teams import actions as teams
from teams.models import Absence, FacilityRole, Handover, Reassignment, ReassignmentLine

# Any facility may be named: the verb asks whether the person works there.
ANYWHERE = {"facility": serializers.PrimaryKeyRelatedField(queryset=Facility._default_manager.all())}

ONESELF = Noun(
    "me",
    User,
    ("id", "name", "default_role"),
    verbs=(Verb("plan-absence", actions.plan_own_absence, Absence, more=ANYWHERE),),
    perm="own_account",
)
ABSENCE = Noun(
    "absences",
    Absence,
    "id version user deputy facility starts_at ends_at only_led roles status note answered_at answer".split(),
    create=Verb("plan", actions.plan_absence, Absence),
    within=("facility", Facility),
    verbs=(
        Verb("accept", actions.accept_cover),
        Verb("decline", actions.decline_cover),
        Verb("end", actions.end_absence),
        Verb("hand-over", actions.hand_over, Handover),
        Verb("hand-back", actions.hand_back, Handover),
    ),
    filters=("user", "deputy", "status"),
)
# The sheet itself is read on its page, case by case as one may see them at that moment.
HANDOVER = Noun(
    "handovers",
    Handover,
    "id version from_user to_user absence status digest accepted_at accepted_by".split(),
    verbs=(Verb("accept", actions.accept_handover),),
    filters=("to_user", "status"),
)
REASSIGNMENT = Noun(
    "reassignments",
    Reassignment,
    "id version team status why applied_at applied_by undone_at undone_by".split(),
    create=Verb("preview", actions.preview_reassignment, Reassignment),
    within=("team", Team),
    verbs=(
        Verb("revise", actions.revise_reassignment, Reassignment),
        Verb("apply", actions.apply_reassignment),
        Verb("undo", actions.undo_reassignment),
    ),
    filters=("team", "status"),
)
LINE = Noun(
    "reassignment-lines",
    ReassignmentLine,
    ("id", "reassignment", "case", "from_user", "to_user", "role"),
    filters=("reassignment",),
)
FACILITY_ROLE = Noun(
    "facility-roles",
    FacilityRole,
    ("id", "version", "user", "facility", "role", "starts_at", "ends_at"),
    verbs=(Verb("change", teams.change_role),),
    filters=("user",),
    perm="manage_access",
)
NOUNS = (ONESELF, ABSENCE, HANDOVER, REASSIGNMENT, LINE, FACILITY_ROLE)
