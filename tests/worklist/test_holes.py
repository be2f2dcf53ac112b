"""What nobody answers for is listed at once, is in the supervisor's queue after its clock, and leaves it by itself."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from core.access import visible_to
from discharge import actions as leaving
from patients import stages
from patients.models import Stage
from teams import actions, holes
from tests.conftest import THEN
from worklist import actions as work
from worklist import my_day, sweeps
from worklist.models import Item

pytestmark = pytest.mark.django_db
PLANNING = ["nursing_assessment", "psychosocial", "social_needs", "capacity_legal", "rights_grievance"]
BEFORE = ["registration", "benefits"]


@pytest.fixture
def then(at, packs):
    at(THEN)


@pytest.fixture
def planned(then, case, on_team, supervisor):
    """A case in planning since Tuesday 10:00 with a case manager alone; registration answered for by the supervisor."""
    on_team(Role.CASE_MANAGER, is_lead=True)
    for stage in (Stage.ASSESSING, Stage.PLANNING):
        stages.move(case, stage, by=supervisor)
    case.refresh_from_db()
    for code in BEFORE:
        actions.take(case, by=supervisor, activity=code)
    return case


def codes(case):
    return [hole.activity for hole in holes.holes(case)]


def test_before_a_lead_only_registration_counts(then, case):
    assert codes(case) == ["registration"]
    assert [hole.activity for hole in holes.holes_of(case.facility)] == ["registration"]


def test_the_stage_says_what_must_be_answered_for(at, planned, lead, supervisor):
    assert codes(planned) == PLANNING
    at(THEN + timedelta(days=1))
    for stage in (Stage.ACTIVE, Stage.TRANSITIONING):
        stages.move(planned, stage, by=supervisor)
    found = {hole.activity: hole.since for hole in holes.holes(planned)}
    assert set(found) - set(PLANNING) == {
        "patient_appeal", "medical_readiness", "med_rec", "teaching", "community", "appointments", "follow_up",
        "goal_coaching",
    }  # fmt: skip
    assert (found["psychosocial"], found["med_rec"]) == (THEN, THEN + timedelta(days=1))


@pytest.fixture
def lead(planned):
    return planned.lead


def test_since_the_last_one_left(at, planned, lead, on_team, supervisor):
    nurse = on_team(Role.NURSE)
    at(THEN + timedelta(hours=5))
    actions.stand_down(nurse.assignments.get(), by=supervisor, why="Moved")
    assert {hole.activity: hole.since for hole in holes.holes(planned)}[
        "nursing_assessment"
    ] == THEN + timedelta(hours=5)


def test_a_physician_by_name_answers_and_somebody_whose_access_ended_does_not(
    at, planned, lead, on_team, supervisor
):
    nurse = on_team(Role.NURSE)
    assert "nursing_assessment" not in codes(planned)
    nurse.is_active = False
    nurse.save()
    assert "nursing_assessment" in codes(planned)
    stages.move(planned, Stage.ACTIVE, by=supervisor)
    stages.move(planned, Stage.TRANSITIONING, by=supervisor)
    actions.name_practitioner(planned, by=lead, activity="med_rec", name="Dr. Lund", discipline="Medicine")
    assert "med_rec" not in codes(planned)


def test_a_time_that_runs_out_leaves_a_hole(at, planned, person, supervisor):
    nurse = person("n.temp", Role.NURSE)
    actions.assign(planned, by=supervisor, user=nurse, role=Role.NURSE, ends_at=THEN + timedelta(hours=8))
    assert "nursing_assessment" not in codes(planned)
    at(THEN + timedelta(hours=8))
    found = {hole.activity: hole.since for hole in holes.holes(planned)}
    assert found["nursing_assessment"] == THEN + timedelta(hours=8)


class TestTheQueue:
    def test_after_two_hours_and_not_before(self, at, planned, supervisor):
        at(THEN + timedelta(hours=1, minutes=59))
        assert sweeps.keep_holes() == 0
        at(THEN + timedelta(hours=2))
        assert sweeps.keep_holes() == len(PLANNING)
        items = Item.objects.filter(kind="hole").order_by("activity")
        assert {(item.activity, item.role, item.owner, item.subject) for item in items} == {
            (code, "supervisor", None, "hole") for code in PLANNING
        }
        assert {item.source_key for item in items} == {f"hole:{planned.pk}:{code}" for code in PLANNING}
        assert sweeps.keep_holes() == 0

    def test_the_supervisor_of_the_team_has_it_on_their_day(self, at, planned, lead, supervisor):
        at(THEN + timedelta(hours=2))
        sweeps.keep_holes()
        supervisor.acting_role = Role.SUPERVISOR
        assert my_day.mine(supervisor).filter(kind="hole").count() == len(PLANNING)
        lead.acting_role = Role.CASE_MANAGER
        assert not my_day.mine(lead).filter(kind="hole").exists()

    def test_it_leaves_by_itself_once_somebody_answers(self, at, planned, on_team):
        at(THEN + timedelta(hours=2))
        sweeps.keep_holes()
        on_team(Role.SOCIAL_WORKER)
        assert sweeps.keep_holes() == 4
        assert [item.activity for item in Item.objects.filter(kind="hole", status="open")] == [
            "nursing_assessment"
        ]

    def test_one_that_opens_again_is_told_again(self, at, planned, on_team, supervisor):
        at(THEN + timedelta(hours=2))
        sweeps.keep_holes()
        nurse = on_team(Role.NURSE)
        sweeps.keep_holes()
        at(THEN + timedelta(hours=3))
        actions.stand_down(nurse.assignments.get(), by=supervisor, why="Moved")
        at(THEN + timedelta(hours=5))
        assert sweeps.keep_holes() == 1
        assert Item.objects.filter(activity="nursing_assessment", kind="hole").count() == 2

    def test_closing_asks_nothing_for_it(self, at, planned, lead, supervisor):
        at(THEN + timedelta(hours=2))
        sweeps.keep_holes()
        leaving.close_case(planned, by=lead, closing="declined", handed_to="none needed")
        assert sweeps.keep_holes() == len(PLANNING)
        assert not Item.objects.filter(kind="hole", status="open").exists()

    def test_done_by_hand_while_nobody_answers_comes_back(self, at, planned, supervisor):
        at(THEN + timedelta(hours=2))
        sweeps.keep_holes()
        for item in visible_to(Item, supervisor).filter(kind="hole"):
            work.complete(item, by=supervisor)
        assert sweeps.keep_holes() == len(PLANNING)


def test_who_is_to_answer_is_told_and_then_who_asked(at, planned, lead, on_team):
    nurse = on_team(Role.NURSE)
    offer = actions.offer(
        planned.responsibilitys.get(activity="teaching", status="held"), by=nurse, to=lead, why="Holiday"
    )
    assert sweeps.tell_of_transfers() == 1
    assert sweeps.tell_of_transfers() == 0
    assert lead.notifications.get().source == f"transfer:{offer.pk}"
    at(THEN + timedelta(hours=1))
    actions.accept(offer, by=lead)
    assert sweeps.tell_of_transfers() == 1
    assert nurse.notifications.get().source == f"transfer-answer:{offer.pk}"
    again = actions.ask(planned.responsibilitys.get(activity="teaching", status="held"), by=nurse)
    actions.revoke(again, by=nurse)
    assert sweeps.tell_of_transfers() == 0
