"""Three-valued expressions: every truth table, quantifiers as long tables, and that nothing follows from what nobody knows."""

from itertools import product
from random import Random

import pytest

from core.logic3 import OPERATORS, conjunction, disjunction, judge, negated
from core.logic3 import Verdict as V
from core.logic3_faults import DEPTH, Names, faults, named

# Kleene's own definition: false, not known and true are numbers in order; and is the least, or the greatest, not the mirror.
ORDER = {False: -1, None: 0, True: 1}
BACK = {number: truth for truth, number in ORDER.items()}
ROW = {"yes": True, "no": False}
SAID = {True: {"=": ["$r.yes", True]}, False: {"=": ["$r.no", True]}, None: {"=": ["$r.maybe", True]}}


def truth(expression, **facts):
    return judge(expression, {"r": ROW, **facts}).truth


@pytest.mark.parametrize(("one", "other"), product(ORDER, repeat=2))
def test_and_is_the_least_and_or_is_the_greatest(one, other):
    pair = [SAID[one], SAID[other]]
    assert truth({"all": pair}) is BACK[min(ORDER[one], ORDER[other])]
    assert truth({"any": pair}) is BACK[max(ORDER[one], ORDER[other])]


@pytest.mark.parametrize("one", ORDER)
def test_not_is_the_mirror(one):
    assert truth({"not": SAID[one]}) is BACK[-ORDER[one]]


@pytest.mark.parametrize("row", product(ORDER, repeat=3))
def test_quantifiers_are_long_tables(row):
    rows = [{"holds": each} for each in row]
    where = {"of": "$rows", "as": "each", "where": {"=": ["$each.holds", True]}}
    assert truth({"some": where}, rows=rows) is BACK[max(ORDER[each] for each in row)]
    assert truth({"every": where}, rows=rows) is BACK[min(ORDER[each] for each in row)]


def test_of_no_rows_every_holds_and_some_does_not_but_of_rows_nobody_listed_neither_is_known():
    where = {"of": "$rows", "as": "each", "where": {"=": ["$each.holds", True]}}
    assert truth({"some": where}, rows=[]) is False
    assert truth({"every": where}, rows=[]) is True
    assert (
        judge({"some": where}, {}) == judge({"every": where}, {"rows": None}) == V(None, frozenset({"rows"}))
    )


@pytest.mark.parametrize("value", [None, "", {}])
def test_what_is_missing_or_empty_is_not_known(value):
    facts = {"a": {"kind": value} if value != {} else value}
    assert judge({"=": ["$a.kind", "fluid"]}, facts) == V(None, frozenset({"a.kind"}))
    assert judge({"known": "$a.kind"}, facts).truth is False


def test_what_is_known_to_be_none_is_known():
    assert judge({"known": "$a.tasks"}, {"a": {"tasks": []}}).truth is True
    assert judge({"in": ["lift", "$a.tasks"]}, {"a": {"tasks": []}}).truth is False


TODAY = "2026-11-03"


@pytest.mark.parametrize(
    ("left", "operator", "right", "expected"),
    [
        ("Fluid ", "=", "fluid", True),
        ("fluid", "!=", "diet", True),
        ("fluid", "=", 3, None),
        (True, "=", True, True),
        (True, "=", 1, None),
        (2, "<", 3, True),
        (3, "<=", 3, True),
        (3.0, "=", 3, True),
        (3, ">", "2", None),
        ({"value": 2, "unit": "l"}, ">", {"value": 1500, "unit": "ml"}, True),
        ({"value": 2, "unit": "L/day"}, "=", {"value": 2000, "unit": "ml/day"}, True),
        ({"value": 0.1, "unit": "l"}, "=", {"value": 100, "unit": "ml"}, True),
        ({"value": 2, "unit": "l"}, ">", {"value": 1, "unit": "kg"}, None),
        ({"value": 2, "unit": "l"}, ">", 1, None),
        ({"value": 14, "unit": "h/week"}, "=", {"value": 2, "unit": "h/day"}, True),
        ({"value": 3, "unit": "beakers"}, ">", {"value": 2, "unit": "beakers"}, True),
        ({"value": None, "unit": "l"}, ">", {"value": 2, "unit": "l"}, None),
        ({"value": float("nan"), "unit": "l"}, "=", {"value": 2, "unit": "l"}, None),
        ("2026-11-02", "<", TODAY, True),
        ("2026-11-02T10:00+00:00", "<", "2026-11-02T06:00-05:00", True),
        ("2026-11-02T10:00", "<", "2026-11-02T10:00+00:00", None),
        (TODAY, "<", "2026-11-04T10:00+00:00", None),
        ("soon", "<", TODAY, None),
        ("Fluid", "in", ["diet", "fluid"], True),
        ("salt", "in", ["diet", 3], None),
        ("fluid", "in", "fluid", None),
        (["lift", "wash"], "meets", ["wash"], True),
        (["lift"], "meets", ["wash"], False),
        ([], "meets", ["wash"], False),
        ("lift", "meets", ["lift"], None),
        (["lift"], "within", ["lift", "wash"], True),
        (["lift", "cook"], "within", ["lift", "wash"], False),
        ([], "within", ["lift"], True),
        ("Walks to church, twice", "mentions", ["walk", "Walks to  church"], True),
        ("Sidewalks", "mentions", ["walks"], False),
        ("No food by mouth", "mentions", ["food by mouth"], False),
        ("Walk without the frame", "mentions", ["frame"], False),
        ("No pain; frame in use", "mentions", ["frame"], True),
        ("No frame, then a frame", "mentions", ["frame"], True),
        ("Walk", "mentions", [""], False),
    ],
)
def test_comparisons(left, operator, right, expected):
    found = judge({operator: ["$a.left", "$a.right"]}, {"a": {"left": left, "right": right}})
    assert found.truth is expected
    assert bool(found.asks) is (expected is None)


def test_an_open_verdict_names_only_what_would_settle_it():
    open_one, open_two = {"=": ["$a.x", 1]}, {"=": ["$a.y", 1]}
    facts = {"a": {"z": 1}}
    assert judge({"all": [open_one, {"=": ["$a.z", 1]}]}, facts).asks == {"a.x"}
    assert judge({"all": [open_one, {"=": ["$a.z", 2]}]}, facts) == V(False)
    assert judge({"any": [open_one, {"not": open_two}]}, facts).asks == {"a.x", "a.y"}


def test_an_asked_field_is_said_by_its_kind():
    where = {"some": {"of": "$goals", "as": "g", "where": {"=": ["$g.measure", "$a.measure"]}}}
    found = judge(where, {"goals": [{}], "a": {}}, {"a": "readings"})
    assert found.asks == {"goals.measure", "readings.measure"}


# Random expressions over three flags that may be true, false or not known.
FLAGS = ("p", "q", "s")


def some_expression(chance, deep=4):
    kind = chance.choice(["flag"] if deep == 0 else ["flag", "all", "any", "not"])
    if kind == "flag":
        return {"=": [f"$r.{chance.choice(FLAGS)}", chance.choice([True, False])]}
    if kind == "not":
        return {"not": some_expression(chance, deep - 1)}
    return {kind: [some_expression(chance, deep - 1) for _n in range(chance.randint(1, 3))]}


def completed(row, names):
    """Every way in which the open ones of some names could turn out to be."""
    still = [name for name in names if row[name] is None]
    return [row | dict(zip(still, found, strict=True)) for found in product((True, False), repeat=len(still))]


@pytest.mark.parametrize("seed", range(200))
def test_knowing_more_never_takes_back_what_was_known_and_only_what_is_asked_can_settle_it(seed):
    chance = Random(seed)
    expression = some_expression(chance)
    row = {name: chance.choice([True, False, None]) for name in FLAGS}
    found = judge(expression, {"r": row})
    if found.truth is not None:
        answers = {judge(expression, {"r": each}).truth for each in completed(row, FLAGS)}
        assert answers == {found.truth}
    else:
        unasked = [name for name in FLAGS if f"r.{name}" not in found.asks]
        assert found.asks
        assert all(judge(expression, {"r": each}).truth is None for each in completed(row, unasked))


@pytest.mark.parametrize("seed", range(50))
def test_de_morgan(seed):
    chance = Random(seed)
    one, other = some_expression(chance), some_expression(chance)
    facts = {"r": {name: chance.choice([True, False, None]) for name in FLAGS}}
    left = judge({"not": {"all": [one, other]}}, facts).truth
    assert left is judge({"any": [{"not": one}, {"not": other}]}, facts).truth


def test_verdicts_join_as_expressions_do():
    assert negated(V(None, frozenset("x"))).asks == {"x"}
    assert conjunction([]) == V(True)
    assert disjunction([]) == V(False)


NAMES = Names(rows={"a": ("kind", "amount")}, lists={"goals": ("measure",)})
GOOD = {
    "all": [
        {"=": ["$a.kind", "fluid"]},
        {"in": ["$a.kind", ["fluid", "diet"]]},
        {">": ["$a.amount", {"value": 2, "unit": "l"}]},
        {"some": {"of": "$goals", "as": "g", "where": {"=": ["$g.measure", "$a.kind"]}}},
        {"not": {"known": "$goals"}},
    ]
}


def test_a_good_expression_has_no_fault_and_says_what_it_names():
    assert list(faults(GOOD, NAMES)) == []
    assert named(GOOD) == {"a.kind", "a.amount", "goals", "g.measure"}


def deep(levels):
    return {"=": ["$a.kind", "x"]} if levels == 0 else {"not": deep(levels - 1)}


@pytest.mark.parametrize(
    ("expression", "path", "said"),
    [
        ([], (), "one operator"),
        ({"=": ["$a.kind", 1], "not": {}}, (), "one operator"),
        ({"xor": []}, ("xor",), "no operator 'xor'"),
        ({"all": []}, ("all",), "1 to 40"),
        ({"all": [{"=": ["$a.kind"]}]}, ("all", 0, "="), "two things"),
        ({"=": ["fluid", "diet"]}, ("=",), "Neither of these is a fact"),
        ({"=": ["$a.kidn", "x"]}, ("=", 0), "'a' has no 'kidn'; it has amount, kind"),
        ({"=": ["$c.kind", "x"]}, ("=", 0), "no fact '$c.kind'"),
        ({"=": ["$a", "x"]}, ("=", 0), "no fact '$a'"),
        ({"=": ["$goals", "x"]}, ("=", 0), "no fact '$goals'"),
        ({"in": ["$a.kind", "fluid"]}, ("in", 1), "list of texts"),
        ({"in": ["$a.kind", []]}, ("in", 1), "list of texts"),
        ({"mentions": ["$a.kind", [None]]}, ("mentions", 1), "list of texts"),
        ({"=": ["$a.kind", None]}, ("=", 1), "Give a text"),
        ({"=": ["$a.kind", ""]}, ("=", 1), "never known"),
        ({">": ["$a.amount", {"value": "two", "unit": "l"}]}, (">", 1), "Give a text"),
        ({"known": "kind"}, ("known",), "Name a fact"),
        ({"some": {"of": "$goals", "as": "g"}}, ("some",), "of, as, where"),
        ({"some": {"of": "$wishes", "as": "g", "where": {}}}, ("some", "of"), "no list '$wishes'; there are goals"),
        ({"some": {"of": "$goals", "as": "a", "where": {}}}, ("some", "as"), "no new name"),
        ({"some": {"of": "$goals", "as": "g", "where": {"=": ["$g.x", 1]}}}, ("some", "where", "=", 0), "'g' has no"),
        (deep(DEPTH), ("not",) * DEPTH, "deeper than"),
    ],
)  # fmt: skip
def test_faults_say_where_they_stand(expression, path, said):
    [fault] = faults(expression, NAMES)
    assert fault.path == path
    assert said in fault.sentence


def test_every_operator_is_tried_here():
    tried = {
        "all",
        "any",
        "not",
        "known",
        "some",
        "every",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "in",
        "meets",
        "within",
    }
    assert {*OPERATORS} == tried | {"mentions"}


@pytest.mark.parametrize("operator", [">=", "!="])
def test_a_name_bound_inside_is_not_known_outside(operator):
    leaking = {"all": [GOOD["all"][3], {operator: ["$g.measure", 1]}]}
    [fault] = faults(leaking, NAMES)
    assert "no fact '$g.measure'" in fault.sentence
