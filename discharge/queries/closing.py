"""What stands in the way of closing a case: work still open, and a stay that goes on; and what its goals came to."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from careplans.models import Goal
from careplans.queries import open_goals_of
from discharge import plans, stays
from outreach.models import HomeVisit
from outreach.models.visit import OPEN
from patients.models import Case
from patients.queries.bundle import bundle, unpack
from worklist.models import Appointment, FollowUp, Item
from worklist.models.item import LIVE


@dataclass(frozen=True)
class LiveWork:
    """Open items, promises that still run, booked times and home visits of a case."""

    items: list[Item] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    visits: list[HomeVisit] = field(default_factory=list)

    @property
    def inside(self) -> list[str]:
        """Who is at the patient's home now, or should be and is asked after: until they are safe, the case is open."""
        return [
            row.visitor.short
            for row in self.visits
            if row.status == HomeVisit.Status.INSIDE or (row.alarm is not None and row.alarm.is_live)
        ]

    def __len__(self) -> int:
        """Pieces of work as a person counts them: a promise and its open occurrence are one."""
        seen = {item.series_id for item in self.items}
        alone = [promise for promise in self.follow_ups if promise.pk not in seen]
        return len(self.items) + len(alone) + len(self.appointments) + len(self.visits)


def live_work(case: Case, *, given_up: bool = False) -> LiveWork:
    """Everything that is still to be done on a case, the most urgent first.

    Finding somebody who answers for something is no work left: on a closed case nobody has to. Nor are further
    attempts to reach a patient who is `given_up`: they end with the case.
    """
    settled = [Item.Kind.HOLE, *([Item.Kind.REACH] if given_up else [])]
    items = Item.objects.filter(case=case, status__in=LIVE).exclude(kind__in=settled)
    return LiveWork(
        list(items.order_by("due_at", "created_at")),
        list(FollowUp.objects.filter(case=case, status=FollowUp.Status.RUNNING)),
        list(Appointment.objects.filter(case=case, status=Appointment.Status.BOOKED).select_related("user")),
        list(HomeVisit.objects.filter(case=case, status__in=OPEN).select_related("visitor", "alarm")),
    )


def beside() -> dict[str, Any]:
    """What the form of closing asks of the case itself, read with it (patients.header.fetch_case)."""
    return {
        "of_goals": bundle(open_goals_of(OuterRef("pk"))),
        "stay_goes_on": Exists(stays.going_on(OuterRef("pk"))),
        "casework_begun": Exists(plans.casework(OuterRef("pk"))),
    }


def goals_of(case: Any) -> list[Goal]:
    """The goals that each need an outcome, of a case read with `beside`; to be drawn."""
    return unpack(Goal, case.of_goals)
