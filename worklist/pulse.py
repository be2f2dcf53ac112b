"""How the engine does: what is due and untold, what waits on each channel, what was given up, when each clock ticked.

One reading for the system page, /readyz and /metrics; counts and instants, never a patient.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from core import clock
from worklist.channels import CHANNELS, configured, kept_in_folder
from worklist.models import ChannelState, Item, Outbox, Reminder, Tick
from worklist.ticks import SILENT

ZERO = timedelta(0)
# What is longer on its way than this is said on the system page (reliability 7.9).
LATE = timedelta(seconds=120)
CLOCKS = ("beat", "planner", "relay:email")


@dataclass(frozen=True)
class Lane:
    """One channel: is it set up, how much waits, since when it could have left, what was given up, and its fuse.

    `kept`: it is not set up, and what is written for it ends in a folder of this machine.
    """

    name: str
    set_up: bool
    waiting: int = 0
    oldest: datetime | None = None
    dead: int = 0
    bounced: int = 0
    failures: int = 0
    rests_until: datetime | None = None
    last_error: str = ""
    last_sent_at: datetime | None = None
    kept: bool = False

    @property
    def used(self) -> bool:
        """Whether messages are written for it, so that they may be late."""
        return self.set_up or self.kept


@dataclass(frozen=True)
class Pulse:
    """One reading at an instant."""

    at: datetime
    due: int
    oldest_due: datetime | None
    unheard: int
    lanes: list[Lane]
    ticks: dict[str, datetime] = field(default_factory=dict)

    def since(self, moment: datetime | None) -> timedelta:
        """How long ago; nothing for what never was."""
        return max(self.at - moment, ZERO) if moment else ZERO

    def silent(self, name: str) -> bool:
        """Whether a clock has not ticked for too long, or never did."""
        return name not in self.ticks or self.since(self.ticks[name]) > SILENT

    @property
    def oldest(self) -> datetime | None:
        """The oldest of what is due and has not left the house or been told in it."""
        found = [each for each in (self.oldest_due, *(lane.oldest for lane in self.lanes)) if each]
        return min(found, default=None)


def read() -> Pulse:
    """Ask the database once for each of its four tables."""
    now = clock.now()
    # Risk leads the index of what waits: named one by one, only what is due is read, however much is still to come.
    due = Q(status=Reminder.Status.WAITING, risk__in=Item.Priority.values, due_at__lte=now)
    # The last week: an old failure that nobody mends is no news, and stands in the ledger.
    unheard = Q(status=Reminder.Status.PLANNED, told=0, planned_at__gt=now - timedelta(days=7))
    said: Any = Reminder.objects.filter(due | unheard).aggregate(
        due=Count("pk", filter=due), oldest=Min("due_at", filter=due), unheard=Count("pk", filter=unheard)
    )
    ticks = dict(Tick.objects.values_list("name", "at"))
    return Pulse(now, said["due"], said["oldest"], said["unheard"], _lanes(now), ticks)


def _lanes(now: datetime) -> list[Lane]:
    # Each of the four has an index of its own that holds nothing else; asked in one list, none of them would serve.
    inside = Q(status=Outbox.Status.PENDING) | Q(status=Outbox.Status.SENDING)
    dead, bounced = Q(status=Outbox.Status.DEAD), Q(bounced_at__gt=now - timedelta(days=7))
    waiting = inside & Q(next_try__lte=now)
    counted: dict[str, dict[str, Any]] = {
        row["channel"]: dict(row)
        for row in Outbox.objects.filter(inside | dead | bounced)
        .values("channel")
        .annotate(
            waiting=Count("pk", filter=waiting),
            oldest=Min("next_try", filter=waiting),
            dead=Count("pk", filter=dead),
            bounced=Count("pk", filter=bounced),
        )
    }
    states = ChannelState.objects.in_bulk(field_name="channel")
    return [_lane(str(name), counted.get(name, {}), states.get(str(name))) for name in CHANNELS]


def _lane(name: str, counted: dict[str, Any], state: ChannelState | None) -> Lane:
    kept = name == Outbox.Channel.EMAIL and kept_in_folder()
    facts: dict[str, Any] = {"set_up": name in configured() and not kept, "kept": kept}
    facts |= {key: counted[key] for key in ("waiting", "oldest", "dead", "bounced") if key in counted}
    if state is not None:
        facts |= {"failures": state.failures, "rests_until": state.open_until}
        facts |= {"last_error": state.last_error, "last_sent_at": state.last_sent_at}
    return Lane(name, **facts)
