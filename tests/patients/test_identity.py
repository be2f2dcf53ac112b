"""Corrections, proofs, other names and numbers; what a person corrected stands against a repeating feed."""

from datetime import date

import pytest

from accounts.actors import system
from core.refusals import Denied, Refused, Stale
from patients import actions
from patients.models import FieldClaim, Identifier, PatientName

pytestmark = pytest.mark.django_db


def current(patient, field):
    return FieldClaim.objects.get(patient=patient, field=field, current=True)


def test_a_correction_keeps_the_earlier_name_and_the_earlier_claim(register, intake):
    patient = register()
    actions.correct(patient, by=intake, family="Sousa", reason="Letter shown")
    patient.refresh_from_db()
    assert (patient.family, patient.search_name) == ("Sousa", "sousa joao")
    assert PatientName.objects.get(patient=patient).family == "Silva"
    assert list(
        FieldClaim.objects.filter(patient=patient, field="family").values_list("value", "current")
    ) == [
        ("Silva", False),
        ("Sousa", True),
    ]


def test_a_slip_leaves_no_other_name(register, intake):
    patient = register()
    actions.correct(patient, by=intake, given="João", keep_name=False)
    assert not PatientName.objects.exists()


def test_a_correction_over_an_older_view_is_stale(register, intake):
    patient = register()
    actions.correct(patient, by=intake, pronouns="he/him")
    with pytest.raises(Stale):
        actions.correct(patient, by=intake, version=patient.version, pronouns="they/them")


def test_others_do_not_correct(register, privacy, trail):
    with pytest.raises(Denied):
        actions.correct(register(), by=privacy, family="X")
    assert trail("patients.correct") == []


def test_a_field_that_is_not_corrected_here_is_a_mistake_of_the_program(register, intake):
    with pytest.raises(TypeError, match="search_name"):
        actions.correct(register(), by=intake, search_name="x")


def test_a_person_overrules_the_feed_until_it_says_something_new(register, intake):
    feed, patient = system("feed"), register()
    actions.correct(patient, by=feed, source="feed", birth_date=date(1952, 1, 12))
    actions.correct(patient, by=intake, birth_date=date(1952, 12, 1))
    assert current(patient, "birth_date").override

    actions.correct(patient, by=feed, source="feed", birth_date=date(1952, 1, 12))
    patient.refresh_from_db()
    assert patient.birth_date == date(1952, 12, 1)

    actions.correct(patient, by=feed, source="feed", birth_date=date(1952, 1, 13))
    patient.refresh_from_db()
    assert patient.birth_date == date(1952, 1, 13)


def test_a_key_field_is_verified(register, intake):
    patient = register(birth_date=date(1952, 1, 12))
    actions.verify_field(patient, by=intake, field="birth_date", verification="document", source="passport")
    claim = current(patient, "birth_date")
    assert (claim.value, claim.verification, claim.source, claim.said_by) == (
        "1952-01-12", "document", "passport", intake,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "sentence"), [("birth_date", "nothing to verify"), ("pronouns", "Only name")]
)
def test_nothing_else_is_verified(register, intake, field, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.verify_field(register(), by=intake, field=field, verification="document")


def test_another_name_is_added_once(register, intake):
    patient = register()
    for _twice in range(2):
        actions.add_name(patient, by=intake, use="maiden", family="Costa")
    assert PatientName.objects.get(patient=patient).search_name == "costa"
    with pytest.raises(Refused, match="Enter a family name"):
        actions.add_name(patient, by=intake, use="maiden")


def test_a_number_is_added_once_and_can_be_taken_out_of_use(register, intake, privacy):
    patient, other = register(), register("Okoye", "Ada")
    number = {"kind": "MC", "authority": "CMS", "value": "1EG4-TE5-MK73"}
    first = actions.add_identifier(patient, by=intake, verified=True, **number)
    assert actions.add_identifier(patient, by=intake, **number) == first
    actions.retire_identifier(first, by=intake, reason="Typed on the wrong record")
    actions.add_identifier(other, by=intake, **number)
    assert Identifier.objects.filter(retired=False).get().patient == other
    with pytest.raises(Denied):
        actions.add_identifier(patient, by=privacy, kind="MR", authority="X", value="1")
