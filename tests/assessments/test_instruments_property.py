"""Whatever is answered: a result lies in its range and its band, and nothing missing is ever counted as a zero."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import answers as checking
from assessments.answers import DECLINED
from assessments.branching import Branching
from assessments.questionnaire import BOOLEAN, CHOICE, DATE, TEXT
from assessments.scoring import Missing, Status, score
from assessments.scoring_methods import reach, reckon
from tests.assessments.instruments import FILES, instrument, scored

CODES = sorted(FILES)
AGES = st.one_of(st.none(), st.integers(0, 110))


def answer(questionnaire, question):
    """Any answer that a question takes."""
    if question.kind == CHOICE:
        codes = [option.code for option in question.options]
        free = [option.code for option in question.options if not option.exclusive]
        whole = st.sampled_from(codes)
        if question.repeats:
            whole = st.lists(st.sampled_from(free), min_size=1, unique=True) | whole.map(lambda code: [code])
        able = whole
    elif question.kind == TEXT:
        return st.text(
            alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20
        )
    elif question.kind == BOOLEAN:
        able = st.booleans()
    elif question.kind == DATE:
        able = st.dates().map(str)
    else:
        able = st.integers(int(question.least), int(question.most))
    return able | st.just(DECLINED) if questionnaire.declinable else able


@st.composite
def answered(draw, code):
    """Some of a questionnaire's answers, and an age."""
    questionnaire = instrument(code)
    chosen = draw(st.sets(st.sampled_from([each.link_id for each in questionnaire.questions])))
    given = {
        question.link_id: draw(answer(questionnaire, question))
        for question in questionnaire.questions
        if question.link_id in chosen
    }
    return questionnaire, given, draw(AGES)


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_valid_answer_is_taken_as_it_is(code, data):
    questionnaire, given_, _age = data.draw(answered(code))
    checked = checking.check(questionnaire, given_)
    assert checked.wrong == {}
    assert checking.check(questionnaire, checked.values).values == checked.values


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_result_never_leaves_its_range_and_its_band(code, data):
    questionnaire, given_, age = data.draw(answered(code))
    for rule, result in zip(questionnaire.scores, score(questionnaire, given_, age).results, strict=True):
        floor, ceiling = bounds(rule, questionnaire)
        for number in (result.low, result.high):
            assert number is None or floor <= number <= ceiling
        if result.total is not None:
            assert result.low == result.high == result.total
            assert result.status is Status.COMPLETE
            assert result.band == rule.band_of(result.total)
            assert bool(result.band) is bool(rule.bands)
        elif rule.missing != Missing.RANGE:
            assert result.band is None


def bounds(rule, questionnaire):
    questions = scored(questionnaire, rule.code)
    worths = [reach(rule, question) for question in questions]
    loose = [
        worth.or_nothing() if question.gates or question.from_age else worth
        for worth, question in zip(worths, questions, strict=True)
    ]
    spans = [
        reckon(rule, loose),
        *(reckon(rule, [worth]) for worth in worths if rule.missing == Missing.MINIMUM),
    ]
    return min(low for low, _high in spans), max(high for _low, high in spans)


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_total_is_given_only_when_nothing_missing_could_change_it(code, data):
    """Against brute force: every way of answering what is open gives that very total, or there is none."""
    questionnaire, given_, age = data.draw(answered(code))
    for rule, result in zip(questionnaire.scores, score(questionnaire, given_, age).results, strict=True):
        if result.total is None or rule.missing == Missing.MINIMUM:
            continue
        for more in ways(questionnaire, rule, given_, age):
            again = score(questionnaire, {**more, **given_}, age).result(rule.code)
            assert (again.total, again.status) == (result.total, Status.COMPLETE)


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_what_is_missing_stays_inside_the_range_whatever_is_answered_later(code, data):
    questionnaire, given_, age = data.draw(answered(code))
    for rule, result in zip(questionnaire.scores, score(questionnaire, given_, age).results, strict=True):
        if result.low is None or rule.missing == Missing.MINIMUM:
            continue
        for more in ways(questionnaire, rule, given_, age):
            later = score(questionnaire, {**more, **given_}, age).result(rule.code)
            assert later.total is None or result.low <= later.total <= result.high


def ways(questionnaire, rule, given_, age, most=40):
    """Ways of answering the questions of a score that have no answer yet, each answer at either end of what it is worth."""
    tree = Branching(questionnaire, given_, age)
    open_ = [
        each
        for each in scored(questionnaire, rule.code)
        if each.link_id not in given_ and not (tree.settled(each) and not tree.asked(each))
    ]
    choices = [[(each.link_id, value) for value in ends(each)] for each in open_]
    for number, way in enumerate(product(*choices)):
        if number == most:
            return
        yield dict(way)


def ends(question):
    if question.kind != CHOICE:
        return [int(question.least), int(question.most)]
    ordered = sorted(question.options, key=lambda option: (option.points or 0, option.positive))
    found = [ordered[0].code, ordered[-1].code]
    return [[code] for code in found] if question.repeats else found


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_leaving_an_answer_out_never_looks_like_answering_zero(code, data):
    questionnaire, given_, age = data.draw(answered(code))
    before = score(questionnaire, given_, age)
    for link_id in given_:
        rest = {name: value for name, value in given_.items() if name != link_id}
        for rule, result in zip(questionnaire.scores, score(questionnaire, rest, age).results, strict=True):
            if link_id in rule.items and result.total is not None and rule.missing == Missing.NULL:
                # Only a question that is not asked any more may be missing without a trace.
                assert link_id not in {
                    each.link_id for each in Branching(questionnaire, rest, age).questions()
                }
            if link_id in rule.items and result.total is None and link_id in result.missing:
                assert result.points[link_id] is None
    assert isinstance(before.actions, tuple)


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_safety_answer_fires_whatever_else_is_answered(code, data):
    """A flag raised by one answer alone stays raised as long as that question is asked."""
    questionnaire, given_, age = data.draw(answered(code))
    for flag in questionnaire.flags:
        [*clauses] = flag.clauses
        if not flag.protocol or len(clauses) > 1 or clauses[0].score:
            continue
        tree = Branching(questionnaire, given_, age)
        hit = [link_id for link_id in clauses[0].items if tree.answered(questionnaire.question(link_id))]
        alone = {link_id: given_[link_id] for link_id in hit}
        direct = questionnaire.question(hit[0]) if len(hit) == 1 else None
        if direct and not direct.gates and flag in score(questionnaire, alone, age).flags:
            assert flag in score(questionnaire, given_, age).flags


def test_points_are_decimals_and_half_goes_up():
    result = score(instrument("peg"), {"q1": 5, "q2": 5, "q3": 6}).result("peg")
    assert result.total == Decimal("5.3")
    questionnaire = instrument("semcd-6")
    four = {"q1": 6, "q2": 6, "q3": 6, "q4": 7}
    assert str(score(questionnaire, four).result("semcd-6").total) == "6.3"  # 6.25
