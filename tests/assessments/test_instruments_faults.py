"""Broken files: each fault with its line and a sentence; what comes with the application has none."""

import json
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from assessments import answers, faults, reading
from assessments.faults import Fault
from assessments.loading import SHIPPED
from assessments.questionnaire import BOOLEAN, DATE
from core import json as limited
from tests.assessments.instruments import FILES, body, instrument


@pytest.mark.parametrize("code", sorted(FILES))
def test_what_comes_with_the_application_has_no_fault(code):
    text = FILES[code].read_text("utf-8")
    assert faults.of_text(code, text, shipped=FILES[code].parent == SHIPPED)[1] == []


def phq2(change):
    """The sentences about a PHQ-2 that was changed."""
    changed = body("phq-2")
    change(changed)
    return faults.of_body(changed)


def ext(element, name, nth=0):
    """The nth extension of a name."""
    return [each for each in element["extension"] if each["url"] == name][nth]


def about(changed):
    return ext(changed, reading.INSTRUMENT)


def rule(changed):
    return ext(changed, reading.SCORING)


def band(changed, nth=0):
    return ext(rule(changed), "band", nth)


def put(element, name, value):
    """Another value in an extension."""
    found = ext(element, name)
    [kind] = [key for key in found if key.startswith("value")]
    found[kind] = value


def drop(element, name):
    element["extension"].remove(ext(element, name))


def flag(changed, *parts):
    changed["extension"].append({"url": reading.FLAG, "extension": [{"url": "code", "valueCode": "f"}, {"url": "label", "valueString": "F"}, *parts]})  # fmt: skip


def when(**clause):
    kinds = {"items": "valueString", "answer": "valueCode", "declined": "valueBoolean", "score": "valueCode", "count": "valueInteger"}  # fmt: skip
    inside = [
        {"url": name.replace("_", "-"), kinds.get(name, "valueDecimal"): value}
        for name, value in clause.items()
    ]
    return {"url": "when", "extension": inside}


ACT = {"url": "action", "valueCode": "T-PHQ9"}
ITEMS = "item"
BROKEN = [
    # how the file is broken, what is said about it
    (lambda b: put(band(b), "max", 1), "Before the band “positive” is a gap: nothing covers 2 up to 3."),
    (lambda b: put(band(b), "max", 3), "The band “positive” overlaps what is below: it must begin at 4."),
    (lambda b: put(band(b, 1), "max", 5), "The bands end at 5, but results end at 6."),
    (lambda b: put(band(b, 1), "max", 7), "The bands end at 7, but results end at 6."),
    (lambda b: put(band(b), "min", -1), "begins at -1, but no result is below 0"),
    (lambda b: put(band(b), "min", 1), "a gap: nothing covers 0 up to 1"),
    (lambda b: put(band(b), "max", -1), "ends before it begins"),
    (lambda b: put(band(b), "code", "positive"), "Two bands have the code “positive”."),
    (lambda b: put(band(b), "tone", "pink"), "There is no tone “pink”."),
    (lambda b: put(band(b, 1), "action", "T-NOBODY"), "There is no task “T-NOBODY”."),
    (lambda b: put(band(b, 1), "need", "gold"), "There is no need “gold”"),
    (lambda b: drop(band(b), "label"), "Give “band” its “label”."),
    (lambda b: put(band(b), "label", 7), "“label” has one value: valueString."),
    (lambda b: put(rule(b), "items", "q1-q3"), "There is no question “q1-q3”."),
    (lambda b: put(rule(b), "items", "q1,q7"), "There is no question “q7”."),
    (lambda b: put(rule(b), "method", "add"), "There is no method “add”"),
    (lambda b: put(rule(b), "missing", "zero"), "“zero” says nothing about missing answers"),
    (lambda b: put(rule(b), "method", "any-positive"), "“q1” has no answer that counts as positive."),
    (lambda b: put(rule(b), "method", "lookup"), "A lookup needs its table"),
    (lambda b: put(rule(b), "code", "PHQ 2"), "A score has a code of small letters"),
    (lambda b: b["extension"].append(rule(b)), "The score code “phq-2” stands twice."),
    (lambda b: rule(b)["extension"].append({"url": "minimum", "valueInteger": 1}), "“minimum” belongs to a mean"),
    (lambda b: rule(b)["extension"].append({"url": "places", "valueInteger": 3}), "0, 1 or 2 decimal places"),
    (lambda b: rule(b)["extension"].append({"url": "group", "valueString": "q1"}), "Each item stands in one group."),
    (lambda b: rule(b)["extension"].append({"url": "colour", "valueString": "red"}), "The extension “colour” is not read in “urn:cm:scoring”."),
    (lambda b: rule(b)["extension"].append({"url": "method", "valueCode": "sum"}), "“method” stands here already."),
    (lambda b: rule(b)["extension"].append({"url": "change", "extension": [{"url": "domain", "valueCode": "mood"}, {"url": "better", "valueCode": "less"}, {"url": "source", "valueString": "x"}]}), "whether lower or higher is better"),
    (lambda b: drop(rule(b), "missing"), "Give “urn:cm:scoring” its “missing”."),
    (lambda b: drop(b, reading.INSTRUMENT), "Give an instrument its “urn:cm:instrument”."),
    (lambda b: drop(about(b), "licence"), "Give “urn:cm:instrument” its “licence”."),
    (lambda b: put(about(b), "licence", "D"), "A licence class is A, B or own."),
    (lambda b: put(about(b), "licence", "C"), "The words of a class C instrument are not stored."),
    (lambda b: put(about(b), "sort", "secret"), "“secret” is not a class of information"),
    (lambda b: put(about(b), "discipline", "barber"), "“barber” is not a discipline"),
    (lambda b: put(about(b), "activity", "tea"), "“tea” is not a purpose of work"),
    (lambda b: put(about(b), "subject", "PHQ 2"), "A subject is small letters"),
    (lambda b: b.update(copyright=" "), "Say whose words these are"),
    (lambda b: b.update(id="PHQ 2"), "An instrument's id is small letters"),
    (lambda b: b.update(version=""), "A version is digits"),
    (lambda b: b.update(version=2), "“version” is a text."),
    (lambda b: b.update(title="x" * 161), "A title has 1 to 160 signs."),
    (lambda b: b.update(resourceType="Patient"), "An instrument is a Questionnaire."),
    (lambda b: b.update(scroing=[]), "“scroing” is not read in an instrument. Correct it or take it out."),
    (lambda b: b.pop(ITEMS), "Give an instrument its “item”."),
    (lambda b: b.update(item=b[ITEMS][:1]), "There is nothing to answer."),
    (lambda b: b[ITEMS].append("q3"), "Here stands an item: an object in braces."),
    (lambda b: b[ITEMS][1].update(linkId="q2"), "The linkId “q2” stands twice."),
    (lambda b: b[ITEMS][1].update(linkId="q 1"), "A linkId is letters, digits"),
    (lambda b: b[ITEMS][1].update(type="slider"), "There is no type “slider” here"),
    (lambda b: b[ITEMS][1].update(text=" "), "Item “q1” has no text."),
    (lambda b: b[ITEMS][1].pop("answerValueSet"), "Give “q1” its answers"),
    (lambda b: b[ITEMS][1].update(answerValueSet="#none"), "There is no value set “#none” inside this file."),
    (lambda b: b[ITEMS][1].update(type="integer"), "Only a choice has answers to choose from."),
    (lambda b: b[ITEMS][1].update(repeats=True), "takes several answers and cannot be added up"),
    (lambda b: b[ITEMS][1].update(maxLength=0), "maxLength is from 1 to 20,000."),
    (lambda b: b[ITEMS][1].update(enableWhen=[{"question": "q2", "operator": "=", "answerCoding": {"code": "LA6568-5"}}]), "“q2” is no question that was asked before this one."),
    (lambda b: b[ITEMS][2].update(enableWhen=[{"question": "q1", "operator": "~", "answerCoding": {"code": "LA6568-5"}}]), "There is no operator “~”."),
    (lambda b: b[ITEMS][2].update(enableWhen=[{"question": "q1", "operator": "=", "answerInteger": 3}]), "This condition is on answerCoding alone."),
    (lambda b: b[ITEMS][2].update(enableWhen=[{"question": "q1", "operator": "=", "answerCoding": {"code": "LA0-0"}}]), "“LA0-0” is no answer to “q1”."),
    (lambda b: b[ITEMS][2].update(enableWhen=[{"question": "q1", "operator": "=", "answerCoding": {"code": "LA6568-5"}}]), "“q2” is not always asked"),
    (lambda b: concept(b).pop("extension"), "needs its points (ordinalValue)"),
    (lambda b: ext(concept(b), "http://hl7.org/fhir/StructureDefinition/ordinalValue").update(valueDecimal="0"), "ordinalValue” has one value: valueDecimal or valueInteger."),
    (lambda b: concept(b).update(code="LA6569-3"), "The answer code “LA6569-3” stands twice in one question."),
    (lambda b: concept(b).update(code="asked-declined"), "“asked-declined” is kept for declining"),
    (lambda b: flag(b, when(items="q1", at_least=1)), "A flag asks for something"),
    (lambda b: flag(b, ACT), "Give “urn:cm:flag” its “when”."),
    (lambda b: flag(b, when(items="q1"), ACT), "A clause says one thing"),
    (lambda b: flag(b, when(items="q1", answer="LA0-0"), ACT), "“LA0-0” is no answer to “q1”."),
    (lambda b: flag(b, when(items="q1", at_least=1, count=2), ACT), "“count” is from 1 to the number of items."),
    (lambda b: flag(b, when(score="phq-8", at_least=1), ACT), "There is no score “phq-8”."),
    (lambda b: flag(b, when(score="phq-2"), ACT), "A clause about a score says at-least or at-most."),
    (lambda b: flag(b, when(at_least=1), ACT), "A clause is about items or about a score."),
    (lambda b: flag(b, when(items="q9", at_least=1), ACT), "There is no question “q9”."),
    (lambda b: flag(b, when(items="q1", at_least=1), {"url": "protocol", "valueCode": "panic"}), "There is no protocol “panic”"),
    (lambda b: flag(b, when(items="q1", at_least=1), ACT, {"url": "acute", "valueBoolean": True}), "Only a flag that opens a protocol can be acute."),
]  # fmt: skip


def concept(changed):
    return changed["contained"][0]["compose"]["include"][0]["concept"][0]


@pytest.mark.parametrize(("change", "sentence"), BROKEN)
def test_a_broken_file_is_named(change, sentence):
    found = phq2(change)
    assert any(sentence in each for each in found), found


def test_a_file_of_ours_shows_nothing_that_needs_a_licence():
    text = json.dumps(body("hits"))
    assert faults.of_text("x.json", text)[1] == []
    [fault] = faults.of_text("x.json", text, shipped=True)[1]
    assert "free to show in full" in fault.sentence


TEXT = """{
  "resourceType": "Questionnaire", "id": "own", "version": "1",
  "title": "Own", "copyright": "Ours",
  "extension": [
    {"url": "urn:cm:instrument", "extension": [
      {"url": "licence", "valueCode": "own"}, {"url": "source", "valueString": "ours"},
      {"url": "sort", "valueCode": "plan"}, {"url": "discipline", "valueCode": "nurse"},
      {"url": "activity", "valueCode": "screen"}, {"url": "subject", "valueCode": "own"}]},
    {"url": "urn:cm:scoring", "extension": [
      {"url": "code", "valueCode": "own"}, {"url": "label", "valueString": "Own"},
      {"url": "method", "valueCode": "sum"}, {"url": "missing", "valueCode": "null-if-any-missing"},
      {"url": "items", "valueString": "a"},
      {"url": "band", "extension": [
        {"url": "min", "valueDecimal": 0}, {"url": "max", "valueDecimal": 4},
        {"url": "code", "valueCode": "low"}, {"url": "label", "valueString": "Low"}]},
      {"url": "band", "extension": [
        {"url": "min", "valueDecimal": 5}, {"url": "max", "valueDecimal": 10},
        {"url": "code", "valueCode": "high"}, {"url": "label", "valueString": "High"}]}]}
  ],
  "item": [
    {"linkId": "a", "text": "How much?", "type": "integer", "extension": [
      {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
      {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 10}]}
  ]
}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ('"valueDecimal": 5}', '"valueDecimal": 6}', 16, "Before the band “high” is a gap"),
        ('"type": "integer"', '"type": "number"', 21, "There is no type “number”"),
        ('"valueString": "a"}', '"valueString": "b"}', 12, "There is no question “b”."),
        ('"valueCode": "nurse"', '"valueCode": "chef"', 7, "“chef” is not a discipline"),
        ('"copyright": "Ours",', '"copyright": "Ours"', 4, "This is not JSON: line 4"),
        ('"copyright": "Ours"', '"copyrite": "Ours"', 3, "“copyrite” is not read in an instrument."),
        ('"valueInteger": 10', '"valueString": "10"', 23, "has one value"),
        ('"version": "1"', '"version": "1", "version": "2"', 1, "A name stands twice"),
        ("Low", "x" * 121, 13, "a label of at most 120"),
    ],
)
def test_a_fault_says_its_file_and_line(old, new, line, sentence):
    assert faults.of_text("own.json", TEXT)[1] == []
    assert TEXT.count(old) == 1
    found = faults.of_text("own.json", TEXT.replace(old, new))[1]
    assert any(
        fault.file == "own.json" and fault.line == line and sentence in fault.sentence for fault in found
    ), found
    assert str(Fault("own.json", 3, "Wrong.")) == "own.json:3: Wrong."


@pytest.mark.parametrize(
    "text", ["", "[]", '"text"', "{}", "[" * 30 + "]" * 30, "{" * 5000, "x" * 1_000_001, '{"id": "\\ud800"}']
)
def test_whatever_is_in_a_file_it_is_answered_by_a_fault(text):
    assert faults.of_text("x.json", text)[1]


def test_taking_any_part_of_a_file_away_never_breaks_the_check():
    """Each element of a file left out, or another type in its place: a fault, or an instrument that can still be read."""
    for code in ("asq", "bims", "semcd-6", "hits"):
        whole = body(code)
        for path in paths(whole):
            for other in (None, "x", 7, [], {}, True):
                changed = json.loads(json.dumps(whole))
                replaced(changed, path, other)
                if not faults.of_body(changed):
                    reading.read(changed)


def paths(document, path=()):
    if path:
        yield path
    inside = (
        document.items()
        if isinstance(document, dict)
        else enumerate(document)
        if isinstance(document, list)
        else ()
    )
    for step, value in inside:
        yield from paths(value, (*path, step))


def replaced(document, path, other):
    for step, _next in pairwise(path):
        document = document[step]
    if other is None:
        del document[path[-1]]
    else:
        document[path[-1]] = other


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(0, 4, 0), (5, None, 1)], ""),
        ([(0, 4, 0), (5, 10, 1)], ""),
        ([(0, 4, 0), (6, None, 1)], "follow each other without gap"),
        ([(0, 4, 0), (4, None, 1)], "follow each other without gap"),
        ([(1, 4, 0), (5, None, 1)], "follow each other without gap"),
        ([(0, 4, 0), (5, 9, 1)], "The table ends at 9, but sums end at 10"),
    ],
)
def test_a_table_of_points_covers_every_sum(rows, sentence):
    changed = json.loads(TEXT)
    put(rule(changed), "method", "lookup")
    drop(rule(changed), "band")
    drop(rule(changed), "band")
    for least, most, points in rows:
        ends = [
            {"url": "min", "valueDecimal": least},
            *([{"url": "max", "valueDecimal": most}] if most else []),
        ]
        rule(changed)["extension"].append(
            {"url": "row", "extension": [*ends, {"url": "points", "valueDecimal": points}]}
        )
    found = faults.of_body(changed)
    assert found == [] if not sentence else any(sentence in each for each in found), found


def test_dates_and_yes_or_no_are_types_too():
    one = instrument("rulers").question("raise")
    day = replace(one, kind=DATE)
    assert answers.taken(day, "2026-02-28") == "2026-02-28"
    for wrong in ("2026-02-30", 5, "soon"):
        with pytest.raises(answers.Impossible, match="year-month-day"):
            answers.taken(day, wrong)
    assert answers.said(day, date(2026, 2, 8).isoformat()) == "8 Feb 2026"
    yes = replace(one, kind=BOOLEAN)
    assert answers.taken(yes, False) is False
    with pytest.raises(answers.Impossible, match="answer yes, no or Declined"):
        answers.taken(yes, "yes")


def test_a_shipped_file_is_within_the_limits_of_a_request():
    for path in FILES.values():
        assert limited.read(path.read_text("utf-8"))
