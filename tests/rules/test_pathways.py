"""The care maps pack: days, tolerance and causes; what cannot be is said with the milestone it stands in."""

import json
from copy import deepcopy
from datetime import date, timedelta

import pytest

from careplans.models import PathwayStep
from policy import pathways, queries
from policy.loading import PACKS

BODY = json.loads((PACKS / "pathways.json").read_text("utf-8"))["body"]
ROWS = pathways.read(BODY)
START = date(2026, 11, 3)


def test_the_care_maps_that_come_with_the_application_hold():
    assert pathways.problems(BODY) == []
    asked = {"hip_fracture", "heart_failure", "stroke", "copd", "joint_replacement", "sepsis"}
    assert {row.code for row in ROWS} == asked


def test_each_milestone_belongs_to_an_activity_and_a_role_that_does_it():
    known = queries._shipped()
    for row in ROWS:
        for one in row.milestones:
            activity = known.get(one.activity)
            assert activity is not None, one.code
            assert one.role in (activity.accountable, *activity.does), f"{row.code}/{one.code}"


def test_the_groups_of_causes_are_those_of_the_table():
    assert {*pathways.GROUPS} == {*PathwayStep.Cause.values} - {""}
    assert {cause.group for cause in ROWS.causes} == {*pathways.GROUPS}


@pytest.mark.parametrize(
    ("days", "variance"),
    [(-3, "early"), (-2, "early"), (-1, ""), (0, ""), (1, ""), (2, "late"), (40, "late")],
)
def test_the_edges_of_tolerance(days, variance):
    step = ROWS.get("hip_fracture").get("chosen")  # a day early, a day late
    assert step.variance(START, step.expected_on(START) + timedelta(days=days)) == variance


def test_late_begins_the_day_after_the_tolerance():
    step = ROWS.get("hip_fracture").get("chosen")
    assert step.late_from(START) == step.expected_on(START) + timedelta(days=2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda row: row["milestones"][0].update(day=366),
            "screen: its day is a whole number from -60 to 365",
        ),
        (lambda row: row["milestones"][0].update(day=1.5), "screen: its day is a whole number"),
        (lambda row: row["milestones"][0].update(late=-1), "screen: its tolerance is whole days"),
        (lambda row: row["milestones"][0].update(role="intake"), "no role 'intake' on a care team"),
        (lambda row: row["milestones"].append(row["milestones"][0]), "two milestones have the code 'screen'"),
        (lambda row: row["milestones"].reverse(), "in the order of their days"),
        (lambda row: row.update(start="birth"), "not from 'birth'"),
        (lambda row: row.update(milestones=[]), "give at least one milestone"),
    ],
)
def test_what_cannot_be_is_named_with_its_milestone(change, said):
    body = deepcopy(BODY)
    change(body["pathways"][0])
    assert any(line.startswith("Hip fracture: ") and said in line for line in pathways.shape(body))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: body["causes"].update(stars={"Z1": "Stars"}), "no group of causes 'stars'"),
        (lambda body: body["causes"]["payer"].update(A01="Again"), "Two causes have the code 'A01'"),
        (lambda body: body.update(causes={}), "Give the causes"),
        (
            lambda body: body["examples"][0].update(variance="late"),
            "Done on its day: variance comes out as ''",
        ),
        (lambda body: body["examples"][0].update(milestone="gone"), "there is no such milestone"),
        (lambda body: body["examples"][0].update(start="2026-13-01"), "cannot be read: ValueError"),
    ],
)
def test_what_cannot_be_of_the_pack(change, said):
    body = deepcopy(BODY)
    change(body)
    assert said in " ".join(pathways.problems(body))
