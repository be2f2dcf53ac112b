"""Sets, moves and takes back what a person will be told; used inside verbs only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Max

from core import clock
from core.actions import keep
from core.localtime import local
from worklist.ladder import DEFAULT, MEETING, rungs
from worklist.models import Appointment, Item, Notification, Outbox, Reminder


def remind(item: Item, minutes: Sequence[int]) -> None:
    """Set the reminders of an item for its owner, from its due time; what still waited is taken back."""
    forget(item)
    if item.owner_id is not None and item.due_at is not None:
        _climb({"item": item}, item.owner_id, item.due_at, minutes, item.zone)


def remind_of(appointment: Appointment) -> None:
    """Remind the person who meets the patient, an hour before."""
    zone = appointment.case.facility.tz
    _climb({"appointment": appointment}, appointment.user_id, appointment.starts_at, MEETING, zone)


def forget(source: Item | Appointment) -> None:
    """Take back what is still pending for a source: reminders go, notices count as read, mail not yet sent is held."""
    mine = {"item": source} if isinstance(source, Item) else {"appointment": source}
    Reminder.objects.filter(**mine, status=Reminder.Status.WAITING).update(
        status=Reminder.Status.CANCELLED, version=F("version") + 1
    )
    Notification.objects.filter(**mine, read_at=None).update(read_at=clock.now(), version=F("version") + 1)
    notified = {f"notification__{name}": row for name, row in mine.items()}
    Outbox.objects.filter(**notified, status=Outbox.Status.PENDING).update(
        status=Outbox.Status.HELD, version=F("version") + 1
    )


def tell(item: Item, kind: str, *, n: int) -> None:
    """Put a notice into the owner's list at once; `n` makes it one notice however often the step is repeated."""
    facts = {"recipient_id": item.owner_id, "source": f"item:{item.pk}:{kind}", "n": n, "rung": 0}
    if item.owner_id is not None and not Notification.objects.filter(**facts).exists():
        keep(Notification(**facts, kind=kind, item=item, told_at=clock.now()))


def say(item: Item, to: Any, source: str, *, by: Any) -> None:
    """Tell somebody else than the actor, if one is known, of something on an item; the source makes it one notice."""
    if to is not None and (by is None or to != by.pk):
        facts = {"recipient_id": to, "source": source, "kind": Notification.Kind.REVIEW}
        keep(Notification(**facts, item=item, told_at=clock.now()))


def ladder_of(item: Item) -> tuple[int, ...]:
    """The promise's own ladder; other work reminds only when it was promised to somebody by a ladder."""
    if item.series is not None:
        return tuple(item.series.ladder)
    return DEFAULT if item.reminders.exists() else ()


def _climb(
    source: dict[str, Any], recipient_id: Any, due_at: datetime, minutes: Sequence[int], zone: Any
) -> None:
    wall = local(due_at, zone)
    n = 1 + (Reminder.objects.filter(**source).aggregate(last=Max("n"))["last"] or 0)
    for rung in rungs(due_at, minutes, clock.now()):
        keep(
            Reminder(
                **source,
                recipient_id=recipient_id,
                n=n,
                rung=rung.number,
                late=rung.late,
                wall_on=wall.date(),
                wall_at=wall.time(),
                zone=str(zone),
                due_at=rung.at,
            )
        )
