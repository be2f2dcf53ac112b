"""The packs of reaching, scripts and engagement: they come out as they say, and a wrong one is said in a sentence."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import may_call
from policy import engagement, reach, script

PACKS = Path(reach.__file__).parent / "packs"
NEW_YORK, PHOENIX = ZoneInfo("America/New_York"), ZoneInfo("America/Phoenix")
RULES = {"reach": reach, "script": script, "engagement": engagement}


def body(kind):
    return json.loads((PACKS / f"{kind}.json").read_text("utf-8"))["body"]


@pytest.mark.parametrize("kind", RULES)
def test_a_shipped_pack_comes_out(kind):
    assert RULES[kind].problems(body(kind)) == []


@pytest.mark.parametrize("kind", RULES)
def test_an_unreadable_pack_is_said_not_raised(kind):
    assert "cannot be read" in RULES[kind].problems({})[0]


WRONG = [
    ("reach", ("starts_after",), 0, "starts_after must be a whole number"),
    ("reach", ("slots",), ["07:00", "14:00"], "07:00 is outside the hours"),
    ("reach", ("visit", "tiers"), ["gold"], "no tier 'gold'"),
    ("reach", ("gap_hours", "low"), 0, "gap of tier 'low'"),
    ("reach", ("examples",), [], "at least one worked example"),
    ("engagement", ("points", "kept"), 30, "make 100 together"),
    ("engagement", ("since", "none_from_days"), 7, "No points are given from a later day"),
    ("engagement", ("examples", 0, "points"), 99, "comes out as 100 points"),
    ("script", ("identifiers",), [{"code": "name", "label": "Full name"}], "two identifiers"),
    ("script", ("scripts", 0, "questions", 0, "answers", 2, "red"), "boss", "nobody is called 'boss'"),
    ("script", ("scripts", 0, "questions", 0, "answers", 2, "because"), "", "a red flag says why"),
    ("script", ("examples", 1, "level"), "rn", "level comes out as ed"),
    ("script", ("outcomes", 0, "contact"), "shouted", "knows no 'shouted'"),
]


@pytest.mark.parametrize(("kind", "path", "value", "said"), WRONG)
def test_a_wrong_figure_is_named(kind, path, value, said):
    wrong = deepcopy(body(kind))
    place = wrong
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    assert any(said in sentence for sentence in RULES[kind].problems(wrong))


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(now=moments, back=st.lists(st.integers(1, 400), max_size=6), tier=st.sampled_from(reach.TIERS))
@pytest.mark.parametrize("zone", [NEW_YORK, PHOENIX])
def test_a_proposed_attempt_is_to_come_and_within_the_call_hours(zone, now, back, tier):
    rules = reach.read(body("reach"))
    tried = [reach.Attempt(now - timedelta(hours=hours), "phone") for hours in back]
    proposed = reach.next_attempt(rules, tried, now, zone, tier)
    assert proposed > now
    assert may_call(proposed, zone)
    if tried:
        gap = timedelta(hours=rules.gap_hours[tier])
        assert proposed >= max(one.at for one in tried) + gap


@given(
    reached=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    kept=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    since=st.none() | st.integers(0, 90),
)
def test_the_index_is_the_sum_of_its_parts_and_stays_within_its_scale(reached, kept, since):
    pairs = {"reached": tuple(sorted(reached)), "kept": tuple(sorted(kept))}
    points, parts = engagement.score(engagement.Engagement(), engagement.Counts(**pairs, since=since))
    assert points == sum(part.points for part in parts)
    assert 0 <= points <= 100
    assert all(0 <= part.points <= part.most for part in parts)
