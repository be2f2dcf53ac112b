"""The relay: lease, send, mark; later, never, given up; what a killed relay held comes back."""

import smtplib
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from core.failpoints import Broken
from tests.conftest import THEN
from tests.worklist.promises import due_reminders, ledger
from worklist import actions, lanes, planner, relay
from worklist.mail import Mail
from worklist.models import Item, Outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(case, lead):
    """Write so many messages to the lead."""

    def make(number: int, **facts: object) -> None:
        lead.email = "lead@example.org"
        lead.save()
        due_reminders(case, lead, number, **facts)
        planner.plan_all()

    return make


@pytest.fixture
def answers(monkeypatch):
    """Make the mail server answer with these errors, one an attempt; then it takes everything."""
    left = []

    def send(self, message):
        if left:
            error = left.pop(0)
            self.connection = _Breaking(error)
        return real(self, message)

    class _Breaking:
        def __init__(self, error):
            self.error = error

        def open(self):
            raise self.error

        def close(self):
            raise self.error  # the line is down: the channel takes a new one

    real = Mail.send
    monkeypatch.setattr(Mail, "send", send)
    return left


def test_it_sends_and_marks(written):
    written(3)
    assert relay.send_all() == 3
    assert ledger()["sent"] == len(mail.outbox) == 3
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 3
    assert relay.send_all() == 0


def test_the_text_holds_a_time_and_a_link_and_nothing_of_the_patient(written, case):
    written(1)
    relay.send_all()
    [sent], [message] = mail.outbox, Outbox.objects.all()
    assert sent.body.startswith("You have 1 item due by today 09:59.")
    assert f"/go/{message.pk}/" in sent.body
    text = sent.subject + sent.body
    for word in (case.patient.family, case.patient.given, case.reference, "Call", "Northgate"):
        assert word not in text


def test_asked_to_wait_it_tries_again_later_and_later_and_then_gives_up(written, answers, at):
    written(1)
    now = THEN
    for attempt, wait in enumerate((30, 120, 600, 3600, 14400), 1):
        answers.append(smtplib.SMTPResponseException(451, b"busy"))
        relay.send_all()
        message = Outbox.objects.get()
        assert (message.status, message.attempts, message.last_error) == ("pending", attempt, "smtp 451")
        assert timedelta(seconds=wait) <= message.next_try - now <= timedelta(seconds=wait * 1.25)
        assert relay.send_all() == 0
        now = message.next_try
        at(now)
    answers.append(ConnectionRefusedError())
    relay.send_all()
    message.refresh_from_db()
    assert (message.status, message.last_error) == ("dead", "no connection")


def test_refused_for_good_it_is_given_up_at_once(written, answers):
    written(1)
    answers.append(
        smtplib.SMTPRecipientsRefused({"lead@example.org": (550, b"no such user lead@example.org")})
    )
    relay.send_all()
    message = Outbox.objects.get()
    assert (message.status, message.last_error) == ("dead", "smtp 550")


def test_one_refusal_does_not_hold_up_the_others(written, answers):
    written(5)
    answers.append(smtplib.SMTPDataError(550, b"no"))
    assert relay.send_all() == 4
    assert (ledger()["sent"], ledger()["dead"]) == (4, 1)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPAuthenticationError(535, b"bad credentials"),
        smtplib.SMTPConnectError(554, b"no service"),
        smtplib.SMTPSenderRefused(550, b"not from here", "noreply@example.org"),
        smtplib.SMTPHeloError(501, b"what"),
    ],
)
def test_what_is_ours_to_mend_is_tried_again(written, answers, error):
    written(1)
    answers.append(error)
    relay.send_all()
    message = Outbox.objects.get()
    assert (message.status, message.last_error) == ("pending", f"smtp {error.smtp_code}")


def test_a_message_we_cannot_compose_waits_and_the_others_go_out(written):
    written(3)
    broken = Outbox.objects.order_by("pk").first()
    Outbox.objects.filter(pk=broken.pk).update(template="no-such-template")
    assert relay.send_all() == 2
    broken.refresh_from_db()
    assert (broken.status, broken.last_error, broken.attempts) == ("pending", "internal", 1)


@pytest.mark.parametrize("how", ["complete", "cancel", "reassign"])
def test_mail_about_work_that_was_settled_is_held(written, lead, nurse, how):
    written(2)
    item = Item.objects.first()
    detail = {"complete": {}, "cancel": {"reason": "No"}, "reassign": {"to": nurse, "reason": "Away"}}[how]
    getattr(actions, how)(item, by=lead, **detail)
    assert Outbox.objects.get(notification__item=item).status == "held"
    assert relay.send_all() == 1, "the other item's"


def test_mail_about_a_cancelled_appointment_is_held(case, lead, at):
    lead.email = "lead@example.org"
    lead.save()
    times = {"starts_at": THEN + timedelta(hours=3), "ends_at": THEN + timedelta(hours=4)}
    booked = actions.book(case, by=lead, user=lead, activity="visit", mode="office", **times)
    at(THEN + timedelta(hours=2))
    planner.plan_all()
    actions.cancel_appointment(booked, by=lead, reason="Discharged")
    assert Outbox.objects.get().status == "held"
    assert relay.send_all() == 0


SETTLED = {"complete": {}, "cancel": {"reason": "No"}, "reassign": {"reason": "Away"}}


@pytest.mark.parametrize("how", SETTLED)
def test_mail_about_work_that_is_settled_in_the_hands_of_a_relay_is_held(
    written, lead, nurse, how, monkeypatch
):
    """The second of a batch is leased already when its work is settled."""
    written(2)
    detail = SETTLED[how] | ({"to": nurse} if how == "reassign" else {})
    real, settled = Mail.send, []

    def send(self, message):
        real(self, message)
        if not settled:
            settled.append(Outbox.objects.exclude(pk=message.pk).get())
            getattr(actions, how)(settled[0].notification.item, by=lead, **detail)

    monkeypatch.setattr(Mail, "send", send)
    assert relay.send_all() == len(mail.outbox) == 1
    settled[0].refresh_from_db()
    assert (settled[0].status, settled[0].last_error) == ("held", "all settled")


def test_mail_that_was_given_up_before_its_work_was_done_is_not_sent_again(written, lead):
    written(1)
    Outbox.objects.update(status="dead")
    actions.complete(Item.objects.get(), by=lead)
    Outbox.objects.update(status="pending")
    assert relay.send_all() == 0
    assert Outbox.objects.get().status == "held"


def test_mail_about_an_appointment_that_is_called_off_in_the_hands_of_a_relay_is_held(case, lead, at):
    lead.email = "lead@example.org"
    lead.save()
    times = {"starts_at": THEN + timedelta(hours=3), "ends_at": THEN + timedelta(hours=4)}
    booked = actions.book(case, by=lead, user=lead, activity="visit", mode="office", **times)
    at(THEN + timedelta(hours=2))
    planner.plan_all()
    [leased] = relay.lease()
    actions.cancel_appointment(booked, by=lead, reason="Discharged")
    assert not relay._send(leased, relay.Lane("email"))
    assert Outbox.objects.get().status == "held"


def test_killed_between_sending_and_marking_the_double_carries_the_same_message_id(written, settings, at):
    written(1)
    settings.FAILPOINTS = {"relay.accepted": "raise"}
    with pytest.raises(Broken):
        relay.send_all()
    settings.FAILPOINTS = {}
    assert relay.send_all() == 0, "leased to the one that was killed"
    at(THEN + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1))
    assert relay.send_all() == 1
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert ledger()["sent"] == 1


@pytest.mark.parametrize("place", ["relay.leased", "relay.connected"])
def test_killed_before_sending_nothing_is_lost(written, settings, at, place):
    written(3)
    settings.FAILPOINTS = {place: "raise"}
    with pytest.raises(Broken):
        relay.send_all()
    settings.FAILPOINTS = {}
    at(THEN + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1))
    assert relay.send_all() == 3
    assert len(mail.outbox) == 3


def test_a_relay_whose_lease_went_to_another_does_not_touch_the_message(written, at, settings):
    written(1)
    [mine] = relay.lease()
    at(THEN + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1))
    assert relay.send_all() == 1
    assert relay._send(mine, relay.Lane("email")) is False
    assert len(mail.outbox) == 1


def test_what_went_to_another_is_not_given_back(written, at, settings):
    """It was away for longer than its lease; the other is sending, and nobody may send the same beside it."""
    written(2)
    old = relay.lease()
    at(THEN + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1))
    lanes.come_back("email", 5)
    others = relay.lease(batch=1)
    lanes.give_back(old)
    states = Outbox.objects.values_list("status", "attempts")
    assert (states.get(pk=others[0].pk), relay.lease(batch=1)[0].pk != others[0].pk) == (("sending", 2), True)
    lanes.give_back(others)
    assert states.get(pk=others[0].pk) == ("pending", 1)


def test_a_message_that_kills_every_relay_is_given_up(written, at, settings):
    written(1)
    Outbox.objects.update(attempts=5)
    relay.lease()
    at(THEN + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1))
    relay.send_all()
    assert ledger()["dead"] == 1


def test_what_is_held_stays(written):
    written(2)
    Outbox.objects.update(status="held")
    assert relay.send_all() == 0


@pytest.mark.django_db(transaction=True)
def test_four_relays_side_by_side_send_everything_once(written):
    from tests.worklist.test_planner import LONG_AGO

    written(200, at=LONG_AGO, priority=1)
    Outbox.objects.update(next_try=LONG_AGO)
    sent = []

    def work() -> None:
        try:
            sent.append(relay.send_all(batch=7))
        finally:
            connection.close()

    relays = [threading.Thread(target=work) for _ in range(4)]
    for each in relays:
        each.start()
    for each in relays:
        each.join(60)
    assert sum(sent) == ledger()["sent"] == 200
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == len(mail.outbox) == 200
