"""The escalation pack: its shape, its worked examples, and what it may never become."""

import json
from copy import deepcopy
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from policy import escalation
from policy.loading import PACKS

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def body():
    return deepcopy(json.loads((PACKS / "ladder.json").read_text())["body"])


def test_what_is_shipped_holds_and_is_the_default(body):
    assert escalation.problems(body) == []
    assert escalation.read(body) == escalation.Escalation()


def test_the_climb_leaves_the_person_out():
    figures = escalation.Escalation()
    assert figures.rungs(1) == ((0, "person"), (15, "deputy"), (30, "supervisor"))
    assert figures.climb(1) == ((15, "deputy"), (30, "supervisor"))


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        (("due", "harm"), [], "due.harm: give one to 10 rungs"),
        (("due", "harm"), [{"minutes": 0, "to": "person"}], "name the supervisor"),
        (("due", "high"), [{"minutes": -5, "to": "supervisor"}], "climbs after the due time"),
        (("due", "high"), [{"minutes": 10**12, "to": "supervisor"}], "tell the last within 527040 minutes"),
        (
            ("due", "high"),
            [{"minutes": 5, "to": "boss"}, {"minutes": 6, "to": "supervisor"}],
            "tell the person",
        ),
        (("due", "high"), [{"minutes": 5, "to": "supervisor"}] * 2, "on the same minute"),
        (("change", "critical"), [{"minutes": 61, "to": "supervisor"}], "within 60 minutes (R-IDR-4)"),
        (("fold", "over"), 0, "fold.over must be a whole number"),
        (("fold", "wait_minutes"), -1, "fold.wait_minutes"),
        (("pace", "sms"), 0, "pace.sms"),
        (("delayed_after_minutes",), "5", "delayed_after_minutes"),
        (("quiet", "until"), "21:00", "two different times"),
        (("digest_at",), "25:00", "cannot be read"),
        (("examples",), [], "worked example"),
        (("pace",), {}, "cannot be read"),
    ],
)
def test_what_may_not_enter_force(body, place, value, sentence):
    *way, last = place
    inner = body
    for name in way:
        inner = inner[name]
    inner[last] = value
    assert sentence in " ".join(escalation.problems(body))


def test_an_example_that_does_not_come_out_is_named(body):
    body["examples"][0]["tells"][1][0] = "2026-11-03T10:20"
    [sentence] = escalation.problems(body)
    assert sentence.startswith(
        "Harm if late, on an ordinary day: comes out as person 03 Nov 10:00, deputy 03 Nov 10:15"
    )


@pytest.mark.parametrize(
    ("at", "starts", "ends", "until"),
    [
        # 22:15 on a winter evening: 07:00 the next morning.
        ((2026, 11, 4, 3, 15), "21:00", "07:00", (2026, 11, 4, 12, 0)),
        # 06:59 the same morning.
        ((2026, 11, 4, 11, 59), "21:00", "07:00", (2026, 11, 4, 12, 0)),
        # 07:00 itself is not quiet.
        ((2026, 11, 4, 12, 0), "21:00", "07:00", (2026, 11, 4, 12, 0)),
        # Quiet by day.
        ((2026, 11, 4, 18, 0), "12:30", "14:00", (2026, 11, 4, 19, 0)),
        # 02:30 does not exist on 8 March: the first instant that does.
        ((2026, 3, 8, 5, 0), "23:00", "02:30", (2026, 3, 8, 7, 0)),
        # 01:30 comes twice on 1 November: the first.
        ((2026, 11, 1, 4, 0), "23:00", "01:30", (2026, 11, 1, 5, 30)),
    ],
)
def test_when_the_quiet_ends(at, starts, ends, until):
    hours = (time.fromisoformat(starts), time.fromisoformat(ends))
    found = escalation.quiet_until(datetime(*at, tzinfo=UTC), NEW_YORK, *hours)
    assert found == datetime(*until, tzinfo=UTC)
