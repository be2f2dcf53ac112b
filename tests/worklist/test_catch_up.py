"""After an outage: everything once, the oldest of the greatest risk first, without a burst, said to be late; in silence."""

import io
import logging
from datetime import time, timedelta

import pytest
from django.core import mail

from core.logs import AllowListFormatter
from tests.conftest import THEN
from tests.worklist.promises import due_reminders, ledger
from tests.worklist.test_lanes import pace  # noqa: F401 - a fixture
from worklist import planner, relay, sms
from worklist.mail import message_id
from worklist.models import ChannelState, Notification, Outbox, Preference

pytestmark = pytest.mark.django_db
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
BACK = THEN + timedelta(hours=3)


@pytest.fixture
def due(case, person):
    """Thirty of as many people, of every risk, five minutes apart: nobody was there to tell any of them."""
    found = {}
    for n in range(30):
        someone = person(f"p{n}", email=f"p{n}@example.org")
        facts = {"activity": f"a{n}", "priority": 1 + n % 3, "at": THEN + n * 5 * MINUTE}
        [rung] = due_reminders(case, someone, 1, **facts)
        found[rung.pk] = (1 + n % 3, n)
    return found


def test_everything_once_oldest_risk_first_without_a_burst(due, pace, at):  # noqa: F811
    pace("email", 60)
    at(BACK)
    assert [planner.plan(7) for _batch in range(5)] == [7, 7, 7, 7, 2], "one planner after the other"
    assert ledger() == {"waiting": 0, "told": 30, "written": 30, "sent": 0, "dead": 0}
    assert set(Notification.objects.values_list("delayed", flat=True)) == {True}
    left = []
    for second in range(40):
        at(BACK + second * SECOND)
        left.append(relay.send_all())
    # What can harm is ten of them and waits for nothing; ten seconds' worth at once, then one a second.
    assert (left[0], max(left[1:])) == (10, 1)
    assert (sum(left), ledger()["sent"]) == (30, 30)
    keys = {message_id(row.idem_key): due[row.notification.reminder_id] for row in Outbox.objects.all()}
    went = [keys[letter.extra_headers["Message-ID"]] for letter in mail.outbox]
    assert went == sorted(went), "by risk, and of one risk the oldest"
    assert all("late" in letter.body.lower() for letter in mail.outbox)


def test_the_rings_themselves_come_in_that_order(due, at):
    at(BACK)
    rang = []
    while planner.plan(1):
        [newest] = Notification.objects.exclude(reminder__in=[key for key, _order in rang])
        rang.append((newest.reminder_id, due[newest.reminder_id]))
    assert [order for _key, order in rang] == sorted(due.values())


LATE = "This message is late: it could not be sent in time."


@pytest.fixture
def told(case, lead):
    """So many messages to the lead, told in time, stand in the outbox."""

    def make(number, **facts):
        lead.email = "lead@example.org"
        lead.save()
        due_reminders(case, lead, number, **facts)
        planner.plan_all()

    return make


@pytest.mark.parametrize("facts", [{"number": 1}, {"number": 1, "priority": 1}, {"number": 7}])
def test_what_waited_for_its_channel_says_that_it_is_late(told, at, facts):
    """Rung in time, and the mail server was down for an hour; a list says it as well."""
    told(**facts)
    ChannelState.objects.update_or_create(channel="email", defaults={"failures": 5, "open_until": BACK})
    at(THEN + 5 * MINUTE)
    assert relay.send_all() == 0
    at(BACK + MINUTE)
    assert relay.send_all() == 1
    assert LATE in mail.outbox[0].body


@pytest.mark.parametrize("facts", [{"number": 1}, {"number": 1, "priority": 1}, {"number": 7}])
@pytest.mark.parametrize(("after", "late"), [(4, False), (60, True)])
def test_a_text_message_says_it_too_and_stays_short(told, lead, at, settings, facts, after, late):
    """In time not a word more; late, it fits one text message beside its link."""
    settings.SMS_URL = "https://gateway.example/messages"
    Preference.objects.create(user=lead, by_email=False, by_sms=True, sms_to="+15550100199")
    told(**facts)
    at(THEN + after * MINUTE)
    message = Outbox.objects.get(channel="sms", status="pending")
    text = sms.text_of(message)
    assert text.endswith(" Sent late.") is late
    assert len(text) <= 160


@pytest.mark.parametrize(("after", "late"), [(0, False), (5, False), (6, True)])
def test_quiet_hours_are_no_delay(told, lead, at, after, late):
    ends = THEN + timedelta(hours=1)
    Preference.objects.create(user=lead, quiet_from=time(9), quiet_until=time(11))
    told(1)
    at(ends - MINUTE)
    assert relay.send_all() == 0
    at(ends + after * MINUTE)
    assert relay.send_all() == 1
    assert (LATE in mail.outbox[0].body) is late


@pytest.fixture
def written():
    """What the engine writes to its log, as the handler of settings would."""
    out, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(out), root.level
    handler.setFormatter(AllowListFormatter())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def test_the_log_holds_no_patient_and_no_address(due, case, at, written, monkeypatch):
    """Also when what breaks has them in its words."""
    patient, item = case.patient, Notification._meta.get_field("item").related_model.objects.first()

    def broken(self, message):
        raise RuntimeError(f"{patient.family} {message.recipient.email} {item.what} {case.reference}")

    monkeypatch.setattr("worklist.mail.Mail.send", broken)
    at(BACK)
    planner.plan_all()
    assert relay.send_all() == 0
    said = written.getvalue()
    assert "RuntimeError" in said, "that it broke is said"
    for word in (patient.family, patient.given, "example.org", case.reference, item.why):
        assert word not in said
    assert set(Outbox.objects.values_list("last_error", flat=True)) == {"internal"}
