"""Answering a section: kept field by field, refused by name, safety at once, few statements."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.actions.answering import answer
from assessments.actions.signing import sign_section
from assessments.actions.starting import start
from assessments.models import Answer, Contradiction, Protocol
from audit.models import Event
from core.refusals import Denied, Refused
from tests.assessments.conftest import NO, fill, given, section
from worklist.models import Item

pytestmark = pytest.mark.django_db
SEVERAL, NOT_AT_ALL = "LA6569-3", "LA6568-5"


@pytest.fixture
def nursing(joint):
    return section(joint, "nursing-section")


@pytest.fixture
def phq9(ward):
    return start(ward.case, by=ward.nurse, instrument="phq-9").sections.get()


def kept(part):
    return {
        row.link_id: (row.value, row.declined, row.version) for row in Answer.objects.filter(section=part)
    }


def test_answers_are_kept_changed_and_taken_back(ward, nursing):
    saved = answer(nursing, by=ward.nurse, answers=given(lives="alone", falls="declined"), left_at="falls")
    assert kept(nursing) == {"lives": ("alone", False, 1), "falls": (None, True, 1)}
    assert saved.left_at_link == "falls"
    answer(nursing, by=ward.nurse, answers=given(1, lives="facility", falls=None))
    assert kept(nursing) == {"lives": ("facility", False, 2), "falls": (None, False, 2)}
    assert Answer.objects.get(link_id="lives").answered_by == ward.nurse


def test_a_save_sent_twice_changes_nothing(ward, nursing):
    for _time in range(2):
        answer(nursing, by=ward.nurse, answers=given(lives="alone"))
    assert kept(nursing) == {"lives": ("alone", False, 1)}


@pytest.mark.parametrize(
    ("link", "value", "said"),
    [
        ("nobody-asked-this", "x", "has no question nobody-asked-this"),
        ("lives", "on the moon", "choose"),
        ("lives", ["alone", "facility"], "choose"),
        ("nursing-summary", "x" * 4_001, "4,000"),
        ("nursing-summary", "a\x00b", "cannot be kept"),
    ],
)
def test_unknown_and_impossible_answers_are_refused_by_name_and_nothing_is_kept(
    ward, nursing, link, value, said
):
    good = given(falls="declined")
    with pytest.raises(ValidationError) as wrong:
        answer(nursing, by=ward.nurse, answers=good | {link: {"value": value}})
    assert said in wrong.value.message_dict[link][0]
    assert kept(nursing) == {}


def test_only_its_discipline_answers_and_only_while_it_is_open(ward, joint, nursing):
    social = section(joint, "social-section")
    with pytest.raises(Denied):
        answer(nursing, by=ward.worker, answers=given(lives="alone"))
    with pytest.raises(Denied):
        answer(social, by=ward.nurse, answers=given(household="alone"))
    mood = section(joint, "phq-2")
    with pytest.raises(Refused, match="Social worker"):
        answer(mood, by=ward.nurse, answers={})
    fill(nursing, ward.nurse)
    sign_section(nursing, by=ward.nurse)
    with pytest.raises(Refused, match=r"This section is signed\. Add an addendum\."):
        answer(nursing, by=ward.nurse, answers=given(1, lives="facility"))


def test_the_database_keeps_answers_of_a_signed_section(ward, nursing):
    fill(nursing, ward.nurse)
    sign_section(nursing, by=ward.nurse)
    with pytest.raises(InternalError, match="stay as they are"), transaction.atomic():
        Answer.objects.filter(section=nursing).update(value="facility")


def test_question_nine_opens_its_protocol_on_an_unfinished_form_and_once(ward, phq9):
    from assessments import reading

    ninth = next(each.link_id for each in reading.of(phq9.instrument).questions if each.prefix == "9")
    answer(phq9, by=ward.nurse, answers={ninth: {"value": SEVERAL}})
    protocol = Protocol.objects.get()
    assert (protocol.kind, protocol.section, protocol.status) == ("self_harm", phq9, "raised")
    tasks = Item.objects.filter(source_key__startswith=f"section:{phq9.pk}:")
    assert [task.owner for task in tasks] == [ward.nurse]
    answer(phq9, by=ward.nurse, answers={ninth: {"value": NOT_AT_ALL, "base": 1}})
    answer(phq9, by=ward.nurse, answers={ninth: {"value": SEVERAL, "base": 2}})
    assert Protocol.objects.count() == 1
    assert tasks.count() == 1
    phq9.refresh_from_db()
    assert phq9.is_open


def test_answers_across_sections_that_cannot_both_be_so_are_found_and_go(ward, joint, nursing):
    social = section(joint, "social-section")
    answer(nursing, by=ward.nurse, answers=given(lives="alone"))
    assert not Contradiction.objects.exists()
    answer(social, by=ward.worker, answers=given(household="family"))
    found = Contradiction.objects.get()
    assert (found.rule, found.left.value, found.right.value) == ("lives_alone", "alone", "family")
    answer(social, by=ward.worker, answers=given(1, household="alone"))
    found.refresh_from_db()
    assert found.gone_at is not None
    answer(social, by=ward.worker, answers=given(2, household="partner"))
    assert Contradiction.objects.filter(gone_at=None).count() == 1


def test_statements_are_the_same_however_many_answers(ward, nursing):
    answer(nursing, by=ward.nurse, answers=given(lives="alone"))
    many = {"skin": "intact", "swallowing": NO, "falls": "none", "seeing": "declined", "hearing": "declined"}
    with CaptureQueriesContext(
        connection,
    ) as one:
        answer(nursing, by=ward.nurse, answers=given(vitals="LA33-6"))
    with CaptureQueriesContext(connection) as five:
        answer(nursing, by=ward.nurse, answers=given(**many))
    assert len(five) == len(one) <= 11, "\n".join(each["sql"][:20] + each["sql"][-330:] for each in five)


def test_the_trail_names_the_verb_and_no_answer(ward, nursing):
    answer(nursing, by=ward.nurse, answers=given(nursing_summary="Weeps at night"))
    event = Event.objects.get(verb="assessments.answer")
    assert event.actor_id == ward.nurse.pk
    assert "Weeps" not in json.dumps(event.__dict__, default=str)
