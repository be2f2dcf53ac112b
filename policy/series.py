"""Follow-up series as a pack says them: when the first is due, how often it comes again by tier, what ends it.

Pure; `since` is the instant of the trigger, dates are local to the facility's `zone`, `closed` are the site's holidays.
Default rules: clinical.md 2.13 (follow-up calls, outreach by tier), 2.15 (coaching); first use needs the site's approval.
"""

from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core import calendar
from core.cadence import Cadence, following
from core.calendar import NO_DATES
from core.localtime import local_date, scheduled
from policy.examples import instant, title, wall
from policy.ladder import LONGEST

Body = Mapping[str, Any]
TIERS = ("low", "moderate", "high")
TRIGGERS = ("leaving", "now")
# worklist.models.StopsOn, which is above.
STOPS = ("leaving", "death", "transfer", "closing", "consent")
TOLD = ("person", "deputy", "supervisor")
# The largest figures that mean something, and that every date and column made of them can hold: days and months between
# two times, how often, days in all, the first's amount, hours of grace (a year).
DAYS, MONTHS, TIMES, SPAN, FIRST, GRACE = 366, 24, 400, 3660, 3660, 8760
# The complexity of a case as a tier, where the pack does not say it otherwise.
TIER_OF = {"standard": "low", "high": "moderate", "complex": "high"}


@dataclass(frozen=True)
class Pace:
    """How a rule runs in one tier: its cadence, for how many days from the trigger, and how often at most."""

    cadence: Cadence
    for_days: int | None = None
    at_most: int | None = None

    def until(self, since: datetime, zone: ZoneInfo) -> date | None:
        """The last local date on which it comes; None: until something ends it."""
        if self.for_days is None:
            return None
        return calendar.add_days(local_date(since, zone), self.for_days)


@dataclass(frozen=True)
class Rule:
    """One rule: what is promised, from when on, at which pace by tier, what ends it, and when it counts as missed."""

    code: str
    label: str
    activity: str
    what: str
    if_waits: str
    trigger: str
    first: calendar.Clock
    at: time | None
    stops_on: tuple[str, ...]
    grace_hours: int | None
    ladder: tuple[Any, ...] | None
    paces: Mapping[str, Pace]

    def first_due(self, since: datetime, zone: ZoneInfo, closed: Set[date] = NO_DATES) -> datetime:
        """When the first is due: so many hours on, or at the rule's time of day on the last day in time."""
        last = calendar.deadline(self.first, since, zone, closed)
        return last if self.at is None else scheduled(local_date(last, zone), self.at, zone)

    def dates(
        self, tier: str, since: datetime, zone: ZoneInfo, closed: Set[date] = NO_DATES
    ) -> Iterator[datetime]:
        """Every instant at which it comes, in order; endless where nothing but an event ends it."""
        return (at for _n, at in self.numbered(tier, since, zone, closed))

    def numbered(
        self,
        tier: str,
        since: datetime,
        zone: ZoneInfo,
        closed: Set[date] = NO_DATES,
        *,
        after: datetime | None = None,
    ) -> Iterator[tuple[int, datetime]]:
        """Every date with its number from 1; with `after` those later than it, reached without walking there."""
        pace, first = self.paces[tier], self.first_due(since, zone, closed)
        ends: dict[str, Any] = {"until": pace.until(since, zone), "at_most": pace.at_most, "closed": closed}
        found: tuple[int, datetime] | None = (1, first)
        if after is not None and first <= after:
            found = following(first, 1, pace.cadence, after, zone, **ends)
        while found is not None:
            yield found
            found = following(first, found[0], pace.cadence, found[1], zone, **ends)


class Series:
    """The rules of a pack, in its order."""

    def __init__(
        self, rules: Collection[Rule] = (), tier_of: Mapping[str, str] = TIER_OF, told: Collection[int] = ()
    ) -> None:
        self.rules = tuple(rules)
        self.tier_of = dict(tier_of)
        # Minutes before an appointment at which the patient is reminded, where they agreed to it.
        self.patient_minutes = tuple(told)

    def get(self, code: str) -> Rule | None:
        """One rule; None when the pack does not have it."""
        return next((rule for rule in self.rules if rule.code == code), None)


def read(body: Body) -> Series:
    """The rules of a pack; KeyError when something is missing, ValueError when a clock or cadence is impossible."""
    rules = [_rule(row) for row in body["rules"]]
    return Series(rules, body.get("tier_of", TIER_OF), body.get("patient_minutes", ()))


def _rule(row: Body) -> Rule:
    ladder = row.get("ladder")
    return Rule(
        code=row["code"],
        label=row["label"],
        activity=row["activity"],
        what=row["what"],
        if_waits=row.get("if_waits", ""),
        trigger=row["trigger"],
        first=calendar.Clock(row["first"]["kind"], row["first"]["amount"]),
        at=time.fromisoformat(row["at"]) if row.get("at") else None,
        stops_on=tuple(row["stops_on"]),
        grace_hours=row.get("grace_hours"),
        ladder=tuple(ladder) if ladder is not None else None,
        paces={tier: _pace(row["clock"], pace) for tier, pace in row["tiers"].items()},
    )


def _pace(clock: str, row: Body) -> Pace:
    cadence = Cadence(row.get("every_days"), row.get("every_months"), clock)
    return Pace(cadence, row.get("for_days"), row.get("at_most"))


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return shape(body) or _failures(body)
    except (LookupError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def confirmed(body: Body) -> dict[str, Any]:
    """The same rules with their worked examples as they come out now, once somebody has said that they are right.

    An example of a rule, or of a tier, that is not there any more is left out.
    """
    rules = read(body)
    kept = [(rules.get(example["rule"]), example) for example in body["examples"]]
    found = [_as_it_comes(rule, one) for rule, one in kept if rule is not None and one["tier"] in rule.paces]
    return dict(body) | {"examples": found}


def _as_it_comes(rule: Rule, example: Body) -> dict[str, Any]:
    zone = ZoneInfo(example["zone"])
    came = _first(rule, example, zone)
    # As many as the example gave; where more come now than it said are all, it goes on.
    ends = bool(example.get("ends")) and len(came) <= len(example["due"])
    return dict(example) | {"due": [wall(at, zone) for at in came], "ends": ends}


def shape(body: Body) -> list[str]:
    """What is wrong with the rules themselves, whatever the examples make of them; raises as `problems` catches."""
    found = [line for row in body["rules"] for line in _cadences(row)]
    if found:
        return found
    rules = read(body)
    codes = [rule.code for rule in rules.rules]
    found = [f"Two rules have the code {code!r}." for code in sorted(set(codes)) if codes.count(code) > 1]
    for rule in rules.rules:
        found += [f"{rule.label}: {wrong}" for wrong in (*_names(rule), *_rungs(rule), *_figures(rule))]
    found += [f"There is no tier {tier!r}." for tier in set(rules.tier_of.values()) - set(TIERS)]
    if any(type(minutes) is not int or not -LONGEST <= minutes < 0 for minutes in rules.patient_minutes):
        found.append(f"Patients are reminded some minutes before: give whole numbers from -{LONGEST} to -1.")
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _cadences(row: Body) -> Iterator[str]:
    """Cadences that cannot be, said with the rule and tier they stand in."""
    for tier, pace in row["tiers"].items():
        try:
            _pace(row["clock"], pace)
        except ValueError as wrong:
            yield f"{row['label']}, {tier}: {wrong}"


def _names(rule: Rule) -> Iterator[str]:
    """Words that name nothing."""
    yield from (f"there is no tier {tier!r}." for tier in sorted(set(rule.paces) - set(TIERS)))
    yield from (
        f"nothing is called {stop!r} that could end it." for stop in sorted({*rule.stops_on} - {*STOPS})
    )
    if rule.trigger not in TRIGGERS:
        yield f"there is no trigger {rule.trigger!r}."


def _rungs(rule: Rule) -> Iterator[str]:
    """Rungs that tell nobody, or at no time."""
    for rung in rule.ladder or ():
        minutes, whom = (rung[0], rung[1]) if isinstance(rung, list) else (rung, "person")
        if whom not in TOLD or type(minutes) is not int:
            yield f"a rung is minutes, or minutes and one of {', '.join(TOLD)}: {rung!r} is neither."
        elif abs(minutes) > LONGEST:
            yield f"a rung is within {LONGEST} minutes of the due time: {minutes} is not."


def _figures(rule: Rule) -> Iterator[str]:
    """Numbers that cannot be."""
    if not rule.paces:
        yield "give its pace in at least one tier."
    if not rule.first.counts_hours and rule.at is None:
        yield "say at which time of the day it is due."
    if rule.first.amount > FIRST:
        yield f"the first is due after {FIRST} days or hours at most."
    if rule.grace_hours is not None and not _whole(rule.grace_hours, GRACE):
        yield f"it is missed after one whole hour or more, {GRACE} at most."
    days = rule.first.amount / 24 if rule.first.counts_hours else rule.first.amount
    for tier, pace in rule.paces.items():
        yield from _pace_figures(tier, pace, days)


def _pace_figures(tier: str, pace: Pace, first: float) -> Iterator[str]:
    """What cannot be of a pace whose first comes after so many days."""
    if (pace.cadence.days or 0) > DAYS:
        yield f"in tier {tier!r} it comes again after {DAYS} days at most."
    if (pace.cadence.months or 0) > MONTHS:
        yield f"in tier {tier!r} it comes again after {MONTHS} months at most."
    if pace.for_days is not None and not _whole(pace.for_days, SPAN):
        yield f"in tier {tier!r} it runs for whole days, {SPAN} at most."
    elif pace.for_days is not None and pace.for_days < first:
        yield f"in tier {tier!r} it stops before it starts."
    if pace.at_most is not None and not _whole(pace.at_most, TIMES):
        yield f"it comes at least once, and {TIMES} times at most."


def _whole(count: Any, most: int) -> bool:
    return type(count) is int and 1 <= count <= most


def _failures(body: Body) -> list[str]:
    rules, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        try:
            zone = ZoneInfo(example["zone"])
        except (ZoneInfoNotFoundError, ValueError):
            found.append(f"{title(number, example)}: there is no time zone {example['zone']!r}.")
            continue
        rule = rules.get(example["rule"])
        if rule is None or example["tier"] not in rule.paces:
            found.append(
                f"{title(number, example)}: no rule {example['rule']!r} runs in tier {example['tier']!r}."
            )
            continue
        came = _first(rule, example, zone)
        if came != [instant(text, zone) for text in example["due"]]:
            said = ", ".join(f"{at.astimezone(zone):%d %b %Y %H:%M}" for at in came)
            found.append(f"{title(number, example)}: comes {said}.")
    return found


def _first(rule: Rule, example: Body, zone: ZoneInfo) -> list[datetime]:
    """As many dates as the example gives; one more where it says that these are all."""
    closed = frozenset(date.fromisoformat(day) for day in example.get("closed", ()))
    wanted = len(example["due"]) + bool(example.get("ends"))
    dates = rule.dates(example["tier"], instant(example["since"], zone), zone, closed)
    return [at for _n, at in zip(range(wanted), dates, strict=False)]
