"""The programmes pack: rules of entry and leaving are met, not met or not known, and say what would settle them."""

import json
from copy import deepcopy
from pathlib import Path

import pytest

from policy import programmes
from policy.loading import PACKS, whole
from policy.templates import read as read_templates

BODY = json.loads((PACKS / "programmes.json").read_text("utf-8"))["body"]
ROWS = programmes.read(BODY)
INSTRUMENTS = Path(__file__).parents[2] / "assessments/instruments"
OFTEN = ROWS.get("frequent_users")


def test_the_programmes_that_come_with_the_application_hold():
    assert programmes.problems(BODY) == []
    asked = {"disease_management", "frequent_users", "end_of_life", "maternity", "trauma"}
    assert {row.code for row in ROWS} == asked


def test_their_templates_and_instruments_exist():
    known = {row.code for row in read_templates(whole(PACKS / "templates")["body"])}
    for row in ROWS:
        assert {*row.templates} <= known, row.code
        assert row.instruments, row.code
        for code in row.instruments:
            assert (INSTRUMENTS / f"{code}.json").is_file(), code


@pytest.mark.parametrize(
    ("visits", "admissions", "state"),
    [(3, 2, "not_met"), (4, 0, "met"), (0, 3, "met"), (None, 3, "met"), (3, None, "not_known"), (None, None, "not_known")],
)  # fmt: skip
def test_the_edges_of_often(visits, admissions, state):
    facts = {"age": 40, "emergency_visits_6m": visits, "admissions_12m": admissions}
    [rule] = [each for each in programmes.standing(OFTEN.entry, facts, {}).rules if each.code == "often"]
    assert rule.state == state


def test_what_nobody_knows_is_asked():
    found = programmes.standing(OFTEN.entry, {"age": 17, "emergency_visits_6m": 9}, {})
    assert found.state == "not_met"  # too young, whatever else is not known
    [wants] = [each for each in found.rules if each.code == "wants"]
    assert (wants.state, wants.asks) == ("not_known", ("asked.wants",))


def test_a_programme_asks_only_what_its_rules_hang_on():
    assert [question.code for question in OFTEN.questions] == ["wants"]
    assert {question.code for question in ROWS.get("maternity").questions} == {
        "pregnant",
        "wants",
        "first_visits",
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: row["entry"][0].update(when={">=": ["$case.height", 1]}), "'case' has no 'height'"),
        (lambda row: row["entry"][0].update(when={"=": ["$asked.moon", True]}), "'asked' has no 'moon'"),
        (lambda row: row["entry"][0].update(when={"maybe": []}), "There is no operator 'maybe'"),
        (lambda row: row["entry"].append(row["entry"][0]), "two rules have the code 'adult'"),
        (lambda row: row.update(entry=[]), "say who is let in"),
        (lambda row: row.update(exits={}), "give the reasons for which one leaves"),
        (lambda row: row["exits"].pop("goals_met"), "leaving by 'goals_met' is no reason it gives"),
        (lambda row: row.update(every_days=0), "reassessment comes after 1 to 366"),
        (lambda row: row.update(source=""), "say where it comes from"),
    ],
)
def test_what_cannot_be_is_named_with_its_programme(change, said):
    body = deepcopy(BODY)
    change(body["programmes"][1])
    assert any("Frequent users" in line and said in line for line in programmes.shape(body))


def test_an_example_that_comes_out_otherwise_is_named():
    body = deepcopy(BODY)
    body["examples"][2]["entry"] = "met"
    [said] = programmes.problems(body)
    assert said == "Three visits and two admissions are not enough: entry comes out as not_met."
