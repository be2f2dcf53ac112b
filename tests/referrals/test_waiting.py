"""Business hours without an answer: after four somebody is reminded, after eight the next choice is added; each once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.actors import ensure
from core.refusals import Refused
from policy.teamwork import Clocks
from referrals import sweeps
from referrals.actions import answering, booking, waiting
from referrals.models import Referral
from tests.conftest import THEN
from worklist.actions import complete
from worklist.models import Item

# Tuesday 3 Nov 2026, 10:00 in New York: four business hours are over at 14:00, eight on Wednesday at 09:00.
REMINDED = THEN + timedelta(hours=4)
ESCALATED = datetime(2026, 11, 4, 14, 0, tzinfo=UTC)
TICK = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def keeper(request):
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        ensure()


def live():
    return sorted(Item.objects.filter(kind="referral", status="open").values_list("what", flat=True))


@pytest.mark.parametrize(
    ("step", "sent", "due"),
    [
        ("remind", "2026-11-03T10:00-05:00", "2026-11-03T14:00-05:00"),
        ("escalate", "2026-11-03T10:00-05:00", "2026-11-04T09:00-05:00"),
        ("remind", "2026-11-06T16:00-05:00", "2026-11-09T11:00-05:00"),
        ("remind", "2026-11-07T12:00-05:00", "2026-11-09T12:00-05:00"),
        ("remind", "2026-11-10T16:00-05:00", "2026-11-12T11:00-05:00"),
    ],
    ids=["within a day", "over the night", "over the weekend", "sent on a Saturday", "over Veterans Day"],
)
def test_when_an_answer_is_late(step, sent, due):
    found = Clocks().answer_by(step, datetime.fromisoformat(sent), ZoneInfo("America/New_York"))
    assert found == datetime.fromisoformat(due)


@pytest.mark.django_db
def test_first_a_reminder_then_the_next_choice_each_once(sent, manager, at):
    for row in sent[1:]:
        answering.decline(row, by=manager, because="no_bed", who="A. Ng")
    at(REMINDED)
    assert sweeps.ask_for_answers() == 0, "exactly four hours are not more than four"
    at(REMINDED + TICK)
    assert sweeps.ask_for_answers() == 1
    assert live() == ["Ask the service for an answer"]
    assert sweeps.ask_for_answers() == 0
    complete(Item.objects.get(status="open", kind="referral"), by=manager, note="They look at it")
    assert sweeps.ask_for_answers() == 0, "who asked is not sent again"
    at(ESCALATED + TICK)
    assert sweeps.ask_for_answers() == 1
    assert live() == ["Add the next choice"]
    assert sweeps.ask_for_answers() == 0
    sent[0].refresh_from_db()
    assert sent[0].status == "sent", "it still waits"
    answering.accept(sent[0], by=manager, who="A. Ng")
    assert live() == []


@pytest.mark.django_db
def test_a_late_sweep_makes_one_piece_of_work(sent, at):
    at(ESCALATED + TICK)
    assert sweeps.ask_for_answers() == 3
    assert live() == ["Add the next choice"] * 3


@pytest.mark.django_db
def test_sent_again_the_clock_begins_anew(sent, manager, at):
    at(REMINDED + TICK)
    sweeps.ask_for_answers()
    row = answering.ask_more(Referral.objects.get(pk=sent[0].pk), by=manager, asked="More", who="A. Ng")
    at(ESCALATED + TICK)
    answering.resend(row, by=manager, words="All of it")
    sweeps.ask_for_answers()
    assert not Item.objects.filter(about=f"referral:{row.pk}", status="open").exists()
    at(ESCALATED + timedelta(hours=4, seconds=2))
    sweeps.ask_for_answers()
    assert Item.objects.get(about=f"referral:{row.pk}", status="open").what == "Ask the service for an answer"


@pytest.mark.django_db
def test_nobody_is_reminded_of_what_was_answered(sent, manager, at):
    answering.accept(sent[0], by=manager, who="A. Ng")
    answering.ask_more(sent[1], by=manager, asked="More", who="A. Ng")
    answering.decline(sent[2], by=manager, because="payer", who="A. Ng")
    at(ESCALATED + TICK)
    assert sweeps.ask_for_answers() == 0
    with pytest.raises(Refused, match="This is accepted"):
        waiting.remind(Referral.objects.get(pk=sent[0].pk), by=manager)


@pytest.mark.django_db
def test_after_the_promised_time_somebody_asks_once(sent, manager, at):
    promised = THEN + timedelta(days=1)
    booking.book(answering.accept(sent[0], by=manager, who="A. Ng"), by=manager, promised_at=promised)
    assert sweeps.ask_after_starts() == 0
    at(promised)
    assert sweeps.ask_after_starts() == 1
    assert "Ask whether the service began as promised" in live()
    assert sweeps.ask_after_starts() == 0
