"""Each result has its work: neither what was done for an earlier one nor the work of another instrument stands for it."""

import pytest

from assessments import reading, task_templates
from assessments.actions.answering import answer
from assessments.actions.signing import sign_section
from assessments.actions.starting import start
from tests.assessments.conftest import fill
from worklist import actions as work
from worklist.models import DuplicateAnswer, Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(ward):
    """An instrument asked and signed with so many points on its questions in order: `signed("phq-2", [2, 1])`."""

    def make(code, points):
        part = start(ward.case, by=ward.worker, instrument=code).sections.get()
        said = {}
        for question, wanted in zip(reading.of(part.instrument).questions, points, strict=False):
            option = next(each for each in question.options if each.points == wanted)
            said[question.link_id] = {"value": option.code, "base": 0}
        answer(part, by=ward.worker, answers=said)
        fill(part, ward.worker, **{row.link_id: row.value for row in part.answers.all()})
        return sign_section(part, by=ward.worker)

    return make


def task(part, code):
    return Item.objects.filter(source_key=f"section:{part.pk}:{code}").first()


def test_the_follow_on_questions_do_not_stand_for_asking_again(signed):
    assert task(signed("phq-2", [2, 1]), "T-PHQ9").is_live
    again = task(signed("phq-9", [1, 1, 1, 1, 1, 1, 1, 0, 0]), "T-PHQ9-AGAIN")
    assert again.is_live
    assert again.what == task_templates.get("T-PHQ9-AGAIN").what


def test_each_instrument_has_its_own_referral(signed):
    mood = task(signed("phq-9", [2, 2, 2, 2, 2, 1, 1, 0, 0]), "T-BH-REFERRAL")
    worry = task(signed("gad-7", [2, 2, 2, 2, 2, 0, 0]), "T-BH-REFERRAL")
    assert mood.is_live
    assert worry.is_live
    assert mood.subject != worry.subject
    assert not any(word in mood.subject + worry.subject for word in ("phq", "gad", "mood", "anx"))


def test_what_was_done_for_an_earlier_result_is_asked_again(ward, signed):
    first = task(signed("phq-9", [2, 2, 2, 2, 2, 1, 1, 0, 0]), "T-BH-REFERRAL")
    work.complete(first, by=first.owner)
    second = task(signed("phq-9", [3, 2, 2, 2, 2, 1, 1, 0, 0]), "T-BH-REFERRAL")
    assert second.is_live
    assert second.distinct_because == "A new result asks for it again"
    assert DuplicateAnswer.objects.get(case=ward.case).item == first


def test_what_somebody_has_in_hand_is_not_doubled(signed):
    assert task(signed("phq-9", [2, 2, 2, 2, 2, 1, 1, 0, 0]), "T-BH-REFERRAL").is_live
    assert task(signed("phq-9", [3, 2, 2, 2, 2, 1, 1, 0, 0]), "T-BH-REFERRAL") is None


@pytest.mark.parametrize(
    ("code", "never"),
    [
        ("T-SAFETY-SW", ("alone", "Safety", "safe")),
        ("T-SAFETY-REPORT", ("report", "duty", "Safety")),
        ("T-BARRIER-SUBSTANCE", ("substance",)),
        ("T-BARRIER-MOOD", ("mood", "thinking")),
    ],
)
def test_the_words_of_work_name_no_answer(code, never):
    found = task_templates.get(code)
    assert not any(word in f"{found.what} {found.why}" for word in never)
