"""What an assessment consists of, as rules: shape, worked examples, and that what they name is really asked."""

import json
from pathlib import Path

import pytest

from assessments import reading
from policy import assessment_forms as forms
from policy import queries

PACKS = Path(forms.__file__).parent / "packs"
INSTRUMENTS = Path(reading.__file__).parent / "instruments"


@pytest.fixture
def body():
    return json.loads((PACKS / "forms.json").read_text("utf-8"))["body"]


def form(body, code):
    return next(each for each in body["forms"] if each["code"] == code)


def rule(body, code):
    return next(each for each in body["contradictions"] if each["code"] == code)


def test_what_comes_along_holds(body):
    assert forms.problems(body) == []
    assert queries.problems("forms", body) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: form(body, "joint")["sections"][0].update(discipline="surgeon"), "the role 'surgeon'"),
        (lambda body: form(body, "joint").update(sections=form(body, "joint")["sections"][:1]), "is joint"),
        (lambda body: form(body, "initial").update(sections=[]), "asks nothing"),
        (lambda body: form(body, "initial").update(source=" "), "needs a title, and a source"),
        (lambda body: body["forms"].append(form(body, "joint")), "Two forms have the code 'joint'"),
        (lambda body: form(body, "joint")["sections"].append(form(body, "joint")["sections"][0]), "twice"),
        (lambda body: rule(body, "lives_alone").update(sentence=""), "needs a sentence"),
        (lambda body: rule(body, "lives_alone").update(source=""), "needs a source"),
        (
            lambda body: rule(body, "lives_alone").update(right=rule(body, "lives_alone")["left"]),
            "with itself",
        ),
        (lambda body: rule(body, "lives_alone").update(cannot_both=[{"left": [], "right": ["x"]}]), "pairs"),
        (
            lambda body: rule(body, "lives_alone").update(cannot_both=[{"left": ["x"], "right": ["y"]}]),
            "comes out",
        ),
        (lambda body: body.update(examples=[]), "at least one worked example"),
        (lambda body: body.update(examples=body["examples"][1:3]), "No example shows"),
        (lambda body: form(body, "joint").pop("title"), "cannot be read"),
        (lambda body: body.update(forms=3), "cannot be read"),
    ],
)
def test_rules_that_do_not_hold_say_why(body, change, said):
    change(body)
    assert said in " ".join(forms.problems(body))


def test_every_question_and_answer_that_a_contradiction_names_is_asked(body):
    for each in forms.read(body).contradictions:
        for place, side in ((each.left, 0), (each.right, 1)):
            file = INSTRUMENTS / f"{place.instrument}.json"
            question = reading.read(json.loads(file.read_text("utf-8"))).question(place.question)
            assert question is not None, place
            named = set().union(*(pair[side] for pair in each.pairs))
            assert named <= {option.code for option in question.options}, (each.code, place)


def test_every_instrument_of_a_form_comes_along_and_its_discipline_may_answer_its_class(body):
    from accounts.permissions import GRANTS, Reach

    for each in forms.read(body):
        for part in each.parts:
            file = INSTRUMENTS / f"{part.instrument}.json"
            sort = reading.read(json.loads(file.read_text("utf-8"))).sort
            assert f"edit_{sort}" in GRANTS[part.discipline][Reach.CASE], (each.code, part)


def test_what_was_not_answered_contradicts_nothing(body):
    known = forms.read(body).contradictions[0]
    pair = next(iter(known.pairs))
    left, right = next(iter(pair[0])), next(iter(pair[1]))
    assert known.holds(left, right)
    assert known.holds([left, "else"], right)
    for nothing in (None, "", [], "asked-declined", 3, True):
        assert not known.holds(nothing, right)
        assert not known.holds(left, nothing)
