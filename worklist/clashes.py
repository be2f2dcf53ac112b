"""Where booked times get in each other's way: of the patient, of a person, of the rest both need. Pure.

Travel counts as nothing; overlaps are of half-open stretches. A day is the local day on which a meeting starts.
Figures come from the clocks of teamwork in force (rest between working days, sessions a patient bears in a day).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import wording
from core.localtime import local_date
from policy.teamwork import Clocks


@dataclass(frozen=True)
class Meeting:
    """One booked stretch; `ours` when it is with the patient in question, else it only keeps the person busy."""

    key: Any
    user: Any
    who: str
    starts_at: datetime
    ends_at: datetime
    ours: bool = True

    def meets(self, other: "Meeting") -> bool:
        """Whether both hold some instant."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Clash:
    """One thing wrong with a plan, in words, and the meetings that make it so."""

    kind: str
    keys: frozenset[Any]
    on: date
    sentence: str


def found(meetings: Iterable[Meeting], clocks: Clocks, now: datetime, zone: ZoneInfo) -> list[Clash]:
    """Everything that gets in each other's way, by day."""
    rows = sorted(meetings, key=lambda one: (one.starts_at, str(one.key)))
    parts = (_overlaps(rows, now, zone), _rests(rows, clocks, now, zone), _sessions(rows, clocks, now, zone))
    return sorted((clash for part in parts for clash in part), key=lambda clash: (clash.on, clash.kind))


def _overlaps(rows: list[Meeting], now: datetime, zone: ZoneInfo) -> Iterator[Clash]:
    for one, other in combinations(rows, 2):
        if not one.meets(other) or not (one.user == other.user or (one.ours and other.ours)):
            continue
        both = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
        said = {"one": one.who, "other": other.who, "time": wording.stretch(*both, now, zone)}
        same = one.user == other.user
        sentence = (
            _("%(one)s is booked twice, %(time)s.")
            if same
            else _("The patient is with %(one)s and with %(other)s at the same time, %(time)s.")
        )
        keys = frozenset((one.key, other.key))
        yield Clash("person" if same else "patient", keys, local_date(both[0], zone), sentence % said)


def _rests(rows: list[Meeting], clocks: Clocks, now: datetime, zone: ZoneInfo) -> Iterator[Clash]:
    least = timedelta(hours=clocks.rest_hours)
    for days in _by_day(rows, zone, lambda one: one.user).values():
        for (_on, before), (on, after) in pairwise(sorted(days.items())):
            last = max(before, key=lambda one: one.ends_at)
            first = min(after, key=lambda one: one.starts_at)
            rest = first.starts_at - last.ends_at
            if rest < least and (last.ours or first.ours):
                said = {
                    "who": first.who,
                    "rest": wording.span(max(rest, timedelta())),
                    "time": wording.exact(first.starts_at, now, zone),
                    "least": clocks.rest_hours,
                }
                yield Clash("rest", frozenset((last.key, first.key)), on, _rest_words() % said)


def _rest_words() -> str:
    return _("%(who)s has only %(rest)s of rest before %(time)s; %(least)d h between two days are agreed.")


def _sessions(rows: list[Meeting], clocks: Clocks, now: datetime, zone: ZoneInfo) -> Iterator[Clash]:
    most = clocks.patient_sessions_a_day
    days = _by_day([one for one in rows if one.ours], zone, lambda _one: "patient").get("patient", {})
    for on, sessions in days.items():
        if len(sessions) > most:
            sentence = ngettext(
                "The patient has %(count)d sessions %(day)s; more than %(most)d session a day leaves no rest.",
                "The patient has %(count)d sessions %(day)s; more than %(most)d sessions a day leave no rest.",
                most,
            )
            said = {"count": len(sessions), "most": most, "day": wording.day(on, local_date(now, zone))}
            yield Clash("sessions", frozenset(one.key for one in sessions), on, sentence % said)


def _by_day(rows: Iterable[Meeting], zone: ZoneInfo, of: Any) -> dict[Any, dict[date, list[Meeting]]]:
    grouped: dict[Any, dict[date, list[Meeting]]] = defaultdict(lambda: defaultdict(list))
    for one in rows:
        grouped[of(one)][local_date(one.starts_at, zone)].append(one)
    return grouped
