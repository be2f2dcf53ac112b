"""How a patient is reached, as a pack says it: when nobody answers for how long, what is tried next, when it may end.

Pure. Attempts count from the last time the patient was reached. Source: clinical.md 2.13 (up to 3 attempts on 2 or more
days and times, then letter or portal; home visit within 7 days when there is no phone or 2 missed contacts and high
risk; missed-appointment call within 1 business day), README of the design, point 20 (closing as unreachable needs 3
attempts on 3 days, one of them by another way). Slots, gaps and the grace of a visit are project proposals.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from core import calendar
from core.localtime import DAY, local, local_date, scheduled
from policy.examples import instant, title

Body = Mapping[str, Any]
TIERS = ("low", "moderate", "high")
PHONE = "phone"
# How far ahead a next attempt is looked for.
HORIZON = 14


@dataclass(frozen=True)
class Attempt:
    """One attempt at contact: when, by which way, and whether the person themselves was reached."""

    at: datetime
    mode: str
    reached: bool = False


@dataclass(frozen=True)
class Reach:
    """The figures; the defaults are those the application comes with."""

    starts_after: int = 3
    days: int = 2
    times: int = 2
    # Wall times at the patient's place, one for each part of the day.
    slots: tuple[time, ...] = (time(10), time(14), time(18))
    gap_hours: Mapping[str, float] = field(default_factory=lambda: {"high": 4, "moderate": 20, "low": 44})
    letter_within: int = 1
    visit_within: int = 7
    visit_tiers: tuple[str, ...] = ("high",)
    visit_after: int = 2
    missed_within: int = 1
    decide_within: int = 2
    close_attempts: int = 3
    close_days: int = 3
    close_other_way: bool = True
    visit_grace_minutes: int = 30

    def slot(self, at: datetime, zone: ZoneInfo) -> int:
        """Which part of the day an instant falls into: the last slot that has begun, the first before all."""
        wall = local(at, zone).time()
        return max((n for n, starts in enumerate(self.slots) if starts <= wall), default=0)


def failed(attempts: Collection[Attempt]) -> list[Attempt]:
    """The attempts since the patient was last reached, in order of time."""
    rows = sorted(attempts, key=lambda each: each.at)
    last = max((n for n, each in enumerate(rows) if each.reached), default=-1)
    return rows[last + 1 :]


def starts(rules: Reach, attempts: Collection[Attempt]) -> bool:
    """Whether so many attempts failed that the protocol begins."""
    return len(failed(attempts)) >= rules.starts_after


def wants_visit(rules: Reach, attempts: Collection[Attempt], tier: str, *, has_phone: bool) -> bool:
    """Whether somebody goes there: high risk, and no phone or so many missed contacts."""
    return tier in rules.visit_tiers and (not has_phone or len(failed(attempts)) >= rules.visit_after)


def enough_calls(rules: Reach, attempts: Collection[Attempt], zone: ZoneInfo) -> bool:
    """Whether calls were tried often enough, on enough days and at enough times of the day."""
    calls = [each for each in failed(attempts) if each.mode == PHONE]
    days = {local_date(each.at, zone) for each in calls}
    parts = {rules.slot(each.at, zone) for each in calls}
    return len(calls) >= rules.starts_after and len(days) >= rules.days and len(parts) >= rules.times


def next_attempt(
    rules: Reach, attempts: Collection[Attempt], now: datetime, zone: ZoneInfo, tier: str = "low"
) -> datetime:
    """When to try again: after the tier's gap, in the call hours of the patient's place, at a part of the day not tried.

    As long as too few days were tried it is another day than those.
    """
    tried = failed(attempts)
    last = max((each.at for each in tried), default=None)
    after = now if last is None else max(now, calendar.add_hours(last, rules.gap_hours[tier]))
    days = {local_date(each.at, zone) for each in tried}
    parts = {rules.slot(each.at, zone) for each in tried}
    found = _candidates(rules, after, zone)
    fresh = [at for at in found if rules.slot(at, zone) not in parts] or found
    if len(days) < rules.days and days:
        fresh = [at for at in fresh if local_date(at, zone) not in days] or fresh
    return fresh[0]


def _candidates(rules: Reach, after: datetime, zone: ZoneInfo) -> list[datetime]:
    """Every slot to come within the horizon, in order."""
    first = local_date(after, zone)
    days = (first + n * DAY for n in range(HORIZON))
    found = (scheduled(day, slot, zone) for day in days for slot in rules.slots)
    return [at for at in found if at > after and calendar.may_call(at, zone)]


def step(
    rules: Reach, attempts: Collection[Attempt], zone: ZoneInfo, tier: str, *, has_phone: bool = True
) -> str:
    """What the protocol asks for next: "call", "letter", "visit", or "decide" when nothing is left to try."""
    modes = {each.mode for each in failed(attempts)}
    if has_phone and not enough_calls(rules, attempts, zone):
        return "call"
    if "letter" not in modes:
        return "letter"
    if wants_visit(rules, attempts, tier, has_phone=has_phone) and "home" not in modes:
        return "visit"
    if has_phone and missing(rules, attempts, zone):
        return "call"
    return "decide"


def step_due(
    rules: Reach, what: str, attempts: Collection[Attempt], now: datetime, zone: ZoneInfo, tier: str
) -> datetime:
    """Until when a step of the protocol is to be done, at the patient's place."""
    if what == "call":
        return next_attempt(rules, attempts, now, zone, tier)
    today = local_date(now, zone)
    days = {"letter": rules.letter_within, "decide": rules.decide_within}.get(what)
    on = (
        calendar.add_days(today, rules.visit_within)
        if days is None
        else calendar.add_business_days(today, days)
    )
    return scheduled(on, time(16), zone)


def missing(rules: Reach, attempts: Collection[Attempt], zone: ZoneInfo) -> dict[str, int]:
    """What is still missing before a case may be closed as unreachable, and how many of it; nothing when the rule is met."""
    tried = failed(attempts)
    days = {local_date(each.at, zone) for each in tried}
    gaps = {
        "attempts": rules.close_attempts - len(tried),
        "days": rules.close_days - len(days),
        "other_way": int(rules.close_other_way and all(each.mode == PHONE for each in tried)),
    }
    return {name: count for name, count in gaps.items() if count > 0}


def missed_call_due(
    rules: Reach, missed_at: datetime, zone: ZoneInfo, closed: Collection[date] = ()
) -> datetime:
    """Until when somebody calls about an appointment the patient did not keep; `zone` is the facility's."""
    on = calendar.add_business_days(local_date(missed_at, zone), rules.missed_within, frozenset(closed))
    return scheduled(on, time(16), zone)


def read(body: Body) -> Reach:
    """The figures of a pack; KeyError when one is missing."""
    visit, close = body["visit"], body["close"]
    return Reach(
        starts_after=body["starts_after"],
        days=body["days"],
        times=body["times"],
        slots=tuple(time.fromisoformat(wall) for wall in body["slots"]),
        gap_hours={tier: body["gap_hours"][tier] for tier in TIERS},
        letter_within=body["letter_within_business_days"],
        visit_within=visit["within_days"],
        visit_tiers=tuple(visit["tiers"]),
        visit_after=visit["after_missed"],
        missed_within=body["missed_appointment_within_business_days"],
        decide_within=body["decide_within_business_days"],
        close_attempts=close["attempts"],
        close_days=close["days"],
        close_other_way=close["other_way"],
        visit_grace_minutes=visit["grace_minutes"],
    )


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> list[str]:
    rules = read(body)
    counts = {
        "starts_after": rules.starts_after,
        "days": rules.days,
        "times": rules.times,
        "letter_within_business_days": rules.letter_within,
        "visit.within_days": rules.visit_within,
        "visit.after_missed": rules.visit_after,
        "visit.grace_minutes": rules.visit_grace_minutes,
        "missed_appointment_within_business_days": rules.missed_within,
        "decide_within_business_days": rules.decide_within,
        "close.attempts": rules.close_attempts,
        "close.days": rules.close_days,
    }
    found = [
        f"{name} must be a whole number from 1 on."
        for name, count in counts.items()
        if type(count) is not int or count < 1
    ]
    found += [
        f"{slot:%H:%M} is outside the hours in which patients are called (08:00 to 20:00)."
        for slot in rules.slots
        if not calendar.CALLS_FROM <= slot < calendar.CALLS_UNTIL
    ]
    if sorted(set(rules.slots)) != list(rules.slots) or len(rules.slots) < rules.times:
        found.append("Give the times of the day in order, each once, at least as many as are to be tried.")
    found += [f"There is no tier {tier!r}." for tier in rules.visit_tiers if tier not in TIERS]
    found += [
        f"The gap of tier {tier!r} must be above zero." for tier, gap in rules.gap_hours.items() if gap <= 0
    ]
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _failures(body: Body) -> list[str]:
    rules, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        zone = ZoneInfo(example["zone"])
        attempts = [
            Attempt(instant(at, zone), mode, out == "reached") for at, mode, out in example["attempts"]
        ]
        for name, came in _outcome(rules, example, attempts, zone).items():
            if came != example[name]:
                found.append(f"{title(number, example)}: {name} comes out as {came}.")
    return found


def _outcome(rules: Reach, example: Body, attempts: Sequence[Attempt], zone: ZoneInfo) -> dict[str, Any]:
    """What the rules make of an example, for each thing it states."""
    tier, phone = example.get("tier", "low"), example.get("has_phone", True)
    now = instant(example["now"], zone) if "now" in example else None
    came: dict[str, Any] = {}
    if "starts" in example:
        came["starts"] = starts(rules, attempts)
    if "step" in example:
        came["step"] = step(rules, attempts, zone, tier, has_phone=phone)
    if "missing" in example:
        came["missing"] = missing(rules, attempts, zone)
    if "next" in example and now is not None:
        came["next"] = f"{local(next_attempt(rules, attempts, now, zone, tier), zone):%Y-%m-%dT%H:%M}"
    if "missed_call" in example and now is not None:
        came["missed_call"] = f"{local(missed_call_due(rules, now, zone), zone):%Y-%m-%dT%H:%M}"
    return came
