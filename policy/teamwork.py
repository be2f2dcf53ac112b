"""The clocks of teamwork as a pack says them: how long an offer stands, a hole may last, somebody may read on.

Pure. Hours and days are elapsed time (a day is 24 hours); `shifts` are the wall times at which shifts change.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core import calendar
from core.localtime import utc
from policy.examples import instant, title

Body = Mapping[str, Any]
URGENCIES = ("routine", "urgent", "emergent")
# Figures that came later: a pack from before has those the application comes with.
LATER = ("referral_remind_hours", "referral_escalate_hours", "verified_days", "least_checks")


@dataclass(frozen=True)
class Clocks:
    """The figures; the defaults are those the application comes with (project proposal)."""

    offer_hours: int = 24
    hole_hours: int = 2
    read_days: int = 30
    consult_hours: Mapping[str, int] = field(
        default_factory=lambda: {"routine": 24, "urgent": 4, "emergent": 1}
    )
    consult_tail_days: int = 7
    # Between the end of one working day and the start of the next.
    rest_hours: int = 11
    # Booked meetings a patient bears in one day; more leave no rest.
    patient_sessions_a_day: int = 4
    shifts: tuple[str, ...] = ("07:00", "15:00", "23:00")
    # Business hours without an answer to a referral: then it is asked for, and then it climbs (clinical.md 2.11).
    referral_remind_hours: int = 4
    referral_escalate_hours: int = 8
    # A service of the directory that nobody verified for so many days is not to be relied on.
    verified_days: int = 90
    # Fewer checks or answers than these are told one by one, never as a rate.
    least_checks: int = 11

    def ends(self, clock: str, at: datetime) -> datetime:
        """When a clock that starts at an instant runs out; consults by urgency: "consult:urgent"."""
        spans = {
            "offer": timedelta(hours=self.offer_hours),
            "hole": timedelta(hours=self.hole_hours),
            "read": timedelta(days=self.read_days),
            "consult_tail": timedelta(days=self.consult_tail_days),
            "rest": timedelta(hours=self.rest_hours),
        }
        spans |= {f"consult:{name}": timedelta(hours=span) for name, span in self.consult_hours.items()}
        return utc(at) + spans[clock]

    def answer_by(
        self, step: str, at: datetime, zone: ZoneInfo, closed: AbstractSet[date] = calendar.NO_DATES
    ) -> datetime:
        """When a referral sent at an instant is asked after ("remind") or climbs ("escalate"): business hours of the place."""
        hours = {"remind": self.referral_remind_hours, "escalate": self.referral_escalate_hours}[step]
        return calendar.add_business_hours(at, hours, zone, closed)


def clocks(body: Body) -> Clocks:
    """The figures of a pack; KeyError when one is missing that packs have said from the beginning on."""
    said = {
        each.name: body[each.name] for each in fields(Clocks) if each.name in body or each.name not in LATER
    }
    return Clocks(**(said | {"shifts": tuple(said["shifts"]), "consult_hours": dict(said["consult_hours"])}))


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


_COUNTS = ("offer_hours", "hole_hours", "read_days", "rest_hours", "patient_sessions_a_day", *LATER)


def _shape(body: Body) -> list[str]:
    said = clocks(body)
    spans = {name: getattr(said, name) for name in _COUNTS}
    spans |= {f"consult_hours.{name}": said.consult_hours[name] for name in URGENCIES}
    found = [
        f"{name} must be a whole number from 1 on." for name, span in spans.items() if not _whole(span, 1)
    ]
    if not _whole(said.consult_tail_days, 0):
        found.append("consult_tail_days must be a whole number from 0 on.")
    if said.referral_escalate_hours < said.referral_remind_hours:
        found.append("referral_escalate_hours must not be fewer than referral_remind_hours.")
    if set(said.consult_hours) != set(URGENCIES):
        found.append("Give consult_hours for routine, urgent and emergent, and for nothing else.")
    if sorted({time.fromisoformat(wall) for wall in said.shifts}) == []:
        found.append("Say at which times shifts change.")
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _whole(span: Any, least: int) -> bool:
    return type(span) is int and span >= least


def _failures(body: Body) -> list[str]:
    said, found = clocks(body), []
    for number, example in enumerate(body["examples"], 1):
        zone = ZoneInfo(example["zone"])
        ends = _ends(said, example["clock"], instant(example["from"], zone), zone)
        if ends != instant(example["until"], zone):
            found.append(f"{title(number, example)}: ends {ends.astimezone(zone):%d %b %H:%M}.")
    return found


def _ends(said: Clocks, clock: str, at: datetime, zone: ZoneInfo) -> datetime:
    kind, _colon, step = clock.partition(":")
    return said.answer_by(step, at, zone) if kind == "referral" else said.ends(clock, at)
