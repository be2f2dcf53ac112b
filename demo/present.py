"""The last hours before a visitor comes, so that every queue holds something to be done now."""

from datetime import timedelta
from random import Random

from accounts.permissions import Role
from core import clock
from demo.diary import Story
from demo.house import House
from demo.stays import NEEDS
from encounters.models import Encounter
from intake import actions as intake
from intake import registration
from intake.models import IntakeRequest
from patients.models import Case, Patient, Stage

HOURS = 3
WAITING = ("received", "screening", "accepted", "assigned")
ASKED = ("The family asks what happens next", "Not safe on the stairs", "No one at home until Friday")


def last_hours(house: House, rng: Random) -> Story:
    """Two whom nobody knows, one of them perhaps a double; a case that waits for a lead; requests nobody has screened."""
    clerk = house.next(Role.INTAKE, 0)
    came, waiting = unknown(house, "female"), ask(house, rng)
    yield clock.now() + timedelta(minutes=20)
    triage = {"need": "planning", "danger": "no", "leaves": "later", "support": "some", "returned": "no"}
    waiting = intake.screen(waiting, by=clerk, triage=triage)
    yield clock.now() + timedelta(minutes=40)
    intake.accept(waiting, by=clerk)
    known = once_here(house)
    registration.identify(
        came.patient, by=clerk, family=known.family, given=known.given, birth_date=known.birth_date, sex=known.sex
    )  # fmt: skip
    yield clock.now() + timedelta(minutes=15)
    unknown(house, "male")
    for minutes in (35, 40):
        yield clock.now() + timedelta(minutes=minutes)
        ask(house, rng)


def unknown(house: House, sex: str) -> IntakeRequest:
    """Brought in without a name."""
    clerk = house.next(Role.INTAKE, 0)
    return registration.arrive_provisional(
        house.sites[0], by=clerk, sex=sex, estimated_age=60, arrival="ed", unit=house.units[0]
    )


def ask(house: House, rng: Random) -> IntakeRequest:
    """A ward nurse asks for somebody who lies here without a case; when all have one, somebody unknown comes."""
    # Who came today is asked for by their own story.
    settled = clock.now() - timedelta(hours=6)
    visits = Encounter.objects.filter(
        status="in_progress", case=None, unit=house.units[0], started_at__lt=settled
    )
    busy = IntakeRequest.objects.filter(status__in=WAITING).values("patient")
    cared_for = Case.objects.exclude(stage=Stage.CLOSED).values("patient")
    visits = visits.exclude(patient__in=busy).exclude(patient__in=cared_for)
    visit = visits.select_related("patient", "unit__facility").order_by("visit_number").first()
    if visit is None:
        return unknown(house, "female")
    return intake.receive(
        visit.patient, by=house.next(Role.INTAKE, 0), source="nurse", need=rng.choice(NEEDS), question=rng.choice(ASKED),
        arrival="ward", unit=visit.unit, encounter=visit, asked_by=house.next(Role.NURSE, 0),
    )  # fmt: skip


def once_here(house: House) -> Patient:
    """Somebody known by name who does not lie here now; on the first days, anybody."""
    named = Patient.objects.filter(facility=house.sites[0], provisional=False, merged_into=None)
    named = named.order_by("search_name", "birth_date")
    here = Encounter.objects.filter(status="in_progress").values("patient")
    found = named.exclude(pk__in=here).first() or named.first()
    assert found is not None  # noqa: S101  (the house has lived for hours)
    return found
