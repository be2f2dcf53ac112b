"""Assigned with a first contact booked or waived, and the first contact made."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.permissions import Role
from audit.models import Event
from core import access
from core.refusals import Denied, Refused
from intake import actions
from intake.models import IntakeRequest
from teams.models import Assignment
from tests.conftest import THEN
from worklist.models import Appointment, ContactAttempt, Item

pytestmark = pytest.mark.django_db

SLOT = (THEN + timedelta(hours=2), THEN + timedelta(hours=2, minutes=30))


class TestAssign:
    def test_lead_team_stage_and_appointment_in_one_step(self, accepted, intake, lead, team):
        found = actions.assign(accepted, by=intake, user=lead, slot=SLOT)
        case = found.case
        case.refresh_from_db()
        assert (case.lead, case.team, case.stage) == (lead, team, "assessing")
        assert Assignment.objects.get(case=case).is_lead
        meeting = Appointment.objects.get(case=case)
        assert (found.appointment, meeting.user, (meeting.starts_at, meeting.ends_at)) == (
            meeting,
            lead,
            SLOT,
        )

    def test_the_lead_has_the_first_contact_to_make_by_the_clock(self, accepted, intake, lead):
        found = actions.assign(accepted, by=intake, user=lead, slot=SLOT)
        item = Item.objects.get(case=found.case, kind="first_contact")
        assert (item.owner, item.due_at, item.status) == (lead, found.first_contact_due, "open")

    def test_it_cannot_leave_intake_without_a_first_contact(self, accepted, intake, lead):
        with pytest.raises(Refused, match="Book the first contact, or say why none is booked"):
            actions.assign(accepted, by=intake, user=lead)
        assert not Assignment.objects.exists()
        with pytest.raises(IntegrityError, match="assigned_has_case_and_contact"), transaction.atomic():
            IntakeRequest.objects.filter(pk=accepted.pk).update(status="assigned")

    def test_a_waiver_says_why(self, accepted, intake, lead):
        found = actions.assign(accepted, by=intake, user=lead, waiver="Already at the bedside")
        assert (found.waiver, found.appointment) == ("Already at the bedside", None)

    def test_somebody_else_than_suggested_needs_a_reason(self, accepted, intake, other):
        with pytest.raises(Refused, match=r"R\. Patel is suggested\. Say why") as refused:
            actions.assign(accepted, by=intake, user=other, slot=SLOT)
        assert refused.value.field == "because"
        found = actions.assign(accepted, by=intake, user=other, slot=SLOT, because="Knows the family")
        assert found.suggestion["name"] == "R. Patel"
        assert (found.suggestion["chosen"]["name"], found.suggestion["because"]) == (
            "K. Ito",
            "Knows the family",
        )
        assert found.team.name == "Team South"

    def test_a_taken_time_is_refused_and_nothing_is_kept(self, accepted, intake, lead, case_elsewhere):
        Appointment.objects.create(
            case=case_elsewhere,
            activity="follow_up",
            user=lead,
            starts_at=SLOT[0],
            ends_at=SLOT[1],
            created_by=intake,
        )
        with pytest.raises(Exception, match="already booked at that time"):
            actions.assign(accepted, by=intake, user=lead, slot=SLOT)
        accepted.refresh_from_db()
        assert accepted.status == "accepted"
        assert not Assignment.objects.exists()

    def test_the_desk_keeps_name_and_coverage_and_loses_the_case(self, accepted, intake, lead):
        found = actions.assign(accepted, by=intake, user=lead, slot=SLOT)
        held = access.held(intake, found.case)
        assert {"view_identity", "view_coverage"} <= held
        assert not held & {"view_case", "edit_work", "view_plan", "manage_team", "view_clinical"}

    def test_who_may_not(self, accepted, outsider, lead):
        for who in (outsider, lead):
            with pytest.raises(Denied):
                actions.assign(accepted, by=who, user=lead, slot=SLOT)

    def test_a_supervisor_of_the_team_may(self, accepted, supervisor, lead):
        assert actions.assign(accepted, by=supervisor, user=lead, slot=SLOT).status == "assigned"

    def test_it_is_on_record(self, accepted, intake, lead):
        actions.assign(accepted, by=intake, user=lead, slot=SLOT)
        assert Event.objects.get(verb="intake.assign").moved == "status: accepted > assigned"


class TestContact:
    @pytest.fixture
    def assigned(self, accepted, intake, lead):
        return actions.assign(accepted, by=intake, user=lead, slot=SLOT)

    def test_speaking_with_the_patient_finishes_it(self, at, assigned, lead):
        at(SLOT[1])
        found = actions.contact(assigned, by=lead, mode="in_person", outcome="reached", minutes=20)
        assert (found.status, found.contacted_at) == ("contacted", SLOT[1])
        assert Item.objects.get(case=found.case, kind="first_contact").status == "done"
        assert Appointment.objects.get(case=found.case).status == "kept"

    def test_nobody_reached_leaves_clock_and_item_running(self, at, assigned, lead):
        at(SLOT[0])
        for outcome in ("no_answer", "message"):
            found = actions.contact(
                assigned, by=lead, mode="phone", outcome=outcome, distinct_because="Tried again"
            )
        assert found.status == "assigned"
        assert ContactAttempt.objects.count() == 2
        assert Item.objects.get(case=found.case, kind="first_contact").status == "open"

    def test_only_an_assigned_request(self, accepted, intake):
        with pytest.raises(Refused, match="This is accepted"):
            actions.contact(accepted, by=intake, mode="phone", outcome="reached")

    def test_who_may_not(self, assigned, intake, outsider, on_other_case):
        for who in (outsider, on_other_case):
            with pytest.raises(Denied):
                actions.contact(assigned, by=who, mode="phone", outcome="reached")

    def test_the_desk_may_not_once_it_is_assigned(self, assigned, person, facility):
        desk = person("d.two", Role.INTAKE, facility)
        with pytest.raises(Denied):
            actions.contact(assigned, by=desk, mode="phone", outcome="reached")

    def test_the_page_and_the_api_say_the_same_to_the_desk_and_to_the_lead(
        self, client, assigned, person, facility, lead
    ):
        doors = (f"/intake/{assigned.pk}/contact/", f"/api/v1/intake-requests/{assigned.pk}/contact/")
        for who, wanted in ((person("d.two", Role.INTAKE, facility), 403), (lead, 422)):
            client.force_login(who)
            for door in doors:
                answer = client.post(door, {}, content_type="application/json")
                assert answer.status_code == wanted, (who, door)


@pytest.fixture
def case_elsewhere(facility, intake):
    from patients.actions import open_case
    from patients.models import Patient

    someone = Patient.objects.create(
        facility=facility, family="Silva", given="Joao", search_name="silva joao"
    )
    return open_case(someone, by=intake)


@pytest.fixture
def on_other_case(case_elsewhere, person):
    user = person("x.one", Role.CASE_MANAGER)
    Assignment.objects.create(
        case=case_elsewhere,
        user=user,
        role=Role.CASE_MANAGER,
        starts_at=THEN,
        created_by=case_elsewhere.stages.get().moved_by,
    )
    return user
