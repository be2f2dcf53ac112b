"""Draft, goals, activate, close: what each does, and when it says no."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from audit.models import Event
from careplans import actions
from careplans.models import CarePlan, Goal
from core.refusals import Denied, Refused, Stale
from patients.models import Case, Stage
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(plan, manager):
    return actions.propose_goal(plan, by=manager, words="Walk to church", in_patients_words=True)


def test_a_plan_starts_with_what_matters_and_shows_its_purpose_on_the_case(plan):
    assert (plan.status, plan.what_matters) == ("draft", "To dance at the wedding")
    assert Case.objects.get().purpose == "Home for the wedding"


def test_one_open_plan_at_a_time(plan, planning, manager):
    with pytest.raises(ValidationError, match="already has a plan"):
        actions.draft_plan(planning, by=manager)


def test_what_matters_is_not_overwritten_unseen(plan, manager):
    actions.record_what_matters(
        plan, by=manager, what_matters="To see her sister", purpose="Home by Friday", version=plan.version
    )
    assert Case.objects.get().purpose == "Home by Friday"
    with pytest.raises(Stale):
        actions.record_what_matters(plan, by=manager, what_matters="Something else", version=plan.version)


def test_a_goal_is_agreed_with_the_patient_by_somebody(goal, manager, at):
    at(THEN)
    agreed = actions.agree_goal(goal, by=manager)
    assert (agreed.status, agreed.agreed_at, agreed.agreed_by) == ("accepted", THEN, manager)
    with pytest.raises(Refused, match="This is agreed"):
        actions.agree_goal(agreed, by=manager)


def test_a_goal_closes_with_what_came_of_it(goal, manager):
    with pytest.raises(ValidationError, match="what came of the goal"):
        actions.close_goal(goal, by=manager, outcome="")
    closed = actions.close_goal(goal, by=manager, outcome="Reached on the third day")
    assert (closed.status, closed.outcome, closed.closed_by) == (
        "closed",
        "Reached on the third day",
        manager,
    )


def test_a_day_in_the_past_is_refused_beside_its_field(plan, manager, at):
    at(THEN)
    with pytest.raises(Refused, match="in the past") as refusal:
        actions.propose_goal(plan, by=manager, words="Walk", due_on=date(2026, 11, 2))
    assert refusal.value.field == "due_on"
    assert actions.propose_goal(plan, by=manager, words="Walk", due_on=date(2026, 11, 3)).due_on


def test_a_plan_needs_an_agreed_goal_and_the_patients_part(plan, goal, manager):
    with pytest.raises(Refused, match="No goal is agreed"):
        actions.activate(plan, by=manager, engagement="Chose it herself")
    actions.agree_goal(goal, by=manager)
    with pytest.raises(Refused, match="took part is not recorded"):
        actions.activate(plan, by=manager, engagement=" ")
    active = actions.activate(plan, by=manager, engagement="Chose it herself")
    assert (active.status, active.activated_by, Case.objects.get().stage) == ("active", manager, Stage.ACTIVE)
    assert Event.objects.get(verb="careplans.activate").moved == "status: draft > active"


def test_a_plan_is_not_put_into_effect_before_planning(assessing, manager):
    plan = actions.draft_plan(assessing, by=manager)
    goal = actions.propose_goal(plan, by=manager, words="Walk")
    actions.agree_goal(goal, by=manager)
    with pytest.raises(Refused, match="cannot become active"):
        actions.activate(plan, by=manager, engagement="Took part")
    assert CarePlan.objects.get().status == "draft"


def test_a_plan_is_put_away_only_when_its_goals_are(plan, goal, manager):
    with pytest.raises(Refused, match="still open"):
        actions.close_plan(plan, by=manager)
    actions.close_goal(goal, by=manager, outcome="Not reached")
    assert actions.close_plan(plan, by=manager).status == "closed"
    with pytest.raises(Refused, match="closed"):
        actions.propose_goal(plan, by=manager, words="Late")
    with pytest.raises(Refused, match="closed"):
        actions.record_what_matters(plan, by=manager, what_matters="Late")
    assert actions.draft_plan(plan.case, by=manager).pk != plan.pk


def test_a_nurse_reads_the_plan_but_does_not_write_it(plan, goal, on_team):
    nurse = on_team(Role.NURSE)
    for verb, row, more in (
        (actions.propose_goal, plan, {"words": "Mine"}),
        (actions.agree_goal, goal, {}),
        (actions.close_goal, goal, {"outcome": "x"}),
        (actions.activate, plan, {"engagement": "x"}),
        (actions.draft_plan, plan.case, {}),
    ):
        with pytest.raises(Denied):
            verb(row, by=nurse, **more)
    assert Goal.objects.count() == 1
