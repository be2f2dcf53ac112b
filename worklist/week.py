"""A week round one patient: who meets them when, what is due, when they leave, who can be booked, and what clashes."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import DateTimeRangeField
from django.db.models import CharField, Func, OuterRef, Q, Value
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.localtime import local, start_of_day
from patients.models import Case
from policy import queries as rules
from teams.models import Consult
from worklist import clashes, meetings
from worklist.clashes import Clash
from worklist.models import Appointment, Availability, Item
from worklist.models.item import LIVE
from worklist.queries import people_on

WEEK = timedelta(days=7)
# Work that is a meeting of some kind or waited for by somebody; other tasks stand in the list of work.
SHOWN = (Item.Kind.FOLLOW_UP, Item.Kind.FIRST_CONTACT)


class Due(NamedTuple):
    """Something that is due: a piece of work, or without words of its own a consult."""

    key: Any
    at: datetime
    what: str
    user: Any


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


def read(case: Case, first: date, rights: Collection[str]) -> Week:
    """The week from a Monday on, for somebody who may see the work of the case; four statements."""
    zone, now = case.facility.tz, clock.now()
    since, until = start_of_day(first, zone), start_of_day(first + WEEK, zone)
    meets = list(meetings.around(case, people_on(case).values("pk"), since, until, settled=True))
    booked = [row for row in meets if row.case_id == case.pk and since <= row.starts_at < until]
    due = _due(case, since, until, consults="view_consult" in rights)
    others = {row.user_id for row in meets if row.user_id} | {one.user for one in due if one.user}
    people = {one.pk: one for one in _people(case, others, since, until)}
    around = [meetings.as_meeting(row, case) for row in meets if row.status == Appointment.Status.BOOKED]
    found = clashes.found(around, rules.teamwork(case.facility, now), now, zone)
    found = [one for one in found if first <= one.on < first + WEEK]
    week = _Sheet([first + timedelta(days=n) for n in range(7)], people, zone)
    hit = {key for one in found for key in one.keys}
    week.write(booked, due, hit)
    for other in around:
        if not other.ours and other.user in week.rows and since <= other.starts_at < until:
            # With another patient: that the person is busy, and nothing else.
            busy = Entry(other.starts_at, _("Busy"), "lock", until=other.ends_at, clash=other.key in hit)
            week.rows[other.user].put(busy)
    for key, free in ((one.pk, free) for one in people.values() for free in one.free):
        offered = Entry(max(free.lower, since), _("Can be booked"), "clock", until=free.upper)
        week.rows[key].put(offered)
    if "summary_discharge" in rights and case.expected_leaving_on:
        week.patient.cells[case.expected_leaving_on].append(Entry(None, _("Expected to leave"), "door-open"))
    return Week(week.patient.days, [week.patient, *week.rows.values()], found)


class _Sheet:
    """The rows of a week while they are filled: the patient's and one for each person."""

    def __init__(self, days: list[date], people: dict[Any, Any], zone: ZoneInfo) -> None:
        self.patient = Row(None, days, zone)
        self.rows = {key: Row(person, days, zone) for key, person in people.items()}

    def write(self, booked: list[Appointment], due: list[Due], hit: set[Any]) -> None:
        """Put meetings with their people, and what is due with whoever does it, else with the patient."""
        for row in booked:
            # Somebody outside has no row of their own: the time stands with the patient, with their name.
            self.rows.get(row.user_id, self.patient).put(_meeting(row, row.pk in hit))
        for one in due:
            self.rows.get(one.user, self.patient).put(_task(one))


def _due(case: Case, since: datetime, until: datetime, *, consults: bool) -> list[Due]:
    """Follow-ups, first contacts and, for whoever may see them, answers to consults: one statement."""
    period = {"due_at__gte": since, "due_at__lt": until}
    items = Item.objects.filter(case=case, kind__in=SHOWN, status__in=LIVE, **period)
    rows: Any = items.values_list("pk", "due_at", "what", "owner").order_by()
    if consults:
        asked = Consult.objects.filter(case=case, status=Consult.Status.ASKED, **period)
        said = Value("", output_field=CharField())
        rows = rows.union(asked.values_list("pk", "due_at", said, "to_user").order_by())
    return sorted((Due(*row) for row in rows), key=lambda due: (due.at, str(due.key)))


def _people(case: Case, others: Collection[Any], since: datetime, until: datetime) -> Any:
    """The care team first, then the others who meet or do something; each with the periods they are `free` to book."""
    free = Availability.objects.filter(user=OuterRef("pk"), starts_at__lt=until, ends_at__gt=since)
    period = Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField())
    team = Q(pk__in=people_on(case).order_by().values("pk"))
    rows = User.objects.filter(team | Q(pk__in=others)).annotate(
        on_team=team, free=ArraySubquery(free.order_by("starts_at").values(period=period))
    )
    return rows.order_by("-on_team", "name", "pk")


def _meeting(row: Appointment, clash: bool) -> Entry:
    title = str(row.get_mode_display())
    note = " ".join(filter(None, [row.practitioner.name if row.practitioner else "", row.place]))
    return Entry(row.starts_at, title, "calendar", row.pk, row.ends_at, note=note, clash=clash)


def _task(due: Due) -> Entry:
    if due.what:
        return Entry(due.at, due.what, "calendar-clock", due.key, url_name="worklist:item")
    title = _("Answer to a consult is due")
    return Entry(due.at, title, "message-circle-question-mark", due.key, url_name="worklist:consult")


def _hour(entry: Entry) -> float:
    return entry.at.timestamp() if entry.at else 0.0
