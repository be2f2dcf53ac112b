"""Phones and addresses, how to speak with the patient, the people in their life."""

import pytest
from django.core.exceptions import ValidationError

from core.refusals import Denied, Refused
from patients import actions
from patients.models import CommunicationProfile, ContactPoint, RelatedPerson

pytestmark = pytest.mark.django_db


def test_a_phone_is_kept_once_with_the_key_it_is_found_by(register, intake):
    patient = register()
    actions.add_contact_point(patient, by=intake, kind="phone", value="(602) 555-0134", safe_to_call=False)
    actions.add_contact_point(
        patient, by=intake, kind="phone", value="+1 602 555 0134", safe_to_call=True, hours="after 17"
    )
    point = ContactPoint.objects.get(patient=patient)
    assert (point.key, point.safe_to_call, point.hours, point.version) == ("025550134", True, "after 17", 2)


def test_half_a_number_is_wrong_input(register, intake):
    with pytest.raises(ValidationError, match="whole number"):
        actions.add_contact_point(register(), by=intake, kind="phone", value="555")


def test_a_phone_that_ended_may_come_back(register, intake):
    patient = register()
    point = actions.add_contact_point(patient, by=intake, kind="phone", value="602 555 0134")
    actions.end_contact_point(point, by=intake)
    again = actions.add_contact_point(patient, by=intake, kind="phone", value="602 555 0134")
    assert again.pk != point.pk


def test_a_contact_of_a_person_of_another_record_is_refused(register, intake):
    daughter = actions.add_related_person(register(), by=intake, name="Ada", relation="daughter")
    with pytest.raises(Refused, match="another record"):
        actions.add_contact_point(
            register("Okoye"), by=intake, kind="phone", value="602 555 0134", person=daughter
        )


def test_the_profile_changes_only_what_is_given(register, intake, privacy):
    patient = register()
    actions.set_communication(patient, by=intake, spoken="ig", interpreter="phone")
    actions.set_communication(patient, by=intake, diet="halal")
    profile = CommunicationProfile.objects.get(patient=patient)
    assert (profile.spoken, profile.needs_interpreter, profile.diet) == ("ig", True, "halal")
    with pytest.raises(TypeError):
        actions.set_communication(patient, by=intake, patient_id="x")
    with pytest.raises(Denied):
        actions.set_communication(patient, by=privacy, diet="x")


def test_a_person_comes_with_a_phone_and_takes_over_what_is_new(register, intake):
    patient = register()
    actions.add_related_person(patient, by=intake, name="Ada", relation="daughter", phone="602 555 0199")
    actions.add_related_person(
        patient, by=intake, name="Ada", relation="daughter", phone="602-555-0199", emergency=True
    )
    person = RelatedPerson.objects.get(patient=patient)
    assert person.emergency
    assert person.contact_points.count() == 1
    with pytest.raises(ValidationError, match="whole number"):
        actions.add_related_person(patient, by=intake, name="Obi", relation="son", phone="12")


def test_a_person_ends_on_a_day(register, intake):
    from datetime import date

    person = actions.add_related_person(
        register(), by=intake, name="Ada", relation="daughter", from_on=date(2026, 1, 2)
    )
    actions.end_related_person(person, by=intake, until_on=date(2026, 1, 2))
    with pytest.raises(ValidationError, match="last day is before the first"):
        actions.end_related_person(person, by=intake, until_on=date(2026, 1, 1))
