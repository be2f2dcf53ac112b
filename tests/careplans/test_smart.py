"""Advice for a goal: one sentence for each thing that is missing, and none that blocks."""

from datetime import date

import pytest

from careplans.smart import Facts, advice

WHOLE = Facts(
    words="Walk to church every Sunday",
    measure="metres walked",
    target="200 m",
    start_on=date(2026, 11, 3),
    due_on=date(2026, 11, 20),
    confidence=8,
    barriers=1,
    support_person="Daughter",
    scaled=True,
)
FIELDS = tuple(WHOLE.__dataclass_fields__)


def but(**facts):
    return Facts(**{**{name: getattr(WHOLE, name) for name in FIELDS}, **facts})


def test_a_whole_goal_needs_no_advice():
    assert advice(WHOLE) == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"words": "Better mood"}, "what the patient will do"),
        ({"measure": ""}, "how it is measured"),
        ({"words": "Walk to church", "target": "further"}, "how much"),
        ({"start_on": None}, "from when"),
        ({"due_on": None}, "until when"),
        ({"confidence": None}, "how sure"),
        ({"confidence": 6}, "make it smaller"),
        ({"barriers": 0}, "could get in the way"),
        ({"barriers_without_plan": 1}, "who looks after"),
        ({"support_person": ""}, "who could support"),
        ({"scaled": False}, "more and less than expected"),
    ],
)
def test_each_gap_has_its_sentence(facts, words):
    (said,) = advice(but(**facts))
    assert words in said


def test_a_weekly_look_is_a_plan_for_a_patient_who_is_not_sure():
    assert advice(but(confidence=6, followed_weekly=True)) == []
    assert advice(but(confidence=7)) == []


def test_an_empty_goal_is_told_everything():
    assert len(advice(Facts())) == 9
