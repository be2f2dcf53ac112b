"""Which delays really held the patient: the longest path over the milestones of one stay, and what each cause cost. Pure.

A milestone waits from the moment the last thing it waits for was there until it is reached itself: its window. Going back
from leaving to whatever came last, the windows fill the stay without a gap: that is the critical path. A delay held the
patient only while it held the milestone of that window, or the leaving itself (`holds` empty). Where several causes did
so at once, the time is split between them in equal parts, so that the parts never come to more than the time.

"Without cause X the patient would have left Y hours earlier" is another question: the windows lose the time in which X
alone held them, and the path is reckoned anew. Another path may then be the longest, so Y is never more than X's part.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from core.localtime import local_date, start_of_day
from discharge.spans import HOUR, Span, cut, hours, pieces

LEFT = "left"
Waits = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Held:
    """One delay: its cause, from when to when, which milestone waited for it, and how much of it counts as avoidable."""

    cause: str
    span: Span
    holds: str = ""
    avoidable: float = 1.0


@dataclass(frozen=True)
class Stay:
    """One stay up to leaving, or up to now: what waits for what, and when each milestone was reached.

    `waits` lists milestones in an order in which nothing stands before what it waits for; a milestone nobody reached
    waits until the end, and one entered after the end was reached at the end.
    """

    span: Span
    waits: Waits
    reached: Mapping[str, datetime]
    delays: tuple[Held, ...] = ()

    @cached_property
    def windows(self) -> dict[str, Span]:
        """How long each milestone could have been reached and was not."""
        found: dict[str, Span] = {}
        for code, before in self.waits.items():
            ready = max((found[each].end for each in before if each in found), default=self.span.start)
            came = self.span.end if code == LEFT else self.reached.get(code, self.span.end)
            found[code] = Span(ready, min(max(ready, came), self.span.end))
        return found

    @cached_property
    def path(self) -> list[str]:
        """The milestones that determined when the patient left, from the last to the first."""
        found, code = [], LEFT if LEFT in self.waits else ""
        while code:
            found.append(code)
            before = [each for each in self.waits[code] if each in self.windows]
            code = max(before, key=lambda each: self.windows[each].end, default="")
        return found

    def holding(self, code: str) -> list[Held]:
        """The delays that a milestone had to wait for; one of a milestone that is not needed here holds the leaving."""
        return [each for each in self.delays if each.holds == code or each.holds not in self.waits]


@dataclass(frozen=True)
class Part:
    """A stretch of the critical path in which the same causes held the patient."""

    span: Span
    milestone: str
    holding: tuple[Held, ...]

    @property
    def share(self) -> float:
        """What each of them is charged: hours."""
        return self.span.hours / len(self.holding)


def parts(stay: Stay) -> list[Part]:
    """The critical path in order of time, only where something held the patient."""
    found = []
    for code in reversed(stay.path):
        held = stay.holding(code)
        for piece in pieces(stay.windows[code], [each.span for each in held]):
            active = tuple(
                each for each in held if each.span.start <= piece.start and piece.end <= each.span.end
            )
            if active:
                found.append(Part(piece, code, active))
    return found


def total(stay: Stay) -> float:
    """The hours in which at least one delay held the patient."""
    return sum(part.span.hours for part in parts(stay))


def shares(stay: Stay) -> dict[str, float]:
    """The hours of each cause on the critical path, those of parallel causes split; they come to the total."""
    return _summed(stay, lambda _each: 1.0)


def avoidable(stay: Stay) -> dict[str, float]:
    """The same, each delay with as much of it as counts as avoidable."""
    return _summed(stay, lambda each: each.avoidable)


def _summed(stay: Stay, weight: Callable[[Held], float]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for part in parts(stay):
        for each in part.holding:
            found[each.cause] += part.share * weight(each)
    return dict(found)


def saved(stay: Stay, *causes: str) -> float:
    """How many hours earlier the patient would have left without these causes, everything else as it was."""
    ends: dict[str, timedelta] = {}
    for code, before in stay.waits.items():
        window = stay.windows[code]
        held = stay.holding(code)
        gone = _alone(window, held, causes)
        ready = max((ends[each] for each in before if each in ends), default=timedelta(0))
        ends[code] = ready + (window.end - window.start) - timedelta(hours=gone)
    whole = stay.span.end - stay.span.start
    return max((whole - ends.get(LEFT, whole)) / HOUR, 0.0)


def _alone(window: Span, held: Sequence[Held], causes: Sequence[str]) -> float:
    """The hours of a window in which these causes held it and no other did."""
    theirs = cut(window, [each.span for each in held if each.cause in causes])
    others = cut(window, [each.span for each in held if each.cause not in causes])
    return hours([*theirs, *others]) - hours(others)


@dataclass(frozen=True)
class Day:
    """One patient-day (a midnight in the house) and the one cause it is counted under, if any (KPI-03)."""

    on: date
    cause: str = ""
    avoidable: bool = False


def days(stay: Stay, zone: ZoneInfo, from_hours: float) -> list[Day]:
    """Each patient-day with its primary cause: the one charged most hours of that day, where all came to `from_hours`.

    Of two charged the same the more avoidable counts, then the one that began first, then the code.
    """
    found = parts(stay)
    return [_day(on, found, zone, from_hours) for on in _nights(stay.span, zone)]


def _nights(span: Span, zone: ZoneInfo) -> Iterable[date]:
    on, last = local_date(span.start, zone), local_date(span.end, zone)
    while on < last:
        yield on
        on += timedelta(days=1)


def _day(on: date, found: Sequence[Part], zone: ZoneInfo, from_hours: float) -> Day:
    whole = Span(start_of_day(on, zone), start_of_day(on + timedelta(days=1), zone))
    charged: dict[str, float] = defaultdict(float)
    about: dict[str, tuple[float, float]] = {}
    for part in found:
        share = part.span.within(whole).hours / len(part.holding)
        for each in part.holding:
            charged[each.cause] += share
            known = about.get(each.cause, (0.0, each.span.start.timestamp()))
            about[each.cause] = (max(known[0], each.avoidable), min(known[1], each.span.start.timestamp()))
    if round(sum(charged.values()), 6) < from_hours:
        return Day(on)
    cause = min(charged, key=lambda c: (-round(charged[c], 6), -about[c][0], about[c][1], c))
    return Day(on, cause, about[cause][0] > 0)
