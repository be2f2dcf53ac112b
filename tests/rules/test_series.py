"""The series pack: its worked examples come out, and what cannot be is said with the rule it stands in."""

import json
from copy import deepcopy
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from policy import series
from policy.loading import PACKS

BODY = json.loads((Path(PACKS) / "series.json").read_text("utf-8"))["body"]
NEW_YORK = ZoneInfo("America/New_York")


def rule(body, code):
    return next(row for row in body["rules"] if row["code"] == code)


def changed(change):
    body = deepcopy(BODY)
    change(body)
    return series.problems(body)


def test_the_pack_that_comes_with_the_application_holds():
    assert series.problems(BODY) == []


@pytest.mark.parametrize(("tier", "every"), [("high", timedelta(days=7)), ("moderate", timedelta(days=14))])
def test_the_agreed_timelines_by_tier(tier, every):
    """clinical.md 2.13: low monthly; moderate every 2 weeks for 30 days; high weekly for 30 days."""
    from tests.conftest import THEN

    dates = list(series.read(BODY).get("outreach").dates(tier, THEN, NEW_YORK))
    assert {later - at for at, later in pairwise(dates)} == {every}
    assert dates[-1] - THEN <= timedelta(days=30)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda body: rule(body, "outreach")["tiers"]["high"].update(every_days=0),
            "Outreach by tier, high: Repeat every one day",
        ),
        (
            lambda body: rule(body, "outreach")["tiers"]["low"].update(every_months=0),
            "Repeat every one day or month",
        ),
        (lambda body: rule(body, "outreach").update(clock="lunar"), "no clock of kind 'lunar'"),
        (
            lambda body: rule(body, "outreach")["tiers"]["high"].update(for_days=3),
            "it stops before it starts",
        ),
        (lambda body: rule(body, "outreach")["tiers"].update(extreme={}), "there is no tier 'extreme'"),
        (lambda body: body["tier_of"].update(complex="extreme"), "There is no tier 'extreme'"),
        (lambda body: rule(body, "outreach").update(stops_on=["rain"]), "nothing is called 'rain'"),
        (lambda body: rule(body, "outreach").update(trigger="tomorrow"), "no trigger 'tomorrow'"),
        (lambda body: rule(body, "outreach").update(at=""), "at which time of the day"),
        (lambda body: rule(body, "outreach").update(grace_hours=0), "missed after one whole hour"),
        (lambda body: rule(body, "outreach").update(ladder=[[60, "everybody"]]), "a rung is minutes"),
        (lambda body: rule(body, "outreach")["tiers"]["high"].update(at_most=0), "at least once"),
        (lambda body: rule(body, "day_7").update(code="day_30"), "Two rules have the code 'day_30'"),
        (lambda body: body.update(patient_minutes=[60]), "some minutes before"),
        (lambda body: body.update(examples=[]), "at least one worked example"),
        (
            lambda body: body["examples"][0].update(zone="Mars/Olympus"),
            "there is no time zone 'Mars/Olympus'",
        ),
        (lambda body: body["examples"][0].update(rule="none"), "no rule 'none' runs"),
        (lambda body: body["examples"][0].update(due=["2026-11-11T10:00"]), "comes 10 Nov 2026 10:00"),
        (lambda body: body.pop("rules"), "cannot be read: KeyError"),
    ],
)
def test_what_cannot_be_is_said(change, said):
    found = changed(change)
    assert any(said in sentence for sentence in found), found
