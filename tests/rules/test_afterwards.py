"""The pack of the time after leaving: its clocks, and the sentences of what is wrong with it."""

import json
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from policy.afterwards import problems, read

BODY = json.loads((Path(__file__).parents[2] / "policy/packs/afterwards.json").read_text("utf-8"))["body"]
HERE = ZoneInfo("America/New_York")


def test_the_pack_that_comes_along_holds():
    assert problems(BODY) == []


def test_the_clocks_of_a_departure():
    left = datetime(2026, 11, 25, 9, 0, tzinfo=HERE)
    clocks = read(BODY).clocks("high", left, HERE)
    assert {name: f"{at.astimezone(HERE):%d %b %H:%M}" for name, at in clocks.items()} == {
        "contact_by": "26 Nov 09:00",
        # Thanksgiving counts for the hours and not for the business days.
        "business_contact_by": "30 Nov 23:59",
        "visit_7_by": "02 Dec 23:59",
        "visit_14_by": "09 Dec 23:59",
        "ends_at": "24 Dec 23:59",
    }


def changed(**more):
    return deepcopy(BODY) | more


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (changed(contact_hours={"low": 0, "moderate": 48, "high": 24}), "contact_hours.low"),
        (changed(contact_hours={"low": 24, "moderate": 24, "high": 48}), "high tier is called no later"),
        (changed(visit_days=[14, 7]), "one after the other"),
        (changed(visit_days=[7, 60]), "within the period"),
        (changed(period_days="29"), "period_days must be a whole number"),
        (changed(script=""), "by which script"),
        (changed(examples=[]), "worked example"),
        (changed(business_contact={"kind": "moons", "amount": 2}), "cannot be read"),
        (changed(returns=BODY["returns"] | {"causes": []}), "at least one cause"),
        (
            changed(returns=BODY["returns"] | {"causes": BODY["returns"]["causes"][:1] * 2}),
            "Two causes have the code",
        ),
        ({}, "cannot be read"),
    ],
)
def test_what_is_wrong_is_a_sentence(body, said):
    assert any(said in line for line in problems(body))


def test_an_example_that_does_not_come_out_is_named():
    body = changed(period_days=28)
    assert any("ends_at comes out as 2026-12-01" in line for line in problems(body))
