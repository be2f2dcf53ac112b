"""How a silence climbs and how loud the house may be, as a pack says it: rungs by severity, folding, pace, quiet hours.

Pure. `body["due"][severity]` and `body["change"][severity]` are rungs {"minutes": 30, "to": "deputy"}: elapsed minutes
after the due time, or after telling. The figures that come with the application are project proposals but one: a
critical change of condition reaches the supervisor after 60 minutes of silence (rule R-IDR-4 of the clinical facts).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.localtime import DAY, local, scheduled, utc
from policy.examples import instant, title, wall
from policy.ladder import LONGEST

Body = Mapping[str, Any]
Rungs = tuple[tuple[int, str], ...]

WHOM = ("person", "deputy", "supervisor")
# By Item.priority.
SEVERITIES = {1: "harm", 2: "high", 3: "normal"}
CHANGES = ("critical", "urgent", "routine")
CHANNELS = ("email", "sms", "webhook")
MAX_RUNGS = 10
CRITICAL_WITHIN = 60

_DUE: Mapping[str, Rungs] = {
    "harm": ((0, "person"), (15, "deputy"), (30, "supervisor")),
    "high": ((0, "person"), (120, "deputy"), (240, "supervisor")),
    "normal": ((0, "person"), (1440, "deputy"), (2880, "supervisor")),
}
_CHANGE: Mapping[str, Rungs] = {
    "critical": ((0, "person"), (30, "deputy"), (60, "supervisor")),
    "urgent": ((0, "person"), (120, "deputy"), (240, "supervisor")),
    "routine": ((0, "person"), (1440, "deputy"), (2880, "supervisor")),
}


@dataclass(frozen=True)
class Escalation:
    """The figures; the defaults are those the application comes with."""

    due: Mapping[str, Rungs] = field(default_factory=lambda: _DUE)
    change: Mapping[str, Rungs] = field(default_factory=lambda: _CHANGE)
    # More than so many messages to one person by one channel within the window become one; it waits so long for others.
    fold_over: int = 5
    fold_within_minutes: int = 15
    fold_wait_minutes: int = 2
    # Messages a minute by channel.
    pace: Mapping[str, int] = field(default_factory=lambda: {"email": 3000, "sms": 60, "webhook": 60})
    # A rung that rings so many minutes after its time is said as delayed.
    delayed_after_minutes: int = 5
    # For whoever has chosen nothing; wall times where the person is.
    quiet: tuple[str, str] = ("21:00", "07:00")
    # Wall times of the summaries: every working day, and on the first working day of the week.
    digest_at: str = "07:30"

    def rungs(self, priority: int) -> Rungs:
        """Whom a piece of work reminds, and how many minutes after its due time."""
        return self.due[SEVERITIES[priority]]

    def climb(self, priority: int) -> Rungs:
        """The part of a ladder that goes beyond the person themselves."""
        return tuple(rung for rung in self.rungs(priority) if rung[1] != "person")


def read(body: Body) -> Escalation:
    """The figures of a pack; KeyError when one is missing."""
    return Escalation(
        due={name: _rungs(body["due"][name]) for name in SEVERITIES.values()},
        change={name: _rungs(body["change"][name]) for name in CHANGES},
        fold_over=body["fold"]["over"],
        fold_within_minutes=body["fold"]["within_minutes"],
        fold_wait_minutes=body["fold"]["wait_minutes"],
        pace={name: body["pace"][name] for name in CHANNELS},
        delayed_after_minutes=body["delayed_after_minutes"],
        quiet=(body["quiet"]["from"], body["quiet"]["until"]),
        digest_at=body["digest_at"],
    )


def _rungs(said: Sequence[Mapping[str, Any]]) -> Rungs:
    return tuple(sorted((int(rung["minutes"]), str(rung["to"])) for rung in said))


def quiet_until(at: datetime, zone: ZoneInfo, starts: time, ends: time) -> datetime:
    """`at` itself outside the quiet hours, else the instant at which they end; wall times at the place, DST included."""
    there = local(at, zone)
    now, over_midnight = there.time(), starts > ends
    if not (now >= starts or now < ends if over_midnight else starts <= now < ends):
        return utc(at)
    tomorrow = over_midnight and now >= starts
    return scheduled(there.date() + (DAY if tomorrow else timedelta(0)), ends, zone)


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def confirmed(body: Body) -> dict[str, Any]:
    """The same rules with their worked examples as they come out now, once somebody has said that they are right."""
    said = read(body)
    return dict(body) | {"examples": [_as_it_comes(said, example) for example in body["examples"]]}


def _as_it_comes(said: Escalation, example: Mapping[str, Any]) -> dict[str, Any]:
    zone = ZoneInfo(example["zone"])
    if "quiet_at" in example:
        [(until, _whom)], _wanted = _quiet(said, example, zone)
        return dict(example) | {"until": wall(until, zone)}
    came, _wanted = _climbs(said, example, zone)
    return dict(example) | {"tells": [[wall(at, zone), whom] for at, whom in came]}


def shape(body: Body) -> list[str]:
    """What is wrong with the figures themselves, whatever the examples make of them; raises as `problems` catches."""
    said = read(body)
    ladders = {f"due.{name}": rungs for name, rungs in said.due.items()}
    ladders |= {f"change.{name}": rungs for name, rungs in said.change.items()}
    found = [sentence for name, rungs in ladders.items() for sentence in _wrong_with(name, rungs)]
    if not any(to == "supervisor" and after <= CRITICAL_WITHIN for after, to in said.change["critical"]):
        found.append(f"A critical change reaches the supervisor within {CRITICAL_WITHIN} minutes (R-IDR-4).")
    counts = {"fold.over": said.fold_over, "fold.within_minutes": said.fold_within_minutes}
    counts |= {"delayed_after_minutes": said.delayed_after_minutes}
    counts |= {f"pace.{name}": pace for name, pace in said.pace.items()}
    found += [
        f"{name} must be a whole number from 1 on." for name, count in counts.items() if not _whole(count, 1)
    ]
    if not _whole(said.fold_wait_minutes, 0):
        found.append("fold.wait_minutes must be a whole number from 0 on.")
    starts, ends, _digest = (time.fromisoformat(wall) for wall in (*said.quiet, said.digest_at))
    if starts == ends:
        found.append("Quiet hours need two different times.")
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _wrong_with(name: str, rungs: Rungs) -> list[str]:
    found = []
    if not 1 <= len(rungs) <= MAX_RUNGS:
        found.append(f"{name}: give one to {MAX_RUNGS} rungs.")
    if len(set(rungs)) < len(rungs):
        found.append(f"{name}: two rungs tell the same people on the same minute.")
    if any(to not in WHOM for _after, to in rungs):
        found.append(f"{name}: tell the {', the '.join(WHOM)}.")
    if not any(to == "supervisor" for _after, to in rungs):
        found.append(f"{name}: the last rung is somebody who can act: name the supervisor.")
    if any(after < 0 for after, _to in rungs):
        found.append(f"{name}: a ladder climbs after the due time, not before.")
    if any(after > LONGEST for after, _to in rungs):
        found.append(f"{name}: tell the last within {LONGEST} minutes.")
    return found


def _whole(count: Any, least: int) -> bool:
    return type(count) is int and count >= least


def _failures(body: Body) -> list[str]:
    said, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        zone = ZoneInfo(example["zone"])
        came, wanted = (_quiet if "quiet_at" in example else _climbs)(said, example, zone)
        if came != wanted:
            shown = ", ".join(f"{whom} {at.astimezone(zone):%d %b %H:%M}".strip() for at, whom in came)
            found.append(f"{title(number, example)}: comes out as {shown}.")
    return found


def _climbs(said: Escalation, example: Mapping[str, Any], zone: ZoneInfo) -> tuple[list[Any], list[Any]]:
    kind, _dot, severity = example["ladder"].partition(".")
    due = instant(example["due"], zone)
    came = [
        (due + timedelta(minutes=after), to)
        for after, to in {"due": said.due, "change": said.change}[kind][severity]
    ]
    return came, [(instant(text, zone), to) for text, to in example["tells"]]


def _quiet(said: Escalation, example: Mapping[str, Any], zone: ZoneInfo) -> tuple[list[Any], list[Any]]:
    starts, ends = (time.fromisoformat(wall) for wall in said.quiet)
    came = quiet_until(instant(example["quiet_at"], zone), zone, starts, ends)
    return [(came, "")], [(instant(example["until"], zone), "")]
