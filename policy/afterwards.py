"""The time after leaving, as a pack says it: clocks by tier, series to begin, and how a return is reviewed. Pure.

Sources: 2 business days, 7 and 14 days and the period of 30 days: CPT 99495 and 99496 (clinical.md 2.13, R-TCM-1 to 5);
48 hours: KPI-11 (a). Hours by tier, series, time to review and causes: project proposal, first use needs the site's approval.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core import calendar
from core.calendar import NO_DATES, Clock
from core.localtime import end_of_day, local_date
from policy.examples import instant, title, wall
from policy.series import TIERS

Body = Mapping[str, Any]
# The longest code that a review on record holds; the widest window a rule of readmissions knows.
LONGEST_CODE, WIDEST = 40, 90
# What a clock is called on record (discharge.models.AfterDischarge, which is above).
CLOCKS = ("contact_by", "business_contact_by", "visit_7_by", "visit_14_by", "ends_at")


@dataclass(frozen=True)
class Cause:
    """Why a patient came back, as a review chooses it; `domain` says where the house can do something about it."""

    code: str
    label: str
    domain: str
    source: str


@dataclass(frozen=True)
class Afterwards:
    """The figures of one version."""

    contact_hours: Mapping[str, float]
    contact: Clock
    visits: tuple[int, int]
    period_days: int
    attempts: int
    series: Mapping[str, tuple[str, ...]]
    script: str
    return_days: int
    review: Clock
    causes: tuple[Cause, ...]

    def clocks(
        self, tier: str, left_at: datetime, zone: ZoneInfo, closed: Set[date] = NO_DATES
    ) -> dict[str, datetime]:
        """Every clock of a departure: the last instants that are in time; KeyError for a tier that is none."""
        left_on = local_date(left_at, zone)
        first, second = (end_of_day(calendar.add_days(left_on, days), zone) for days in self.visits)
        return {
            "contact_by": calendar.add_hours(left_at, self.contact_hours[tier]),
            "business_contact_by": calendar.deadline(self.contact, left_at, zone, closed),
            "visit_7_by": first,
            "visit_14_by": second,
            "ends_at": end_of_day(calendar.add_days(left_on, self.period_days), zone),
        }

    def review_by(self, back_at: datetime, zone: ZoneInfo, closed: Set[date] = NO_DATES) -> datetime:
        """Until when a return is reviewed."""
        return calendar.deadline(self.review, back_at, zone, closed)

    def labels(self) -> dict[str, str]:
        """The causes in words, by code."""
        return {cause.code: cause.label for cause in self.causes}


def read(body: Body) -> Afterwards:
    """The figures of a pack; KeyError when one is missing."""
    contact, review, returns = body["business_contact"], body["returns"]["review"], body["returns"]
    return Afterwards(
        contact_hours={tier: body["contact_hours"][tier] for tier in TIERS},
        contact=Clock(contact["kind"], contact["amount"]),
        visits=(body["visit_days"][0], body["visit_days"][1]),
        period_days=body["period_days"],
        attempts=body["attempts"],
        series={tier: tuple(body["series"][tier]) for tier in TIERS},
        script=body["script"],
        return_days=returns["within_days"],
        review=Clock(review["kind"], review["amount"]),
        causes=tuple(
            Cause(row["code"], row["label"], row["domain"], row["source"]) for row in returns["causes"]
        ),
    )


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (LookupError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> list[str]:
    rules = read(body)
    found = [
        f"contact_hours.{tier} must be hours above 0, {WIDEST} days at most."
        for tier, hours in rules.contact_hours.items()
        if not _number(hours) or not 0 < hours <= WIDEST * 24
    ]
    counts = {
        "period_days": rules.period_days,
        "attempts": rules.attempts,
        "returns.within_days": rules.return_days,
    }
    counts |= {"visit_days": rules.visits[0], "visit_days, second": rules.visits[1]}
    found += [
        f"{name} must be a whole number from 1 to {WIDEST}." for name, n in counts.items() if not _whole(n)
    ]
    if not found and not rules.visits[0] < rules.visits[1] <= rules.period_days:
        found.append("The visits come one after the other, and within the period.")
    if rules.contact_hours["high"] > min(rules.contact_hours.values()):
        found.append("The high tier is called no later than the others.")
    if not rules.script:
        found.append("Say by which script the patient is called.")
    return found + _causes(rules) + ([] if body["examples"] else ["Add at least one worked example."])


def _causes(rules: Afterwards) -> list[str]:
    codes = [cause.code for cause in rules.causes]
    found = [] if codes else ["Give at least one cause of a return."]
    found += [
        f"Two causes have the code {code!r}." for code in sorted({c for c in codes if codes.count(c) > 1})
    ]
    for cause in rules.causes:
        if (
            not cause.code
            or len(cause.code) > LONGEST_CODE
            or not (cause.label and cause.domain and cause.source)
        ):
            found.append(f"{cause.code or 'A cause'}: give a code, words, where it belongs, and its source.")
    return found


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: Any) -> bool:
    return type(value) is int and 1 <= value <= WIDEST


def _failures(body: Body) -> list[str]:
    rules, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        zone = ZoneInfo(example["zone"])
        closed = frozenset(date.fromisoformat(day) for day in example.get("closed", ()))
        came = {name: wall(at, zone) for name, at in _outcome(rules, example, zone, closed).items()}
        for name, said in example["due"].items():
            # A day is written as a date: it ends with its last instant.
            if came[name] != said and came[name][:10] != said:
                found.append(f"{title(number, example)}: {name} comes out as {came[name]}.")
    return found


def _outcome(
    rules: Afterwards, example: Body, zone: ZoneInfo, closed: frozenset[date]
) -> dict[str, datetime]:
    """Every clock of an example; of a return, until when it is reviewed."""
    if "back" in example:
        return {"review_by": rules.review_by(instant(example["back"], zone), zone, closed)}
    return rules.clocks(example["tier"], instant(example["left"], zone), zone, closed)
