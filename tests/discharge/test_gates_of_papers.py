"""The gates that rest on papers: sent and not overtaken, a visit booked, somebody who waits for every result."""

from datetime import timedelta

import pytest

from discharge.actions import visits
from discharge.gates import Departure, answered, facts
from discharge.plans import plan_of
from referrals.actions import packets, results
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


def answer(code, case):
    """The fact as the gates ask it: its expression read in a statement about the case."""
    departure = Departure(case, case.dischargeplans.get(), "")
    return answered([departure], {case.pk: [code]})[case.pk][code]


@pytest.fixture
def planned(case, manager):
    from core.actions import action

    made = action("edit_discharge")(lambda case, *, by: plan_of(case, by))
    made(case, by=manager)
    return case


def send(case, manager, receiver="Elm"):
    made = packets.build_packet(case, by=manager, purpose="transition", receiver=receiver)
    return packets.send_packet(
        made, by=manager, how="fax", incomplete_because="Tomorrow", without_consent_because="Treatment"
    )


def test_they_are_among_the_facts_of_gates():
    assert {"packet", "follow_up_visit", "pending_results"} <= facts().keys()


def test_papers_count_while_nothing_came_later(few_packs, planned, visit, manager):
    assert not answer("packet", planned).met
    sent = send(planned, manager)
    assert answer("packet", planned).met
    packets.reopen_packet(sent, by=manager, because="New address")
    said = answer("packet", planned)
    assert (said.met, said.words) == (
        False,
        "Something came after the papers were sent. Send the next version, or put them aside.",
    )
    send(planned, manager)
    assert answer("packet", planned).met


def test_every_place_the_papers_went_to_must_know(few_packs, planned, visit, manager):
    first = send(planned, manager)
    second = send(planned, manager, "Oak")
    packets.reopen_packet(first, by=manager, because="New address")
    assert not answer("packet", planned).met, "the newest number went to somebody else"
    packets.put_packet_aside(first, by=manager, reason="Goes to Oak")
    assert answer("packet", planned).met
    packets.reopen_packet(second, by=manager, because="New address")
    packets.put_packet_aside(second, by=manager, reason="Goes home")
    assert not answer("packet", planned).met, "papers put aside are no papers sent"


def test_a_draft_is_not_sent_and_a_referral_is_not_the_packet(few_packs, planned, visit, manager):
    packets.build_packet(planned, by=manager, purpose="transition", receiver="Elm")
    made = packets.build_packet(planned, by=manager, purpose="referral", receiver="Elm")
    packets.send_packet(made, by=manager, how="fax", incomplete_because="x", without_consent_because="y")
    assert not answer("packet", planned).met


def test_a_visit_counts_until_it_is_cancelled(planned, manager):
    assert not answer("follow_up_visit", planned).met
    made = visits.book_visit_after(
        planned, by=manager, kind="primary", with_whom="Dr Elm", at=THEN + timedelta(days=5)
    )
    assert answer("follow_up_visit", planned).met
    visits.cancel_visit_after(made, by=manager, why="Moved away")
    assert not answer("follow_up_visit", planned).met


def test_results_need_somebody_who_is_still_there(planned, manager, on_team):
    said = answer("pending_results", planned)
    assert (said.met, said.words) == (False, "Nobody has said whether results are still to come.")
    nurse = on_team("nurse")
    results.add_pending(planned, by=manager, what="Culture", clinician="Dr Lee", owner=nurse)
    assert answer("pending_results", planned).met
    nurse.is_active = False
    nurse.save()
    assert answer("pending_results", planned).words == "Nobody waits for: Culture."


def test_what_was_booked_for_the_last_departure_does_not_count(planned, manager):
    visits.book_visit_after(
        planned, by=manager, kind="primary", with_whom="Dr Elm", at=THEN + timedelta(days=5)
    )
    plan = planned.dischargeplans.get()
    plan.leaving = 2
    plan.save()
    assert not answer("follow_up_visit", planned).met
