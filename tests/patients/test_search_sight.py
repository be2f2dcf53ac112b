"""A search finds what the rule shows and nothing beside it, and is no way to ask after what one may not see."""

import random
from datetime import timedelta

import pytest
from django.db import connection

from accounts.actors import system
from accounts.permissions import Role
from core import prepared
from core.access import visible_by_house, visible_to
from facilities.models import Bed, Facility, Team
from patients.models import Case, Identifier, Patient, PatientName, Stage
from patients.queries.search import search
from teams.models import AccessBlock, Assignment, EmergencyAccess, FacilityRole, TeamMember
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
FAMILIES, GIVEN = ("Okafor", "Okafur", "Silva", "Sylva"), ("Amara", "Amarra", "Joao")
BEFORE, AFTER = THEN - timedelta(days=30), THEN + timedelta(hours=2)


class World:
    """Two houses, patients of one with cases at the other, and every way to come to see them or not."""

    def __init__(self, chance, houses, unit, person):
        self.chance, self.houses, self.bed = chance, houses, Bed.objects.get(unit=unit)
        self.teams = [Team.objects.create(facility=house, name=f"Team {house.code}") for house in houses]
        self.desk = person("w.desk", Role.INTAKE, houses[0])
        self.boss = person("w.boss", Role.SUPERVISOR, houses[1])
        self.lone_boss = person("w.lone", Role.SUPERVISOR)
        self.nurse = person("w.nurse", Role.NURSE, houses[0])
        self.both = person("w.both", Role.NURSE, houses[1])
        self.people = [self.desk, self.boss, self.lone_boss, self.nurse, self.both]
        self.people.append(person("w.privacy", Role.PRIVACY, houses[1]))
        FacilityRole.objects.create(user=self.both, facility=houses[1], role=Role.INTAKE, starts_at=BEFORE)
        for user in (self.boss, self.lone_boss):
            TeamMember.objects.create(team=self.teams[0], user=user, supervises=True, starts_at=BEFORE)
        self.patients = [self._patient(n) for n in range(24)]

    def _patient(self, n):
        family, given = self.chance.choice(FAMILIES), self.chance.choice(GIVEN)
        patient = self._named(family, given)
        Identifier.objects.create(patient=patient, authority="NGH", value=f"2043{n:02}")
        if self.chance.random() < 0.2:
            PatientName.objects.create(patient=patient, use="old", family="Weber", search_name="weber")
        for k in range(self.chance.randrange(3)):
            self._case(patient, f"R{n:02}{k}")
        if self.chance.random() < 0.5:
            self._apart(patient)
        return patient

    def _named(self, family, given):
        house = self.chance.choice(self.houses)
        called = {"family": family, "given": given, "search_name": f"{family} {given}".lower()}
        return Patient.objects.create(facility=house, **called)

    def _case(self, patient, reference):
        house = self.chance.randrange(2)
        closed = {"stage": Stage.CLOSED, "closing": "declined", "closed_at": THEN, "closed_by": self.desk}
        case = Case.objects.create(
            patient=patient,
            reference=reference,
            facility=self.houses[house],
            team=self.teams[house],
            restricted=self.chance.random() < 0.2,
            stage_since=BEFORE,
            opened_at=BEFORE,
            bed=self.chance.choice([self.bed, None]),
            **(closed if self.chance.random() < 0.4 else {}),
        )
        for user in self.chance.sample([self.nurse, self.both], self.chance.randrange(3)):
            Assignment.objects.create(
                case=case, user=user, role=Role.NURSE, starts_at=BEFORE, created_by=self.desk
            )

    def _apart(self, patient):
        user = self.chance.choice(self.people)
        AccessBlock.objects.create(
            patient=patient, user=user, why="family", starts_at=BEFORE, created_by=self.desk
        )
        if self.chance.random() < 0.5:
            EmergencyAccess.objects.create(
                patient=patient,
                user=user,
                role=Role.NURSE,
                reason="safety",
                words="Collapsed",
                opened_at=THEN - timedelta(hours=1),
                expires_at=AFTER,
                review_due_at=AFTER,
            )


@pytest.fixture(params=range(3))
def world(request, at, facility, unit, person):
    at(THEN)
    elsewhere = Facility.objects.create(code="EST", name="East Hospital", zone="America/Phoenix")
    return World(random.Random(request.param), [facility, elsewhere], unit, person)


def asked(n):
    return [
        "okafor",
        "Okafor Amara",
        "amara okafor",
        "Silwa",
        "si",
        "weber",
        f"2043{n:02}",
    ]


def test_a_search_finds_what_the_rule_shows_of_all_that_match(world):
    found_by_anybody = 0
    for user in world.people:
        for acting in ("", user.default_role):
            user.acting_role = acting
            seen = set(visible_to(Patient, user))
            there, besides = visible_by_house(Patient, user)
            assert {*there, *besides} == seen
            for words in asked(world.chance.randrange(24)):
                every = [found.patient for found in search(words, system("feed"))]
                expected = [patient for patient in every if patient in seen]
                found = [found.patient for found in search(words, user)]
                assert set(found) <= seen
                # Where nothing matches that they see, a search goes on by likeness.
                assert found == expected or not expected
                found_by_anybody += len(expected)
            # By its case somebody is found only where the case itself is in sight.
            lying = visible_to(Case, user).filter(bed=world.bed).exclude(stage=Stage.CLOSED)
            expected = {case.patient for case in lying if case.patient in seen}
            assert {found.patient for found in search("4b-01", user)} == expected
            for case in lying:
                assert [found.patient for found in search(case.reference, user)] == [case.patient]
    assert found_by_anybody


def statements(words, user):
    said = []

    def listen(execute, sql, params, many, context):
        said.append(prepared.question_of(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        found = search(words, user)
    return said, found


@pytest.mark.parametrize("words", ["okafor", "Okafor Amara", "Okafur", "204310", "nobody"])
def test_what_is_out_of_sight_changes_neither_the_answer_nor_what_is_asked(
    words, case, patient, intake, on_team, outsider
):
    Identifier.objects.create(patient=patient, authority="NGH", value="204310")
    users = (intake, on_team(Role.NURSE), outsider)
    before = [statements(words, user) for user in users]
    elsewhere = Facility.objects.get(code="FAR")
    for n in range(40):
        other = Patient.objects.create(
            facility=elsewhere, family="Okafor", given="Amara", search_name="okafor amara"
        )
        Identifier.objects.create(patient=other, authority=f"FAR{n}", value="204310")
    assert [statements(words, user) for user in users] == before
    assert max(len(said) for said, _found in before) <= 3


def test_a_page_is_full_of_those_in_sight_and_in_the_order_of_their_names(facility, intake):
    rows = [
        Patient(facility=facility, family="Okafor", given=f"{n:02}", search_name=f"okafor {n:02}")
        for n in range(60)
    ]
    Patient.objects.bulk_create(rows)
    for row in rows[:30]:
        AccessBlock.objects.create(
            patient=row, user=intake, why="family", starts_at=THEN - timedelta(days=3650), created_by=intake
        )
    assert [found.patient.given for found in search("okafor", intake)] == [f"{n:02}" for n in range(30, 56)]


def test_a_number_is_not_a_name_that_sounds_like_its_letters(facility, intake):
    Patient.objects.create(facility=facility, family="Bee", given="Anna", search_name="bee anna")
    assert search("B1000", intake) == []
    assert [found.patient.family for found in search("Beh", intake)] == ["Bee"]
