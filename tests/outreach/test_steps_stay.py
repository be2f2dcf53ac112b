"""Work that a contact does not end: a step of the protocol, a visit asked for, a first contact in which nobody spoke."""

import pytest
from django.urls import reverse

from outreach import actions
from outreach.models import Outreach
from patients.models import RelatedPerson
from worklist.models import Item

pytestmark = pytest.mark.django_db


def running(tries):
    """A protocol that runs, at its letter."""
    tries(0), tries(4), tries(28)
    return Outreach.objects.get()


def still_asked(found):
    """The protocol with the one piece of work in which its step stands."""
    found.refresh_from_db()
    item = Item.objects.get(kind="reach", status__in=("open", "scheduled"))
    assert found.item == item
    return found


def test_the_decision_is_not_ticked_off_by_another_call(tries):
    found = running(tries)
    tries(50, mode="letter", outcome="message", item=found.item)
    found.refresh_from_db()
    tries(76, item=found.item)
    found.refresh_from_db()
    while found.step != "decide":
        tries(100, item=found.item)
        found.refresh_from_db()
    asked = found.item
    tries(120, item=asked)
    assert still_asked(found).item == asked
    assert (found.status, found.step) == ("running", "decide")


@pytest.mark.parametrize("outcome", ["no_answer", "message"])
def test_a_call_is_not_the_letter(tries, outcome):
    found = running(tries)
    letter = found.item
    tries(30, item=letter, outcome=outcome)
    assert (still_asked(found).item, found.step) == (letter, "letter")


@pytest.mark.parametrize(
    ("mode", "done"), [("phone", True), ("video", True), ("home", False), ("letter", False)]
)
def test_a_call_by_video_answers_the_call_and_a_visit_or_letter_does_not(tries, mode, done):
    tries(0), tries(1), tries(2)
    found = Outreach.objects.get()
    call = found.item
    assert found.step == "call"
    tries(48 + 4, item=call, mode=mode)
    call.refresh_from_db()
    found.refresh_from_db()
    assert (call.status, call.done_note) == (("done", "No answer") if done else ("open", ""))
    assert (found.status, found.item != call, found.item.is_live) == ("running", done, True)


@pytest.mark.parametrize(("outcome", "status"), [("reached", "reached"), ("no_answer", "running")])
def test_only_an_answer_by_video_ends_the_protocol(tries, outcome, status):
    found = running(tries)
    tries(30, mode="video", outcome=outcome)
    found.refresh_from_db()
    assert found.status == status


@pytest.mark.parametrize("outcome", ["no_answer", "message"])
def test_what_was_handed_up_is_decided_and_not_called_away(caller, supervisor, tries, outcome):
    found = actions.hand_up(running(tries), by=caller)
    tries(30, item=found.item, outcome=outcome)
    assert (still_asked(found).status, found.item.owner) == ("handed_up", supervisor)


def test_an_answer_on_the_step_ends_both(tries):
    found = running(tries)
    letter = found.item
    tries(30, item=letter, outcome="reached")
    found.refresh_from_db()
    letter.refresh_from_db()
    assert (found.status, letter.status, letter.done_note) == ("reached", "done", "Reached")


def test_an_answer_of_somebody_else_on_the_step_ends_neither(patient, tries):
    daughter = RelatedPerson.objects.create(patient=patient, name="Ngozi Okafor", relation="daughter")
    found = running(tries)
    tries(30, item=found.item, person=daughter, outcome="reached")
    assert still_asked(found).status == "running"


def test_a_visit_asked_for_is_not_made_by_phone(case, tries):
    case.complexity = "complex"
    case.save(update_fields=["complexity"])
    tries(0), tries(5)
    asked = Item.objects.get(kind="reach")
    tries(6, item=asked, outcome="message")
    asked.refresh_from_db()
    assert asked.is_live
    tries(8, item=asked, mode="home")
    asked.refresh_from_db()
    assert asked.status == "done"


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("no_answer", "open"),
        ("message", "open"),
        ("wrong_number", "open"),
        ("reached", "done"),
        ("declined", "done"),
    ],
)
def test_the_clock_of_a_first_contact_runs_until_somebody_spoke(client, caller, to_call, outcome, status):
    first = to_call(kind=Item.Kind.FIRST_CONTACT, activity="first_contact", what="Make the first contact")
    client.force_login(caller)
    said = {"outcome": outcome, "mode": "phone", "again": "rules"}
    assert client.post(reverse("outreach:log", args=[first.pk]), said).status_code == 303
    first.refresh_from_db()
    assert first.status == status
    assert first.contacts.get().outcome == outcome
