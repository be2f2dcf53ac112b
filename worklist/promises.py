"""Sets, moves and takes back what a person will be told; used inside verbs only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Max, Q

from core import clock
from core.actions import keep
from core.localtime import local
from policy.queries import escalation
from worklist import ladder, letters, to_patients
from worklist.models import Appointment, Item, Notification, Outbox, Reminder

WAITING = Reminder.Status.WAITING
PERSON = Reminder.To.PERSON
TAKEN_UP = (Item.Status.IN_PROGRESS, Item.Status.WAITING)
# What has not left the house and may still be taken back.
INSIDE = (Outbox.Status.PENDING, Outbox.Status.FOLDED)


def remind(item: Item, minutes: Sequence[ladder.Said]) -> None:
    """Set the rungs of an item from its due time; what still waited is taken back.

    `minutes` are those of the item's owner, or [minutes, "deputy"|"supervisor"]. A ladder that names nobody else is
    followed by the climb that the rules in force know for the item's priority.
    """
    forget(item)
    if item.due_at is not None:
        climb = escalation(item.place, clock.now()).climb(item.priority)
        _set(
            {"item": item}, item.owner_id, item.due_at, ladder.whole(minutes, climb), item.zone, item.priority
        )
    if item.status in TAKEN_UP:
        stop(item)


def climb(item: Item) -> None:
    """Set the rungs of work just opened, as the rules in force say for its priority: owner, deputy, supervisor."""
    if item.due_at is not None:
        said = escalation(item.place, clock.now()).rungs(item.priority)
        _set({"item": item}, item.owner_id, item.due_at, said, item.zone, item.priority)


def remind_of(appointment: Appointment) -> None:
    """Remind whoever meets the patient, an hour before, and the patient as the rules and their consent say."""
    facts: dict[str, Any] = {"appointment": appointment}
    zone = appointment.case.facility.tz
    said: list[ladder.Said] = list(ladder.MEETING)
    said += [(minutes, "patient") for minutes in to_patients.rungs(appointment)]
    _set(facts, appointment.user_id, appointment.starts_at, said, zone, Item.Priority.NORMAL)


def stop(item: Item) -> None:
    """Somebody acts, or waits for a reason: nobody above is told any more; the owner still hears when it falls due."""
    climbing = Reminder.objects.filter(~Q(to=PERSON) | Q(late=True), item=item, status=WAITING)
    climbing.update(status=Reminder.Status.CANCELLED, version=F("version") + 1)


def forget(source: Item | Appointment) -> None:
    """Take back what is still pending for a source: reminders go, notices count as read, mail not yet sent is held."""
    mine = {"item": source} if isinstance(source, Item) else {"appointment": source}
    Reminder.objects.filter(**mine, status=WAITING).update(
        status=Reminder.Status.CANCELLED, version=F("version") + 1
    )
    Notification.objects.filter(**mine, read_at=None).update(read_at=clock.now(), version=F("version") + 1)
    notified = {f"notification__{name}": row for name, row in mine.items()}
    Outbox.objects.filter(**notified, status__in=INSIDE).update(
        status=Outbox.Status.HELD, folded_into=None, version=F("version") + 1
    )


def tell(item: Item, kind: str, *, n: int, to: Any = None, safety: bool = False) -> None:
    """Put a notice into the owner's list (or somebody else's) at once, and outside by their wishes.

    `n` makes it one notice however often the step is repeated.
    """
    recipient = to.pk if to is not None else item.owner_id
    facts = {"recipient_id": recipient, "source": f"item:{item.pk}:{kind}", "n": n, "rung": 0}
    if recipient is not None and not Notification.objects.filter(**facts).exists():
        made = keep(Notification(**facts, kind=kind, item=item, safety=safety, told_at=clock.now()))
        letters.write_for(made)


def say(item: Item, to: Any, source: str, *, by: Any) -> None:
    """Tell somebody else than the actor, if one is known, of something on an item; the source makes it one notice."""
    if to is not None and (by is None or to != by.pk):
        facts = {"recipient_id": to, "source": source, "kind": Notification.Kind.REVIEW}
        keep(Notification(**facts, item=item, told_at=clock.now()))


def ladder_of(item: Item) -> tuple[ladder.Said, ...]:
    """The promise's own ladder; other work has what the rules in force say for its priority."""
    if item.series is not None:
        return tuple(item.series.ladder)
    return escalation(item.place, clock.now()).rungs(item.priority)


def _set(
    source: dict[str, Any],
    recipient_id: Any,
    due_at: datetime,
    said: Sequence[ladder.Said],
    zone: Any,
    risk: int,
) -> None:
    wall = local(due_at, zone)
    n = 1 + (Reminder.objects.filter(**source).aggregate(last=Max("n"))["last"] or 0)
    # Work that nobody has yet reminds nobody by name; its silence climbs all the same.
    told = [rung for rung in ladder.rungs(due_at, said, clock.now()) if rung.to != PERSON or recipient_id]
    facts = {"risk": risk, "n": n, "wall_on": wall.date(), "wall_at": wall.time(), "zone": str(zone)}
    Reminder.objects.bulk_create(
        Reminder(
            **source,
            **facts,
            to=rung.to,
            recipient_id=recipient_id if rung.to == PERSON else None,
            rung=rung.number,
            late=rung.late,
            due_at=rung.at,
        )
        for rung in told
    )
