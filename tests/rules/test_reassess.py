"""The rules of looking again: what comes along holds, and what does not hold says why. Pure."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from policy import reassess
from policy.reassess import Reassess

PACK = Path(reassess.__file__).parent / "packs" / "reassess.json"


@pytest.fixture
def body():
    return json.loads(PACK.read_text("utf-8"))["body"]


def test_what_comes_along_holds_and_is_what_holds_without_rules(body):
    assert reassess.problems(body) == []
    assert reassess.read(body) == Reassess(words={k: tuple(v) for k, v in Reassess().words.items()})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: body["cadence"].update(high=96), "no less often"),
        (lambda body: body["cadence"].update(low=0), "cadence.low must be hours above 0"),
        (lambda body: body.update(ahead_hours=48), "ahead_hours must be"),
        (lambda body: body.update(slip_days=0), "slip_days must be a whole number"),
        (lambda body: body["within_hours"].pop("fall"), "cannot be read"),
        (lambda body: body["within_hours"].update(fall=True), "within_hours.fall"),
        (lambda body: body["risk"].update(days="hours"), "risk.days must be one of"),
        (lambda body: body["risk"].update(hospital="2019"), "risk.hospital must be one of"),
        (lambda body: body["words"].update(flood=["water"]), "no trigger 'flood'"),
        (lambda body: body["words"].update(fall=[""]), "an empty word"),
        (lambda body: body["before_leaving"].update(at="noon"), "cannot be read"),
        (lambda body: body.update(examples=[]), "at least one worked example"),
        (lambda body: body["cadence"].update(high=36), "Every 48 hours where the tier is high: every comes out as 36"),
        (lambda body: body.update(slip_days=1), "One day later is none: slips comes out as True"),
    ],
)  # fmt: skip
def test_rules_that_do_not_hold_say_why(body, change, said):
    change(body)
    assert said in " ".join(reassess.problems(body))


def test_the_triggers_are_those_of_the_table():
    from assessments.models import Reassessment

    clocks = {"cadence", "before_leaving"}
    assert set(Reassessment.Trigger.values) - clocks == set(reassess.TRIGGERS)


def test_hours_are_elapsed_and_days_are_dates():
    rules = Reassess()
    at = datetime(2026, 10, 31, 18, 0, tzinfo=UTC)
    assert (rules.due("fall", at) - at).total_seconds() == 24 * 3600
    assert rules.slipped(date(2027, 2, 27), date(2027, 3, 1))
