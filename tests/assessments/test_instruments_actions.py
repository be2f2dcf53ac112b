"""What answers set going: tasks, needs and protocols by band and flag; and what becomes of missing and declined ones."""

import pytest

from assessments.answers import DECLINED
from assessments.scoring import Status, score
from tests.assessments.instruments import FILES, by_points, instrument, spread

YES, NO = "LA33-6", "LA32-8"


def test_phq9_actions_by_band():
    questionnaire = instrument("phq-9")
    expected = {4: (), 5: ("T-PHQ9-AGAIN",), 10: ("T-BH-REFERRAL",), 20: ("T-BH-REFERRAL",)}
    for total, actions in expected.items():
        answers = by_points(questionnaire, [*spread(total, 8, 3), 0])
        assert score(questionnaire, answers).actions == actions


def test_steadi_a_fall_is_followed_up_below_four_too():
    questionnaire = instrument("steadi")
    found = score(questionnaire, by_points(questionnaire, [2, *[0] * 11]))
    assert (found.result("steadi").band.code, found.actions) == ("not-at-risk", ("T-FALL-FOLLOW-UP",))


def test_bims_ninety_nine():
    questionnaire = instrument("bims")
    three = by_points(questionnaire, ["no-answer", "no-answer", "no-answer", 1, 2, 2, 2])
    assert score(questionnaire, three).result("bims").total == 7
    four = three | {"c0300c": "no-answer"}
    result = score(questionnaire, four).result("bims")
    assert (result.status, result.total, result.low, result.band) == (Status.UNABLE, None, None, None)
    assert result.note.startswith("99")
    refused = three | {"c0300c": DECLINED}
    assert score(questionnaire, refused).result("bims").status is Status.UNABLE


def test_bims_a_refusal_counts_as_not_correct_and_is_listed():
    questionnaire = instrument("bims")
    answers = by_points(questionnaire, [3, 3, 2, 1, 2, 2, DECLINED])
    result = score(questionnaire, answers).result("bims")
    assert (result.total, result.declined, result.points["c0400c"]) == (13, ("c0400c",), 0)


def codes_gg(**now):
    """Section GG with 06 everywhere now and before, but for the activities named."""
    questions = [each.link_id for each in instrument("section-gg").questions]
    answers = {link_id: "06" for link_id in questions if link_id.endswith(("-now", "-prior"))}
    return answers | {"gg0170q": NO} | {f"{name}-now": code for name, code in now.items()}


@pytest.mark.parametrize(
    ("now", "flags"),
    [
        ({}, []),
        ({"gg0130c": "04"}, []),
        ({"gg0130c": "03"}, ["gg-therapy"]),
        ({"gg0130e": "02"}, ["gg-therapy"]),
        ({"gg0170f": "01"}, ["gg-therapy"]),
        ({"gg0130g": "02", "gg0170d": "03"}, []),
        ({"gg0130g": "02", "gg0170d": "02"}, ["gg-level-of-care"]),
        ({"gg0130g": "88", "gg0170d": "07", "gg0130c": "09"}, []),
    ],
)
def test_section_gg_flags_look_at_codes_and_nothing_is_summed(now, flags):
    found = score(instrument("section-gg"), codes_gg(**now))
    assert ([flag.code for flag in found.flags], found.results) == (flags, ())


def test_section_gg_leaves_out_what_cannot_be_asked():
    found = score(instrument("section-gg"), codes_gg(gg0170i="88", gg0170m="09"))
    assert found.unanswered == ()
    wheels = score(instrument("section-gg"), codes_gg() | {"gg0170q": YES})
    assert wheels.unanswered == ()
    bare = {name: code for name, code in codes_gg().items() if not name.startswith(("gg0170r", "gg0170s"))}
    assert score(instrument("section-gg"), bare).unanswered == ()
    assert score(instrument("section-gg"), bare | {"gg0170q": YES}).unanswered == (
        "gg0170r-prior",
        "gg0170r-now",
        "gg0170s-prior",
        "gg0170s-now",
    )


def test_iadl_needs_a_helper_by_name():
    questionnaire = instrument("iadl")
    alone = by_points(questionnaire, ["alone"] * 8)
    assert score(questionnaire, alone).unanswered == ()
    helped = alone | {"meals": "some-help"}
    assert score(questionnaire, helped).unanswered == ("helper",)
    assert score(questionnaire, helped | {"helper": YES}).flags == ()
    assert score(questionnaire, helped | {"helper": NO}).actions == ("T-IADL-SW",)
    cannot = alone | {"medicines": "cannot", "helper": YES}
    assert score(questionnaire, cannot).actions == ("T-IADL-PHARMACY", "T-IADL-CAREGIVER")
    assert score(questionnaire, alone | {"laundry": "not-applicable"}).result("iadl").total == 0


def test_each_barrier_opens_exactly_one_task():
    questionnaire = instrument("barriers")
    for question in scored_barriers():
        found = score(questionnaire, {question: YES})
        assert len(found.actions) == 1
    every = score(questionnaire, dict.fromkeys(scored_barriers(), YES))
    assert len(every.actions) == 14


def scored_barriers():
    return instrument("barriers").score_rule("barriers").items


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        ({"hours": "9-to-19", "health-limits": NO, "willing": YES}, []),
        ({"hours": "20-to-39"}, ["caregiver-hours"]),
        ({"hours": "from-40"}, ["caregiver-hours"]),
        ({"health-limits": YES}, ["caregiver-health"]),
        ({"willing": NO}, ["caregiver-unwilling"]),
    ],
)
def test_caregiver_flags(answers, flags):
    found = score(instrument("caregiver"), answers)
    assert [flag.code for flag in found.flags] == flags
    assert found.actions == (("T-CAREGIVER-SUPPORT",) if flags else ())


def test_safety_at_home_opens_a_protocol_only_from_eleven_on():
    questionnaire = instrument("hits")
    assert score(questionnaire, by_points(questionnaire, [5, 3, 1, 1])).safety == ()
    found = score(questionnaire, by_points(questionnaire, [5, 4, 1, 1]))
    assert [(flag.protocol, flag.need) for flag in found.safety] == [("abuse", "safety")]
    assert found.actions == ("T-SAFETY-SW", "T-SAFETY-REPORT")


# --- missing and declined ----------------------------------------------------------------------------------------------
def test_a_missing_answer_leaves_a_range_and_no_band():
    result = score(instrument("phq-2"), {"q1": "LA6571-9"}).result("phq-2")
    assert (result.total, result.band, result.low, result.high, result.missing) == (None, None, 3, 6, ("q2",))
    assert result.status is Status.INCOMPLETE


def test_declined_is_an_answer_and_no_zero():
    found = score(instrument("phq-2"), {"q1": "LA6568-5", "q2": DECLINED})
    result = found.result("phq-2")
    assert (result.status, result.total, result.band, result.declined) == (
        Status.DECLINED,
        None,
        None,
        ("q2",),
    )
    assert (result.low, result.high, found.unanswered) == (0, 3, ())


def test_safety_at_home_shows_nothing_while_an_answer_is_missing():
    questionnaire = instrument("hits")
    result = score(questionnaire, by_points(questionnaire, [5, 5, 5, None])).result("hits")
    assert (result.total, result.low, result.high, result.band) == (None, None, None, None)
    assert score(questionnaire, by_points(questionnaire, [5, 5, 5, None])).safety == ()


def test_self_efficacy_needs_four_of_six():
    questionnaire = instrument("semcd-6")
    three = by_points(questionnaire, [7, 7, 7, None, None, None])
    result = score(questionnaire, three).result("semcd-6")
    assert (result.total, result.band) == (None, None)
    assert (str(result.low), str(result.high)) == ("4.0", "8.5")
    four = by_points(questionnaire, [7, 7, 7, 6, DECLINED, None])
    result = score(questionnaire, four).result("semcd-6")
    assert (str(result.total), result.band.code) == ("6.8", "low")
    assert (result.missing, result.declined) == (("q6",), ("q5",))


def test_a_need_is_certain_as_soon_as_one_answer_shows_it():
    core = instrument("ahc-core")
    assert score(core, {"q3": "LA28397-0"}).result("ahc-food").band.code == "LA19952-3"
    assert score(core, {"q3": "LA28398-8"}).result("ahc-food").band is None
    assert score(core, {"q3": "LA28398-8", "q4": DECLINED}).result("ahc-food").status is Status.DECLINED
    assert score(instrument("ahc-supplemental"), {"q17": 0}, 40).result("ahc-activity").total == 0


@pytest.mark.parametrize("code", sorted(FILES))
def test_nothing_answered_is_no_result(code):
    found = score(instrument(code), {}, 40)
    assert all(result.total is None and result.band is None for result in found.results)
    assert (found.flags, found.actions) == ((), ())
