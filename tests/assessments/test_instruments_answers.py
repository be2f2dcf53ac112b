"""Answers that no question takes: each is named, with a sentence that says what to do; nothing else is lost."""

import pytest

from assessments.answers import DECLINED, check, of_rows, said
from assessments.models import Answer
from tests.assessments.instruments import instrument

WRONG = [
    # instrument, link id, answer, sentence
    ("phq-9", "q9", "LA0-0", "Question 9: choose 0 to 3 or Declined."),
    ("phq-9", "q9", 4, "Question 9: choose 0 to 3 or Declined."),
    ("phq-9", "q9", -1, "Question 9: choose 0 to 3 or Declined."),
    ("phq-9", "q9", 1.5, "Question 9: choose 0 to 3 or Declined."),
    ("phq-9", "q9", True, "Question 9: choose 0 to 3 or Declined."),
    ("phq-9", "q9", ["LA6568-5"], "Question 9: choose 0 to 3 or Declined."),
    ("phq-9", "q9", {"code": "LA6568-5"}, "Question 9: choose 0 to 3 or Declined."),
    ("phq-9", "q9", "Not at all", "Question 9: choose 0 to 3 or Declined."),
    ("phq-9", "q77", "LA6568-5", "PHQ-9: mood has no question q77."),
    ("ahc-core", "q5", "maybe", "Question 5: choose Yes, No or Declined."),
    ("ahc-core", "q2", ["LA31996-4", "LA9-3"], "Question 2: “None of the above” does not go with another answer."),
    ("ahc-core", "q2", ["LA31996-4", "LA0-0"], "Question 2: choose one of its answers or Declined."),
    ("ahc-core", "q2", ["LA31996-4"] * 9, "Question 2: choose one of its answers or Declined."),
    ("ahc-core", "q2", [DECLINED, "LA9-3"], "Question 2: choose one of its answers or Declined."),
    ("peg", "q1", 11, "Question 1: give a whole number from 0 to 10 or Declined."),
    ("peg", "q1", -1, "Question 1: give a whole number from 0 to 10 or Declined."),
    ("peg", "q1", "5", "Question 1: give a whole number from 0 to 10 or Declined."),
    ("peg", "q1", 5.0, "Question 1: give a whole number from 0 to 10 or Declined."),
    ("peg", "q1", False, "Question 1: give a whole number from 0 to 10 or Declined."),
    ("barriers", "medicines", DECLINED, "Question 1: this is not a question that somebody declines."),
    ("section-gg", "gg0130a-now", "11", "Eating: now: choose one of its answers."),
    ("rulers", "raise", "x" * 1001, "What would make the number one higher?: shorten this to 1,000 signs."),
    ("rulers", "raise", "a\x00b", "What would make the number one higher?: this holds a sign that cannot be kept. Write it anew."),
    ("rulers", "raise", "half a pair \ud800", "What would make the number one higher?: this holds a sign that cannot be kept. Write it anew."),
    ("rulers", "raise", 7, "What would make the number one higher?: write text here."),
    ("rulers", "raise", DECLINED, "What would make the number one higher?: this is not a question that somebody declines."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "link_id", "answer", "sentence"), WRONG)
def test_an_impossible_answer_is_named(code, link_id, answer, sentence):
    checked = check(instrument(code), {link_id: answer})
    assert (checked.wrong, checked.values) == ({link_id: sentence}, {})


def test_each_wrong_answer_is_named_and_the_others_are_kept():
    checked = check(instrument("phq-9"), {"q1": "LA6569-3", "q2": 9, "q3": DECLINED, "other": 1})
    assert checked.values == {"q1": "LA6569-3", "q3": DECLINED}
    assert set(checked.wrong) == {"q2", "other"}


def test_nothing_is_no_answer():
    assert check(instrument("ahc-core"), {"q1": None, "q2": [], "q3": ""}).values == {}


def test_points_stand_for_the_answer_where_they_tell_answers_apart():
    assert check(instrument("phq-9"), {"q1": 2}).values == {"q1": "LA6570-1"}
    # Two answers to this one are worth 0: a 0 could be either.
    assert "c0300a" in check(instrument("bims"), {"c0300a": 0}).wrong
    assert check(instrument("bims"), {"c0300a": 3}).values == {"c0300a": "correct"}


def test_several_answers_are_kept_in_the_order_asked_and_once():
    checked = check(instrument("ahc-core"), {"q2": ["LA32001-2", "LA31996-4", "LA32001-2"]})
    assert checked.values == {"q2": ["LA31996-4", "LA32001-2"]}
    assert check(instrument("ahc-core"), {"q2": "LA9-3"}).values == {"q2": ["LA9-3"]}


def test_a_megabyte_is_refused_in_a_short_sentence():
    megabyte = "x" * 1_000_000
    checked = check(instrument("rulers"), {"raise": megabyte, "importance": megabyte, megabyte: 1})
    assert len(checked.wrong) == 3
    assert all(len(name) <= 40 and len(sentence) < 200 for name, sentence in checked.wrong.items())


def test_stored_answers_come_back_as_they_are_checked():
    rows = [
        Answer(link_id="q1", value="LA6569-3"),
        Answer(link_id="q2", value=None, declined=True),
        Answer(link_id="q3", value=None),
        Answer(link_id="q4", value=0),
    ]
    assert of_rows(rows) == {"q1": "LA6569-3", "q2": DECLINED, "q4": 0}


@pytest.mark.parametrize(
    ("code", "link_id", "value", "words"),
    [
        ("phq-9", "q1", "LA6569-3", "Several days"),
        ("phq-9", "q1", DECLINED, "Declined"),
        ("phq-9", "q1", None, ""),
        ("ahc-core", "q2", ["LA28580-1", "LA32001-2"], "Mold; Water leaks"),
        ("peg", "q1", 7, "7"),
        ("rulers", "raise", "A <b>bold</b> word", "A <b>bold</b> word"),
    ],
)
def test_an_answer_in_words(code, link_id, value, words):
    assert said(instrument(code).question(link_id), value) == words
