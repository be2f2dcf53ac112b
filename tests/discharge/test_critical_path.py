"""Worked examples of delays, as a nurse would reckon them on paper, and what must hold of any stay."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discharge.critical_path import Held, Stay, avoidable, days, saved, shares, total
from discharge.spans import HOUR, Span, cut, hours, merged, pieces

MONDAY = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)  # midnight in New York
NEW_YORK = ZoneInfo("America/New_York")
# Ready, then two things side by side, then left.
WAITS = {"ready": (), "oxygen": (), "teaching": ("ready",), "left": ("ready", "oxygen", "teaching")}


def hour(n: float) -> datetime:
    return MONDAY + timedelta(hours=n)


def held(cause: str, start: float, end: float, holds: str = "", avoidable: float = 1.0) -> Held:
    return Held(cause, Span(hour(start), hour(end)), holds, avoidable)


def stay(reached: dict[str, float], *delays: Held, left: float = 100) -> Stay:
    return Stay(Span(MONDAY, hour(left)), WAITS, {code: hour(n) for code, n in reached.items()}, delays)


def test_one_delay_on_the_path_costs_what_it_took():
    """Ready at 40 h, taught at 50 h; oxygen ordered late came at 90 h and the patient left at 100 h."""
    one = stay({"ready": 40, "teaching": 50, "oxygen": 90}, held("oxygen", 60, 90, "oxygen"))
    assert shares(one) == {"oxygen": 30}
    assert saved(one, "oxygen") == 30


def test_removing_it_helps_only_until_the_next_thing_holds():
    """Oxygen was 60 hours late, but teaching was done at 50 h: without the oxygen delay they leave at 60 h, not at 40 h."""
    one = stay({"ready": 40, "teaching": 50, "oxygen": 90}, held("oxygen", 30, 90, "oxygen"))
    assert shares(one) == {"oxygen": 60}
    assert saved(one, "oxygen") == 40


def test_a_delay_beside_the_path_cost_nothing():
    """Teaching was twenty hours late, and oxygen was still to come: nobody left later for the teaching."""
    one = stay({"ready": 20, "teaching": 60, "oxygen": 90}, held("weekend", 30, 50, "teaching"))
    assert (shares(one), total(one), saved(one, "weekend")) == ({}, 0, 0)


def test_two_causes_at_once_share_the_time_and_neither_alone_would_have_saved_it():
    """Oxygen was not delivered from 40 to 80 h, and from 60 to 80 h it was not authorised either."""
    one = stay(
        {"ready": 20, "teaching": 30, "oxygen": 80},
        held("supplier", 40, 80, "oxygen"),
        held("payer", 60, 80, "oxygen"),
    )
    assert shares(one) == {"supplier": 30, "payer": 10}
    assert (saved(one, "supplier"), saved(one, "payer")) == (20, 0)
    assert saved(one, "supplier", "payer") == 40 == total(one)


def test_a_delay_of_the_leaving_itself_holds_whatever_was_under_way():
    """No bed for two days while nothing else was missing: the whole process stood still."""
    one = stay({"ready": 20, "teaching": 30, "oxygen": 30}, held("guardian", 40, 90))
    assert shares(one) == {"guardian": 50}
    assert saved(one, "guardian") == 50


def test_a_delay_of_a_step_the_patient_does_not_need_holds_the_leaving():
    one = stay({"ready": 20, "teaching": 30, "oxygen": 30}, held("payer", 40, 90, "authorised"))
    assert saved(one, "payer") == 50


def test_two_records_of_one_cause_count_once():
    one = stay({"ready": 1, "teaching": 1, "oxygen": 50}, held("x", 10, 40, "oxygen"), held("x", 20, 50))
    assert shares(one) == {"x": 40}
    assert saved(one, "x") == 40


def test_partly_avoidable_counts_half():
    one = stay({"ready": 20, "teaching": 30, "oxygen": 30}, held("capacity", 40, 80, avoidable=0.5))
    assert avoidable(one) == {"capacity": 20}


def test_who_is_still_here_waits_until_now():
    """Not taught yet at 100 h, with the interpreter missing since 60 h."""
    one = stay({"ready": 20, "oxygen": 30}, held("interpreter", 60, 100, "teaching"))
    assert shares(one) == {"interpreter": 40}
    assert one.path == ["left", "teaching", "ready"]


def test_what_was_entered_after_leaving_was_there_when_they_left():
    assert stay({"ready": 20, "teaching": 30, "oxygen": 130}).windows["oxygen"].end == hour(100)


def test_each_day_has_one_primary_cause():
    """Four nights: oxygen alone on Tuesday and half of Wednesday, the payer from Wednesday noon on."""
    one = stay(
        {"ready": 1, "teaching": 2, "oxygen": 96},
        held("oxygen", 24, 60, "oxygen"),
        held("payer", 54, 96, "oxygen", 0.5),
    )
    found = [(day.on.day, day.cause, day.avoidable) for day in days(one, NEW_YORK, 12)]
    assert found == [(2, "", False), (3, "oxygen", True), (4, "payer", True), (5, "payer", True)]


def test_a_few_hours_make_no_day():
    one = stay({"ready": 1, "teaching": 2, "oxygen": 40}, held("oxygen", 30, 36, "oxygen"))
    assert not any(day.cause for day in days(one, NEW_YORK, 12))


def test_of_two_charged_the_same_the_more_avoidable_counts():
    both = (held("a", 0, 24, avoidable=0), held("b", 0, 24, avoidable=1))
    one = stay({"ready": 1, "teaching": 2, "oxygen": 40}, *both, left=48)
    assert days(one, NEW_YORK, 12)[0].cause == "b"


def test_the_day_the_clocks_go_back_is_one_day():
    saturday = datetime(2026, 10, 31, 4, 0, tzinfo=UTC)
    night = Span(saturday, saturday + timedelta(hours=50))
    one = Stay(night, {"left": ()}, {}, (Held("x", night),))
    assert [day.on.day for day in days(one, NEW_YORK, 12)] == [31, 1]


# What must hold of any stay.
HOURS = st.integers(min_value=-5, max_value=110)
CAUSES = ("a", "b", "c")
MILESTONES = ("", *WAITS, "authorised")
spans = st.tuples(HOURS, st.integers(min_value=1, max_value=60)).map(lambda p: (p[0], p[0] + p[1]))
delays = st.tuples(
    st.sampled_from(CAUSES), spans, st.sampled_from(MILESTONES), st.sampled_from((0.0, 0.5, 1.0))
)
stays = st.builds(
    lambda reached, rows: stay(reached, *(held(c, *span, holds, a) for c, span, holds, a in rows)),
    st.dictionaries(st.sampled_from(("ready", "oxygen", "teaching")), HOURS),
    st.lists(delays, max_size=7),
)


@given(stays)
def test_no_cause_saves_more_than_it_is_charged_and_all_no_more_than_the_whole(one):
    charged, whole = shares(one), total(one)
    assert sum(charged.values()) == pytest.approx(whole)
    assert whole <= one.span.hours + 1e-6
    for cause in CAUSES:
        assert 0 <= saved(one, cause) <= charged.get(cause, 0) + 1e-6
    assert saved(one, *CAUSES) <= whole + 1e-6
    assert sum(avoidable(one).values()) <= whole + 1e-6


@given(stays)
def test_removing_more_never_saves_less(one):
    assert saved(one) == 0
    assert saved(one, "a") <= saved(one, "a", "b") + 1e-6
    assert saved(one, "a", "b") <= saved(one, *CAUSES) + 1e-6


@given(stays)
def test_the_path_fills_the_stay_without_a_gap(one):
    windows = [one.windows[code] for code in reversed(one.path)]
    assert windows[0].start == one.span.start
    assert windows[-1].end == one.span.end
    assert all(a.end == b.start for a, b in itertools.pairwise(windows))


@given(stays)
def test_every_night_is_a_day_once(one):
    found = days(one, NEW_YORK, 12)
    assert [day.on for day in found] == sorted({day.on for day in found})
    assert len(found) == 4


@given(st.lists(spans, max_size=8))
def test_merged_time_is_counted_once(rows):
    found = [Span(hour(a), hour(b)) for a, b in rows]
    whole = Span(hour(-10), hour(200))
    by_hour = sum(any(s.start <= hour(n) < s.end for s in found) for n in range(-10, 200))
    assert hours(found) == hours(merged(found)) == hours(cut(whole, found)) == by_hour
    assert sum((s.end - s.start) / HOUR for s in pieces(whole, found)) == whole.hours
