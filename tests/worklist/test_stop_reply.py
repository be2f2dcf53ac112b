"""A patient answers STOP to a text message: reminders to them end there and then, on record, and only for them."""

from datetime import timedelta

import pytest

from accounts.actors import ensure
from audit.models import Event
from patients import actions as patients
from tests.conftest import THEN
from tests.worklist.sinks import GATEWAY_SECRET, gateway, say
from worklist import actions, planner, relay
from worklist.models import Outbox, Reminder

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NUMBER = "+1 212 555 0187"


@pytest.fixture
def sink(settings):
    with gateway() as made:
        settings.SMS_URL, settings.SMS_SECRET = made.url, GATEWAY_SECRET
        settings.DEMONSTRATION = True
        yield made


@pytest.fixture
def consent(patient, lead):
    """The patient wants reminders by text message."""
    ensure()
    patients.add_contact_point(patient, by=lead, kind="phone", value=NUMBER)
    facts = {"purpose": "reminders", "method": "verbal", "witness": "R. Patel", "by_ways": ["text"]}
    return patients.record_consent(patient, by=lead, **facts)


@pytest.fixture
def pending(sink, consent, case, lead, packs, at):
    """Of two appointments the first reminder of one is on its way, that of the other still to ring."""
    for days in (3, 9):
        begins = THEN + days * DAY
        facts = {"user": lead, "activity": "follow_up", "mode": "office", "starts_at": begins}
        actions.book(case, by=lead, ends_at=begins + HOUR, **facts)
    at(THEN + DAY)
    planner.plan_all()
    return Outbox.objects.get(contact__isnull=False)


@pytest.mark.parametrize("words", ["STOP", " stop ", "Unsubscribe"])
def test_it_ends_the_consent_and_what_waits(client, sink, pending, consent, words):
    waiting = Reminder.objects.filter(to="patient", status="waiting")
    assert (pending.status, waiting.count()) == ("pending", 3)
    assert say(client, {"from": NUMBER, "text": words}).status_code == 204
    consent.refresh_from_db()
    pending.refresh_from_db()
    assert (consent.live, consent.revoked_at, consent.revoked_by.username) == (
        False,
        THEN + DAY,
        "system:feed",
    )
    assert (pending.status, waiting.exists()) == ("held", False)
    assert Reminder.objects.filter(to="person", status="waiting").exists(), "the staff are still reminded"
    relay.send_all()
    assert sink.asked == [], "nothing leaves for the patient"
    told = Event.objects.get(verb="patients.revoke_consent")
    assert (told.reason, told.actor) == ("Replied STOP", "system:feed")


def test_said_twice_it_ends_once(client, pending, consent):
    facts = {"from": NUMBER, "text": "STOP"}
    assert [say(client, facts).status_code, say(client, facts).status_code] == [204, 204]
    assert Event.objects.filter(verb="patients.revoke_consent").count() == 1


@pytest.mark.parametrize(
    ("facts", "secret", "status"),
    [
        ({"from": NUMBER, "text": "STOP"}, "another-secret-altogether-which-is-long", 403),
        ({"from": "+1 212 555 0100", "text": "STOP"}, GATEWAY_SECRET, 204),
        ({"from": "", "text": "STOP"}, GATEWAY_SECRET, 204),
        ({"from": NUMBER, "text": "Please stop by on Friday"}, GATEWAY_SECRET, 404),
    ],
)
def test_a_forged_reply_another_number_or_other_words_end_nothing(
    client, pending, consent, facts, secret, status
):
    assert say(client, facts, secret=secret).status_code == status
    consent.refresh_from_db()
    pending.refresh_from_db()
    assert (consent.live, pending.status) == (True, "pending")
