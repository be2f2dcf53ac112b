"""Asked once within its window: earlier answers are offered and confirmed instead of asked again."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from assessments import freshness
from assessments.actions.answering import answer
from assessments.actions.signing import sign_section, verify_section
from assessments.actions.starting import start
from assessments.models import Answer, Section
from core.access import visible_to
from core.refusals import Denied, Refused
from discharge.actions import close_case
from patients.actions import open_case
from teams.actions import assign
from tests.assessments.conftest import fill, load, section
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


def alone(ward, code, by):
    return start(ward.case, by=by, instrument=code).sections.get()


@pytest.fixture
def earlier(ward):
    """Social needs asked and signed on the day."""
    part = alone(ward, "ahc-core", ward.worker)
    fill(part, ward.worker)
    return sign_section(part, by=ward.worker)


def test_what_was_answered_lately_is_offered_and_confirmed(ward, earlier, at):
    at(THEN + timedelta(days=9))
    part = alone(ward, "ahc-core", ward.worker)
    offered = freshness.earlier(part, ward.worker)
    assert {link: row.value for link, row in offered.items()} == {
        row.link_id: row.value for row in earlier.answers.all()
    }
    verify_section(part, by=ward.worker)
    rows = Answer.objects.filter(section=part)
    assert {row.verifies.section for row in rows} == {earlier}
    assert {row.answered_at for row in rows} == {THEN + timedelta(days=9)}
    sign_section(part, by=ward.worker)
    part.refresh_from_db()
    assert (part.status, part.verifies) == ("signed", earlier)


def test_after_its_window_it_is_asked_again(ward, earlier, at):
    at(THEN + timedelta(days=91))
    part = alone(ward, "ahc-core", ward.worker)
    assert freshness.earlier(part, ward.worker) == {}
    with pytest.raises(Refused, match="Ask the patient"):
        verify_section(part, by=ward.worker)


def test_what_is_already_answered_stays(ward, earlier, at):
    at(THEN + timedelta(days=1))
    part = alone(ward, "ahc-core", ward.worker)
    question = next(iter(freshness.earlier(part, ward.worker)))
    answer(part, by=ward.worker, answers={question: {"declined": True}})
    verify_section(part, by=ward.worker)
    assert Answer.objects.get(section=part, link_id=question).declined
    assert Answer.objects.filter(section=part).count() == earlier.answers.count()


def test_one_question_alone_is_confirmed(ward, earlier, at):
    at(THEN + timedelta(days=1))
    part = alone(ward, "ahc-core", ward.worker)
    question = next(iter(freshness.earlier(part, ward.worker)))
    verify_section(part, by=ward.worker, links=[question])
    assert [row.link_id for row in Answer.objects.filter(section=part)] == [question]


def test_the_same_question_of_another_questionnaire_counts(ward):
    two = alone(ward, "phq-2", ward.worker)
    fill(two, ward.worker)
    sign_section(two, by=ward.worker)
    nine = alone(ward, "phq-9", ward.worker)
    offered = freshness.earlier(nine, ward.worker)
    assert len(offered) == 2
    assert {row.section for row in offered.values()} == {two}


def test_an_unsigned_section_and_another_version_without_that_answer_offer_nothing(ward, earlier, at):
    at(THEN + timedelta(days=1))
    version = load("ahc-core", "9.9")
    question = next(iter(freshness.earlier(alone(ward, "ahc-core", ward.worker), ward.worker)))
    body = version.body
    assert question
    draft = alone(ward, "phq-2", ward.worker)
    fill(draft, ward.worker)
    assert freshness.earlier(alone(ward, "phq-9", ward.worker), ward.worker) == {}
    assert body["version"] == "9.9"


def test_who_may_not(ward, earlier):
    part = alone(ward, "ahc-core", ward.worker)
    for stranger in (ward.nurse, ward.coordinator, ward.lead):
        with pytest.raises(Denied):
            verify_section(part, by=stranger)


def test_nothing_is_offered_across_classes(ward, joint, earlier):
    assert freshness.earlier(section(joint, "nursing-section"), ward.worker) == {}


@pytest.fixture
def back(ward, earlier, at, supervisor, intake, person):
    """The patient is admitted again a month later: another case, with the same social worker, a new one, a nurse."""
    at(THEN + timedelta(days=30))
    close_case(
        ward.case, by=ward.lead, closing="declined", handed_to="none needed", work_cancelled_because="Left"
    )
    case = open_case(ward.case.patient, by=intake, team=ward.case.team)
    new = person("n.worker", Role.SOCIAL_WORKER)
    for user in (ward.worker, new):
        assign(case, by=supervisor, user=user, role=Role.SOCIAL_WORKER)
    return case, new


def test_a_readmission_does_not_make_the_patient_forget(ward, earlier, back):
    case, _new = back
    part = start(case, by=ward.worker, instrument="ahc-core").sections.get()
    assert {row.section for row in freshness.earlier(part, ward.worker).values()} == {earlier}
    verify_section(part, by=ward.worker)
    assert {row.verifies.section for row in part.answers.all()} == {earlier}


def test_after_a_readmission_only_what_one_may_see_is_offered(ward, earlier, back):
    """Whoever sees not the former case is not offered its answers."""
    case, new = back
    part = start(case, by=new, instrument="ahc-core").sections.get()
    assert not visible_to(Section, new).filter(pk=earlier.pk).exists()
    assert freshness.earlier(part, new) == {}


def test_how_somebody_managed_before_is_asked_with_each_illness(ward, at, supervisor, intake):
    former = alone(ward, "section-gg", ward.nurse)
    fill(former, ward.nurse)
    sign_section(former, by=ward.nurse)
    again = alone(ward, "section-gg", ward.nurse)
    assert "gg0130a-prior" in freshness.earlier(again, ward.nurse)
    at(THEN + timedelta(hours=1))
    close_case(
        ward.case, by=ward.lead, closing="declined", handed_to="none needed", work_cancelled_because="Left"
    )
    case = open_case(ward.case.patient, by=intake, team=ward.case.team)
    assign(case, by=supervisor, user=ward.nurse, role=Role.NURSE)
    later = start(case, by=ward.nurse, instrument="section-gg").sections.get()
    offered = freshness.earlier(later, ward.nurse)
    assert not any(link.endswith("-prior") for link in offered)
