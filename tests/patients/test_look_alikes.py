"""Who may be meant: found through every column with an index, in three statements, with reasons."""

from datetime import date

import pytest

from patients import actions
from patients.matching import Person
from patients.models import Patient
from patients.queries.look_alikes import look_alikes

pytestmark = pytest.mark.django_db
BORN = date(1952, 1, 12)


@pytest.fixture
def joao(register, intake):
    patient = register("Silva", "João", birth_date=BORN, identifiers=[("MR", "NGH", "204310")])
    actions.add_contact_point(patient, by=intake, kind="phone", value="(602) 555-0134")
    return patient


@pytest.mark.parametrize(
    ("probe", "reason"),
    [
        (Person(family="Silva", given="Joao"), "same name"),
        (Person(family="SIL"), None),
        (Person(family="Joao", given="Silva"), "family and given name swapped"),
        (Person(family="Sylva", given="Joao", birth_date=BORN), "name differs by a letter or two"),
        (Person(family="Slva", given="Joao", birth_date=BORN), "name differs by a letter or two"),
        (Person(family="Zzz", given="Joao", birth_date=BORN), "same birth date"),
        (Person(family="Zzz", phones=["+1 602 555 0134"], birth_date=BORN), "same phone"),
        (Person(family="Zzz", identifiers=[("NGH", "204310")]), "same identifier (NGH)"),
    ],
)
def test_a_record_is_found_by(joao, facility, intake, probe, reason):
    found = look_alikes(probe, facility, intake)
    if reason is None:
        assert not found
        return
    [match] = found.matches
    assert (match.patient, match.mrn) == (joao, "204310")
    assert any(reason in said for said in match.reasons)


def test_somebody_else_is_not_found(joao, facility, intake):
    assert not look_alikes(
        Person(family="Okafor", given="Amara", birth_date=date(1980, 5, 5)), facility, intake
    )
    assert not look_alikes(Person(), facility, intake)


def test_an_earlier_name_and_a_stub_lead_to_the_record(joao, register, facility, intake, supervisor):
    actions.add_name(joao, by=intake, use="maiden", family="Costa", given="João")
    stub = register("Pereira", "Johnny", birth_date=BORN)
    actions.merge(joao, by=supervisor, retired=stub, reason="Same passport")
    for family, given in (("Costa", "Joao"), ("Pereira", "Johnny")):
        [match] = look_alikes(Person(family=family, given=given, birth_date=BORN), facility, intake).matches
        assert match.patient == joao


def test_names_in_another_script_are_not_all_alike(register, facility, intake):
    register("王", "伟")
    assert not look_alikes(Person(family="李", given="娜"), facility, intake)
    assert look_alikes(Person(family="王", given="伟"), facility, intake).matches


def test_wildcards_are_letters(joao, facility, intake):
    assert not look_alikes(Person(family="%", given="%"), facility, intake)


def test_who_is_out_of_sight_is_only_said_to_be_there(joao, facility, outsider):
    found = look_alikes(Person(family="Silva", given="Joao"), facility, outsider)
    assert (found.matches, found.hidden) == ([], True)


@pytest.mark.parametrize("namesakes", [2, 30])
def test_three_statements_however_many_there_are(
    register, facility, intake, namesakes, django_assert_num_queries
):
    for n in range(namesakes):
        register("Silva", f"Joao{n}", birth_date=BORN)
    probe = Person(
        family="Silva", given="Joao", birth_date=BORN, phones=["602 555 0134"], identifiers=[("NGH", "1")]
    )
    with django_assert_num_queries(3 if namesakes == 2 else 2):
        found = look_alikes(probe, facility, intake)
    assert 0 < len(found.matches) <= 5
    assert Patient.objects.count() == namesakes
