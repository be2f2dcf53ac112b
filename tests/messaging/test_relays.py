"""A message is not closed by sending: it is delivered, understood, answered, and only then closed."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.permissions import Role
from core.refusals import Denied, Refused
from messaging import actions
from messaging.models import Relay
from messaging.queries import loops
from patients.models import CommunicationProfile, Consent
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import Item, Reminder

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def advocate(person, patient):
    user = person("a.voice", Role.ADVOCATE)
    facts = {"purpose": "advocacy", "method": "signed", "starts_at": THEN - HOUR}
    Consent.objects.create(patient=patient, to_user=user, classes=["identity", "plan", "work"], **facts)
    return user


@pytest.fixture
def igbo(patient):
    """The patient speaks Igbo and asked for an interpreter by phone."""
    return CommunicationProfile.objects.create(patient=patient, spoken="ig", interpreter="phone")


def up(case, by, **facts):
    facts = {"direction": "to_patient", "message": "No salt for now", "other_side": "Dr Rao"} | facts
    return actions.raise_relay(case, by=by, **facts)


def test_the_whole_loop(case, team_of_four, at):
    nurse = team_of_four.nurse
    relay = up(case, nurse)
    assert (relay.status, relay.item.kind, relay.item.owner) == ("raised", "relay", nurse)
    assert (relay.item.due_at, relay.item.what) == (THEN + 24 * HOUR, "Deliver a message")
    at(THEN + HOUR)
    relay = actions.deliver(relay, by=nurse, mode="in_person", plain_version="Please eat no salt")
    assert (relay.status, relay.delivered_by, relay.delivered_at) == ("delivered", nurse, THEN + HOUR)
    assert relay.item.due_at == THEN + 25 * HOUR
    at(THEN + 2 * HOUR)
    relay = actions.confirm_understood(relay, by=nurse, said_back="I leave the salt away")
    relay = actions.answer_relay(relay, by=nurse, answer="She asks about soup")
    item = Item.objects.get(pk=relay.item_id)
    assert (item.status, item.what) == ("open", "Close the loop: give the answer to who waits for it")
    relay = actions.close_relay(relay, by=nurse)
    item.refresh_from_db()
    assert (relay.status, item.status, item.done_by) == ("closed", "done", nurse)
    assert not Reminder.objects.filter(item=item, status="waiting").exists()


@pytest.mark.parametrize(("verb", "facts"), [("start", {}), ("wait", {"on": "The interpreter"})])
def test_the_next_step_climbs_though_the_last_was_taken_up(case, team_of_four, packs, verb, facts):
    nurse = team_of_four.nurse
    relay = up(case, nurse)
    getattr(work, verb)(relay.item, by=nurse, **facts)
    relay = actions.deliver(relay, by=nurse, mode="in_person", plain_version="Please eat no salt")
    assert relay.item.status == "open"
    assert Reminder.objects.filter(item=relay.item, status="waiting").exclude(to="person").exists()


def test_no_step_is_left_out(case, team_of_four):
    nurse, relay = team_of_four.nurse, up(case, team_of_four.nurse)
    for verb, more in (
        (actions.confirm_understood, {"said_back": "Yes"}),
        (actions.answer_relay, {"answer": "Yes"}),
        (actions.close_relay, {}),
    ):
        with pytest.raises(Refused):
            verb(relay, by=nurse, **more)


def test_a_message_to_a_patient_is_in_plain_words(case, team_of_four):
    with pytest.raises(Refused) as no:
        actions.deliver(up(case, team_of_four.nurse), by=team_of_four.nurse, mode="phone")
    assert no.value.field == "plain_version"


def test_an_interpreter_or_the_reason(case, team_of_four, igbo):
    nurse = team_of_four.nurse
    case.refresh_from_db()
    relay = up(case, nurse, plain_version="No salt")
    assert relay.language == "ig"
    for wrong, field in (({}, "interpreter"), ({"interpreter": "none"}, "no_interpreter_because")):
        with pytest.raises(Refused) as no:
            actions.deliver(relay, by=nurse, mode="phone", **wrong)
        assert no.value.field == field
    relay = actions.deliver(
        relay, by=nurse, mode="phone", interpreter="none", no_interpreter_because="Line was down"
    )
    assert relay.no_interpreter_because == "Line was down"
    with pytest.raises(Refused):
        up(case, nurse, direction="from_patient", message="I cannot sleep")


def test_what_was_not_understood_is_delivered_again(case, team_of_four, at):
    nurse = team_of_four.nurse
    relay = actions.deliver(up(case, nurse, plain_version="No salt"), by=nurse, mode="letter")
    at(THEN + HOUR)
    relay = actions.deliver(relay, by=nurse, mode="in_person", plain_version="Leave the salt away")
    assert (relay.status, relay.mode, relay.delivered_at) == ("delivered", "in_person", THEN + HOUR)


def test_an_advocate_raises_and_follows_what_the_client_says(case, team_of_four, advocate):
    relay = up(case, advocate, direction="from_patient", message="She is in pain", other_side="The team")
    assert (relay.created_by, relay.item.owner) == (advocate, team_of_four.lead)
    with pytest.raises(Refused):
        up(case, advocate)
    for verb, more in ((actions.deliver, {"mode": "phone"}), (actions.withdraw_relay, {"reason": "No"})):
        with pytest.raises(Denied):
            verb(relay, by=advocate, **more)
    assert list(loops.raised_by(advocate)) == [relay]


def test_a_loop_that_is_not_needed_any_more_says_why(case, team_of_four):
    relay = up(case, team_of_four.nurse)
    with pytest.raises(Refused):
        actions.withdraw_relay(relay, by=team_of_four.nurse, reason=" ")
    relay = actions.withdraw_relay(relay, by=team_of_four.nurse, reason="Said twice")
    assert (relay.status, relay.item.status) == ("withdrawn", "cancelled")


def test_the_work_ends_with_the_loop_alone_but_may_change_hands(case, team_of_four):
    relay = up(case, team_of_four.nurse)
    for verb, more in ((work.complete, {}), (work.cancel, {"reason": "No"})):
        with pytest.raises(Refused):
            verb(relay.item, by=team_of_four.nurse, **more)
    item = work.reassign(relay.item, by=team_of_four.lead, to=team_of_four.worker, reason="Knows her")
    assert item.owner == team_of_four.worker
    assert list(loops.mine(team_of_four.worker)) == [relay]


@pytest.mark.parametrize(
    "wrong", [{"message": ""}, {"other_side": ""}, {"direction": "sideways"}, {"interpreter": "none"}]
)
def test_what_says_too_little_is_refused(case, team_of_four, wrong):
    with pytest.raises(Exception, match=r".") as no:
        up(case, team_of_four.nurse, **wrong)
    assert type(no.value).__name__ in ("Refused", "ValidationError")
    assert not Relay.objects.exists()
    assert not Item.objects.filter(kind="relay").exists()


def test_the_report_says_the_middle_hours_by_language_and_interpreter(
    case, team_of_four, igbo, supervisor, at
):
    nurse = team_of_four.nurse
    case.refresh_from_db()
    for hours, interpreter in ((2, "phone"), (6, "phone"), (30, "phone"), (5, "none")):
        at(THEN)
        relay = up(case, nurse, plain_version="No salt")
        because = {"no_interpreter_because": "Line down"} if interpreter == "none" else {}
        relay = actions.deliver(relay, by=nurse, mode="phone", interpreter=interpreter, **because)
        at(THEN + hours * HOUR)
        actions.confirm_understood(relay, by=nurse, said_back="Yes")
    up(case, nurse)
    found = {
        (line.language, line.interpreter): (line.number, line.hours) for line in loops.report(supervisor)
    }
    assert found == {("ig", "phone"): (3, 6.0), ("ig", "none"): (1, 5.0)}
    behind = loops.understood(supervisor, language="ig", interpreter="phone")
    assert behind.count() == 3
    assert loops.report(nurse) == []


def test_open_loops_are_listed_by_age_with_the_oldest(case, team_of_four, client, at):
    nurse = team_of_four.nurse
    client.force_login(nurse)
    assert "open loop" not in client.get("/my-day/").content.decode()
    first = up(case, nurse)
    at(THEN + timedelta(days=2))
    second = up(case, nurse, message="Second")
    assert list(loops.mine(nurse)) == [first, second]
    # Two days later they sign in again.
    again = Client()
    again.force_login(nurse)
    assert "2 open loops, oldest 2 d" in again.get("/my-day/").content.decode()
