"""A record begins: registered with a name, or provisionally, and later identified."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.refusals import Denied, Refused
from patients import actions
from patients.models import FieldClaim, Identifier, Patient, PatientName
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


def test_it_makes_a_record_that_can_be_found_and_says_who_did_it(register, facility, intake, trail):
    patient = register(
        "Ó Súilleabháin", "Áine", birth_date=date(1958, 3, 14), identifiers=[("MR", "NGH", "204310")]
    )
    assert patient.search_name == "o suilleabhain aine"
    assert Identifier.objects.get(patient=patient).value == "204310"
    [event] = trail("patients.register")
    assert (event.actor, event.target_id) == (intake.username, facility.pk)


def test_what_was_stated_is_claimed_field_by_field(register):
    patient = register(birth_date=date(1952, 1, 12), sex="male")
    claims = dict(FieldClaim.objects.filter(patient=patient, current=True).values_list("field", "value"))
    assert claims == {"family": "Silva", "given": "Joao", "birth_date": "1952-01-12", "sex": "male"}
    assert set(FieldClaim.objects.values_list("verification", flat=True)) == {"stated"}


def test_only_the_desk_registers(facility, privacy):
    with pytest.raises(Denied):
        actions.register(facility, by=privacy, family="Silva")
    assert not Patient.objects.exists()


def test_a_record_needs_a_name(facility, intake):
    with pytest.raises(ValidationError, match="Enter a family name or a given name"):
        actions.register(facility, by=intake)


@pytest.mark.parametrize(
    ("born", "sentence"),
    [(date(2026, 11, 4), "in the future"), (date(1879, 12, 31), "Check the year of birth")],
)
def test_an_impossible_birth_date_is_wrong_input(facility, intake, at, born, sentence):
    at(THEN)
    with pytest.raises(ValidationError, match=sentence):
        actions.register(facility, by=intake, family="Silva", birth_date=born)
    assert not Patient.objects.exists()


def test_somebody_born_today_is_possible(register, at):
    at(THEN)
    assert register(birth_date=date(2026, 11, 3)).birth_date == date(2026, 11, 3)


def test_a_number_belongs_to_one_record(register):
    register(identifiers=[("MR", "NGH", "204310")])
    with pytest.raises(ValidationError, match="already belongs to a record"):
        register("Okoye", "Ada", identifiers=[("MR", "NGH", "204310")])
    assert Patient.objects.count() == 1


def test_a_provisional_patient_gets_a_bird_an_age_and_a_day_of_the_estimate(facility, intake, at):
    at(THEN)
    first = actions.register_provisional(facility, by=intake, sex="female", estimated_age=70)
    second = actions.register_provisional(facility, by=intake)
    assert (first.alias, first.estimated_age, first.estimated_on) == ("Heron", 70, date(2026, 11, 3))
    assert (second.alias, second.estimated_on) == ("Puffin", None)


def test_an_impossible_age_is_wrong_input(facility, intake):
    with pytest.raises(ValidationError):
        actions.register_provisional(facility, by=intake, estimated_age=126)


def test_an_identity_is_resolved_and_the_alias_still_found(facility, intake):
    heron = actions.register_provisional(facility, by=intake, sex="female", estimated_age=70)
    actions.resolve_identity(heron, by=intake, family="Okafor", given="Amara", birth_date=date(1958, 3, 14))
    heron.refresh_from_db()
    assert (heron.provisional, heron.family, heron.sex, heron.estimated_age) == (
        False,
        "Okafor",
        "female",
        None,
    )
    assert PatientName.objects.get(patient=heron).search_name == "heron"


def test_an_identity_is_resolved_once(register, intake):
    with pytest.raises(Refused, match="identity of this patient is known"):
        actions.resolve_identity(register(), by=intake, family="Other")
