"""Windows of the notices that the law owes a patient, as a pack says them. Pure.

Instants are aware and come back in UTC; days are local to the facility's zone. Every figure stands in the pack with its
source (42 CFR 405.1205, 405.1206, 405.1210, 422.620, 489.20(y), 483.106; CMS Manual 100-04 chapter 30).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core import calendar
from core.localtime import end_of_day, local_date, scheduled, start_of_day
from policy.examples import instant, title, wall

Body = Mapping[str, Any]
# discharge.models.Notice.Kind, which is above.
KINDS = (
    "im_first", "im_follow_up", "moon", "mcsn", "dnd", "hinn_1", "hinn_10", "hinn_11", "hinn_12", "rights",
)  # fmt: skip
PICKED = ("mcsn", "hinn_1", "hinn_10", "hinn_11", "hinn_12")
LONGEST = 366


@dataclass(frozen=True)
class Window:
    """From when a notice counts and until when it is in time; either end may be open."""

    due_from: datetime | None = None
    due_by: datetime | None = None


@dataclass(frozen=True)
class Pick:
    """One reason of the list from which a person picks a notice that no fact of the record owes by itself."""

    code: str
    kind: str
    text: str


@dataclass(frozen=True)
class Notices:
    """The figures; days are calendar days, hours elapsed hours."""

    im_before_days: int
    im_after_days: int
    copy_days: int
    copy_hours: float
    copy_not_for: frozenset[str]
    moon_over_hours: float
    moon_within_hours: float
    mcsn_days: int
    mcsn_hours: float
    qio_days: int
    qio_untimely_days: int
    qio_left_days: int
    rights_hours: float
    leaves_at: time
    pasrr_for: frozenset[str]
    exempt_days: int
    resident_review_day: int
    level_two_days: int
    picks: tuple[Pick, ...] = ()
    editions: Mapping[str, str] = field(default_factory=dict)
    work: frozenset[str] = frozenset()

    # --- Important Message ---------------------------------------------------------------------------------------

    def first_copy(self, admitted: datetime, zone: ZoneInfo) -> Window:
        """R-IM-1: from 7 calendar days before the date of admission to the end of the 2nd calendar day after it."""
        on = local_date(admitted, zone)
        return Window(
            start_of_day(calendar.add_days(on, -self.im_before_days), zone),
            end_of_day(calendar.add_days(on, self.im_after_days), zone),
        )

    def follow_up_copy(self, leaves_on: date, zone: ZoneInfo, left: datetime | None = None) -> Window:
        """R-IM-2: from 2 calendar days before the day of leaving until 4 hours before the patient goes.

        Until they have gone the hour is the site's usual one.
        """
        goes = left or scheduled(leaves_on, self.leaves_at, zone)
        opens = start_of_day(calendar.add_days(leaves_on, -self.copy_days), zone)
        return Window(opens, max(opens, goes - timedelta(hours=self.copy_hours)))

    def copy_counts(self, given: datetime, leaves_on: date, zone: ZoneInfo) -> bool:
        """R-IM-3, R-IM-4: whether a copy is not more than 2 calendar days old on the day of leaving."""
        return (leaves_on - local_date(given, zone)).days <= self.copy_days

    def time_to_go(self, given: datetime, left: datetime, zone: ZoneInfo) -> bool:
        """R-IM-2: whether a copy of the day of leaving itself left the patient at least 4 hours."""
        same_day = local_date(given, zone) == local_date(left, zone)
        return not same_day or calendar.at_least(self.copy_hours, given, left)

    # --- Observation, change of status, rights -------------------------------------------------------------------

    def observation(self, began: datetime, ended: datetime | None) -> Window:
        """R-MOON-1: within 36 elapsed hours of the start by order, or at the end of observation if that is sooner."""
        by = calendar.add_hours(began, self.moon_within_hours)
        return Window(began, min(by, ended) if ended else by)

    def observed_long(self, began: datetime, ended: datetime) -> bool:
        """R-MOON-1: more than 24:00:00 of observation."""
        return calendar.more_than(self.moon_over_hours, began, ended)

    def change_of_status(
        self,
        admitted: datetime,
        changed: datetime,
        leaves_on: date,
        zone: ZoneInfo,
        left: datetime | None = None,
    ) -> Window | None:
        """R-MCSN-1 (a): a stay of 3 days, fewer than 3 of them an inpatient's; None where it was not that long.

        The day of admission is day 1, the day of leaving is not counted. At the latest 4 hours before release.
        """
        first = local_date(admitted, zone)
        inpatient = (local_date(changed, zone) - first).days
        if inpatient >= self.mcsn_days or (leaves_on - first).days < self.mcsn_days:
            return None
        eligible = max(changed, start_of_day(calendar.add_days(first, self.mcsn_days), zone))
        return self.before_release(eligible, leaves_on, zone, left)

    def before_release(
        self, eligible: datetime, leaves_on: date, zone: ZoneInfo, left: datetime | None = None
    ) -> Window:
        """From an instant on, until 4 hours before the patient goes."""
        goes = left or scheduled(leaves_on, self.leaves_at, zone)
        return Window(eligible, max(eligible, goes - timedelta(hours=self.mcsn_hours)))

    def usual_leaving(self, since: datetime, zone: ZoneInfo) -> datetime:
        """The next usual hour of leaving after an instant: by then it is done while nobody has said when the release is."""
        on = local_date(since, zone)
        goes = scheduled(on, self.leaves_at, zone)
        return goes if goes > since else scheduled(calendar.add_days(on, 1), self.leaves_at, zone)

    def rights(self, admitted: datetime) -> Window:
        """R-RIGHTS: at admission; within how many hours is a project proposal."""
        return Window(admitted, calendar.add_hours(admitted, self.rights_hours))

    # --- The quality improvement organisation ---------------------------------------------------------------------

    def asked_in_time(self, asked: datetime, leaves_on: date, zone: ZoneInfo, left: datetime | None) -> bool:
        """R-QIO-1: by midnight of the day of leaving, and before leaving."""
        return asked <= end_of_day(leaves_on, zone) and (left is None or asked < left)

    def detailed(self, notified: datetime, zone: ZoneInfo) -> datetime:
        """R-QIO-2: noon of the calendar day after the organisation told the hospital; noon itself is in time."""
        return calendar.noon_after(notified, zone)

    def decision(self, informed: datetime, zone: ZoneInfo, *, in_time: bool, left: bool) -> datetime:
        """R-QIO-3: 1 calendar day after all information; 2 where asked too late in the house; 30 after leaving."""
        days = self.qio_days if in_time else self.qio_left_days if left else self.qio_untimely_days
        return end_of_day(calendar.add_days(local_date(informed, zone), days), zone)

    def liable(self, told: datetime, zone: ZoneInfo) -> datetime:
        """R-QIO-4: noon of the calendar day after the patient was told; before it they owe nothing."""
        return calendar.noon_after(told, zone)

    # --- Screening before a nursing facility ----------------------------------------------------------------------

    def level_two(self, asked: datetime, zone: ZoneInfo, closed: frozenset[date] = frozenset()) -> datetime:
        """By when a determination can be expected: the 9th working day after it was asked for (42 CFR 483.112)."""
        on = calendar.add_business_days(local_date(asked, zone), self.level_two_days, closed)
        return end_of_day(on, zone)

    def resident_review(self, entered: date, zone: ZoneInfo) -> datetime:
        """An exempted stay that outlasts 30 days: review by the 40th day from admission to the facility (483.106(b)(2))."""
        return end_of_day(calendar.add_days(entered, self.resident_review_day), zone)


def read(body: Body) -> Notices:
    """The figures of a pack; KeyError when one is missing."""
    im, moon, mcsn = body["important_message"], body["observation"], body["change_of_status"]
    qio, pasrr = body["qio"], body["pasrr"]
    return Notices(
        im_before_days=im["days_before_admission"],
        im_after_days=im["days_after_admission"],
        copy_days=im["copy_days_before_leaving"],
        copy_hours=im["copy_hours_before_leaving"],
        copy_not_for=frozenset(im["no_copy_for_dispositions"]),
        moon_over_hours=moon["more_than_hours"],
        moon_within_hours=moon["within_hours"],
        mcsn_days=mcsn["stay_days"],
        mcsn_hours=mcsn["hours_before_release"],
        qio_days=qio["decision_days"],
        qio_untimely_days=qio["decision_days_when_late"],
        qio_left_days=qio["decision_days_after_leaving"],
        rights_hours=body["rights"]["within_hours"],
        leaves_at=time.fromisoformat(body["usual_hour_of_leaving"]),
        pasrr_for=frozenset(pasrr["dispositions"]),
        exempt_days=pasrr["exempt_days"],
        resident_review_day=pasrr["resident_review_by_day"],
        level_two_days=pasrr["level_two_working_days"],
        picks=tuple(Pick(each["code"], each["kind"], each["text"]) for each in body["picks"]),
        editions=dict(body["editions"]),
        work=frozenset(body["work"]),
    )


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


DAYS = (
    "im_before_days", "im_after_days", "copy_days", "mcsn_days", "qio_days", "qio_untimely_days", "qio_left_days",
    "exempt_days", "resident_review_day", "level_two_days",
)  # fmt: skip
HOURS = ("copy_hours", "moon_over_hours", "moon_within_hours", "mcsn_hours", "rights_hours")


def _shape(body: Body) -> list[str]:
    rules = read(body)
    found = [f"{name} must be a whole number from 0 on." for name in DAYS if not _whole(getattr(rules, name))]
    found += [f"{name} must be hours above 0." for name in HOURS if not _hours(getattr(rules, name))]
    found += [f"picks: {each.kind!r} cannot be picked." for each in rules.picks if each.kind not in PICKED]
    codes = [each.code for each in rules.picks]
    found += [f"picks: {code} stands twice." for code in sorted({c for c in codes if codes.count(c) > 1})]
    found += [f"picks: {each.code} has no words." for each in rules.picks if not each.text.strip()]
    named = {*rules.editions, *rules.work}
    found += [f"There is no notice {name!r}." for name in sorted(named - set(KINDS))]
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _whole(n: Any) -> bool:
    return type(n) is int and 0 <= n <= LONGEST


def _hours(n: Any) -> bool:
    return isinstance(n, int | float) and not isinstance(n, bool) and 0 < n <= 24 * LONGEST


def _failures(body: Body) -> list[str]:
    rules, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        for name, came in _outcome(rules, example).items():
            if came != example[name]:
                found.append(f"{title(number, example)}: {name} comes out as {came}.")
    return found


def _minute(at: datetime | None, zone: ZoneInfo) -> str:
    """An example names the last minute of a day, not its last instant."""
    return wall(at.replace(second=0, microsecond=0), zone) if at else ""


def _outcome(rules: Notices, example: Body) -> dict[str, Any]:
    """What the rules make of an example, for each thing it states."""
    zone = ZoneInfo(example.get("zone", "UTC"))

    def at(name: str) -> datetime:
        return instant(example[name], zone)

    def on(name: str) -> date:
        return date.fromisoformat(example[name])

    made = {
        "first_copy_by": lambda: rules.first_copy(at("admitted"), zone).due_by,
        "first_copy_from": lambda: rules.first_copy(at("admitted"), zone).due_from,
        "copy_from": lambda: rules.follow_up_copy(on("leaves"), zone).due_from,
        "copy_by": lambda: rules.follow_up_copy(on("leaves"), zone).due_by,
        "moon_by": lambda: rules.observation(at("observed"), None).due_by,
        "detailed_by": lambda: rules.detailed(at("notified"), zone),
        "liable_from": lambda: rules.liable(at("told"), zone),
        "level_two_by": lambda: rules.level_two(at("asked"), zone),
    }
    said = {name: _minute(make(), zone) for name, make in made.items() if name in example}
    if "copy_counts" in example:
        return {**said, "copy_counts": rules.copy_counts(at("given"), on("leaves"), zone)}
    return said
