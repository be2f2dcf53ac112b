"""The activities and the clocks as rules: shape, worked examples, and what follows from them. Pure."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accounts.permissions import Role
from patients.models import Stage
from policy import activities, queries, teamwork

PACKS = Path(activities.__file__).parent / "packs"


@pytest.fixture
def body():
    return json.loads((PACKS / "activities.json").read_text("utf-8"))["body"]


@pytest.fixture
def clocks():
    return json.loads((PACKS / "clocks.json").read_text("utf-8"))["body"]


def row(body, code):
    return next(each for each in body["activities"] if each["code"] == code)


def test_the_stages_are_those_of_a_case():
    assert tuple(stage.value for stage in Stage if stage != Stage.CLOSED) == activities.STAGES


def test_what_comes_along_holds(body, clocks):
    assert activities.problems(body) == []
    assert teamwork.problems(clocks) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: row(body, "teaching").update(accountable="surgeon"), "there is no role 'surgeon'"),
        (lambda body: row(body, "teaching").update(from_stage="later"), "there is no stage 'later'"),
        (lambda body: row(body, "teaching").update(does=["nurse"]), "name no role twice"),
        (lambda body: row(body, "teaching").update(fresh_hours=0), "whole number of hours"),
        (
            lambda body: body["activities"].append(row(body, "teaching")),
            "Two activities have the code 'teaching'",
        ),
        (lambda body: row(body, "registration").update(from_stage=""), "before a case has a lead"),
        (lambda body: body.update(examples=[]), "at least one worked example"),
        (lambda body: row(body, "teaching").pop("does"), "cannot be read"),
        (lambda body: row(body, "teaching").update(from_stage="planning"), "nobody answers for"),
        (lambda body: body["roles"].update(surgeon="Cuts."), "There is no role 'surgeon'"),
    ],
)
def test_rules_that_do_not_hold_say_why(body, change, said):
    change(body)
    assert said in " ".join(activities.problems(body))


def test_who_answers_when(body):
    rules = activities.read(body)
    assert [rule.code for rule in rules.mandatory("referred")] == ["registration"]
    assert rules.mandatory("closed") == []
    appeal = rules.get("patient_appeal")
    assert rules.falls_to(appeal, {"social_worker"}) == "social_worker"
    assert rules.falls_to(appeal, {"social_worker", "advocate"}) == "advocate"
    assert rules.falls_to(appeal, {"nurse"}) == ""
    assert {rule.code for rule in rules.of_role(Role.NURSE)} == {"nursing_assessment", "teaching"}
    assert rules.get("teaching").part_of("coordinator") == "does"
    assert rules.label("no_such_thing") == "No such thing"


def test_freshness_by_subject(body):
    rules = activities.read(body)
    nursing = rules.get("nursing_assessment")
    assert (nursing.fresh_for(), nursing.fresh_for("sils"), nursing.fresh_for("bims")) == (72, 8760, 72)
    assert rules.get("screen").fresh_for("lace") is None


def test_confirming_takes_the_outcomes_over(body):
    changed = deepcopy(body)
    row(changed, "teaching")["from_stage"] = "planning"
    assert len(activities.outcomes(changed)) == 1
    assert activities.problems(activities.confirmed(changed)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"offer_hours": 0}, "offer_hours must be a whole number"),
        ({"read_days": 2.5}, "read_days must be a whole number"),
        ({"consult_hours": {"routine": 24, "urgent": 4, "emergent": 1, "soon": 2}}, "and for nothing else"),
        ({"shifts": []}, "at which times shifts change"),
        ({"shifts": ["25:00"]}, "cannot be read"),
        ({"examples": []}, "at least one worked example"),
        ({"hole_hours": 3}, "ends 01 Nov 02:30"),
    ],
)
def test_clocks_that_do_not_hold_say_why(clocks, change, said):
    assert said in " ".join(teamwork.problems(clocks | change))


@pytest.mark.django_db
def test_without_a_pack_the_figures_of_the_application(facility):
    at = datetime(2026, 11, 3, 15, tzinfo=UTC)
    assert len(queries.activities(facility, at)) == 0
    assert queries.teamwork(facility, at).ends("offer", at) == at + timedelta(hours=24)


@pytest.mark.django_db
def test_with_it_the_same(packs, facility):
    at = datetime(2026, 11, 3, 15, tzinfo=UTC)
    assert len(queries.activities(facility, at)) == 29
    assert queries.teamwork(facility, at) == teamwork.Clocks()
    assert queries.activity_label("med_rec") == "Medication reconciliation"
