"""Signing a section: by its discipline, whole, once; its scores, needs and tasks."""

from decimal import Decimal

import pytest

from accounts.permissions import Role
from assessments import task_templates
from assessments.actions.answering import answer
from assessments.actions.signing import drop_section, sign_section
from assessments.actions.starting import start
from assessments.models import Answer, Assessment, Need, Score
from audit.models import Event
from core.refusals import Denied, Refused
from tests.assessments.conftest import fill, given, section
from worklist.models import Item

pytestmark = pytest.mark.django_db
HALF, DAILY = "LA18938-3", "LA6571-9"


@pytest.fixture
def phq9(ward):
    return start(ward.case, by=ward.worker, instrument="phq-9").sections.get()


def questions(part):
    from assessments import reading

    return reading.of(part.instrument).questions


def scored(part, by, codes):
    """Answer the questions of a scale in order with the options of these points."""
    said = {}
    for question, points in zip(questions(part), codes, strict=False):
        option = next(each for each in question.options if each.points == points)
        said[question.link_id] = {"value": option.code, "base": 0}
    return answer(part, by=by, answers=said)


def test_signed_with_its_score_and_arithmetic(ward, phq9):
    scored(phq9, ward.worker, [2, 2, 2, 2, 2, 1, 1, 0, 0])
    fill(phq9, ward.worker, **{row.link_id: row.value for row in phq9.answers.all()})
    sign_section(phq9, by=ward.worker)
    phq9.refresh_from_db()
    assert (phq9.status, phq9.signed_by) == ("signed", ward.worker)
    score = Score.objects.get(section=phq9)
    assert (score.total, score.low, score.high) == (Decimal(12), Decimal(12), Decimal(12))
    assert sum(score.points.values()) == 12
    assert score.rules.startswith("phq-9 ")
    assert (score.sort, score.band) == ("behavioural", score.band)
    assert score.band_label


def test_its_tasks_are_opened_once_each_with_one_owner(ward, phq9):
    scored(phq9, ward.worker, [2, 2, 2, 2, 2, 2, 2, 2, 0])
    fill(phq9, ward.worker, **{row.link_id: row.value for row in phq9.answers.all()})
    sign_section(phq9, by=ward.worker)
    tasks = Item.objects.filter(source_key__startswith=f"section:{phq9.pk}:")
    assert tasks
    assert all(task.owner is not None for task in tasks)
    codes = [task.source_key.rpartition(":")[2] for task in tasks]
    assert len(codes) == len(set(codes))
    assert {task_templates.get(code).activity for code in codes} == {task.activity for task in tasks}


def test_what_it_found_becomes_a_need(ward, phq9):
    scored(phq9, ward.worker, [3] * 8 + [0])
    fill(phq9, ward.worker, **{row.link_id: row.value for row in phq9.answers.all()})
    sign_section(phq9, by=ward.worker)
    assert Need.objects.filter(case=ward.case, section=phq9).exists()


def test_every_required_question_is_answered_or_declined(ward, phq9):
    with pytest.raises(Refused, match="have no answer yet") as refused:
        sign_section(phq9, by=ward.worker)
    assert refused.value.field == questions(phq9)[0].link_id
    declined = {each.link_id: {"declined": True} for each in questions(phq9) if each.required}
    sign_section(phq9, by=ward.worker, answers=declined)
    score = Score.objects.get(section=phq9)
    assert score.total is None
    assert score.band == ""
    assert set(score.missing) == {f"q{n}" for n in range(1, 10)}


def test_a_questionnaire_alone_is_complete_with_its_signature(ward, phq9):
    fill(phq9, ward.worker)
    sign_section(phq9, by=ward.worker)
    made = Assessment.objects.get()
    assert (made.status, made.completed_by) == ("complete", ward.worker)


def test_the_part_is_done_with_its_last_section(ward, joint):
    task = Item.objects.get(source_key=f"assessment:{joint.pk}:{Role.SOCIAL_WORKER}")
    codes = [each.instrument.instrument.code for each in joint.sections.filter(discipline=Role.SOCIAL_WORKER)]
    for code in codes:
        task.refresh_from_db()
        assert task.is_live
        part = section(joint, code)
        if code == "sils":
            drop_section(part, by=ward.worker, reason="Sleeps")
        else:
            fill(part, ward.worker)
            sign_section(part, by=ward.worker)
    task.refresh_from_db()
    assert task.status == "done"


def test_only_its_discipline_signs(ward, joint):
    nursing = section(joint, "nursing-section")
    fill(nursing, ward.nurse)
    for stranger in (ward.worker, ward.coordinator, ward.lead):
        with pytest.raises(Denied):
            sign_section(nursing, by=stranger)
    mood = section(joint, "phq-2")
    fill(mood, ward.worker)
    with pytest.raises(Refused, match="Social worker"):
        sign_section(mood, by=ward.nurse)


def test_signed_again_is_refused_and_changes_nothing(ward, phq9):
    fill(phq9, ward.worker)
    sign_section(phq9, by=ward.worker)
    with pytest.raises(Refused, match=r"This section is signed\. Add an addendum\."):
        sign_section(phq9, by=ward.worker, answers=given(1, anything="x"))
    assert Score.objects.filter(section=phq9).count() == 1
    assert Event.objects.filter(verb="assessments.sign_section", outcome="done").count() == 1


def test_left_out_says_why_and_takes_its_contradictions_along(ward, joint):
    nursing, social = section(joint, "nursing-section"), section(joint, "social-section")
    answer(nursing, by=ward.nurse, answers=given(lives="alone"))
    answer(social, by=ward.worker, answers=given(household="family"))
    with pytest.raises(Refused, match="Say why"):
        drop_section(nursing, by=ward.nurse, reason=" ")
    drop_section(nursing, by=ward.nurse, reason="Goes home in an hour")
    nursing.refresh_from_db()
    assert (nursing.status, nursing.dropped_because) == ("dropped", "Goes home in an hour")
    assert joint.contradictions.get().gone_at is not None
    assert Answer.objects.filter(section=nursing).exists()
    with pytest.raises(Refused, match="not asked"):
        answer(nursing, by=ward.nurse, answers=given(1, lives="facility"))
