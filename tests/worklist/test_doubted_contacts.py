"""A patient's address is marked as one that did not work where the other side refused it, and for no reason of our own."""

import smtplib
from datetime import timedelta

import pytest

from patients import actions as patients
from patients.models import ContactPoint
from tests.conftest import THEN
from tests.worklist.sinks import GATEWAY_SECRET, gateway
from tests.worklist.test_relay import answers  # noqa: F401 - a fixture
from worklist import actions, failures, planner, relay
from worklist.models import Outbox

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADDRESS = "amara@example.org"


@pytest.fixture
def sink(settings):
    with gateway() as made:
        settings.SMS_URL, settings.SMS_SECRET, settings.DEMONSTRATION = made.url, GATEWAY_SECRET, True
        yield made


@pytest.fixture
def due(case, lead, patient, packs, at):
    """A reminder to the patient stands in the outbox: `due("mail")`, two days before the appointment."""

    def make(way):
        kind, value = ("mail", ADDRESS) if way == "mail" else ("phone", "+1 212 555 0187")
        patients.add_contact_point(patient, by=lead, kind=kind, value=value)
        facts = {"purpose": "reminders", "method": "verbal", "witness": "R. Patel", "by_ways": [way]}
        patients.record_consent(patient, by=lead, **facts)
        times = {"starts_at": THEN + 3 * DAY, "ends_at": THEN + 3 * DAY + HOUR}
        actions.book(case, by=lead, user=lead, activity="follow_up", mode="office", **times)
        at(THEN + DAY)
        planner.plan_all()
        return Outbox.objects.get(contact__isnull=False)

    return make


def came_of(message, lead):
    """How it ended, whether whoever meets the patient was told, and whether the address is still to be used."""
    message.refresh_from_db()
    told = lead.notifications.filter(kind="review", appointment=message.appointment).exists()
    return message.status, told, not ContactPoint.objects.get(pk=message.contact_id).unreliable


def test_a_withdrawn_consent_holds_it_and_is_no_failure(due, lead):
    message = due("mail")
    patients.revoke_consent(message.consent, by=lead)
    relay.send_all()
    assert came_of(message, lead) == ("held", False, True)


def test_a_death_is_no_failure(due, lead, patient):
    message = due("mail")
    patient.deceased_at = THEN
    patient.save(update_fields=["deceased_at"])
    relay.send_all()
    assert came_of(message, lead) == ("held", False, True)


def test_what_leaves_too_late_is_shown(due, lead, at):
    message = due("mail")
    at(THEN + 3 * DAY)
    relay.send_all()
    assert came_of(message, lead) == ("dead", True, True)


def test_a_contact_that_became_unsafe_is_shown_and_not_called_broken(due, lead):
    message = due("mail")
    ContactPoint.objects.update(safe_to_call=False)
    relay.send_all()
    assert came_of(message, lead) == ("dead", True, True)


def test_our_own_server_down_for_hours_is_shown(due, lead, answers):  # noqa: F811
    message = due("mail")
    Outbox.objects.update(attempts=5)
    answers.append(ConnectionRefusedError())
    relay.send_all()
    assert came_of(message, lead) == ("dead", True, True)


def test_a_message_that_kills_every_relay_is_shown(due, lead, at, settings):
    message = due("mail")
    Outbox.objects.update(attempts=5)
    relay.lease()
    at(THEN + DAY + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1))
    relay.send_all()
    assert came_of(message, lead) == ("dead", True, True)


@pytest.mark.parametrize(
    ("error", "usable"),
    [
        (smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"5.1.1 no such user")}), False),
        (smtplib.SMTPDataError(554, b"looks like spam"), True),
    ],
)
def test_a_mail_server_refuses_the_address_or_the_text(due, lead, answers, error, usable):  # noqa: F811
    message = due("mail")
    answers.append(error)
    relay.send_all()
    assert came_of(message, lead) == ("dead", True, usable)


@pytest.mark.parametrize(
    "said", [(554, b"5.7.1 Relay access denied"), (550, b"5.7.1 relaying denied"), (530, b"5.7.0 sign in")]
)
def test_a_mail_server_that_refuses_us_condemns_no_address(due, lead, answers, said):  # noqa: F811
    message = due("mail")
    answers.append(smtplib.SMTPRecipientsRefused({ADDRESS: said}))
    relay.send_all()
    assert came_of(message, lead) == ("pending", False, True)


@pytest.mark.parametrize(
    ("mood", "came"),
    [
        ("400", ("dead", True, True)),
        ("422", ("dead", True, False)),
        ("413", ("dead", True, True)),
        ("404", ("pending", False, True)),
    ],
)
def test_the_gateway_refuses_the_number_or_something_else(sink, due, lead, mood, came):
    sink.mood, message = mood, due("text")
    relay.send_all()
    assert came_of(message, lead) == came


def test_what_came_back_later_did_not_work(due, lead):
    message = due("mail")
    relay.send_all()
    assert came_of(message, lead) == ("sent", False, True)
    assert failures.bounced(message.pk, "bounced")
    assert came_of(message, lead) == ("sent", True, False)
