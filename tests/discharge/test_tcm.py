"""Transitional care as sentences: each line a situation a nurse knows, and what the rule says of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from discharge.tcm import Facts, lines

HERE = ZoneInfo("America/New_York")


def wall(text):
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=HERE)


# Left on Tuesday 3 November at 15:00; nobody has done anything yet, it is the next morning.
FACTS = Facts(
    left_at=wall("03T15:00"), contact_by=wall("05T23:59"), visit_7_by=wall("10T23:59"), visit_14_by=wall("17T23:59"),
    ends_at=datetime(2026, 12, 2, 23, 59, tzinfo=HERE), now=wall("04T09:00"), zone=HERE,
)  # fmt: skip

CASES = [
    ("contact is open", {}, "R-TCM-1", "open", "Speak with the patient"),
    ("reached on day 1", {"contacted_at": wall("04T10:00")}, "R-TCM-1", "met", "within 2 business days"),
    ("reached in the last minute", {"contacted_at": wall("05T23:59")}, "R-TCM-1", "met", "within 2 business days"),
    ("reached a minute too late", {"contacted_at": wall("06T00:00")}, "R-TCM-1", "late", "after the 2 business days"),
    ("nobody was reached", {"now": wall("06T00:00")}, "R-TCM-1", "late", "Nobody was reached"),
    ("one attempt in time", {"attempts_in_time": 1}, "R-TCM-2", "open", "A second, separate one"),
    ("one attempt, time is over", {"attempts_in_time": 1, "now": wall("06T08:00")}, "R-TCM-2", "late", "One attempt"),
    ("two attempts in time", {"attempts_in_time": 2, "now": wall("06T08:00")}, "R-TCM-2", "met", "if all else is met"),
    ("both visits are open", {}, "R-TCM-3", "open", "99496 (high complexity)"),
    ("day 8: only 99495 is left", {"now": wall("11T08:00")}, "R-TCM-3", "open", "99495, also with high"),
    ("day 15 without a visit", {"now": wall("18T08:00")}, "R-TCM-3", "late", "neither code"),
    ("seen on day 7", {"visited_at": wall("10T16:00")}, "R-TCM-3", "met", "day 7: 99496 with high"),
    ("seen on day 8", {"visited_at": wall("11T09:00")}, "R-TCM-3", "met", "day 8: 99495"),
    ("seen on day 14", {"visited_at": wall("17T16:00")}, "R-TCM-3", "met", "day 14: 99495"),
    ("seen on day 15", {"visited_at": wall("18T09:00")}, "R-TCM-3", "late", "day 15: neither"),
    ("seen on the day of leaving", {"visited_at": wall("03T17:00")}, "R-TCM-3", "open", "not the visit"),
    ("medicines are open", {}, "R-TCM-4", "open", "by the day of the visit"),
    ("seen without medicines", {"visited_at": wall("10T16:00")}, "R-TCM-4", "late", "by the day of the visit"),
    ("medicines on the day of the visit", {"visited_at": wall("10T09:00"), "medicines_at": wall("10T20:00")}, "R-TCM-4",
     "met", "gone through on"),
    ("medicines after the visit", {"visited_at": wall("10T09:00"), "medicines_at": wall("11T09:00")}, "R-TCM-4", "late",
     "after the visit"),
    ("the period", {}, "R-TCM-5", "note", "one practice is paid"),
    ("died in the period", {"died_on": date(2026, 12, 1)}, "R-TCM-5", "late", "died before"),
    ("died after it", {"died_on": date(2026, 12, 3)}, "R-TCM-5", "note", "one practice"),
    ("admitted again", {"back": True}, "R-TCM-5", "note", "does not end the period"),
    ("always", {}, "R-TCM-6", "note", "day of leaving does not count"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "rule", "state", "words"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_said_as_the_rule_has_it(more, rule, state, words):
    [line] = [each for each in lines(replace(FACTS, **more)) if each.rule == rule]
    assert line.state == state
    assert words in line.words


def test_once_reached_in_time_attempts_are_no_matter():
    found = lines(replace(FACTS, contacted_at=wall("04T10:00"), attempts_in_time=3))
    assert "R-TCM-2" not in [line.rule for line in found]


def test_days_are_the_facilitys():
    """22:30 on the seventh day in New York is the eighth day in UTC."""
    late = wall("10T22:30") + timedelta(0)
    [line] = [each for each in lines(replace(FACTS, visited_at=late)) if each.rule == "R-TCM-3"]
    assert "day 7" in line.words
