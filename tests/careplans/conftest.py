"""A case in assessing with a lead, and its plan on the way into effect, one step at a time."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.permissions import Role
from assessments.models import Need
from careplans import actions
from careplans.models import CarePlan, Goal, Intervention, PlanVersion, Problem
from patients import stages
from patients.models import Case, Stage
from tests.conftest import THEN
from worklist import actions as work


@pytest.fixture(autouse=True)
def then(request: Any) -> None:
    """Everything here happens from THEN on; tests of pure modules have no clock to move."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("at")(THEN)


@pytest.fixture
def manager(on_team: Callable[..., Any]) -> Any:
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def assessing(case: Case, manager: Any) -> Case:
    from django.db import transaction

    with transaction.atomic():
        return stages.move(Case.objects.select_for_update().get(pk=case.pk), Stage.ASSESSING, by=manager)


@pytest.fixture
def assessment(assessing: Case, manager: Any) -> Any:
    """The case-management assessment, still to be done."""
    return work.open_item(
        assessing,
        by=manager,
        activity="cm_assessment",
        what="Assess",
        why="new case",
        kind="assessment",
        owner=manager,
    )


@pytest.fixture
def planning(assessment: Any, assessing: Case, manager: Any) -> Case:
    work.complete(assessment, by=manager)
    return actions.begin_planning(assessing, by=manager)


@pytest.fixture
def plan(planning: Case, manager: Any) -> CarePlan:
    return actions.draft_plan(
        planning, by=manager, what_matters="To dance at the wedding", purpose="Home for the wedding"
    )


@pytest.fixture
def problem(plan: CarePlan, manager: Any) -> Problem:
    return actions.add_problem(plan, by=manager, words="Heart failure")


@pytest.fixture
def goal(plan: CarePlan, problem: Problem, manager: Any) -> Goal:
    """A goal in the patient's words with everything that is asked of it, not yet agreed."""
    return actions.propose_goal(
        plan,
        by=manager,
        words="Walk to church",
        in_patients_words=True,
        problem=problem,
        measure="metres walked",
        target="200",
        due_on=date(2026, 11, 20),
    )


@pytest.fixture
def step(goal: Goal, manager: Any) -> Intervention:
    return actions.add_intervention(
        goal, by=manager, words="Weigh daily", activity="teaching", owner_role=Role.NURSE, every_days=1
    )


@pytest.fixture
def agreed(goal: Goal, manager: Any) -> Goal:
    return actions.agree_goal(goal, by=manager)


@pytest.fixture
def wants_help(planning: Case, manager: Any) -> Callable[..., Need]:
    """A need the patient wants help with: `wants_help("food", "No food at home")`."""

    def make(domain: str = "food", words: str = "No food at home", **more: Any) -> Need:
        answered = {"answered_at": THEN, "answered_by": manager, "created_by": manager}
        facts = {"domain": domain, "words": words, "status": "accepted", **answered, **more}
        return Need.objects.create(case=planning, **facts)

    return make


@pytest.fixture
def making() -> Callable[[CarePlan], PlanVersion]:
    """The version of a plan that is being written or decided on."""

    def find(plan: CarePlan) -> PlanVersion:
        return PlanVersion.objects.get(plan=plan, status__in=["draft", "submitted", "approved"])

    return find


@pytest.fixture
def submitted(plan: CarePlan, agreed: Goal, step: Intervention, manager: Any, making: Any) -> PlanVersion:
    return actions.submit(making(plan), by=manager)


@pytest.fixture
def approved(submitted: PlanVersion, supervisor: Any) -> PlanVersion:
    return actions.approve(submitted, by=supervisor)


@pytest.fixture
def active(plan: CarePlan, approved: PlanVersion, manager: Any) -> CarePlan:
    return actions.activate(plan, by=manager, engagement="Chose it herself")
