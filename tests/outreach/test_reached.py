"""Whoever was reached need not be visited nor called about what they missed; nobody tries to reach who has died."""

import pytest

from accounts.actors import system
from core.refusals import Refused
from outreach import actions, sweeps
from outreach.models import Outreach
from patients.models import RelatedPerson
from tests.conftest import THEN
from tests.outreach.conftest import HOUR
from worklist import actions as work
from worklist.models import Item, Reminder

pytestmark = pytest.mark.django_db


@pytest.fixture
def to_visit(case, tries):
    """A visit that the second unanswered call at high risk asked for."""
    case.complexity = "complex"
    case.save(update_fields=["complexity"])
    tries(0), tries(1)
    return Item.objects.get(kind="reach", what="Visit the patient at home")


@pytest.fixture
def to_call_about(case, lead, caller, at):
    """A call about an appointment the patient did not keep."""
    booked = work.book(
        case, by=lead, user=lead, activity="follow_up", mode="phone", despite=True,
        starts_at=THEN + 2 * HOUR, ends_at=THEN + 3 * HOUR,
    )  # fmt: skip
    at(THEN + 4 * HOUR)
    work.miss_appointment(booked, by=lead)
    assert sweeps.call_after_missed() == 1
    return Item.objects.get(source_key=f"missed:{booked.pk}")


def read(*items):
    for item in items:
        item.refresh_from_db()
    return [(item.status, item.cancel_reason) for item in items]


@pytest.mark.parametrize(("outcome", "said"), [("reached", "Reached"), ("declined", "Did not want to speak")])
def test_an_answer_on_any_work_drops_what_was_to_be_tried(
    tries, to_call, to_visit, to_call_about, outcome, said
):
    call = to_call()
    tries(5, item=call, outcome=outcome)
    assert read(to_visit, to_call_about) == [("cancelled", said)] * 2
    assert read(call) == [("done", "")]
    assert not Reminder.objects.filter(item__in=[to_visit, to_call_about], status="waiting").exists()
    assert sweeps.call_after_missed() == 0


def test_an_answer_of_somebody_else_drops_nothing(patient, tries, to_visit, to_call_about):
    daughter = RelatedPerson.objects.create(patient=patient, name="Ngozi Okafor", relation="daughter")
    tries(5, person=daughter, outcome="reached")
    assert read(to_visit, to_call_about) == [("open", "")] * 2


def test_what_was_said_before_it_was_missed_drops_no_call_about_it(case, caller, to_call_about, at):
    at(THEN + 5 * HOUR)
    facts = {"activity": "follow_up", "mode": "phone", "outcome": "reached"}
    work.log_contact(case, by=caller, at=THEN - HOUR, **facts)
    assert read(to_call_about) == [("open", "")]


def test_nobody_tries_to_reach_who_has_died(patient, tries, to_visit, to_call_about):
    tries(5), tries(6)
    assert Outreach.objects.get().is_open
    with pytest.raises(Refused, match="ends with an attempt"):
        actions.drop_attempt(to_visit, by=system("keeper"))
    patient.deceased_at = THEN + 6 * HOUR
    patient.save(update_fields=["deceased_at"])
    with pytest.raises(Refused, match="ends with an attempt"):
        actions.drop_attempt(Outreach.objects.get().item, by=system("keeper"))
    assert (sweeps.stop_ended(), sweeps.stop_ended()) == (3, 0)
    assert not Outreach.objects.get().is_open
    assert read(to_visit, to_call_about) == [("cancelled", "The patient has died.")] * 2
    assert not Item.objects.filter(kind="reach", status__in=("open", "scheduled")).exists()
