"""How times, ages and amounts are said; the clock stands at Tue 3 Nov 2026, 12:30 in New York."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core import wording
from core.ages import Age

HOME = ZoneInfo("America/New_York")
PHOENIX = ZoneInfo("America/Phoenix")
NOW = datetime(2026, 11, 3, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=40), "less than a minute"),
        (timedelta(minutes=18), "18 min"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(hours=5, minutes=5), "5 h"),
        (timedelta(hours=27), "1 d 3 h"),
        (timedelta(days=12, hours=3), "12 d"),
    ],
)
def test_a_span_has_at_most_two_units(length: timedelta, said: str) -> None:
    assert wording.span(length) == said
    assert wording.span(-length) == said


@pytest.mark.parametrize(
    ("hours", "tone", "text", "exact"),
    [
        (-27.5, "red", "1 d 3 h late", "yesterday 09:00"),
        (2, "orange", "due in 2 h", "today 14:30"),
        (26, "yellow", "due in 1 d 2 h", "tomorrow 14:30"),
        (24 * 60, "grey", "due in 60 d", "Sat 2 Jan 2027 12:30"),
    ],
)
def test_a_deadline_is_relative_and_exact(hours: float, tone: str, text: str, exact: str) -> None:
    said = wording.due(NOW + timedelta(hours=hours), NOW, HOME)
    assert said.tone == tone
    assert said.text == text
    assert said.exact == exact


def test_a_deadline_in_working_days_names_its_clock() -> None:
    assert wording.due(NOW + timedelta(hours=47), NOW, HOME, working_days=2).text == "due in 2 working days"


@pytest.mark.parametrize(
    ("on", "tone", "text"),
    [
        (date(2026, 10, 31), "red", "3 days late"),
        (date(2026, 11, 3), "orange", "due today"),
        (date(2026, 11, 4), "yellow", "due tomorrow"),
        (date(2026, 11, 27), "grey", "due Fri 27 Nov"),
    ],
)
def test_a_dated_deadline_is_good_until_its_day_ends(on: date, tone: str, text: str) -> None:
    said = wording.due_day(on, date(2026, 11, 3))
    assert (said.tone, said.text) == (tone, text)


def test_the_zone_is_named_only_away_from_home() -> None:
    at = NOW + timedelta(hours=2)
    assert wording.exact(at, NOW, HOME, HOME) == "today 14:30"
    assert wording.exact(at, NOW, PHOENIX, HOME) == "today 12:30 MST"


def test_when_says_past_and_future() -> None:
    assert wording.when(NOW - timedelta(hours=4), NOW, HOME) == "4 h ago (today 08:30)"
    assert wording.when(NOW + timedelta(hours=4), NOW, HOME) == "in 4 h (today 16:30)"


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (Age(12, "days"), "12 d"),
        (Age(7, "weeks"), "7 wk"),
        (Age(14, "months"), "14 mo"),
        (Age(68, "years"), "68 y"),
    ],
)
def test_ages_carry_their_unit(age: Age, said: str) -> None:
    assert wording.age(age) == said


def test_money_and_counts() -> None:
    assert wording.money(Decimal("1250")) == "$1,250.00"
    assert wording.money(Decimal("-3.5")) == "−$3.50"
    assert wording.money(Decimal("10"), "SEK") == "10.00 SEK"
    assert wording.count(999) == "999"
    assert wording.count(1000) == "1,000+"


@pytest.mark.parametrize(
    ("name", "said"), [("Maria Svensson", "MS"), ("M. Svensson", "MS"), ("Suharto", "S"), ("", "")]
)
def test_initials(name: str, said: str) -> None:
    assert wording.initials(name) == said


def test_a_stretch_names_the_day_once() -> None:
    later = NOW + timedelta(hours=6)
    assert wording.stretch(NOW, later, NOW, HOME) == "today 12:30 to 18:30"
    assert wording.stretch(NOW, later + timedelta(hours=6), NOW, HOME) == "today 12:30 to tomorrow 00:30"
