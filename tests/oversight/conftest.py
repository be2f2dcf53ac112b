import pytest
from django.urls import reverse

from accounts.permissions import Role
from oversight import actions
from patients.models import Identifier
from tests.conftest import PASSWORD, THEN

WORDS = "Seizure on the ward, nobody of the team here"


@pytest.fixture
def officer(person, facility):
    return person("p.officer", Role.PRIVACY, facility, name="Priya Officer")


@pytest.fixture
def second_officer(person, facility):
    return person("p.second", Role.PRIVACY, facility, name="Paul Second")


@pytest.fixture
def doctor(at, person, facility):
    """Somebody at the desk of the house, with no relation to the case."""
    at(THEN)
    return person("d.night", Role.NURSE, facility, name="Dana Night")


@pytest.fixture
def mrn(patient):
    return Identifier.objects.create(patient=patient, authority="NGH", value="204310", kind="MR")


@pytest.fixture
def opened(at, case, patient, doctor, officer, supervisor):
    """An emergency access that has just begun."""
    at(THEN)
    return actions.break_glass(patient, by=doctor, reason="treatment", words=WORDS)


@pytest.fixture
def typed(mrn):
    """What somebody types at the emergency page."""
    return {
        "mrn": "204310",
        "born_0": "14",
        "born_1": "3",
        "born_2": "1958",
        "reason": "treatment",
        "words": WORDS,
        "password": PASSWORD,
    }


@pytest.fixture
def door():
    return reverse("oversight:emergency")
