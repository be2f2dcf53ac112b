"""What the file says of the gates that rest on referrals: choice and acceptance, transport, equipment."""

# ruff: noqa: F811 - fixtures of another app are imported by name

from datetime import timedelta

import pytest

from core.refusals import Refused
from discharge import gates
from discharge.actions import screening
from discharge.gate_facts_of_referrals import kind_for
from discharge.models import LeavingStep
from discharge.plans import plan_of
from referrals import leavings
from referrals.actions import answering, booking, going
from referrals.queries import choices
from tests.conftest import THEN
from tests.referrals.conftest import choose, houses, manager, send, service  # noqa: F401 - the cast of referrals

pytestmark = pytest.mark.django_db
YES = {"who": "A. Ng"}


@pytest.fixture(autouse=True)
def then(at):
    at(THEN)


@pytest.fixture
def plan(case, manager):
    plan = plan_of(case, manager)
    type(plan).objects.filter(pk=plan.pk).update(disposition="03")
    plan.refresh_from_db()
    return plan


def answer(case, plan, code):
    departure = gates.Departure(case, plan, plan.disposition)
    return gates.answered([departure], {case.pk: [code]})[case.pk][code]


@pytest.mark.parametrize(
    ("disposition", "kind"),
    [
        ("03", "snf"),
        ("86", "home_health"),
        ("06", "home_health"),
        ("62", "irf"),
        ("61", "snf"),
        ("89", "snf"),
        ("01", ""),
        ("", ""),
    ],
)
def test_who_must_have_accepted(disposition, kind):
    assert kind_for(disposition) == kind


def test_the_choice_and_then_the_booking(case, plan, manager, houses, choose, send):
    assert answer(case, plan, "choice").words == "The patient's choice is not recorded."
    choose(*houses)
    assert answer(case, plan, "choice").words == "No provider has accepted yet."
    row = answering.accept(send(*houses)[0], by=manager, **YES)
    assert answer(case, plan, "choice").words == "A provider has accepted and is not booked yet."
    booking.book(row, by=manager, promised_at=THEN + timedelta(hours=2))
    assert answer(case, plan, "choice").met
    type(plan).objects.filter(pk=plan.pk).update(leaving=2)
    assert not answer(case, plan, "choice").met, (
        "what was booked for the last departure does not count for this one"
    )


def test_home_needs_nobody_to_accept(case, plan):
    plan.disposition = "01"
    assert answer(case, plan, "choice").met
    plan.disposition = ""
    assert answer(case, plan, "choice").words == "Where the patient goes is not chosen."


@pytest.mark.parametrize(
    ("disposition", "met", "words"),
    [
        ("01", True, ""),
        ("81", True, ""),
        ("70", False, "No kind of service on the directory stands for this place."),
        ("43", False, "No kind of service on the directory stands for this place."),
        ("61", False, "The patient's choice is not recorded."),
        ("89", False, "The patient's choice is not recorded."),
    ],
)
def test_a_place_without_a_kind_is_not_accepted_silently(case, plan, disposition, met, words):
    plan.disposition = disposition
    said = answer(case, plan, "choice")
    assert said.met is met
    assert met or said.words.startswith(words)


@pytest.mark.parametrize(
    ("began", "outcome", "met"),
    [(True, "met", True), (True, "partly", True), (True, "not_met", False), (False, "not_met", False)],
)
@pytest.mark.parametrize(("gate", "kind"), [("choice", "snf"), ("transport", "transport")])
def test_what_never_came_opens_no_gate(
    case, plan, manager, service, choose, send, at, gate, kind, began, outcome, met
):
    one = service("Elm House", kind)
    if kind == "snf":
        choose(one)
    more = {"mode": "car"} if kind == "transport" else {}
    row = answering.accept(send(one, **more)[0], by=manager, **YES)
    booking.book(row, by=manager, promised_at=THEN + timedelta(hours=2))
    at(THEN + timedelta(hours=3))
    if began:
        booking.start(row, by=manager, at=THEN + timedelta(hours=2))
        assert answer(case, plan, gate).met
    else:
        booking.not_started(row, by=manager, words="Nobody came")
    booking.close_loop(row, by=manager, outcome=outcome)
    assert answer(case, plan, gate).met is met


@pytest.fixture
def back_again(case, plan, manager, at):
    """The patient left two days on, and is here again the day after."""

    def make(**more):
        facts = {"stage": "left", "leaving": 1, "created_by": manager} | more
        LeavingStep.objects.create(plan=plan, case=case, at=THEN + timedelta(days=2), **facts)
        type(plan).objects.filter(pk=plan.pk).update(leaving=2)
        plan.refresh_from_db()
        at(THEN + timedelta(days=3))

    return make


def test_a_choice_for_the_last_departure_is_none_for_this_one(
    case, plan, manager, houses, choose, send, back_again
):
    choose(*houses)
    back_again()
    assert choices.complete(case, "snf") is None
    assert answer(case, plan, "choice").words == "The patient's choice is not recorded."
    with pytest.raises(Refused, match="choice before the referral"):
        send(*houses)
    choose(*houses)
    assert choices.complete(case, "snf") is not None
    assert answer(case, plan, "choice").words == "No provider has accepted yet."


def test_a_departure_that_was_taken_back_ends_no_choice(case, plan, manager, houses, choose, back_again):
    made = choose(*houses)
    back_again(
        reversed_at=THEN + timedelta(days=2, hours=1), reversed_by=manager, reversed_because="Did not leave"
    )
    assert choices.complete(case, "snf") == made
    assert answer(case, plan, "choice").words == "No provider has accepted yet."


def test_a_screening_for_the_last_departure_is_none_for_this_one(case, plan, manager, back_again):
    screening.record_pasrr(case, by=manager, screened_at=THEN, outcome="negative")
    assert answer(case, plan, "pasrr").met
    back_again()
    assert answer(case, plan, "pasrr").words == (
        "The screening before a nursing facility (Level I) is not recorded."
    )
    screening.record_pasrr(case, by=manager, screened_at=THEN + timedelta(days=3), outcome="negative")
    assert answer(case, plan, "pasrr").met


def test_transport(case, plan, manager, service, send):
    assert not answer(case, plan, "transport").met
    row = answering.accept(send(service("Ride", "transport"), mode="car")[0], by=manager, **YES)
    assert not answer(case, plan, "transport").met
    booking.book(row, by=manager, promised_at=THEN + timedelta(hours=2))
    assert answer(case, plan, "transport").met


def test_equipment(case, plan, manager, service, send):
    assert answer(case, plan, "equipment").met
    row = send(service("Air", "equipment"), asks_for="Oxygen", essential=True)[0]
    send(service("Wheels", "equipment"), asks_for="Walker")
    assert answer(case, plan, "essential_equipment").words == "Not there, or its use not taught: Oxygen."
    assert answer(case, plan, "equipment").words == "Not there, or its use not taught: Oxygen, Walker."
    row = going.deliver(answering.accept(row, by=manager, **YES), by=manager, at=THEN)
    assert not answer(case, plan, "essential_equipment").met
    going.teach_use(row, by=manager, at=THEN, who="The daughter")
    assert answer(case, plan, "essential_equipment").met
    assert answer(case, plan, "equipment").words == "Not there, or its use not taught: Walker."


def test_referrals_know_which_departure_it_is(case, plan):
    assert leavings.current(case) == 1
    type(plan).objects.filter(pk=plan.pk).update(leaving=3)
    assert leavings.current(case) == 3
