"""Worked examples of every instrument at each edge of each band, as a nurse can check them on paper."""

from decimal import Decimal

import pytest

from assessments.answers import DECLINED
from assessments.scoring import Status, score
from tests.assessments.instruments import FILES, by_points, instrument, spread

YES, NO = "LA33-6", "LA32-8"


EDGES = [
    # instrument, points of each question, total, band
    ("phq-2", [0, 0], 0, "negative"),
    ("phq-2", [2, 0], 2, "negative"),
    ("phq-2", [2, 1], 3, "positive"),
    ("phq-2", [3, 3], 6, "positive"),
    ("phq-9", spread(0, 9, 3), 0, "minimal"),
    ("phq-9", spread(4, 9, 3), 4, "minimal"),
    ("phq-9", spread(5, 9, 3), 5, "mild"),
    ("phq-9", spread(9, 9, 3), 9, "mild"),
    ("phq-9", spread(10, 9, 3), 10, "moderate"),
    ("phq-9", spread(14, 9, 3), 14, "moderate"),
    ("phq-9", spread(15, 9, 3), 15, "moderately-severe"),
    ("phq-9", spread(19, 9, 3), 19, "moderately-severe"),
    ("phq-9", spread(20, 9, 3), 20, "severe"),
    ("phq-9", spread(27, 9, 3), 27, "severe"),
    ("gad-2", [1, 1], 2, "negative"),
    ("gad-2", [3, 0], 3, "positive"),
    ("gad-2", [3, 3], 6, "positive"),
    ("gad-7", spread(0, 7, 3), 0, "minimal"),
    ("gad-7", spread(4, 7, 3), 4, "minimal"),
    ("gad-7", spread(5, 7, 3), 5, "mild"),
    ("gad-7", spread(9, 7, 3), 9, "mild"),
    ("gad-7", spread(10, 7, 3), 10, "moderate"),
    ("gad-7", spread(14, 7, 3), 14, "moderate"),
    ("gad-7", spread(15, 7, 3), 15, "severe"),
    ("gad-7", spread(21, 7, 3), 21, "severe"),
    ("cage", [0, 0, 0, 0], 0, "negative"),
    ("cage", [0, 1, 0, 0], 1, "ask-more"),
    ("cage", [1, 0, 0, 1], 2, "significant"),
    ("cage", [1, 1, 1, 1], 4, "significant"),
    ("bims", [0, 0, 0, 0, 0, 0, 0], 0, "severe"),
    ("bims", [3, 3, 1, 0, 0, 0, 0], 7, "severe"),
    ("bims", [3, 3, 2, 0, 0, 0, 0], 8, "moderate"),
    ("bims", [3, 3, 2, 0, 2, 2, 0], 12, "moderate"),
    ("bims", [3, 3, 2, 1, 2, 2, 0], 13, "intact"),
    ("bims", [3, 3, 2, 1, 2, 2, 2], 15, "intact"),
    ("steadi", [0] * 12, 0, "not-at-risk"),
    ("steadi", [2, 0, 1, *[0] * 9], 3, "not-at-risk"),
    ("steadi", [2, 2, *[0] * 10], 4, "at-risk"),
    ("steadi", [2, 2, *[1] * 10], 14, "at-risk"),
    ("basic-adl", [0, 0, 0, 0, 0, 0], 0, "severe"),
    ("basic-adl", [1, 1, 0, 0, 0, 0], 2, "severe"),
    ("basic-adl", [1, 1, 1, 0, 0, 0], 3, "moderate"),
    ("basic-adl", [1, 1, 1, 1, 1, 0], 5, "moderate"),
    ("basic-adl", [1, 1, 1, 1, 1, 1], 6, "independent"),
    ("pain", [0], 0, "none"),
    ("pain", [1], 1, "mild"),
    ("pain", [3], 3, "mild"),
    ("pain", [4], 4, "moderate"),
    ("pain", [6], 6, "moderate"),
    ("pain", [7], 7, "severe"),
    ("pain", [10], 10, "severe"),
    ("peg", [0, 0, 0], "0.0", "mild"),
    ("peg", [4, 4, 3], "3.7", "mild"),
    ("peg", [4, 4, 4], "4.0", "moderate"),
    ("peg", [7, 7, 6], "6.7", "moderate"),
    ("peg", [7, 7, 7], "7.0", "severe"),
    ("peg", [10, 10, 10], "10.0", "severe"),
    ("sils", [1], 1, "negative"),
    ("sils", [2], 2, "negative"),
    ("sils", [3], 3, "positive"),
    ("sils", [5], 5, "positive"),
    ("semcd-6", [1] * 6, "1.0", "low"),
    ("semcd-6", [7, 7, 7, 7, 7, 6], "6.8", "low"),
    ("semcd-6", [7] * 6, "7.0", "confident"),
    ("semcd-6", [10] * 6, "10.0", "confident"),
    ("stage-of-change", [1], 1, "not-thinking"),
    ("stage-of-change", [2], 2, "thinking"),
    ("stage-of-change", [3], 3, "preparing"),
    ("stage-of-change", [4], 4, "doing"),
    ("stage-of-change", [5], 5, "keeping-up"),
    ("iadl", [0] * 8, 0, None),
    ("iadl", [1] * 8, 8, None),
    ("barriers", [0] * 14, 0, None),
    ("barriers", [1] * 14, 14, None),
    ("hits", [1, 1, 1, 1], 4, "no-need"),
    ("hits", [5, 3, 1, 1], 10, "no-need"),
    ("hits", [5, 4, 1, 1], 11, "need"),
    ("hits", [5, 5, 5, 5], 20, "need"),
]


@pytest.mark.parametrize(("code", "answers", "total", "band"), EDGES)
def test_each_edge_of_each_band(code, answers, total, band):
    questionnaire = instrument(code)
    result = score(questionnaire, by_points(questionnaire, answers)).result(code)
    assert result.total == result.low == result.high == Decimal(total)
    assert str(result.total) == str(total)
    assert (result.band.code if result.band else None) == band
    assert result.status is Status.COMPLETE


DOMAINS = [
    # instrument, score, answers, age, band
    ("ahc-core", "ahc-housing", {"q1": "LA31993-1", "q2": ["LA9-3"]}, None, "no-need"),
    ("ahc-core", "ahc-housing", {"q1": "LA31994-9", "q2": ["LA9-3"]}, None, "need"),
    ("ahc-core", "ahc-housing", {"q1": "LA31995-6", "q2": ["LA9-3"]}, None, "need"),
    ("ahc-core", "ahc-housing", {"q1": "LA31993-1", "q2": ["LA28580-1", "LA32001-2"]}, None, "need"),
    ("ahc-core", "ahc-food", {"q3": "LA28398-8", "q4": "LA28398-8"}, None, "no-risk"),
    ("ahc-core", "ahc-food", {"q3": "LA28398-8", "q4": "LA6729-3"}, None, "LA19952-3"),
    ("ahc-core", "ahc-food", {"q3": "LA28397-0", "q4": "LA28398-8"}, None, "LA19952-3"),
    ("ahc-core", "ahc-transport", {"q5": NO}, None, "no-need"),
    ("ahc-core", "ahc-transport", {"q5": YES}, None, "need"),
    ("ahc-core", "ahc-utilities", {"q6": NO}, None, "no-need"),
    ("ahc-core", "ahc-utilities", {"q6": YES}, None, "need"),
    ("ahc-core", "ahc-utilities", {"q6": "LA32002-0"}, None, "need"),
    ("ahc-supplemental", "ahc-money", {"q11": "LA31980-8"}, None, "no-need"),
    ("ahc-supplemental", "ahc-money", {"q11": "LA22683-9"}, None, "need"),
    ("ahc-supplemental", "ahc-work", {"q12": "LA31983-2"}, None, "no-need"),
    ("ahc-supplemental", "ahc-work", {"q12": "LA31982-4"}, None, "need"),
    ("ahc-supplemental", "ahc-support", {"q13": "LA31977-4"}, None, "no-need"),
    ("ahc-supplemental", "ahc-support", {"q13": "LA31978-2"}, None, "need"),
    ("ahc-supplemental", "ahc-loneliness", {"q14": "LA10082-8"}, None, "no-need"),
    ("ahc-supplemental", "ahc-loneliness", {"q14": "often"}, None, "need"),
    ("ahc-supplemental", "ahc-language", {"q15": YES}, None, "need"),
    ("ahc-supplemental", "ahc-language", {"q15": NO}, None, "no-need"),
    ("ahc-supplemental", "ahc-education", {"q16": NO}, None, "no-need"),
    ("ahc-supplemental", "ahc-education", {"q16": YES}, None, "need"),
    ("ahc-supplemental", "ahc-activity", {"q17": 5, "q18": "minutes-30"}, 40, "enough"),
    ("ahc-supplemental", "ahc-activity", {"q17": 7, "q18": "minutes-20"}, 18, "need"),
    ("ahc-supplemental", "ahc-activity-child", {"q17": 7, "q18": "minutes-60"}, 17, "enough"),
    ("ahc-supplemental", "ahc-activity-child", {"q17": 6, "q18": "minutes-60"}, 6, "need"),
    ("ahc-supplemental", "ahc-stress", {"q24": "somewhat"}, None, "no-need"),
    ("ahc-supplemental", "ahc-stress", {"q24": "quite-a-bit"}, None, "need"),
    ("ahc-supplemental", "ahc-disability", {"q25": NO, "q26": NO}, 40, "no-need"),
    ("ahc-supplemental", "ahc-disability", {"q25": NO, "q26": YES}, 40, "need"),
    ("ahc-supplemental", "ahc-disability", {"q25": NO}, 14, "no-need"),
    ("ahc-substance", "ahc-substance", dict.fromkeys(["q19", "q20", "q21", "q22"], "LA6270-8"), None, "no-need"),
    ("ahc-substance", "ahc-substance", {"q20": "once-or-twice"}, None, "need"),
    ("ahc-substance", "ahc-mood", {"q23a": "LA6569-3", "q23b": "LA6569-3"}, None, "negative"),
    ("ahc-substance", "ahc-mood", {"q23a": "LA6570-1", "q23b": "LA6569-3"}, None, "positive"),
    ("rulers", "ruler-importance", {"importance": 9}, None, None),
    ("rulers", "ruler-confidence", {"confidence": 6}, None, "low"),
    ("rulers", "ruler-confidence", {"confidence": 7}, None, "confident"),
    ("rulers", "ruler-readiness", {"readiness": 0}, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("code", "name", "answers", "age", "band"), DOMAINS)
def test_needs_are_per_domain(code, name, answers, age, band):
    result = score(instrument(code), answers, age).result(name)
    assert result.total is not None
    assert (result.band.code if result.band else None) == band


def test_every_score_and_band_that_comes_with_the_application_has_a_worked_example():
    worked = {(code, band) for code, _answers, _total, band in EDGES}
    worked |= {(name, band) for _code, name, _answers, _age, band in DOMAINS} | ASQ_BANDS
    rules = [rule for code in FILES for rule in instrument(code).scores]
    there = {(rule.code, band.code) for rule in rules for band in rule.bands}
    assert there | {(rule.code, None) for rule in rules if not rule.bands} == worked


def test_exercise_is_days_times_minutes_by_age():
    questionnaire = instrument("ahc-supplemental")
    answers = {"q17": 3, "q18": "minutes-50"}
    grown = score(questionnaire, answers, 30)
    assert (grown.result("ahc-activity").total, grown.result("ahc-activity-child").status) == (
        150,
        Status.NOT_APPLICABLE,
    )
    assert score(questionnaire, answers, 5).result("ahc-activity-child").status is Status.NOT_APPLICABLE
    unknown = score(questionnaire, answers).result("ahc-activity")
    assert (unknown.status, unknown.total, unknown.band) == (Status.AGE_UNKNOWN, None, None)


# --- suicide screening -------------------------------------------------------------------------------------------------
ASQ_BANDS = {("asq", "negative"), ("asq", "non-acute"), ("asq", "acute")}
ALL_NO = dict.fromkeys(["q1", "q2", "q3", "q4"], NO)


@pytest.mark.parametrize("link_id", ["q1", "q2", "q3", "q4"])
@pytest.mark.parametrize("answer", [YES, DECLINED])
def test_asq_a_yes_or_a_refusal_is_positive(link_id, answer):
    found = score(instrument("asq"), {**ALL_NO, link_id: answer})
    assert [flag.code for flag in found.safety] == ["asq-positive"]
    result = found.result("asq")
    assert (result.total, result.low, result.high) == (None, 1, 2)
    assert found.unanswered == ("q5",)


def test_asq_outcomes():
    questionnaire = instrument("asq")
    negative = score(questionnaire, ALL_NO)
    assert (negative.result("asq").band.code, negative.safety, negative.unanswered) == ("negative", (), ())
    calm = score(questionnaire, {**ALL_NO, "q4": YES, "q5": NO})
    assert (calm.result("asq").band.code, calm.actions) == ("non-acute", ("T-SUICIDE-BRIEF",))
    acute = score(questionnaire, {**ALL_NO, "q4": YES, "q5": YES})
    assert acute.result("asq").band.code == "acute"
    assert acute.actions[0] == "T-SUICIDE-ACUTE"
    assert [flag.acute for flag in acute.safety] == [True, False]


def test_asq_an_acute_answer_counts_on_an_unfinished_form():
    found = score(instrument("asq"), {"q3": YES, "q5": YES})
    assert found.result("asq").band.code == "acute"
    assert {flag.protocol for flag in found.safety} == {"self_harm"}


def test_asq_a_refused_last_question_is_acted_on_as_acute_and_has_no_band():
    found = score(instrument("asq"), {**ALL_NO, "q1": YES, "q5": DECLINED})
    assert (found.result("asq").band, found.result("asq").status) == (None, Status.DECLINED)
    assert any(flag.acute for flag in found.safety)


@pytest.mark.parametrize("answer", ["LA6569-3", "LA6570-1", "LA6571-9"])
def test_phq9_question_nine_fires_at_any_total_on_an_unfinished_form(answer):
    alone = score(instrument("phq-9"), {"q9": answer})
    assert alone.result("phq-9").status is Status.INCOMPLETE
    assert [(flag.protocol, flag.actions) for flag in alone.safety] == [("self_harm", ("T-SUICIDE-SAFETY",))]
    low = score(instrument("phq-9"), by_points(instrument("phq-9"), [*[0] * 8, 1]))
    assert (low.result("phq-9").band.code, low.actions) == ("minimal", ("T-SUICIDE-SAFETY",))


def test_phq9_question_nine_not_at_all_or_declined_fires_nothing():
    for answer in ("LA6568-5", DECLINED):
        assert score(instrument("phq-9"), {"q9": answer}).safety == ()


def test_phq9_question_ten_is_not_scored():
    questionnaire = instrument("phq-9")
    nine = by_points(questionnaire, [1] * 9)
    for extra in ({}, {"q10": "extremely-difficult"}, {"q10": DECLINED}):
        found = score(questionnaire, nine | extra)
        assert (found.result("phq-9").total, found.unanswered) == (9, ())
