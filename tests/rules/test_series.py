"""The series pack: its worked examples come out, and what cannot be is said with the rule it stands in."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
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


@pytest.mark.parametrize(("figure", "most"), [("every_days", 366), ("every_months", 24), ("at_most", 400)])
def test_the_figures_of_a_pace_are_bounded(figure, most):
    def pace(count):
        def change(body):
            row = rule(body, "outreach")
            row["tiers"]["high"] = {"every_days": 1} | {figure: count}
            if figure == "every_months":
                del row["tiers"]["high"]["every_days"]
            body["examples"] = [each for each in body["examples"] if each["rule"] != "outreach"]

        return change

    assert changed(pace(most)) == []
    assert f"{most}" in " ".join(changed(pace(most + 1)))


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
        (lambda body: rule(body, "outreach").update(ladder=[[60]]), "cannot be read: IndexError"),
        (lambda body: rule(body, "outreach").update(ladder=[10**12]), "within 527040 minutes"),
        (lambda body: rule(body, "outreach").update(ladder=[[-(10**12), "person"]]), "within 527040 minutes"),
        (lambda body: body.update(patient_minutes=[-(10**12)]), "from -527040 to -1"),
        (lambda body: rule(body, "outreach").update(grace_hours=8761), "8760 at most"),
        (
            lambda body: rule(body, "outreach")["first"].update(amount=3661),
            "the first is due after 3660 days or hours at most",
        ),
        (
            lambda body: rule(body, "outreach")["tiers"]["high"].update(for_days=3661),
            "it runs for whole days, 3660 at most",
        ),
        (
            lambda body: rule(body, "outreach")["tiers"]["high"].update(for_days=9.5),
            "it runs for whole days",
        ),
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


def test_dates_after_an_instant_keep_their_numbers_and_their_anchor():
    """Monthly from 31 January, read from 5 February on: the last day of February, the 31st again, numbered from 2."""
    body = deepcopy(BODY)
    rule(body, "outreach")["first"] = {"kind": "days", "amount": 0}
    outreach = series.read(body).get("outreach")
    since, now = (datetime(2028, month, day, 14, tzinfo=UTC) for month, day in ((1, 31), (2, 5)))
    dates = list(islice(outreach.numbered("low", since, NEW_YORK, after=now), 2))
    assert [(n, f"{at:%d %b}") for n, at in dates] == [(2, "29 Feb"), (3, "31 Mar")]
    every = list(islice(outreach.numbered("low", since, NEW_YORK), 3))
    assert every[1:] == dates
