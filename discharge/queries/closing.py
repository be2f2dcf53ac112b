"""What stands in the way of closing a case: work still open, and how often the patient was not reached."""

from dataclasses import dataclass, field

from discharge.checklist import Attempt
from patients.models import Case
from worklist.models import Appointment, ContactAttempt, FollowUp, Item
from worklist.models.item import LIVE

Outcome = ContactAttempt.Outcome
FAILED = (Outcome.MESSAGE, Outcome.NO_ANSWER, Outcome.WRONG)


@dataclass(frozen=True)
class LiveWork:
    """Open items, promises that still run, and booked times of a case."""

    items: list[Item] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)

    def __len__(self) -> int:
        """Pieces of work as a person counts them: a promise and its open occurrence are one."""
        seen = {item.series_id for item in self.items}
        alone = [promise for promise in self.follow_ups if promise.pk not in seen]
        return len(self.items) + len(alone) + len(self.appointments)


def live_work(case: Case) -> LiveWork:
    """Everything that is still to be done on a case, the most urgent first.

    Finding somebody who answers for something is no work left: on a closed case nobody has to.
    """
    items = Item.objects.filter(case=case, status__in=LIVE).exclude(kind=Item.Kind.HOLE)
    return LiveWork(
        list(items.order_by("due_at", "created_at")),
        list(FollowUp.objects.filter(case=case, status=FollowUp.Status.RUNNING)),
        list(Appointment.objects.filter(case=case, status=Appointment.Status.BOOKED).select_related("user")),
    )


def failed_attempts(case: Case) -> list[Attempt]:
    """The local day and the way of every attempt that reached nobody since the patient was last reached."""
    rows = ContactAttempt.objects.filter(case=case)
    reached = rows.exclude(outcome__in=FAILED).order_by("-at").values_list("at", flat=True).first()
    failed = rows.filter(outcome__in=FAILED, **({"at__gt": reached} if reached else {}))
    return [(at.astimezone(case.facility.tz).date(), mode) for at, mode in failed.values_list("at", "mode")]
