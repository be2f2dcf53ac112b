"""Policies by rank and inclusive dates, and what a payer said when asked."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied
from coverage import actions, queries
from coverage.models import BenefitCheck, Coverage
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 3)


@pytest.fixture
def policy(patient, intake, plan, at):
    at(THEN)
    return actions.add_coverage(
        patient, by=intake, plan=plan, member_id="M1", from_on=date(2026, 1, 1), until_on=TODAY
    )


def test_a_policy_is_added_and_says_who_did_it(policy, patient, intake):
    assert (policy.patient, policy.rank) == (patient, 1)
    event = Event.objects.get(verb="coverage.add_coverage")
    assert (event.actor, event.patient_ids) == (intake.username, [patient.pk])


def test_a_policy_that_ends_today_pays_all_day(policy, patient):
    assert policy.active_on(TODAY)
    assert list(queries.active_on(patient, TODAY)) == [policy]
    assert not queries.active_on(patient, TODAY + timedelta(days=1))


def test_two_first_payers_on_one_day_are_wrong_input(policy, patient, intake, plan):
    with pytest.raises(ValidationError) as wrong:
        actions.add_coverage(patient, by=intake, plan=plan, member_id="M2", from_on=date(2026, 11, 3))
    assert wrong.value.message_dict == {
        "rank": ["Two policies are both first for 3 Nov 2026 to 3 Nov 2026. Change a rank or date."]
    }
    actions.add_coverage(patient, by=intake, plan=plan, member_id="M2", from_on=date(2026, 11, 4))
    actions.add_coverage(patient, by=intake, plan=plan, member_id="M3", from_on=date(2026, 1, 1), rank=2)


def test_two_open_policies_of_one_rank_are_named_from_their_first_common_day(patient, intake, plan):
    actions.add_coverage(patient, by=intake, plan=plan, member_id="M1", from_on=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="both first from 1 Feb 2026 on"):
        actions.add_coverage(patient, by=intake, plan=plan, member_id="M2", from_on=date(2026, 2, 1))


def test_the_database_holds_it_whatever_the_program_does(policy, patient, plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        Coverage.objects.create(patient=patient, plan=plan, member_id="M9", rank=1, from_on=date(2026, 11, 3))


@pytest.mark.parametrize(
    "wrong",
    [{"from_on": date(2026, 2, 2), "until_on": date(2026, 2, 1), "rank": 2}, {"rank": 0}, {"rank": 10}],
)
def test_impossible_dates_and_ranks_are_wrong_input(patient, intake, plan, wrong):
    with pytest.raises(ValidationError):
        actions.add_coverage(patient, by=intake, plan=plan, member_id="M1", **({"from_on": TODAY} | wrong))
    assert not Coverage.objects.exists()


def test_ending_frees_the_rank(policy, patient, intake, plan):
    actions.end_coverage(policy, by=intake, until_on=date(2026, 6, 30))
    actions.add_coverage(patient, by=intake, plan=plan, member_id="M2", from_on=date(2026, 7, 1))
    with pytest.raises(ValidationError, match="both first for 1 Jul 2026 to 3 Jul 2026"):
        actions.end_coverage(policy, by=intake, until_on=date(2026, 7, 3))
    with pytest.raises(ValidationError, match="last day is before the first"):
        actions.end_coverage(policy, by=intake, until_on=date(2025, 12, 31))


def test_a_benefit_check_verifies_the_policy(policy, intake):
    check = actions.log_benefit_check(
        policy, by=intake, how="phone", covered="20 days skilled nursing", spoke_with="A. Ruiz", units_left=20
    )
    policy.refresh_from_db()
    assert (policy.verified_at, policy.verified_by) == (THEN, intake)
    assert (check.checked_at, check.units_left) == (THEN, 20)


def test_an_answer_that_lapsed_already_is_wrong_input(policy, intake):
    with pytest.raises(ValidationError, match="This day has passed"):
        actions.log_benefit_check(policy, by=intake, how="phone", covered="x", valid_until=date(2026, 11, 2))
    actions.log_benefit_check(policy, by=intake, how="phone", covered="x", valid_until=TODAY)


def test_only_who_edits_coverage(policy, patient, plan, on_team, supervisor):
    for other in (on_team(Role.NURSE), supervisor):
        with pytest.raises(Denied):
            actions.add_coverage(patient, by=other, plan=plan, member_id="M2", from_on=TODAY, rank=2)
        with pytest.raises(Denied):
            actions.log_benefit_check(policy, by=other, how="phone", covered="x")
        with pytest.raises(Denied):
            actions.end_coverage(policy, by=other, until_on=TODAY)
    assert not BenefitCheck.objects.exists()


def test_answers_about_to_lapse_are_the_last_of_policies_in_force(policy, patient, intake, facility, plan):
    lasting = actions.add_coverage(patient, by=intake, plan=plan, member_id="M2", from_on=TODAY, rank=2)
    for until in (TODAY, TODAY + timedelta(days=2)):
        ending = actions.log_benefit_check(lasting, by=intake, how="portal", covered="x", valid_until=until)
    actions.log_benefit_check(
        policy, by=intake, how="portal", covered="x", valid_until=TODAY + timedelta(days=9)
    )
    soon = queries.checks_ending(facility, TODAY, TODAY + timedelta(days=3))
    assert list(soon) == [ending]
    assert not queries.checks_ending(facility, TODAY, TODAY + timedelta(days=1))
