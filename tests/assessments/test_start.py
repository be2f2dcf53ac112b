"""Beginning an assessment: by a form, with one questionnaire, from what was due."""

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from assessments.actions.starting import start
from assessments.models import Assessment, InstrumentVersion, Reassessment, Section
from audit.models import Event
from core import clock
from core.refusals import Denied, Refused
from patients.models import Case
from worklist import actions as work
from worklist.models import Item

pytestmark = pytest.mark.django_db


def test_a_form_begins_with_its_sections_in_order(ward):
    made = start(ward.case, by=ward.nurse, form="joint")
    parts = [
        (each.instrument.instrument.code, each.discipline, each.sort)
        for each in made.sections.order_by("position")
    ]
    assert parts[0] == ("nursing-section", "nurse", "clinical")
    assert ("phq-2", "social_worker", "behavioural") in parts
    assert made.joint
    assert made.rules is not None
    assert made.created_by == ward.nurse


def test_each_discipline_gets_one_piece_of_work_that_leads_to_its_first_section(ward):
    made = start(ward.case, by=ward.lead, form="joint")
    items = Item.objects.filter(source_key__startswith=f"assessment:{made.pk}:")
    first = {
        role: made.sections.filter(discipline=role).order_by("position").first()
        for role in ("nurse", "social_worker")
    }
    assert {item.about for item in items} == {f"assessments.Section:{each.pk}" for each in first.values()}
    assert {item.owner for item in items} == {ward.nurse, ward.worker}
    assert all(item.due_at is not None for item in items)


def test_one_questionnaire_alone_is_asked_in_ones_own_role(ward):
    made = start(ward.case, by=ward.nurse, instrument="phq-9")
    assert made.rules is None
    assert made.sections.get().discipline == Role.NURSE
    with pytest.raises(Refused, match="Your role on this case does not ask"):
        start(ward.case, by=ward.coordinator, instrument="phq-9")
    assert Assessment.objects.count() == 1


def test_the_same_form_is_begun_once(ward, joint):
    with pytest.raises(ValidationError, match="already open"):
        start(ward.case, by=ward.nurse, form="joint")
    assert Assessment.objects.count() == 1
    assert Section.objects.filter(assessment=joint).count() == Section.objects.count()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Choose what to ask"),
        ({"form": "joint", "instrument": "phq-9"}, "Choose what to ask"),
        ({"form": "thorough"}, "no such assessment"),
        ({"instrument": "no-such"}, "not in use"),
    ],
)
def test_what_cannot_be_begun_is_refused(ward, asked, said):
    with pytest.raises(Refused, match=said):
        start(ward.case, by=ward.nurse, **asked)
    assert not Assessment.objects.exists()


def test_a_form_needs_its_instruments_unless_they_are_optional(ward):
    for code in ("sils", "barriers"):
        version = InstrumentVersion.objects.get(instrument__code=code)
        version.status = "retired"
        version.save()
    made = start(ward.case, by=ward.nurse, form="joint")
    assert not made.sections.filter(instrument__instrument__code="sils").exists()
    with pytest.raises(Refused, match="barriers"):
        start(ward.case, by=ward.nurse, form="initial")


def test_what_was_due_is_linked_and_counts_as_started(ward):
    item = work.open_item(
        ward.case, by=ward.lead, activity="cm_assessment", kind="assessment", what="Assess", why="New case"
    )
    made = start(ward.case, by=ward.lead, form="initial")
    assert made.item == item
    item.refresh_from_db()
    assert item.about == f"assessments.Section:{made.sections.get().pk}"
    again = work.open_item(
        ward.case, by=ward.lead, activity="screen", kind="assessment", what="Again", why="A fall"
    )
    facts = {
        "trigger": "fall",
        "because": "Fell in the night",
        "source_key": "fall:1",
        "created_by": ward.lead,
    }
    due = Reassessment.objects.create(
        case=ward.case, item=again, happened_at=clock.now(), due_at=clock.now(), **facts
    )
    reassessed = start(ward.case, by=ward.nurse, form="reassessment", reassessment=due)
    due.refresh_from_db()
    assert (due.status, due.assessment) == ("started", reassessed)
    assert (reassessed.item, reassessed.trigger) == (again, "fall")


def test_what_is_due_elsewhere_is_not_taken(ward, intake, patient):
    from patients.actions import open_case

    other = open_case(patient, by=intake, team=ward.case.team)
    item = Item.objects.create(
        case=other,
        activity="cm_assessment",
        kind="assessment",
        what="Assess",
        why="New",
        created_by=ward.lead,
    )
    with pytest.raises(Refused, match="not open on the case"):
        start(ward.case, by=ward.lead, form="initial", item=item)


def test_who_may_not_and_when_not(ward, intake, outsider, supervisor):
    for stranger in (intake, outsider, supervisor):
        with pytest.raises(Denied):
            start(ward.case, by=stranger, form="joint")
    Case.objects.filter(pk=ward.case.pk).update(
        stage="closed", closed_at=clock.now(), closed_by=ward.lead, closing="goals_met"
    )
    with pytest.raises(Refused, match="closed"):
        start(ward.case, by=ward.nurse, form="joint")


def test_the_trail_says_who_began_it(ward, joint):
    event = Event.objects.filter(verb="assessments.start").get()
    assert (event.actor_id, event.case_id, event.outcome) == (ward.lead.pk, ward.case.pk, "done")
