"""From triage answers to a tier and its clock, on the pack that comes along."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from policy import tiers
from policy.loading import PACKS

BODY = json.loads((PACKS / "tiers.json").read_text())["body"]
ZONE = ZoneInfo("America/New_York")
CALM = {"need": "planning", "danger": "no", "leaves": "later", "support": "yes", "returned": "no"}


def test_the_most_urgent_answer_decides_and_every_reason_is_said():
    found = tiers.decide(BODY, CALM | {"danger": "yes", "support": "none"})
    assert found.tier == "emergent"
    assert found.reasons == ("Somebody is at risk of harm now", "Nobody helps at home")


def test_nothing_asked_for_is_routine_only_once_all_is_asked():
    assert tiers.decide(BODY, CALM).tier == "routine"
    half = tiers.decide(BODY, {"need": "planning"})
    assert (half.tier, half.reasons) == ("urgent", ("Not fully asked yet",))
    assert half.missing == ("danger", "leaves", "support", "returned")
    assert tiers.decide(BODY, {"danger": "yes"}).tier == "emergent"


def test_an_answer_the_rules_do_not_have_counts_as_not_asked():
    assert tiers.decide(BODY, CALM | {"danger": "perhaps"}).missing == ("danger",)
    assert tiers.unknown(BODY, {"danger": "perhaps", "mood": "low", "need": "home"}) == ["danger", "mood"]


@pytest.mark.parametrize(
    ("wall", "ends"),
    [((6, 59), (7, 0)), ((7, 0), (15, 0)), ((14, 59), (15, 0)), ((15, 0), (23, 0)), ((22, 59), (23, 0))],
)
def test_a_shift_ends_at_the_next_change(wall, ends):
    at = datetime(2026, 11, 3, *wall, tzinfo=ZONE)
    assert tiers.shift_end(BODY["shifts"], at, ZONE) == datetime(2026, 11, 3, *ends, tzinfo=ZONE)


def test_the_night_shift_ends_on_the_next_day_whatever_the_wall_clock_did():
    at = datetime(2026, 10, 31, 23, 30, tzinfo=ZONE)
    assert tiers.shift_end(BODY["shifts"], at, ZONE) == datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def test_the_clock_is_read_where_the_facility_is():
    at = datetime(2026, 11, 3, 20, 30, tzinfo=UTC)
    there = {
        zone: tiers.first_contact_due(BODY, "urgent", at, ZoneInfo(zone))
        for zone in ("America/New_York", "America/Phoenix")
    }
    assert there["America/New_York"] == datetime(2026, 11, 4, 4, 0, tzinfo=UTC)
    assert there["America/Phoenix"] == datetime(2026, 11, 3, 22, 30, tzinfo=UTC)


def test_a_tier_nobody_knows_and_a_wrong_example_are_found():
    assert tiers.problems(BODY | {"otherwise": "someday"}) == ["There is no tier 'someday'."]
    wrong = [BODY["examples"][0] | {"tier": "routine"}]
    assert "comes to emergent" in tiers.problems(BODY | {"examples": wrong})[0]
    assert tiers.problems(BODY) == []
