"""Transition, follow-up and back: each stage with what it needs."""

from datetime import date, timedelta

import pytest

from accounts.permissions import Role
from audit.models import Event
from careplans import actions as plans
from core.refusals import Denied, Refused
from discharge import actions
from encounters import actions as encounters
from patients.models import Stage
from patients.stages import FOLLOWS
from tests.conftest import THEN

pytestmark = pytest.mark.django_db

STEPS = (
    plans.begin_planning,
    actions.begin_transition,
    actions.return_to_active,
    actions.begin_follow_up,
    actions.close_case,
    actions.reopen_case,
)


def test_no_verb_takes_a_step_the_map_does_not_have():
    assert all(to in FOLLOWS[at] for verb in STEPS for at, to in verb.moves.items())


def test_a_transition_needs_a_date_and_a_place(staged, manager, at):
    at(THEN)
    case = staged(Stage.ACTIVE)
    with pytest.raises(Refused, match=r"no expected discharge date.*not chosen"):
        actions.begin_transition(case, by=manager)
    plan = actions.start_plan(case, by=manager)
    actions.set_expected_date(plan, by=manager, expected_on=date(2026, 11, 20), why="x")
    with pytest.raises(Refused, match="not chosen"):
        actions.begin_transition(case, by=manager)
    actions.choose_destination(plan, by=manager, disposition="01")
    assert actions.begin_transition(case, by=manager).stage == Stage.TRANSITIONING
    assert Event.objects.get(verb="discharge.begin_transition").moved == "stage: active > transitioning"


def test_follow_up_starts_when_the_patient_has_left(visit, staged, manager):
    case = staged(Stage.TRANSITIONING)
    with pytest.raises(Refused, match="still in the house"):
        actions.begin_follow_up(case, by=manager)
    encounters.leave(visit, by=manager, event_at=THEN + timedelta(days=2), disposition="01", key="left-1")
    assert actions.begin_follow_up(case, by=manager).stage == Stage.FOLLOW_UP


def test_back_to_active_with_a_reason(staged, manager):
    case = actions.return_to_active(staged(Stage.TRANSITIONING), by=manager, why="Fever")
    assert case.stage == Stage.ACTIVE
    assert case.stages.get(period__upper_inf=True).why == "Fever"


def test_no_stage_is_skipped(staged, manager):
    case = staged(Stage.PLANNING)
    for verb in (actions.begin_transition, actions.begin_follow_up, actions.reopen_case):
        with pytest.raises(Refused, match="This is planning"):
            verb(case, by=manager, **({"why": "x"} if verb is actions.reopen_case else {}))


def test_only_who_leads_moves_a_case(staged, on_team):
    nurse, case = on_team(Role.NURSE), staged(Stage.TRANSITIONING)
    with pytest.raises(Denied):
        actions.begin_follow_up(case, by=nurse)
