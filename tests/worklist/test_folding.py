"""No storm: a flood for one person leaves the house as one list with a count; what harms is never folded."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction

from tests.conftest import THEN
from tests.worklist.promises import due_reminders
from tests.worklist.test_planner import LONG_AGO
from worklist import actions, lanes, planner, relay
from worklist.models import Item, Notification, Outbox, Preference

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def reached(lead):
    lead.email = "lead@example.org"
    lead.save()
    return lead


def fall_due(case, owner, number, **facts):
    due_reminders(case, owner, number, **facts)
    planner.plan_all()


def states():
    found = {}
    for row in Outbox.objects.all():
        found.setdefault(row.status, []).append(row.template)
    return found


def test_up_to_the_limit_each_goes_out_by_itself(case, reached):
    fall_due(case, reached, 5)
    assert relay.send_all() == 5


def test_a_flood_is_one_list_with_a_count(case, reached, at):
    fall_due(case, reached, 40)
    assert states() == {"folded": ["due"] * 40, "pending": ["flood"]}
    assert Notification.objects.count() == 40, "in the application each has its own notice"
    assert relay.send_all() == 0, "it waits a little for what falls due with it"
    at(THEN + 2 * MINUTE)
    assert relay.send_all() == 1
    [letter] = mail.outbox
    assert letter.subject == "Casework: 40 items fell due"
    assert letter.body.startswith("40 items fell due. One list: http")
    assert relay.send_all() == 0


def test_what_comes_before_it_has_gone_joins_it(case, reached, at):
    fall_due(case, reached, 8)
    at(THEN + MINUTE)
    due_reminders(case, reached, 1, activity="teaching")
    planner.plan_all()
    assert states() == {"folded": ["due"] * 9, "pending": ["flood"]}
    at(THEN + 2 * MINUTE)
    relay.send_all()
    assert mail.outbox[0].subject == "Casework: 9 items fell due"


def test_a_trickle_is_a_flood_too(case, reached, at):
    for n in range(8):
        at(THEN + n * timedelta(seconds=30))
        due_reminders(case, reached, 1, activity=f"a{n}")
        planner.plan_all()
        relay.send_all()
    assert len(mail.outbox) == 5
    at(THEN + 10 * MINUTE)
    relay.send_all()
    assert mail.outbox[-1].subject == "Casework: 3 items fell due"


def test_after_the_window_single_messages_go_out_again(case, reached, at):
    fall_due(case, reached, 5)
    relay.send_all()
    at(THEN + 16 * MINUTE)
    due_reminders(case, reached, 1, activity="teaching")
    planner.plan_all()
    assert relay.send_all() == 1
    assert mail.outbox[-1].subject == "Casework: something is due"


def test_what_harms_is_never_folded(case, reached):
    fall_due(case, reached, 9, priority=1)
    assert states() == {"pending": ["due"] * 9}


def test_one_person_s_flood_folds_nobody_else_s(case, reached, nurse):
    nurse.email = "nurse@example.org"
    nurse.save()
    due_reminders(case, reached, 6)
    due_reminders(case, nurse, 2, activity="teaching")
    planner.plan_all()
    assert Outbox.objects.filter(recipient=nurse, status="pending").count() == 2
    assert Outbox.objects.get(recipient=reached, status="pending").template == "flood"


def test_each_channel_folds_for_itself(case, reached, settings):
    settings.SMS_URL = "http://127.0.0.1:9/"
    Preference.objects.create(user=reached, by_sms=True, sms_to="+15550100199")
    fall_due(case, reached, 7)
    assert sorted(Outbox.objects.filter(template="flood").values_list("channel", flat=True)) == [
        "email",
        "sms",
    ]


def test_what_is_settled_before_the_list_goes_is_not_counted(case, reached, at):
    fall_due(case, reached, 6)
    for item in Item.objects.all()[:2]:
        actions.complete(item, by=reached)
    at(THEN + 2 * MINUTE)
    relay.send_all()
    assert mail.outbox[0].subject == "Casework: 4 items fell due"


def test_a_list_of_nothing_is_held_and_no_failure(case, reached, at):
    fall_due(case, reached, 6)
    for item in Item.objects.all():
        actions.complete(item, by=reached)
    at(THEN + 2 * MINUTE)
    assert relay.send_all() == 0
    assert Outbox.objects.get(template="flood").status == "held"
    assert not mail.outbox


@pytest.mark.django_db(transaction=True)
def test_a_list_that_is_just_leaving_takes_nothing_in(case, reached):
    """What falls due while a relay leases the list goes out by itself."""
    due_reminders(case, reached, 6, at=LONG_AGO)
    planner.plan_all()
    Outbox.objects.filter(template="flood").update(next_try=LONG_AGO)
    due_reminders(case, reached, 1, at=LONG_AGO, activity="teaching")

    def plan() -> None:
        try:
            planner.plan_all()
        finally:
            connection.close()

    hand = threading.Thread(target=plan)
    with transaction.atomic():
        leased = lanes.lease("email", 20)
        hand.start()
        hand.join(2)
    hand.join(60)
    assert leased == [Outbox.objects.get(template="flood").pk]
    assert Outbox.objects.get(notification__item__activity="teaching").status == "pending"


@pytest.mark.django_db(transaction=True)
def test_many_planners_at_once_write_one_list(case, reached):
    due_reminders(case, reached, 400, at=LONG_AGO)
    start = threading.Barrier(4)

    def work() -> None:
        try:
            start.wait()
            while planner.plan(batch=20):
                pass
        finally:
            connection.close()

    hands = [threading.Thread(target=work) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)
    assert Outbox.objects.filter(template="flood").count() == 1
    assert Outbox.objects.get(template="flood").folded.count() == 400
