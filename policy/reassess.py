"""When a patient is looked at again, as a pack says it: how often by tier, and within how many hours after what. Pure.

Rules R-RE-1 to R-RE-4 of the clinical facts: every 72 hours of a stay, 48 where the tier is high, seven days in a long
and quiet stay; within 24 hours of a trigger; once more within 24 hours before leaving. A project proposal throughout.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core import calendar
from core.localtime import scheduled
from policy.examples import instant, title, wall
from policy.series import TIERS

Body = Mapping[str, Any]
# assessments.models.Reassessment.Trigger without the clock's own, which is above.
TRIGGERS = (
    "transfer", "fall", "diagnosis", "date_slip", "denial", "crisis", "change", "caregiver", "refusal", "worse",
)  # fmt: skip
LONGEST = 24 * 366
# Midnights crossed (the index has a class of less than a day), or the days of admission and discharge both counted.
DAYS = ("midnights", "inclusive")
# assessments.risk.hospital, which is above.
HOSPITAL = ("2016", "2013")


@dataclass(frozen=True)
class Reassess:
    """The figures; the defaults are those the application comes with."""

    cadence: Mapping[str, float] = field(default_factory=lambda: {"low": 72, "moderate": 72, "high": 48})
    # A stay of more than so many days without a trigger for so many is looked at every so many hours.
    long_after_days: int = 21
    long_quiet_days: int = 7
    long_hours: float = 168
    # So long before it is due the work stands in the list.
    ahead_hours: float = 24
    within: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(TRIGGERS, 24))
    # An expected discharge date that moves out by so many days is a trigger.
    slip_days: int = 2
    # The last look comes in the so many hours before the patient leaves, at this wall time of the expected day.
    leaving_hours: float = 24
    leaving_at: time = time(12)
    # How the days of a stay are counted (LACE), and which version of the HOSPITAL score is reckoned.
    days: str = "midnights"
    hospital: str = "2016"
    # Words in a change of condition that make it one of a kind of its own.
    words: Mapping[str, Collection[str]] = field(
        default_factory=lambda: {
            "fall": ("fall", "fell", "fallen", "found on the floor"),
            "diagnosis": ("new diagnosis", "diagnosed with", "newly diagnosed"),
        }
    )

    def every(self, tier: str, *, days: int = 0, quiet: bool = False, own_days: int | None = None) -> float:
        """Hours between two looks: by tier, longer in a long quiet stay of a lower tier, never longer than `own_days`."""
        hours = self.cadence[tier]
        if days > self.long_after_days and quiet and tier != "high":
            hours = self.long_hours
        return min(hours, own_days * 24) if own_days is not None else hours

    def kind_of(self, text: str) -> str:
        """Which trigger a change of condition is, by its words: "fall", "diagnosis", else "change"."""
        said = text.casefold()
        for kind, words in self.words.items():
            if any(re.search(rf"\b{re.escape(word.casefold())}\b", said) for word in words):
                return kind
        return "change"

    def due(self, trigger: str, at: datetime) -> datetime:
        """Until when a trigger is answered; KeyError for one that is none."""
        return calendar.add_hours(at, self.within[trigger])

    def slipped(self, old: date | None, new: date) -> bool:
        """Whether a changed date moved out far enough."""
        return old is not None and (new - old).days >= self.slip_days

    def leaving_due(self, on: date, zone: ZoneInfo) -> datetime:
        """Until when the last look before leaving is done: when the patient is expected to go."""
        return scheduled(on, self.leaving_at, zone)

    def leaving_opens(self, on: date, zone: ZoneInfo) -> datetime:
        """From when a look counts as the last one before leaving."""
        return self.leaving_due(on, zone) - timedelta(hours=self.leaving_hours)


def read(body: Body) -> Reassess:
    """The figures of a pack; KeyError when one is missing."""
    cadence, stay, leaving = body["cadence"], body["long_stay"], body["before_leaving"]
    return Reassess(
        cadence={tier: cadence[tier] for tier in TIERS},
        long_after_days=stay["after_days"],
        long_quiet_days=stay["quiet_days"],
        long_hours=stay["hours"],
        ahead_hours=body["ahead_hours"],
        within={name: body["within_hours"][name] for name in TRIGGERS},
        slip_days=body["slip_days"],
        leaving_hours=leaving["within_hours"],
        leaving_at=time.fromisoformat(leaving["at"]),
        days=body["risk"]["days"],
        hospital=body["risk"]["hospital"],
        words={kind: tuple(words) for kind, words in body["words"].items()},
    )


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> list[str]:
    rules = read(body)
    hours = {f"cadence.{tier}": rules.cadence[tier] for tier in TIERS}
    hours |= {f"within_hours.{name}": rules.within[name] for name in TRIGGERS}
    hours |= {"long_stay.hours": rules.long_hours, "before_leaving.within_hours": rules.leaving_hours}
    found = [f"{name} must be hours above 0, a year at most." for name, n in hours.items() if not _hours(n)]
    if not _hours(rules.ahead_hours) or any(rules.ahead_hours >= n for n in rules.cadence.values()):
        found.append(
            "ahead_hours must be above 0 and shorter than every cadence, or a look would never be over."
        )
    days = {"long_stay.after_days": rules.long_after_days, "long_stay.quiet_days": rules.long_quiet_days}
    days |= {"slip_days": rules.slip_days}
    found += [
        f"{name} must be a whole number from 1 on." for name, n in days.items() if type(n) is not int or n < 1
    ]
    if any(rules.cadence["high"] > hours for hours in rules.cadence.values()):
        found.append("The high tier is looked at no less often than the others.")
    if rules.days not in DAYS:
        found.append(f"risk.days must be one of {', '.join(DAYS)}.")
    if rules.hospital not in HOSPITAL:
        found.append(f"risk.hospital must be one of {', '.join(HOSPITAL)}.")
    found += [f"words: there is no trigger {kind!r}." for kind in rules.words if kind not in TRIGGERS]
    found += [
        f"words.{kind}: an empty word finds everything." for kind, w in rules.words.items() if not all(w)
    ]
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _hours(n: Any) -> bool:
    return isinstance(n, int | float) and not isinstance(n, bool) and 0 < n <= LONGEST


def _failures(body: Body) -> list[str]:
    rules, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        for name, came in _outcome(rules, example).items():
            if came != example[name]:
                found.append(f"{title(number, example)}: {name} comes out as {came}.")
    return found


def _outcome(rules: Reassess, example: Body) -> dict[str, Any]:
    """What the rules make of an example, for each thing it states."""
    came: dict[str, Any] = {}
    zone = ZoneInfo(example.get("zone", "UTC"))
    if "every" in example:
        stay = {"days": example.get("days", 0), "quiet": example.get("quiet", False)}
        came["every"] = rules.every(example["tier"], **stay, own_days=example.get("own_days"))
    if "kind" in example:
        came["kind"] = rules.kind_of(example["text"])
    if "due" in example:
        came["due"] = wall(rules.due(example["trigger"], instant(example["at"], zone)), zone)
    if "slips" in example:
        old = date.fromisoformat(example["old"]) if example["old"] else None
        came["slips"] = rules.slipped(old, date.fromisoformat(example["new"]))
    if "leaving_due" in example:
        on = date.fromisoformat(example["leaves"])
        came["leaving_due"] = wall(rules.leaving_due(on, zone), zone)
        came["opens"] = wall(rules.leaving_opens(on, zone), zone)
    return came
