"""One patient on the way out: who is on it, where it leads, and what goes on beside the story of the stay."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.permissions import Role
from core import clock
from core.refusals import Refused
from demo.diary import Story
from demo.problems import EQUIPMENT, NURSING, REHAB
from demo.stay import Stay
from discharge.gates import Gatehouse, look
from discharge.models import DischargePlan
from encounters.models import Encounter
from patients.models import Case

# Where people go, by what was asked for them; named twice is twice as likely.
PLACES = {
    REHAB: ("62", "62", "03", "03", "06"),
    NURSING: ("06", "06", "06", "03", "01"),
    EQUIPMENT: ("01", "06"),
}
ELSEWHERE = ("01", "01", "01", "01", "06", "06", "03", "03", "50")
HOMES = ("01", "06", "50")


@dataclass
class Way:
    """The way out of one case."""

    stay: Stay
    case: Case
    lead: User
    team: list[User]
    began_at: datetime
    leaves_at: datetime
    disposition: str

    @property
    def plan(self) -> DischargePlan:
        assert self.stay.sheet is not None  # noqa: S101  (begun with the plan)
        return self.stay.sheet

    def gates(self) -> Gatehouse:
        """What is missing before the patient may leave, as it stands now."""
        self.plan.refresh_from_db()
        return look(self.case, self.plan)

    @property
    def nurse(self) -> User | None:
        return self.one(Role.NURSE)

    @property
    def helper(self) -> User:
        """Who asks places and calls them."""
        return self.one(Role.COORDINATOR) or self.lead

    @property
    def gone(self) -> bool:
        assert self.stay.visit is not None  # noqa: S101  (arrived before)
        return not Encounter.objects.filter(pk=self.stay.visit.pk, status="in_progress").exists()

    def one(self, role: Role) -> User | None:
        """Whoever of the team has a role."""
        return next((user for user in self.team if user.default_role == role), None)

    def at(self, share: float) -> datetime:
        """The instant at a share of what is left of the stay, and never in the past."""
        return max(clock.now(), self.began_at + (self.leaves_at - self.began_at) * share)

    def before(self, least: float, most: float) -> datetime:
        """So many hours before leaving, within a span; now when that is over."""
        hours = timedelta(hours=self.stay.rng.uniform(least, most))
        return max(clock.now(), self.leaves_at - hours)

    def chance(self, share: float) -> bool:
        return self.stay.rng.random() < share

    def beside(self, story: Story) -> None:
        """Let something go on beside the story of the stay; it ends where the rules end it, or with the case."""
        self.stay.beside(as_far_as_it_goes(story, self.case))


def as_far_as_it_goes(story: Story, case: Case | None = None) -> Story:
    """A story that ends when a rule refuses its next step, or its case is closed and nobody is on it any more."""
    with suppress(Refused, ValidationError):
        for at in story:
            yield at
            if case is not None and not Case.objects.filter(pk=case.pk, closed_at=None).exists():
                return


def goes_to(stay: Stay) -> str:
    """Where somebody is likely to go, by what was asked for them (UB-04)."""
    return stay.rng.choice(PLACES.get(stay.figure.reason, ELSEWHERE))
