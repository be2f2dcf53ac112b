"""The pack of gates and its reader: what is wrong is named in a sentence, and the examples come out."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from policy import gates
from policy.gates import problems, read

PACK = json.loads(Path("policy/packs/gates.json").read_text("utf-8"))["body"]
# The items marked "!" in the readiness list of clinical.md 2.13, for whoever goes to a facility.
MARKED = {
    "discharge_order",
    "date_and_place",
    "medicines",
    "taught",
    "notices",
    "safeguarding",
    "choice",
    "packet",
}


def changed(**what):
    body = copy.deepcopy(PACK)
    for name, value in what.items():
        body[name] = value(body[name])
    return body


def test_the_pack_is_sound():
    assert problems(PACK) == []


@pytest.mark.parametrize(
    ("disposition", "group"), [("01", "home"), ("86", "services"), ("", "home"), ("99", "home")]
)
def test_the_group_of_a_destination(disposition, group):
    assert read(PACK).group(disposition).code == group


def test_the_marked_items_are_hard():
    hard = {gate.code for gate, hard in read(PACK).asked("03") if hard}
    assert hard >= MARKED | {"identity", "support"}
    home = {gate.code: hard for gate, hard in read(PACK).asked("01")}
    assert home["follow_up_visit"]
    assert home["taught"]
    assert not home["understood"]


def test_every_gate_has_its_source_and_an_asked_place():
    rules = read(PACK)
    asked = {code for group in rules.groups for code in (*group.hard, *group.soft)}
    assert asked == set(rules.by_code)
    assert all(gate.source for gate in rules.gates)


def test_due_by_elapsed_hours_over_the_change_of_the_clocks():
    due = read(PACK).by_code["medicines"].due(datetime(2026, 10, 31, 22, tzinfo=UTC))
    assert due == datetime(2026, 11, 1, 22, tzinfo=UTC)


def test_no_rules_ask_nothing():
    assert gates.Gates().asked("01") == []
    assert gates.Gates().reaches("left") == ()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (changed(gates=lambda rows: [*rows, rows[0]]), "The gate 'identity' stands twice."),
        (changed(gates=lambda rows: rows[1:]), "home: there is no gate 'identity'."),
        (changed(groups=lambda rows: [*rows, {**rows[0], "code": "x"}]), "The destination '01' stands twice."),
        (changed(groups=lambda rows: [{**rows[0], "soft": ["identity"]}, *rows[1:]]), "home: 'identity' is hard and soft."),
        (changed(groups=lambda rows: [{**rows[0], "dispositions": ["1"]}, *rows[1:]]), "home: '1' is no patient status"),
        (changed(gates=lambda rows: [{**rows[0], "overrides": []}, *rows[1:]]), "'identity' is hard: say which roles"),
        (changed(gates=lambda rows: [{**rows[0], "overrides": ["king"]}, *rows[1:]]), "there is no role 'king'"),
        (changed(gates=lambda rows: [{**rows[0], "fact": False}, *rows[1:]]), "identity: say who may say"),
        (changed(gates=lambda rows: [{**rows[0], "carry_hours": 0}, *rows[1:]]), "carry_hours must be above zero"),
        (changed(gates=lambda rows: [{**rows[0], "source": ""}, *rows[1:]]), "say where it comes from"),
        (changed(stages=lambda rows: {**rows, "left": []}), "Say which roles reach the stage 'left'."),
        (changed(stages=lambda rows: {**rows, "gone": ["nurse"]}), "There is no stage 'gone'."),
        (changed(otherwise=lambda _code: "moon"), "There is no group 'moon'"),
        (changed(examples=lambda _rows: []), "Add at least one worked example."),
        (changed(examples=lambda rows: [{**rows[0], "hard": []}]), "hard comes out as"),
        ({}, "cannot be read: KeyError"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(body, sentence):
    assert any(sentence in each for each in problems(body)), problems(body)
