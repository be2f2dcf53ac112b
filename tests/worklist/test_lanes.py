"""Each channel has its pace and its fuse: no burst after an outage, no attempts spent on a line that is down."""

import json
from datetime import timedelta

import pytest

from policy.loading import PACKS, load
from tests.conftest import THEN
from tests.worklist.promises import due_reminders
from tests.worklist.sinks import gateway, post
from worklist import lanes, planner, pulse, relay
from worklist.models import ChannelState, Outbox, Preference

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def reached(lead):
    lead.email = "lead@example.org"
    lead.save()
    return lead


@pytest.fixture
def mailed(case, reached):
    """So many messages that harm when late stand in the outbox: none is folded."""

    def make(number, **facts):
        due_reminders(case, reached, number, **({"priority": 1} | facts))
        planner.plan_all()

    return make


@pytest.fixture
def server(settings):
    with post() as (manners, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "127.0.0.1", port, False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield manners


@pytest.fixture
def pace():
    """Put a pace in force: so many messages a minute by one channel."""

    def make(channel, rate):
        file = json.loads((PACKS / "ladder.json").read_text())
        file["body"]["pace"][channel] = rate
        load(file)

    return make


def test_a_real_server_takes_it(server, mailed):
    mailed(3)
    assert relay.send_all() == 3
    assert len({letter.content.split(b"Message-ID: ")[1].split(b"\r\n")[0] for letter in server.letters}) == 3


@pytest.mark.parametrize(
    ("mood", "expected"),
    [
        ("451 busy", ("pending", "smtp 451")),
        ("421 going down", ("pending", "smtp 421")),
        ("cut", ("pending", "no connection")),
        ("550 no such user", ("dead", "smtp 550")),
        ("554 no", ("dead", "smtp 554")),
    ],
)
def test_what_a_real_server_answers_decides(server, mailed, mood, expected):
    server.mood = mood
    mailed(1)
    assert relay.send_all() == 0
    message = Outbox.objects.get()
    assert (message.status, message.last_error, message.attempts) == (*expected, 1)
    server.mood = None
    Outbox.objects.update(status="pending", next_try=THEN)
    ChannelState.objects.update(open_until=None)
    assert relay.send_all() == 1
    assert len(server.letters) == 1


def test_a_line_that_is_down_blows_the_fuse_and_spends_nobody_s_attempts(server, mailed, at):
    server.mood = "451 busy"
    mailed(20)
    relay.send_all()
    assert Outbox.objects.filter(attempts=1).count() == lanes.FUSE
    assert Outbox.objects.filter(attempts=0, status="pending").count() == 20 - lanes.FUSE
    state = ChannelState.objects.get(channel="email")
    assert (state.failures, state.last_error, state.open_until) == (5, "smtp 451", THEN + 30 * SECOND)
    at(THEN + 29 * SECOND)
    assert relay.send_all() == 0
    assert Outbox.objects.filter(attempts__gt=0).count() == lanes.FUSE, "it rests"


def test_after_its_rest_it_is_tried_with_one_and_rests_longer(server, mailed, at):
    server.mood = "451 busy"
    mailed(20)
    relay.send_all()
    at(THEN + 31 * SECOND)
    relay.send_all()
    state = ChannelState.objects.get(channel="email")
    assert (state.failures, state.open_until) == (6, THEN + 91 * SECOND)
    server.mood = None
    at(THEN + 200 * SECOND)
    assert relay.send_all() == 20
    state.refresh_from_db()
    assert (state.failures, state.open_until, state.last_error) == (0, None, "")


def test_one_channel_that_is_down_leaves_the_other_alone(server, case, reached, settings):
    server.mood = "451 busy"
    with gateway() as sink:
        settings.SMS_URL, settings.SMS_SECRET = sink.url, "s" * 40
        Preference.objects.create(user=reached, by_sms=True, sms_to="+15550100199")
        due_reminders(case, reached, 8, priority=1)
        planner.plan_all()
        relay.send_all()
        assert len(sink.taken) == 8
    assert ChannelState.objects.get(channel="sms").failures == 0


def test_a_refusal_of_one_address_is_no_fault_of_the_line(server, mailed):
    server.mood = "550 no such user"
    mailed(7)
    relay.send_all()
    assert Outbox.objects.filter(status="dead", last_error="smtp 550").count() == 7
    assert ChannelState.objects.get(channel="email").failures == 0


def test_what_piled_up_leaves_at_the_pace_of_the_channel(pace, case, person, at):
    """Sixty a minute: ten seconds' worth at once, then one a second."""
    pace("email", 60)
    for n in range(30):
        someone = person(f"p{n}", email=f"p{n}@example.org")
        due_reminders(case, someone, 1, activity=f"a{n}", priority=2)
    planner.plan_all()
    assert relay.send_all() == 10
    assert relay.send_all() == 0
    at(THEN + 3 * SECOND)
    assert relay.send_all() == 3
    at(THEN + 60 * SECOND)
    assert relay.send_all() == 10
    at(THEN + 120 * SECOND)
    assert relay.send_all() == 7


def test_what_harms_does_not_wait_for_a_token(pace, mailed):
    pace("email", 6)
    mailed(9)
    assert relay.send_all() == 9


def test_the_oldest_risk_leaves_first(pace, case, person, at):
    pace("email", 6)
    for n, priority in enumerate((3, 2, 3, 2)):
        due_reminders(
            case, person(f"p{n}", email=f"p{n}@example.org"), 1, activity=f"a{n}", priority=priority
        )
    planner.plan_all()
    for n in range(4):
        at(THEN + n * 10 * SECOND)
        assert relay.send_all() == 1
    sent = Outbox.objects.filter(status="sent").order_by("sent_at")
    assert [row.risk for row in sent] == [2, 2, 3, 3]


def test_the_next_wait_is_spread(server, mailed):
    server.mood = "451 busy"
    mailed(4)
    relay.send_all()
    waits = {row.next_try - THEN for row in Outbox.objects.filter(status="pending")}
    assert len(waits) == 4
    assert all(30 * SECOND <= wait <= 37.5 * SECOND for wait in waits)


def test_the_pulse_says_what_waits_and_why(server, mailed, at):
    server.mood = "451 busy"
    mailed(6)
    relay.send_all()
    at(THEN + 240 * SECOND)
    lane = next(each for each in pulse.read().lanes if each.name == "email")
    assert (lane.waiting, lane.failures, lane.last_error, lane.dead) == (6, 5, "smtp 451", 0)


def test_given_up_it_is_seen_by_whom_it_was_for_and_their_supervisor(
    server, mailed, reached, team, supervisor
):
    from teams.models import TeamMember

    TeamMember.objects.create(team=team, user=reached, starts_at=THEN - timedelta(days=9))
    server.mood = "550 no such user"
    mailed(3)
    relay.send_all()
    assert reached.notifications.filter(source="undelivered:email").count() == 1, "no storm of failures"
    assert supervisor.notifications.filter(source="undelivered-of:email").count() == 1


def test_a_hung_server_ends_with_its_time_out(mailed, settings):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT, settings.EMAIL_USE_SSL = 0.2, False
        mailed(1)
        assert relay.send_all() == 0
    assert Outbox.objects.get().last_error == "no connection"
