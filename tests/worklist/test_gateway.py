"""Text messages through one signed gateway: taken, refused for good, tried again; what it says later, and forgeries."""

import pytest

from core.clock import now
from tests.worklist.promises import due_reminders
from tests.worklist.sinks import GATEWAY_SECRET as SECRET
from tests.worklist.sinks import gateway, say
from worklist import lanes, planner, relay, signing
from worklist.models import ChannelState, Outbox, Preference, Receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings):
    with gateway() as made:
        settings.SMS_URL, settings.SMS_SECRET, settings.GATEWAY_TIMEOUT = made.url, SECRET, 0.3
        settings.DEMONSTRATION = True
        yield made


@pytest.fixture
def texted(sink, case, lead):
    """One text message to the lead stands in the outbox."""
    Preference.objects.create(user=lead, by_email=False, by_sms=True, sms_to="+15550100199")
    due_reminders(case, lead, 1)
    planner.plan_all()
    return Outbox.objects.get(channel="sms")


def state(message):
    message.refresh_from_db()
    return message.status, message.last_error


def test_it_takes_a_signed_message_with_its_key(sink, texted, case):
    assert relay.send_all() == 1
    [(headers, body)], [taken] = sink.asked, sink.taken
    assert signing.is_genuine(
        SECRET, headers[signing.STAMP], body, headers[signing.SIGNATURE], now().timestamp()
    )
    assert headers["Idempotency-Key"] == taken["id"] == texted.idem_key
    assert taken["to"] == "+15550100199"
    assert taken["text"].startswith("Casework: 1 item of yours is due")
    for word in (case.patient.family, case.reference, "Call"):
        assert word not in body.decode()
    assert state(texted) == ("sent", "")


@pytest.mark.parametrize(
    ("mood", "expected"),
    [
        ("slow", ("pending", "time-out")),
        ("cut", ("pending", "cut off")),
        ("500", ("pending", "http 500")),
        ("503", ("pending", "http 503")),
        ("429", ("pending", "http 429")),
        ("401", ("pending", "http 401")),
        ("403", ("pending", "http 403")),
        ("404", ("pending", "http 404")),
        ("410", ("pending", "http 410")),
        ("413", ("dead", "http 413")),
        ("415", ("pending", "http 415")),
        ("redirect", ("pending", "http 302")),
        ("long", ("pending", "answer too long")),
        ("400", ("dead", "http 400")),
        ("422", ("dead", "http 422")),
    ],
)
def test_what_it_answers_decides(sink, texted, mood, expected):
    sink.mood = mood
    relay.send_all()
    assert state(texted) == expected
    assert len(sink.asked) == 1, "no redirect is followed, nothing is tried twice at once"


def test_a_wrong_path_of_ours_condemns_no_number_and_shows(sink, texted, case, lead):
    """The line rests after a few, and nobody's attempts are spent on it until somebody mends the path."""
    sink.mood = "404"
    due_reminders(case, lead, 8, priority=1, activity="teaching")
    planner.plan_all()
    assert relay.send_all() == 0
    assert set(Outbox.objects.values_list("status", flat=True)) == {"pending"}
    state = ChannelState.objects.get(channel="sms")
    assert (state.failures, state.last_error, bool(state.open_until)) == (lanes.FUSE, "http 404", True)


def test_nobody_there_is_later(sink, texted, settings):
    settings.SMS_URL = "http://127.0.0.1:9/"
    relay.send_all()
    assert state(texted) == ("pending", "no connection")


def test_outside_the_demonstration_it_must_be_https(sink, texted, settings):
    settings.DEMONSTRATION = settings.DEBUG = False
    relay.send_all()
    assert state(texted) == ("pending", "https only")
    assert sink.asked == []


def test_not_set_up_nothing_is_written(case, lead, settings):
    settings.SMS_URL = ""
    Preference.objects.create(user=lead, by_email=False, by_sms=True, sms_to="+15550100199")
    due_reminders(case, lead, 1)
    planner.plan_all()
    assert not Outbox.objects.exists()


@pytest.fixture
def sent(texted):
    relay.send_all()
    return texted


def test_a_receipt_is_kept_once_and_cannot_be_replayed(client, sent):
    facts = {"id": sent.idem_key, "status": "delivered"}
    assert [say(client, facts).status_code, say(client, facts).status_code] == [204, 403]
    assert Receipt.objects.get().says == "arrived"


def test_what_did_not_arrive_is_seen(client, sent, lead):
    assert say(client, {"id": sent.idem_key, "status": "undelivered"}).status_code == 204
    sent.refresh_from_db()
    assert sent.bounced_at is not None
    assert lead.notifications.filter(source="undelivered:sms").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "another-secret-altogether-which-is-long"},
        {"stamp": "1"},
        {"stamp": "soon"},
        {"stamp": ""},
        {"stamp": "9" * 400},
        {"stamp": "9" * 5000},
    ],
)
def test_forged_or_stale_words_are_refused(client, sent, wrong):
    if wrong.get("stamp") == "":
        answer = client.post("/hooks/sms/", b"{}", content_type="application/json")
    else:
        answer = say(client, {"id": sent.idem_key, "status": "failed"}, **wrong)
    assert answer.status_code == 403
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    "facts", [{}, [], {"id": "nobody", "status": "delivered"}, {"id": 1, "status": "odd"}, "x"]
)
def test_words_of_no_message_of_ours_are_404(client, sent, facts):
    assert say(client, facts).status_code == 404


def test_without_a_secret_every_word_is_forged(client, sent, settings):
    settings.SMS_SECRET = ""
    assert say(client, {"id": sent.idem_key, "status": "failed"}, secret="").status_code == 403
