"""Home visits, the unable-to-reach protocol, calls by a script, and the engagement index."""

from rest_framework import serializers

from accounts.models import User
from api.nouns import Noun, Verb
from api.shapes import Scoped
from outreach import actions
from outreach.models import EngagementScore, HomeVisit, Outreach, ScriptAnswer, ScriptRun
from patients.models import Case

VISITOR = {"visitor": Scoped(User, required=False, allow_null=True)}
ACTS = {"to": Scoped(User)}
KNOWN_BY = {"identifiers": serializers.ListField(child=serializers.CharField(max_length=20))}

VISIT = Noun(
    "home-visits",
    HomeVisit,
    (
        "id version case visitor place safety_note starts_at out_by status checked_in_at checked_out_at cancel_reason"
        " item contact alarm created_by created_at"
    ).split(),
    create=Verb("plan", actions.plan_visit, HomeVisit, more=VISITOR),
    within=("case", Case),
    verbs=(
        Verb("check-in", actions.check_in),
        Verb("check-out", actions.check_out),
        Verb("extend", actions.extend_visit),
        Verb("cancel", actions.cancel_visit),
    ),
    filters=("case", "visitor", "status"),
    # How staff keep safe at a home is theirs to read, not the advocate's who may see the work.
    levels={"place": "edit_work", "safety_note": "edit_work"},
)
OUTREACH = Noun(
    "outreaches",
    Outreach,
    (
        "id version case person activity status tier owner step item since ended_at ended_by ended_because created_by"
        " created_at"
    ).split(),
    create=Verb("start", actions.start_outreach, Outreach),
    within=("case", Case),
    verbs=(
        Verb("hand-up", actions.hand_up),
        Verb("give-up", actions.give_up),
        Verb("resume", actions.resume),
        Verb("stop", actions.stop_outreach),
    ),
    filters=("case", "status"),
)
RUN = Noun(
    "script-runs",
    ScriptRun,
    "id version case script person item status verified_at outcome ended_at ended_by contact created_by created_at".split(),
    create=Verb("start", actions.start_call, ScriptRun),
    within=("case", Case),
    verbs=(
        Verb("verify", actions.verify, more=KNOWN_BY),
        Verb("answer", actions.answer, ScriptAnswer),
        Verb("give-flag", actions.give_flag, more=ACTS),
        Verb("end", actions.end_call),
    ),
    filters=("case", "status"),
)
ANSWER = Noun(
    "script-answers",
    ScriptAnswer,
    "id run question n answer note red because item at by".split(),
    filters=("run",),
)
SCORE = Noun(
    "engagement-scores",
    EngagementScore,
    "id case on points parts before fell item".split(),
    filters=("case",),
)
NOUNS = (VISIT, OUTREACH, RUN, ANSWER, SCORE)
