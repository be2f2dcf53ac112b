"""What time brings: each sweep does its part once, however often it runs."""

from datetime import date, timedelta

import pytest

from accounts.permissions import Role
from coverage.models import BenefitCheck, Coverage, Plan
from directory.models import Organisation
from discharge.actions import close_case
from intake import actions, queries, sweeps, tasks
from intake.registration import arrive_provisional
from patients.actions import merge
from tests.conftest import THEN
from tests.intake.conftest import CALM
from worklist import actions as worklist
from worklist.models import Item, Reminder

pytestmark = pytest.mark.django_db


class TestFirstContacts:
    def test_the_desk_gets_one_item_by_the_clock(self, request_):
        assert (sweeps.first_contacts(), sweeps.first_contacts()) == (1, 0)
        item = Item.objects.get(kind="first_contact")
        assert (item.facility_for_intake, item.due_at) == (request_.facility, request_.first_contact_due)

    def test_it_follows_the_clock_and_ends_with_the_decision(self, request_, intake):
        sweeps.first_contacts()
        moved = actions.screen(request_, by=intake, triage=CALM | {"danger": "yes"})
        assert Item.objects.get().due_at == moved.first_contact_due == THEN + timedelta(hours=2)
        actions.decline(moved, by=intake, reason="Left already")
        dropped = Item.objects.get()
        assert (dropped.status, dropped.cancel_reason) == ("cancelled", "Left already")
        assert dropped.cancelled_at == THEN
        assert sweeps.first_contacts() == 0

    def test_assigning_hands_it_to_the_lead(self, accepted, intake, lead):
        sweeps.first_contacts()
        actions.assign(accepted, by=intake, user=lead, waiver="Is there now")
        desk, case = Item.objects.order_by("created_at")
        assert (desk.status, desk.case) == ("done", None)
        assert (case.status, case.owner) == ("open", lead)
        assert sweeps.first_contacts() == 0


class TestBreaches:
    def test_supervisors_are_told_once_within_the_hour(self, at, request_):
        at(request_.first_contact_due - timedelta(hours=1, seconds=1))
        assert sweeps.breaches() == 0
        at(request_.first_contact_due - timedelta(hours=1))
        assert (sweeps.breaches(), sweeps.breaches()) == (1, 0)
        assert Item.objects.get().priority == Item.Priority.HARM

    def test_another_due_time_is_another_warning(self, at, request_, intake):
        at(request_.first_contact_due - timedelta(minutes=30))
        sweeps.breaches()
        actions.screen(request_, by=intake, triage=CALM)
        assert Item.objects.get().status == "cancelled"
        at(THEN + timedelta(hours=23, minutes=30))
        assert sweeps.breaches() == 1

    def test_after_assigning_it_goes_to_the_supervisor_of_the_case(self, at, accepted, intake, lead):
        actions.assign(accepted, by=intake, user=lead, waiver="Is there now")
        at(accepted.first_contact_due)
        assert sweeps.breaches() == 1
        assert Item.objects.get(subject="breach").role == Role.SUPERVISOR
        request = actions.contact(accepted, by=lead, mode="in_person", outcome="reached")
        assert Item.objects.get(subject="breach").status == "done"
        assert (request.status, sweeps.breaches()) == ("contacted", 0)

    def test_a_request_whose_case_has_closed_waits_no_more(self, at, accepted, intake, supervisor, lead):
        assigned = actions.assign(accepted, by=intake, user=lead, waiver="Is there now")
        assert list(queries.waiting(supervisor)) == [assigned]
        at(THEN + timedelta(minutes=1))
        close_case(
            assigned.case, by=lead, closing="died", handed_to="none needed", work_cancelled_because="Died"
        )
        at(accepted.first_contact_due)
        assert sweeps.breaches() == 0
        assert not queries.waiting(supervisor).exists()
        assert queries.numbers(supervisor)["total"] == 0
        assert not Item.objects.filter(source_key__startswith="breach:").exists()


def test_what_a_merge_left_at_the_desk_is_cancelled_once(at, facility, request_, intake, supervisor):
    other = arrive_provisional(facility, by=intake, sex="female").patient
    at(request_.first_contact_due)
    assert (sweeps.first_contacts(), sweeps.breaches(), sweeps.leftovers()) == (2, 2, 0)
    merge(request_.patient, by=supervisor, retired=other, reason="Same passport")
    assert (sweeps.leftovers(), sweeps.leftovers()) == (3, 0)
    gone = Item.objects.filter(status="cancelled", cancelled_at=request_.first_contact_due)
    assert sorted(item.source_key.split(":")[0] for item in gone) == ["breach", "intake", "resolve-identity"]
    assert Item.objects.filter(status="open").count() == 2
    assert sweeps.first_contacts() == 0


def test_a_contact_logged_on_the_case_counts_as_the_first(at, accepted, intake, lead):
    assigned = actions.assign(accepted, by=intake, user=lead, waiver="Is there now")
    at(THEN + timedelta(hours=1))
    worklist.log_contact(assigned.case, by=lead, activity="family_contact", mode="phone", outcome="no_answer")
    assert sweeps.contacts_made() == 0
    worklist.log_contact(
        assigned.case, by=lead, activity="cm_assessment", mode="in_person", outcome="reached"
    )
    assert (sweeps.contacts_made(), sweeps.contacts_made()) == (1, 0)
    assigned.refresh_from_db()
    assert (assigned.status, assigned.contacted_at) == ("contacted", THEN + timedelta(hours=1))
    assert Item.objects.get(kind="first_contact").status == "done"


class TestBenefits:
    @pytest.fixture
    def policy(self, request_, patient):
        payer = Organisation.objects.create(name="Harbor Health", kinds=["payer"])
        plan = Plan.objects.create(payer=payer, name="Silver")
        return Coverage.objects.create(
            patient=patient, plan=plan, member_id="M1", from_on=date(2026, 1, 1), until_on=date(2026, 11, 10)
        )

    def test_a_policy_that_ends_is_asked_about_once(self, at, policy, patient):
        assert (sweeps.policies_ending(), sweeps.policies_ending()) == (1, 0)
        item = Item.objects.get(kind="benefits")
        assert (item.patient, item.why) == (patient, "The policy ends soon")
        worklist.complete(item, by=item.created_by)
        assert sweeps.policies_ending() == 0

    def test_not_before_its_time_nor_for_patients_not_in_our_care(self, at, policy, request_, intake):
        Coverage.objects.update(until_on=date(2026, 11, 11))
        assert sweeps.policies_ending() == 0
        Coverage.objects.update(until_on=date(2026, 11, 10))
        actions.decline(request_, by=intake, reason="Left")
        assert sweeps.policies_ending() == 0

    def test_what_the_payer_said_is_asked_again_unless_somebody_did(self, policy, intake):
        check = {"coverage": policy, "how": "phone", "covered": "Inpatient days", "checked_by": intake}
        BenefitCheck.objects.create(
            **check, checked_at=THEN - timedelta(days=9), valid_until=date(2026, 11, 5)
        )
        assert (sweeps.checks_ending(), sweeps.checks_ending()) == (1, 0)
        Reminder.objects.all().delete()
        Item.objects.all().delete()
        BenefitCheck.objects.create(**check, checked_at=THEN, valid_until=date(2026, 12, 5))
        assert sweeps.checks_ending() == 0


def test_all_of_them_together_and_again(request_):
    assert [sum(each() for each in sweeps.EVERY_MINUTE) for _turn in range(2)] == [1, 0]
    tasks.keep()
    assert Item.objects.count() == 1
