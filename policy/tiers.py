"""Urgency tiers as a pack says them: from triage answers to a tier with reasons, and from a tier to its clock.

Pure: `body` is a pack's rules, instants are aware, `zone` is the facility's. A tier's clock is either one of
`core.calendar` ({"kind": "hours", "amount": 2}) or {"kind": "shift", "at_least_hours": 2}: until the shift in which
the request came ends, but never less than those hours. Default rules: project proposal, R-INT-2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from core import calendar
from core.localtime import DAY, local_date, scheduled, utc
from policy.examples import instant, title

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """A tier's code, why it is that one, and the codes of the items not asked yet."""

    tier: str
    reasons: tuple[str, ...]
    missing: tuple[str, ...]


def decide(body: Body, answers: Mapping[str, str]) -> Decision:
    """The most urgent tier that an answer asks for; until every item is asked, never below the pack's `until_screened`."""
    ranks = [tier["code"] for tier in body["tiers"]]
    missing = tuple(item["code"] for item in body["items"] if not _answer(item, answers))
    asked = [answer for item in body["items"] if (answer := _answer(item, answers)) and answer.get("tier")]
    floor = body["until_screened"] if missing else body["otherwise"]
    tier = min([floor, *(answer["tier"] for answer in asked)], key=ranks.index)
    reasons = [answer["because"] for answer in sorted(asked, key=lambda each: ranks.index(each["tier"]))]
    if missing and tier == floor and floor not in [answer["tier"] for answer in asked]:
        reasons.append("Not fully asked yet")
    return Decision(tier, tuple(reasons or ["No answer asks for sooner"]), missing)


def first_contact_due(body: Body, tier: str, received_at: datetime, zone: ZoneInfo) -> datetime:
    """The last instant at which the first contact is in time."""
    clock = find(body, tier)["clock"]
    if clock["kind"] == "shift":
        least = calendar.add_hours(received_at, clock["at_least_hours"])
        return max(shift_end(body["shifts"], received_at, zone), least)
    return calendar.deadline(calendar.Clock(clock["kind"], clock["amount"]), received_at, zone)


def shift_end(shifts: list[str], at: datetime, zone: ZoneInfo) -> datetime:
    """When the shift of an instant ends: the next wall time of the list after it, that day or the next."""
    day = local_date(at, zone)
    changes = [
        scheduled(on, time.fromisoformat(wall), zone) for on in (day, day + DAY) for wall in sorted(shifts)
    ]
    return next(change for change in changes if change > utc(at))


def find(body: Body, tier: str) -> Mapping[str, Any]:
    """One tier of a pack; KeyError when it has none of that code."""
    for each in body["tiers"]:
        if each["code"] == tier:
            return each
    raise KeyError(tier)


def label(body: Body, item: str, answer: str) -> str:
    """How an answer reads; the code itself when the pack does not know it any more."""
    for each in body["items"]:
        if each["code"] == item:
            found = _answer(each, {item: answer})
            return str(found["label"]) if found else answer
    return answer


def unknown(body: Body, answers: Mapping[str, str]) -> list[str]:
    """The items or answers that these rules do not have."""
    items = {item["code"]: item for item in body["items"]}
    return [code for code in answers if code not in items or not _answer(items[code], answers)]


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, StopIteration, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> list[str]:
    codes = [tier["code"] for tier in body["tiers"]]
    named = [body["until_screened"], body["otherwise"]]
    named += [answer["tier"] for item in body["items"] for answer in item["answers"] if "tier" in answer]
    found = [f"There is no tier {code!r}." for code in named if code not in codes]
    if len(set(codes)) < len(codes):
        found.append("Two tiers have the same code.")
    for tier in body["tiers"]:
        if tier["clock"]["kind"] != "shift":
            calendar.Clock(tier["clock"]["kind"], tier["clock"]["amount"])
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _failures(body: Body) -> list[str]:
    found = []
    for number, example in enumerate(body["examples"], 1):
        zone = ZoneInfo(example["zone"])
        received = instant(example["received"], zone)
        tier = decide(body, example["answers"]).tier
        due = first_contact_due(body, tier, received, zone)
        if (tier, due) != (example["tier"], instant(example["due"], zone)):
            found.append(f"{title(number, example)}: comes to {tier}, {due.astimezone(zone):%d %b %H:%M}.")
    return found


def _answer(item: Mapping[str, Any], answers: Mapping[str, str]) -> Mapping[str, Any] | None:
    chosen = answers.get(item["code"])
    return next((answer for answer in item["answers"] if answer["code"] == chosen), None)
