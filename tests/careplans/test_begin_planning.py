from datetime import timedelta

import pytest

from accounts.permissions import Role
from audit.models import Event
from careplans import actions, checklist
from core.refusals import Denied, Refused
from patients.models import CaseStage, Stage
from tests.conftest import THEN
from worklist import actions as work

pytestmark = pytest.mark.django_db


def test_planning_follows_the_assessment(assessing, assessment, manager, at):
    with pytest.raises(Refused, match="assessment is not done") as refusal:
        actions.begin_planning(assessing, by=manager)
    assert refusal.value.field == "why"
    at(THEN + timedelta(hours=1))
    work.complete(assessment, by=manager)
    case = actions.begin_planning(assessing, by=manager)
    assert case.stage == Stage.PLANNING
    stretches = CaseStage.objects.filter(case=case).order_by("pk")
    assert [row.stage for row in stretches] == ["referred", "assessing", "planning"]
    assert [(row.period.lower, row.period.upper) for row in stretches][1:] == [
        (THEN, THEN + timedelta(hours=1)),
        (THEN + timedelta(hours=1), None),
    ]


def test_or_says_why_it_cannot_wait(assessing, manager):
    case = actions.begin_planning(assessing, by=manager, why="Leaves tomorrow")
    assert CaseStage.objects.get(case=case, stage="planning").why == "Leaves tomorrow"


def test_only_from_assessing(planning, manager):
    with pytest.raises(Refused, match="This is planning"):
        actions.begin_planning(planning, by=manager, why="again")


def test_a_social_worker_does_not_lead(assessing, on_team):
    worker = on_team(Role.SOCIAL_WORKER)
    with pytest.raises(Denied):
        actions.begin_planning(assessing, by=worker, why="mine")


def test_the_trail_says_from_where_to_where(planning, manager):
    event = Event.objects.get(verb="careplans.begin_planning")
    assert (event.actor, event.moved) == (manager.username, "stage: assessing > planning")


def test_the_checklist_is_a_function_of_its_facts():
    assert checklist.before_planning(assessed=True) == []
    assert checklist.before_planning(assessed=False, why="  ") != []
    assert len(checklist.before_active(planned=False, agreed_goals=0, engagement="")) == 1
    assert len(checklist.before_active(planned=True, agreed_goals=0, engagement=" ")) == 2
    assert checklist.before_active(planned=True, agreed_goals=1, engagement="Took part.") == []
