"""A week round one patient: who meets them when, what is due, when they leave, who can be booked, and what clashes."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core import clock
from core.access import visible_among
from core.localtime import local, start_of_day
from patients.models import Case
from policy import queries as rules
from worklist import clashes, meetings
from worklist.clashes import Clash, Meeting
from worklist.models import Appointment, Availability, Item
from worklist.models.item import LIVE
from worklist.queries import people_on

WEEK = timedelta(days=7)
# Work that is a meeting of some kind or waited for by somebody; other tasks stand in the list of work.
SHOWN = (Item.Kind.FOLLOW_UP, Item.Kind.FIRST_CONTACT, Item.Kind.CONSULT)


@dataclass
class Entry:
    """One thing on one day: when, what, where it leads, and whether it clashes."""

    at: datetime | None
    title: str
    icon: str
    key: Any = None
    until: datetime | None = None
    url_name: str = ""
    note: str = ""
    clash: bool = False
    # "09:00–10:00" at the facility.
    hours: str = ""


@dataclass
class Row:
    """One person's week, or the patient's own; a cell a day."""

    who: Any
    days: list[date]
    zone: ZoneInfo
    cells: dict[date, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def put(self, entry: Entry) -> None:
        """Write an entry under the local day on which it starts."""
        assert entry.at is not None  # noqa: S101 - what has no hour is written under its day
        starts = local(entry.at, self.zone)
        ends = f"–{local(entry.until, self.zone):%H:%M}" if entry.until else ""
        entry.hours = f"{starts:%H:%M}{ends}"
        self.cells[starts.date()].append(entry)

    @property
    def columns(self) -> list[tuple[date, list[Entry]]]:
        """The days in order with what is on them, the earliest first."""
        return [(on, sorted(self.cells.get(on, []), key=_hour)) for on in self.days]


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday."""

    days: list[date]
    rows: list[Row]
    clashes: list[Clash]
    appointments: list[Appointment]
    items: list[Item]

    @property
    def earlier(self) -> date:
        """The Monday before."""
        return self.days[0] - WEEK

    @property
    def later(self) -> date:
        """The Monday after."""
        return self.days[0] + WEEK


def monday(text: str, zone: ZoneInfo) -> date:
    """The Monday of the week that a date lies in; this week for what is no date near ours."""
    today = clock.today(zone)
    try:
        on = date.fromisoformat(text)
    except ValueError:
        on = today
    if abs((on - today).days) > 3660:
        on = today
    return on - timedelta(days=on.weekday())


def read(case: Case, user: Any, first: date, *, leaving: bool) -> Week:
    """The week from a Monday on, as far as this person may see it; six statements."""
    zone, now = case.facility.tz, clock.now()
    since, until = start_of_day(first, zone), start_of_day(first + WEEK, zone)
    team = people_on(case)
    meets = list(meetings.around(case, team.values("pk"), since, until, settled=True))
    booked = [row for row in meets if row.case_id == case.pk and since <= row.starts_at < until]
    due = list(_due(case, user, since, until))
    people = {one.pk: one for one in team} | {row.user_id: row.user for row in meets}
    people |= {item.owner_id: item.owner for item in due if item.owner}
    around = [meetings.as_meeting(row, case) for row in meets if row.status == Appointment.Status.BOOKED]
    found = clashes.found(around, rules.teamwork(case.facility, now), now, zone)
    found = [one for one in found if first <= one.on < first + WEEK]
    hit = {key for one in found for key in one.keys}
    days = [first + timedelta(days=n) for n in range(7)]
    rows = {key: Row(person, days, zone) for key, person in people.items()}
    patient = Row(None, days, zone)
    for one in booked:
        rows[one.user_id].put(_meeting(one, one.pk in hit))
    for item in due:
        rows.get(item.owner_id, patient).put(_task(item))
    for other in (other for other in around if not other.ours and since <= other.starts_at < until):
        rows[other.user].put(_busy(other, other.key in hit))
    for free in _free(people, since, until):
        rows[free.user_id].put(Entry(free.starts_at, _("Can be booked"), "clock", until=free.ends_at))
    if leaving and case.expected_leaving_on:
        patient.cells[case.expected_leaving_on].append(Entry(None, _("Expected to leave"), "door-open"))
    return Week(days, [patient, *rows.values()], found, booked, due)


def _due(case: Case, user: Any, since: datetime, until: datetime) -> Any:
    rows = Item.objects.filter(
        case=case, kind__in=SHOWN, status__in=LIVE, due_at__gte=since, due_at__lt=until
    )
    return visible_among(rows, user).select_related("owner").order_by("due_at", "pk")


def _free(people: Any, since: datetime, until: datetime) -> Any:
    return Availability.objects.filter(user__in=people, starts_at__lt=until, ends_at__gt=since)


def _meeting(row: Appointment, clash: bool) -> Entry:
    title = str(row.get_mode_display())
    return Entry(row.starts_at, title, "calendar", row.pk, row.ends_at, note=row.place, clash=clash)


def _task(item: Item) -> Entry:
    icon = "message-circle-question" if item.kind == Item.Kind.CONSULT else "calendar-clock"
    return Entry(item.due_at, item.what, icon, item.pk, url_name="worklist:item")


def _busy(other: Meeting, clash: bool) -> Entry:
    """With another patient: that the person is busy, and nothing else."""
    return Entry(other.starts_at, _("Busy"), "lock", until=other.ends_at, clash=clash)


def _hour(entry: Entry) -> float:
    return entry.at.timestamp() if entry.at else 0.0
