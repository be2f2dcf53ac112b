"""A row in the body is a key of something the caller may see, never a text."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework import serializers

from accounts.models import User
from accounts.permissions import Role
from api.shapes import Scoped, shape
from core import clock
from core.refusals import Refused
from directory.models import Organisation
from encounters.models import Encounter
from facilities.models import Unit
from intake import actions as intake_verbs
from patients.models import Patient, RelatedPerson
from worklist import actions as work

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("verb", "rows"),
    [
        (work.log_contact, {"person": RelatedPerson}),
        (work.start_follow_up, {"person": RelatedPerson, "owner": User}),
        (
            work.open_item,
            {"target_person": RelatedPerson, "target_organisation": Organisation, "owner": User},
        ),
        (intake_verbs.receive, {"unit": Unit, "encounter": Encounter, "asked_by": User}),
    ],
)
def test_parameters_that_name_rows_are_looked_up(verb, rows):
    fields = shape(verb)().fields
    for name, model in rows.items():
        assert isinstance(fields[name], Scoped)
        assert fields[name].model is model


def test_where_a_request_is_sent_on_to_is_a_text():
    assert isinstance(shape(intake_verbs.redirect)().fields["to"], serializers.CharField)


def test_a_parameter_that_may_be_anything_is_an_error_at_once():
    def verb(target: Any, *, by: Any, thing: Any = None) -> None: ...

    verb.verb_name = "x.verb"
    with pytest.raises(TypeError, match="thing may be anything"):
        shape(verb)
    said = shape(verb, more={"thing": serializers.CharField()})
    assert isinstance(said().fields["thing"], serializers.CharField)


@pytest.fixture
def foreign(facility):
    other = Patient.objects.create(facility=facility, family="Other", given="One")
    return RelatedPerson.objects.create(patient=other, name="Somebody", relation="child")


def test_somebody_of_another_patient_is_refused_by_the_verb(case, on_team, foreign):
    lead = on_team(Role.CASE_MANAGER, is_lead=True)
    case.refresh_from_db()
    due = clock.now() + timedelta(hours=2)
    with pytest.raises(Refused, match="belongs to this patient"):
        work.start_follow_up(
            case, by=lead, activity="follow_up", what="Call", owner=lead, first_due_at=due, person=foreign
        )
    with pytest.raises(Refused, match="belongs to this patient"):
        work.open_item(case, by=lead, activity="x", what="Call", why="x", target_person=foreign)


def test_a_visit_of_another_record_is_refused(patient, intake, facility, foreign):
    visit = Encounter.objects.create(
        patient=foreign.patient, facility=facility, kind="IMP", status="in_progress", started_at=clock.now()
    )
    with pytest.raises(Refused, match="another record"):
        intake_verbs.receive(patient, by=intake, source="desk", encounter=visit)


def test_a_key_that_is_no_row_is_422(case, on_team, calling, foreign):
    lead = on_team(Role.CASE_MANAGER, is_lead=True)
    facts = {"activity": "a", "what": "Call", "why": "x", "target_person": str(foreign.pk)}
    answer = calling(lead).post(f"/api/v1/cases/{case.pk}/open-item/", facts)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["target_person"])
