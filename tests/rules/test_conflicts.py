"""The conflict rules that come along: every example comes out, and none would if a rule said anything else."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from policy import conflict_faults, conflicts
from policy.case_facts import KINDS, asked
from policy.conflict_faults import failures, faults, of_rule, problems
from policy.loading import PACKS

BODY = json.loads((Path(PACKS) / "conflicts.json").read_text("utf-8"))["body"]
RULES = {row["code"]: row for row in BODY["rules"]}


def test_the_pack_that_comes_with_the_application_holds():
    assert faults(BODY) == []
    assert len(BODY["rules"]) >= 18


@pytest.mark.parametrize("code", RULES)
def test_every_rule_says_where_it_comes_from_and_names_both_sides(code):
    row = RULES[code]
    assert "proposal" in row["source"].lower() or "clinical" in row["source"].lower()
    assert "{a}" in row["says"]
    assert "{b}" in row["says"]


@pytest.mark.parametrize("code", RULES)
def test_the_examples_of_every_rule_come_out(code):
    assert of_rule(RULES[code]) == []


@pytest.mark.parametrize("code", RULES)
def test_a_rule_turned_round_fails_its_examples(code):
    row = deepcopy(RULES[code])
    row["when"] = {"not": row["when"]}
    assert [*failures(row, ())]


def without_one_part(expression) -> Iterator[dict]:
    """The same expression with one part of it left out, in every way."""
    [(operator, operands)] = expression.items()
    if operator in ("all", "any"):
        for n, each in enumerate(operands):
            if len(operands) > 1:
                yield {operator: [*operands[:n], *operands[n + 1 :]]}
            yield from (
                {operator: [*operands[:n], less, *operands[n + 1 :]]} for less in without_one_part(each)
            )
    elif operator == "not":
        yield from ({"not": less} for less in without_one_part(operands))
    elif operator in ("some", "every"):
        yield from ({operator: operands | {"where": less}} for less in without_one_part(operands["where"]))


OTHER = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "some": "every", "every": "some"}
EDGE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


def with_one_turned(expression, turns) -> Iterator[dict]:
    """The same expression with one comparison in it turned into another, in every place."""
    [(operator, operands)] = expression.items()
    if operator in turns:
        yield {turns[operator]: operands}
    if operator in ("all", "any"):
        for n, each in enumerate(operands):
            yield from (
                {operator: [*operands[:n], other, *operands[n + 1 :]]}
                for other in with_one_turned(each, turns)
            )
    elif operator == "not":
        yield from ({"not": other} for other in with_one_turned(operands, turns))
    elif operator in ("some", "every"):
        where = with_one_turned(operands["where"], turns)
        yield from ({operator: operands | {"where": other}} for other in where)


MUTANTS = [
    pytest.param(code, when, id=f"{code}-{n}")
    for code, row in RULES.items()
    for n, when in enumerate(
        [
            *without_one_part(row["when"]),
            *with_one_turned(row["when"], OTHER),
            *with_one_turned(row["when"], EDGE),
        ]
    )
]


@pytest.mark.parametrize(("code", "when"), MUTANTS)
def test_a_rule_with_one_condition_less_or_turned_fails_its_examples(code, when):
    assert [*failures(RULES[code] | {"when": when}, ())]


# One small rule, whose faults are said with their place.
SMALL = {
    "code": "walks",
    "title": "Walking against rest",
    "severity": "severe",
    "between": ["interventions", "restrictions"],
    "when": {"all": [{"=": ["$b.kind", "activity"]}, {"mentions": ["$a.words", ["walk"]]}]},
    "says": "“{a}” against “{b}”.",
    "source": "Project proposal",
    "examples": [
        {
            "note": "A walk",
            "facts": {
                "interventions": [{"key": "i", "words": "walk"}],
                "restrictions": [{"key": "r", "kind": "activity"}],
            },
            "conflicts": [["i", "r"]],
        },
        {
            "note": "A call",
            "facts": {
                "interventions": [{"key": "i", "words": "call"}],
                "restrictions": [{"key": "r", "kind": "activity"}],
            },
        },
    ],
}


def test_the_small_rule_has_no_fault():
    assert of_rule(SMALL) == []


def without(name):
    return {field: value for field, value in SMALL.items() if field != name}


@pytest.mark.parametrize(
    ("row", "path", "said"),
    [
        ("walks", (), "object with a code"),
        (without("when"), (), "when is missing"),
        (SMALL | {"wen": 1}, ("wen",), "no field 'wen'"),
        (SMALL | {"code": "Walks!"}, ("code",), "small letters"),
        (SMALL | {"severity": "grave"}, ("severity",), "severe, moderate, note"),
        (SMALL | {"title": " "}, ("title",), "1 to 120"),
        (SMALL | {"says": "x" * 401}, ("says",), "1 to 400"),
        (SMALL | {"says": "{a} and {c}"}, ("says",), "not {c}"),
        (SMALL | {"source": 3}, ("source",), "1 to 160"),
        (SMALL | {"apart": "yes"}, ("apart",), "true or false"),
        (SMALL | {"between": ["interventions"]}, ("between",), "two kinds"),
        (SMALL | {"between": ["interventions", "moods"]}, ("between",), "two kinds of facts: goals"),
        (SMALL | {"when": {"=": ["$b.kidn", "x"]}}, ("when", "=", 0), "'b' has no 'kidn'"),
        (SMALL | {"examples": SMALL["examples"][:1]}, ("examples",), "finds none"),
        (SMALL | {"examples": SMALL["examples"][1:]}, ("examples",), "finds a conflict"),
        (SMALL | {"examples": SMALL["examples"] * 16}, ("examples",), "up to 30"),
        (SMALL | {"examples": [{"facts": 1}]}, ("examples", 0), "says its facts"),
        (SMALL | {"examples": [{"facts": {"moods": []}}]}, ("examples", 0, "facts", "moods"), "no facts of kind"),
        (SMALL | {"examples": [{"facts": {"goals": {}}}]}, ("examples", 0, "facts", "goals"), "list of up to"),
        (SMALL | {"examples": [{"facts": {"goals": [{"words": "x"}]}}]}, ("examples", 0, "facts", "goals", 0), "has a key"),
        (SMALL | {"examples": [{"facts": {"goals": [{"key": "g", "wrods": "x"}]}}]}, ("examples", 0, "facts", "goals", 0, "wrods"), "goals have no 'wrods'"),
        (SMALL | {"when": {"=": ["$b.kind", "activity"]}}, ("examples", 1), "A call: finds i and r"),
    ],
)  # fmt: skip
def test_faults_say_where_they_stand(row, path, said):
    found = of_rule(row)
    assert [fault.path for fault in found] == [path]
    assert said in found[0].sentence


def test_a_rule_without_examples_of_both_outcomes_is_not_enough():
    sentences = [fault.sentence for fault in of_rule(SMALL | {"examples": []})]
    assert [sentence.partition(": ")[2] for sentence in sentences] == [
        "add an example that finds a conflict.",
        "add an example with both sides in it that finds none.",
    ]
    nothing_to_see = deepcopy(SMALL)
    del nothing_to_see["examples"][1]["facts"]["restrictions"]
    assert "both sides" in of_rule(nothing_to_see)[0].sentence


def test_an_example_that_comes_out_otherwise_is_named():
    wrong = SMALL | {"when": {"not": SMALL["when"]}}
    first, _second = of_rule(wrong)
    assert (first.path, first.sentence) == (
        ("examples", 0),
        "Walking against rest: A walk: finds no conflict.",
    )
    silent = deepcopy(SMALL)
    silent["examples"][1]["facts"]["interventions"][0]["words"] = "walk"
    assert [fault.sentence for fault in of_rule(silent)] == ["Walking against rest: A call: finds i and r."]


def test_what_nobody_knows_stays_open_and_must_be_said_in_the_example():
    row = deepcopy(SMALL)
    row["examples"].append(
        {"facts": {"interventions": [{"key": "i", "words": "walk"}], "restrictions": [{"key": "r"}]}}
    )
    assert "leaves open i and r for want of restrictions.kind" in of_rule(row)[0].sentence
    row["examples"][-1]["open"] = [["i", "r"]]
    assert of_rule(row) == []
    row["examples"].append(row["examples"][0] | {"open": [["i", "r"]]})
    assert "leaves nothing open" in of_rule(row)[0].sentence


def test_open_alone_is_no_example_that_finds_none():
    row = deepcopy(SMALL)
    row["examples"][1] = {
        "facts": {"interventions": [{"key": "i", "words": "walk"}], "restrictions": [{"key": "r"}]},
        "open": [["i", "r"]],
    }
    assert "finds none" in of_rule(row)[0].sentence


@pytest.mark.parametrize(
    "body",
    [{}, [], "x", {"rules": {}}, {"rules": []}, {"rules": [SMALL]}, {"rules": [SMALL], "examples": []}],
)
def test_a_body_that_is_no_pack_is_a_sentence(body):
    assert problems(body)


def test_two_rules_of_one_code_and_a_whole_case_that_comes_out_otherwise():
    whole = {"facts": SMALL["examples"][0]["facts"], "finds": [["walks", "i", "r"]]}
    assert problems({"rules": [SMALL], "examples": [whole]}) == []
    assert problems({"rules": [SMALL, SMALL], "examples": [whole]}) == ["Two rules have the code 'walks'."]
    assert problems({"rules": [SMALL], "examples": [whole | {"finds": []}]}) == [
        "Example 1: finds walks: i and r."
    ]
    assert "says its facts" in problems({"rules": [SMALL], "examples": [{"finds": []}]})[0]


WALK, REST = {"key": "i", "words": "walk"}, {"key": "r", "kind": "activity"}


def found(rows, row=SMALL):
    """What one rule finds and leaves open."""
    facts = {kind: rows.get(kind, []) for kind in KINDS}
    return conflicts.find([conflicts.rule(row)], facts)


@pytest.mark.parametrize(
    ("walk", "rest", "meet"),
    [
        ({"until_on": "2026-11-09"}, {"from_on": "2026-11-10"}, False),
        ({"from_on": "2026-11-10"}, {"until_on": "2026-11-09"}, False),
        ({"until_on": "2026-11-10"}, {"from_on": "2026-11-10"}, True),
        ({"from_on": "2026-11-01"}, {}, True),
        (
            {"from_on": "2026-11-01", "until_on": None},
            {"from_on": "2026-10-01", "until_on": "2026-11-01"},
            True,
        ),
    ],
)
def test_only_what_holds_on_one_day_conflicts(walk, rest, meet):
    rows = {"interventions": [WALK | walk], "restrictions": [REST | rest]}
    assert bool(found(rows)[0]) is meet
    assert found(rows, SMALL | {"apart": True})[0]


def test_a_conflict_has_one_key_and_one_digest_whichever_side_comes_first():
    row = RULES["goals_differ"]
    goals = [{"key": key, "measure": "weight", "target": target} for key, target in (("g2", 80), ("g1", 82))]
    [one] = found({"goals": goals}, row)[0]
    [other] = found({"goals": goals[::-1]}, row)[0]
    assert one.key == other.key == "goals_differ|g1|g2"
    assert one.digest == other.digest


def test_the_digest_changes_with_what_the_rule_reads_and_with_nothing_else():
    row = RULES["insulin_thinking"]
    facts = {
        "medicines": [{"key": "m", "high_risk": "insulin", "action": "continue"}],
        "abilities": [{"key": "b", "ability": "cognitive", "expected": 1}],
        "interventions": [{"key": "n", "words": "Change the dressing", "role": "nurse"}],
    }

    def digest(**changes):
        [conflict] = found(facts | changes, row)[0]
        return conflict.digest

    same = digest()
    assert digest(medicines=[facts["medicines"][0] | {"name": "Insulin glargine"}]) == same
    assert digest(abilities=[facts["abilities"][0] | {"expected": 2}]) != same
    assert digest(interventions=[facts["interventions"][0] | {"words": "Change the bandage"}]) != same


def test_one_side_that_finds_settles_what_the_other_leaves_open():
    row = RULES["goals_differ"]
    goals = [
        {"key": "g1", "measure": "weight", "target": 80},
        {"key": "g2", "measure": "weight", "target": 82, "due_on": "2026-12-01"},
    ]
    conflict, still = found({"goals": goals}, row)
    assert (len(conflict), still) == (1, [])


def test_facts_that_nobody_collected_find_nothing():
    assert conflicts.find(conflicts.read(BODY), dict.fromkeys(KINDS)) == ([], [])


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_can_be_asked_for_in_words(kind):
    fields = [field for field, label in KINDS[kind].fields.items() if label]
    assert all(str(asked(f"{kind}.{field}")) for field in [*fields, "from_on"])
    assert str(asked(kind)) == str(KINDS[kind].label)
    assert asked("moods.high") == "moods.high"


def test_faults_of_examples_wait_until_every_rule_can_be_read():
    broken = {
        "rules": [SMALL | {"severity": "grave"}, SMALL | {"when": {"not": SMALL["when"]}}],
        "examples": [],
    }
    assert [fault.path for fault in conflict_faults.faults(broken)] == [("rules", 0, "severity")]
