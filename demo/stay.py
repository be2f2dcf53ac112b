"""One person in the house, and what every part of their story needs."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from accounts.permissions import Role
from core import clock
from demo.diary import Diary, Story
from demo.house import SERVICES, House
from demo.people import Patient as Figure
from discharge.models import DischargePlan
from encounters import actions as visits
from encounters.models import Encounter
from intake.models import IntakeRequest
from patients.models import Case, CommunicationProfile, Patient


@dataclass
class Stay:
    """One person in the house: who, where, and their own source of chance."""

    house: House
    rng: Random
    figure: Figure
    number: int
    patient: Patient | None = None
    visit: Encounter | None = None
    # What was asked for already when they came, and the plan for leaving.
    request: IntakeRequest | None = None
    sheet: DischargePlan | None = None
    # Where what goes on beside the story is written down.
    diary: Diary = field(default_factory=Diary)

    @property
    def unit(self) -> int:
        return SERVICES[self.figure.problem.service]

    @property
    def clerk(self) -> User:
        return self.house.next(Role.INTAKE, self.house.site_of(self.unit))

    def beside(self, story: Story) -> None:
        """Begin a story of the same stay that goes on beside this one."""
        self.diary.write(clock.now(), story)

    def hours(self, least: float, most: float) -> datetime:
        """The instant that many hours from now, within a span."""
        return clock.now() + timedelta(hours=self.rng.uniform(least, most))


def interpreting(stay: Stay, of: Case | IntakeRequest) -> dict[str, Any]:
    """How a contact says that the interpreter who was asked for was there, or why not.

    A story lives for weeks, in which records are merged and profiles filled in: what it holds may be long out of date.
    """
    patient: Any = type(of).objects.filter(pk=of.pk).values("patient")
    profile = CommunicationProfile.objects.filter(patient__in=patient).first()
    if profile is None or not profile.needs_interpreter:
        return {}
    if stay.rng.random() < 0.9:
        return {"interpreter_used": True}
    return {"interpreter_used": False, "no_interpreter_because": "None free within the hour; family helped"}


def leave(stay: Stay, disposition: str = "01") -> None:
    """The feed says that the patient has left."""
    visits.leave(
        stay.visit, by=stay.house.feed, event_at=clock.now(), disposition=disposition, key=f"demo-{stay.number}-leave",
        source="demonstration",
    )  # fmt: skip
