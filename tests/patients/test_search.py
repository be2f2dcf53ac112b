"""The search of the header finds what one may see, by number, phone, bed, case or name, and nothing else."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from facilities.models import Bed
from patients import actions
from patients.models import Case
from patients.queries.search import search

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara(patient, case, intake, unit):
    actions.add_identifier(patient, by=intake, kind="MR", authority="NGH", value="204310")
    actions.add_identifier(patient, by=intake, kind="SS", authority="SSA", value="900-12-3456")
    actions.add_contact_point(patient, by=intake, kind="phone", value="602 555 0134")
    Case.objects.filter(pk=case.pk).update(unit=unit, bed=Bed.objects.get(code="4B-01"))
    return patient


@pytest.mark.parametrize(
    "words",
    [
        "204310",
        "(602) 555-0134",
        "4b-01",
        "okaf",
        "Okafor, Amara",
        "Amara Okafor",
        "okafor amara",
        "  OKAFOR  ",
        "Okafur",
    ],
)
def test_a_patient_is_found_by(amara, intake, words):
    [found] = search(words, intake)
    assert (found.patient, found.mrn) == (amara, "204310")


def test_a_case_is_found_by_its_reference(amara, case, on_team):
    assert [found.patient for found in search(case.reference.lower(), on_team(Role.NURSE))] == [amara]


@pytest.mark.parametrize("words", ["", "o", "%%", "Zzyzx", "900-12-3456"])
def test_nothing_is_found_by(amara, intake, words):
    assert search(words, intake) == []


def test_an_unknown_patient_is_found_by_the_bird(facility, intake):
    heron = actions.register_provisional(facility, by=intake)
    for words in ("heron", "Unknown Heron"):
        assert [found.patient for found in search(words, intake)] == [heron]


def test_every_prefix_of_a_name_one_may_not_see_finds_the_same_nothing(amara, outsider):
    assert all(search("okafor amara"[:length], outsider) == [] for length in range(1, 13))


def test_somebody_on_the_team_finds_the_own_patient_only(amara, on_team, register):
    register("Okafor", "Other")
    assert [found.patient for found in search("okafor", on_team(Role.NURSE))] == [amara]


def test_no_name_stands_in_an_address_and_the_look_is_on_record(amara, client, intake):
    client.force_login(intake)
    url = reverse("patients:search")
    assert "Type at least two letters" in client.get(url, {"q": "okafor"}).content.decode()
    page = client.post(url, {"q": "okafor"}).content.decode()
    assert reverse("patients:patient", args=[amara.pk]) in page
    assert (
        "okafor"
        not in client.post(url, {"q": "okafor"}, headers={"HX-Request": "true"})
        .content.decode()
        .split("<li")[0]
    )
    assert Event.objects.filter(verb="search", patient_ids=[amara.pk]).count() == 2


def test_the_header_gets_the_part(amara, client, intake):
    client.force_login(intake)
    part = client.post(
        reverse("patients:search"), {"q": "okafor"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part
    assert "Okafor" in part


def test_searching_is_for_those_signed_in(client, db):
    assert client.post(reverse("patients:search"), {"q": "okafor"}).status_code in {302, 401}
