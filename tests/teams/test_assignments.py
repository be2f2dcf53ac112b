"""Who joins, leads and leaves a case."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from audit.models import Event
from core import access
from core.refusals import Denied, Refused
from patients.models import Case, Stage
from teams import actions
from teams.models import Assignment
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(at, case, on_team):
    at(THEN)
    return on_team(Role.CASE_MANAGER, is_lead=True)


class TestStandDown:
    def test_the_part_ends_and_reading_lasts_thirty_days(self, at, case, on_team, supervisor):
        at(THEN)
        nurse = on_team(Role.NURSE)
        at(THEN + timedelta(hours=1))
        actions.stand_down(nurse.assignments.get(), by=supervisor, why="Moved to another unit")
        held = access.held(nurse, case)
        assert "view_clinical" in held
        assert "edit_clinical" not in held
        at(THEN + timedelta(days=30, minutes=59))
        assert access.can(nurse, "view_case", case)
        at(THEN + timedelta(days=30, hours=1))
        assert access.held(nurse, case) == frozenset()
        assert not access.visible_to(Case, nurse).exists()

    def test_a_lead_hands_over_first(self, case, lead, supervisor):
        with pytest.raises(Refused, match=r"leads this case\. Hand the lead over first"):
            actions.stand_down(lead.assignments.get(), by=supervisor, why="Leaving")
        assert lead.assignments.get().status == "active"

    def test_it_needs_a_reason_and_happens_once(self, at, on_team, supervisor):
        at(THEN)
        nurse = on_team(Role.NURSE)
        with pytest.raises(Refused, match="Say why"):
            actions.stand_down(nurse.assignments.get(), by=supervisor, why=" ")
        actions.stand_down(nurse.assignments.get(), by=supervisor, why="Done")
        with pytest.raises(Refused, match="This is ended"):
            actions.stand_down(nurse.assignments.get(), by=supervisor, why="Again")

    def test_a_nurse_may_not(self, case, on_team):
        nurse = on_team(Role.NURSE)
        with pytest.raises(Denied):
            actions.stand_down(nurse.assignments.get(), by=nurse, why="Done")

    def test_it_is_on_record(self, on_team, supervisor):
        nurse = on_team(Role.NURSE)
        actions.stand_down(nurse.assignments.get(), by=supervisor, why="Done")
        event = Event.objects.get(verb="teams.stand_down")
        assert (event.actor, event.moved) == (supervisor.username, "status: active > ended")


class TestChangeLead:
    def test_the_lead_passes_in_one_step_and_the_former_stays(self, at, case, lead, on_team, supervisor):
        at(THEN + timedelta(days=1))
        worker = on_team(Role.SOCIAL_WORKER)
        at(THEN + timedelta(days=2))
        actions.change_lead(case, by=supervisor, to=worker, why="Placement first")
        case.refresh_from_db()
        now = Assignment.objects.filter(case=case, status="active")
        assert case.lead == worker
        assert {(each.user, each.role, each.is_lead) for each in now} == {
            (lead, Role.CASE_MANAGER, False),
            (worker, Role.SOCIAL_WORKER, True),
        }

    def test_at_every_instant_there_is_exactly_one(self, at, case, person, supervisor):
        at(THEN)
        first, second = person("l.one", Role.CASE_MANAGER), person("l.two", Role.CASE_MANAGER)
        actions.assign(case, by=supervisor, user=first, role=Role.CASE_MANAGER, is_lead=True)
        at(THEN + timedelta(hours=3))
        actions.change_lead(case, by=supervisor, to=second, why="Shift")
        leads = Assignment.objects.filter(case=case, is_lead=True).order_by("starts_at")
        assert [each.user for each in leads] == [first, second]
        assert leads[0].ends_at == leads[1].starts_at

    def test_somebody_whose_part_as_lead_ran_out_can_lead_again(self, at, case, lead, supervisor):
        Assignment.objects.filter(user=lead).update(ends_at=THEN + timedelta(hours=1))
        at(THEN + timedelta(hours=2))
        assert not access.can(lead, "lead_case", case)
        actions.change_lead(case, by=supervisor, to=lead, why="Stays another week")
        assert access.can(lead, "lead_case", case)

    def test_refused_without_reason_for_the_lead_and_on_a_closed_case(self, case, lead, person, supervisor):
        with pytest.raises(Refused, match="Say why the lead changes"):
            actions.change_lead(case, by=supervisor, to=person("l.two"), why="")
        with pytest.raises(Refused, match="already leads"):
            actions.change_lead(case, by=supervisor, to=lead, why="Again")
        Case.objects.filter(pk=case.pk).update(
            stage=Stage.CLOSED, closed_at=THEN, closed_by=supervisor, closing="declined"
        )
        with pytest.raises(Refused, match="Reopen it"):
            actions.change_lead(case, by=supervisor, to=person("l.three"), why="Late")

    def test_who_may_not(self, case, lead, on_team, outsider):
        nurse = on_team(Role.NURSE)
        for who in (nurse, outsider):
            with pytest.raises(Denied):
                actions.change_lead(case, by=who, to=nurse, why="Mine")


def test_the_same_person_is_not_put_on_twice_in_one_role(case, on_team, supervisor):
    nurse = on_team(Role.NURSE)
    with pytest.raises(ValidationError, match="already has that role"):
        actions.assign(case, by=supervisor, user=nurse, role=Role.NURSE)


def test_nobody_who_left_is_put_on(case, person, supervisor):
    gone = person("g.one", Role.NURSE, is_active=False)
    with pytest.raises(Refused, match="Choose somebody else"):
        actions.assign(case, by=supervisor, user=gone, role=Role.NURSE)
