"""Care plans with their problems, goals, what is done, barriers and versions."""

from typing import Any

from rest_framework import serializers

from accounts.permissions import TEAM_ROLES, Role
from api.nouns import Noun, Verb
from api.shapes import Scoped
from api.v1.plan_aids import APPLY_TEMPLATE
from careplans import actions as planning
from careplans.actions.goals import WRITTEN as OF_GOALS
from careplans.actions.interventions import WRITTEN as OF_STEPS
from careplans.actions.problems import WRITTEN as OF_PROBLEMS
from careplans.models import (
    Barrier,
    CarePlan,
    Goal,
    GoalProgress,
    Intervention,
    PlanComment,
    PlanSignature,
    PlanVersion,
    Problem,
)
from patients.models import Case, RelatedPerson
from worklist.activities import Activity


def _written(model: Any, names: Any, **rows: Any) -> dict[str, Any]:
    """What is written of a row as fields of its own kind, none of them asked for; `rows` are those that name other things."""
    meta = type("Meta", (), {"model": model, "fields": sorted(set(names) - set(rows))})
    made: dict[str, Any] = type("Written", (serializers.ModelSerializer,), {"Meta": meta})().get_fields()
    for field in made.values():
        field.required = False
    return made | rows


def _row(model: Any) -> Any:
    return Scoped(model, required=False, allow_null=True)


_PROBLEM = _written(Problem, OF_PROBLEMS)
_GOAL = _written(Goal, OF_GOALS, problem=_row(Problem))
_STEP = _written(
    Intervention,
    set(OF_STEPS) - {"owner"},
    goal=Scoped(Goal, required=False),
    caregiver=_row(RelatedPerson),
    activity=serializers.ChoiceField(choices=Activity.choices, required=False),
    owner_role=serializers.ChoiceField(
        choices=[(role.value, role.label) for role in map(Role, TEAM_ROLES)], required=False, allow_blank=True
    ),
)
_NEW_GOAL = _GOAL | {"words": serializers.CharField(max_length=240)}
_NEW_STEP = {name: field for name, field in _STEP.items() if name != "goal"} | {
    "words": serializers.CharField(max_length=240),
    "activity": serializers.ChoiceField(choices=Activity.choices),
}
_SIGNERS = [each for each in PlanSignature.Signer.choices if each[0] != PlanSignature.Signer.DISCIPLINE]
PLAN = Noun(
    "care-plans",
    CarePlan,
    "id version case what_matters strengths preferences inability engagement status activated_at".split(),
    create=Verb("draft", planning.draft_plan, CarePlan),
    within=("case", Case),
    verbs=(
        Verb("record-what-matters", planning.record_what_matters),
        Verb("add-problem", planning.add_problem, Problem),
        Verb("propose-goal", planning.propose_goal, Goal, more=_NEW_GOAL),
        APPLY_TEMPLATE,
        Verb("revise", planning.revise, PlanVersion),
        Verb("activate", planning.activate),
        Verb("close", planning.close_plan),
    ),
    filters=("case", "status"),
)
VERSION = Noun(
    "plan-versions",
    PlanVersion,
    (
        "id version case plan number status because submitted_at submitted_by returned_at returned_by return_comment"
        " approved_at approved_by activated_at superseded_at"
    ).split(),
    verbs=(
        Verb("submit", planning.submit),
        Verb("take-back", planning.take_back),
        Verb("return", planning.return_),
        Verb("approve", planning.approve),
        Verb("sign", planning.sign_part, PlanSignature),
        Verb(
            "agree", planning.record_agreement, PlanSignature,
            more={"signer": serializers.ChoiceField(choices=_SIGNERS, required=False)},
        ),
        Verb("comment", planning.comment_on, PlanComment),
    ),
    filters=("case", "plan", "status"),
)  # fmt: skip
PROBLEM = Noun(
    "problems",
    Problem,
    "id version case plan words kind priority source need status closed_because".split(),
    verbs=(
        Verb("change", planning.change_problem, more=_PROBLEM),
        Verb("resolve", planning.resolve_problem),
    ),
    filters=("case", "plan", "status"),
)
GOAL = Noun(
    "goals",
    Goal,
    [
        "id",
        "version",
        "case",
        "plan",
        *sorted(OF_GOALS),
        "status",
        "achievement",
        "hold_because",
        "closing",
        "outcome",
    ],
    verbs=(
        Verb("change", planning.change_goal, more=_GOAL),
        Verb("agree", planning.agree_goal),
        Verb("hold", planning.hold_goal),
        Verb("resume", planning.resume_goal),
        Verb("rate", planning.rate_goal, GoalProgress),
        Verb("close", planning.close_goal),
        Verb("add-intervention", planning.add_intervention, Intervention, more=_NEW_STEP),
    ),
    filters=("case", "plan", "status"),
)
PROGRESS = Noun(
    "goal-progress",
    GoalProgress,
    "id case goal level achievement baseline by_patient words at recorded_by".split(),
    filters=("case", "goal"),
)
STEP = Noun(
    "interventions",
    Intervention,
    ["id", "version", "case", "plan", *sorted(OF_STEPS), "status", "item", "follow_up", "ended_because"],
    verbs=(
        Verb("change", planning.change_intervention, more=_STEP),
        Verb("stop", planning.stop_intervention),
        Verb("finish", planning.finish_intervention),
    ),
    filters=("case", "plan", "goal", "status"),
)
BARRIER = Noun(
    "barriers",
    Barrier,
    "id version case kind words found_where systemic goal item owner status cleared_how".split(),
    create=Verb("raise", planning.raise_barrier, Barrier),
    within=("case", Case),
    verbs=(Verb("clear", planning.clear_barrier),),
    filters=("case", "kind", "status"),
)
NOUNS = (PLAN, VERSION, PROBLEM, GOAL, PROGRESS, STEP, BARRIER)
