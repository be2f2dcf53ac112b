"""The stages of leaving: by their roles, in order, in time; the last one behind the gates."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from discharge import actions
from discharge.models import DischargePlan, GateCheck, LeavingStep
from encounters.models import Encounter
from tests.conftest import THEN
from tests.discharge.leaving import gates, override_all, to_the_door
from worklist.models import Item

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def reach(plan, by, stage, **more):
    return actions.reach_stage(plan, by=by, stage=stage, **more)


def leave(plan, by, at, **more):
    return actions.leave_as_planned(plan, by=by, event_at=at, **{"receiver": "Daughter", **more})


def test_stages_follow_each_other_by_their_roles(plan, visit, manager, nurse, on_team, outsider):
    with pytest.raises(Refused, match="Medically ready"):
        reach(plan, manager, "plan_ready")
    with pytest.raises(Refused, match="Name the physician"):
        reach(plan, nurse, "medically_ready")
    made = reach(plan, on_team(Role.CONSULTANT), "medically_ready")
    assert (made.role, made.at, made.said_by) == (Role.CONSULTANT, THEN, "")
    with pytest.raises(Denied, match="Case manager"):
        reach(plan, nurse, "plan_ready")
    with pytest.raises(Denied):
        reach(plan, outsider, "plan_ready")
    reach(plan, manager, "plan_ready")
    with pytest.raises(Refused, match="reached already"):
        reach(plan, manager, "plan_ready")
    assert Event.objects.filter(verb="discharge.reach_stage", outcome="done").count() == 2


def test_entered_late_it_is_not_before_what_came_earlier(plan, visit, manager, nurse, at):
    at(THEN + 5 * HOUR)
    said = {"said_by": "Dr. A. Ito"}
    with pytest.raises(Refused, match="still to come"):
        reach(plan, manager, "medically_ready", at=THEN + 6 * HOUR, **said)
    with pytest.raises(Refused, match="before the patient arrived"):
        reach(plan, manager, "medically_ready", at=THEN - HOUR, **said)
    reach(plan, manager, "medically_ready", at=THEN + 2 * HOUR, **said)
    with pytest.raises(Refused, match="before “Medically ready”"):
        reach(plan, manager, "plan_ready", at=THEN + HOUR)
    assert reach(plan, manager, "plan_ready", at=THEN + 2 * HOUR).at == THEN + 2 * HOUR


def test_back_in_order_with_a_reason(plan, visit, manager, nurse):
    first = reach(plan, manager, "medically_ready", said_by="Dr. A. Ito")
    second = reach(plan, manager, "plan_ready")
    with pytest.raises(Refused, match="First take back “Plan ready”"):
        actions.step_back(first, by=manager, reason="Fever")
    with pytest.raises(Refused, match="Say why"):
        actions.step_back(second, by=manager, reason=" ")
    with pytest.raises(Denied):
        actions.step_back(second, by=nurse, reason="Fever")
    assert actions.step_back(second, by=manager, reason="Fever").reversed_because == "Fever"
    actions.step_back(first, by=manager, reason="Fever")
    with pytest.raises(Refused, match="already"):
        actions.step_back(first, by=manager, reason="Fever")
    reach(plan, nurse, "medically_ready", said_by="Dr. A. Ito")
    assert LeavingStep.objects.count() == 3


def test_nobody_leaves_as_planned_with_something_hard_open(plan, visit, manager, nurse, supervisor, at):
    to_the_door(plan, manager=manager, nurse=nurse)
    at(THEN + 2 * HOUR)
    with pytest.raises(Refused) as refused:
        leave(plan, manager, THEN + HOUR)
    assert "The discharge order is not written." in str(refused.value)
    assert "There is no expected discharge date." in str(refused.value)
    assert Encounter.objects.get().ended_at is None
    override_all(plan, supervisor)
    with pytest.raises(Refused, match="before the patient arrived"):
        leave(plan, manager, THEN - HOUR)
    with pytest.raises(Refused, match="takes over"):
        leave(plan, manager, THEN + HOUR, receiver="")
    assert leave(plan, nurse, THEN + HOUR, destination="12 Elm Road").handed_to == "Daughter"
    left, step = Encounter.objects.get(), LeavingStep.objects.get(stage="left")
    assert (left.ended_at, left.disposition, left.destination) == (THEN + HOUR, "01", "12 Elm Road")
    assert (step.at, step.by_fact, step.role) == (THEN + HOUR, False, Role.NURSE)
    with pytest.raises(Refused, match="not in the house"):
        leave(plan, manager, THEN + HOUR)


def test_what_is_soft_and_open_goes_along_as_work(plan, visit, manager, nurse, supervisor, at):
    to_the_door(plan, manager=manager, nurse=nurse)
    override_all(plan, supervisor)
    at(THEN + 2 * HOUR)
    leave(plan, manager, THEN + HOUR)
    carried = GateCheck.objects.filter(status="carried")
    assert {row.gate for row in carried} >= {"diet_activity", "red_flag_sheet", "contact_number", "transport"}
    assert not GateCheck.objects.filter(status="left_open").exists()
    item = carried.get(gate="red_flag_sheet").item
    assert (item.owner, item.due_at, item.status) == (manager, THEN + 25 * HOUR, Item.Status.OPEN)
    with pytest.raises(Refused, match="has left"):
        actions.override_gate(plan, by=supervisor, gate="medicines", reason="x")
    with pytest.raises(Refused, match="has left"):
        actions.undo_gate(carried.first(), by=manager, reason="x")


def test_the_last_step_taken_back_brings_the_patient_back(plan, visit, manager, nurse, supervisor, at):
    to_the_door(plan, manager=manager, nurse=nurse)
    override_all(plan, supervisor)
    at(THEN + 2 * HOUR)
    leave(plan, nurse, THEN + HOUR)
    actions.step_back(LeavingStep.objects.get(stage="left"), by=nurse, reason="The car broke down")
    assert Encounter.objects.get().status == Encounter.Status.IN_PROGRESS
    assert LeavingStep.objects.get(stage="left").reversed_because == "The car broke down"
    assert not GateCheck.objects.filter(status="carried").exists()
    assert not Item.objects.filter(kind="gate").exclude(status="cancelled").exists()
    assert gates(plan.case)["medicines"] == "overridden"
    with pytest.raises(Refused, match="was taken back"):
        leave(plan, nurse, THEN + HOUR)
    assert Encounter.objects.get().status == Encounter.Status.IN_PROGRESS
    leave(plan, nurse, THEN + 2 * HOUR)
    assert Encounter.objects.get().ended_at == THEN + 2 * HOUR
    assert DischargePlan.objects.get().leaving == 1


def test_without_rules_nobody_leaves_as_planned(case, visit, manager):
    plan = actions.start_plan(case, by=manager)
    with pytest.raises(Denied):
        leave(plan, manager, THEN)
