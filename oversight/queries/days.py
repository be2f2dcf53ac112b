"""One day of a facility's trail, by person, with what ties each to the records they opened; a few statements a day."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate, TruncTime

from accounts.models import User
from audit.models import Event
from core.localtime import utc
from facilities.models import Facility
from oversight.patterns import Day, Look
from oversight.queries.log import READ_LISTS, unrelated
from patients.folding import fold_name
from patients.models import ContactPoint, Identifier, Patient
from policy.watching import Figures
from teams.models import Assignment, CaseGrant, EmergencyAccess, FacilityRole

WEEK = timedelta(days=7)
# A person and a patient; the rows read have both.
Pair = tuple[Any, UUID]


@dataclass(frozen=True)
class Span:
    """A day at a facility as half-open instants."""

    facility: Facility
    since: datetime
    until: datetime


def span(facility: Facility, on: date) -> Span:
    """The day from its midnight to the next."""
    since, until = (utc(datetime.combine(day, time.min, facility.tz)) for day in (on, on + timedelta(days=1)))
    return Span(facility, since, until)


def of_day(facility: Facility, on: date, figures: Figures) -> list[Day]:
    """Everybody who left a trace on a record of the facility that day, with their looks in order."""
    day = span(facility, on)
    events = list(_events(day))
    patients = {
        row.pk: row for row in _patients(facility, {key for event in events for key in event.patient_ids})
    }
    people = User.objects.filter(is_service=False).in_bulk({event.actor_id for event in events})
    events = [event for event in events if event.actor_id in people]
    looks = _looks(day, events, patients, people, figures)
    more = _more(day, events, patients, figures)
    firsts: dict[Any, datetime] = {}
    for event in events:
        firsts.setdefault(event.actor_id, event.at)
    usual = _usual(day, [key for key, seen in looks.items() if len(seen) >= figures.many_least], figures)
    nights = _nightly(day, [key for key, seen in looks.items() if any(x.at_night for x in seen)], figures)
    return [
        Day(
            user, first, looks.get(user, []), usual.get(user, ()), user in nights,
            **{name: found[user] for name, found in more.items() if user in found},
        )
        for user, first in firsts.items()
    ]  # fmt: skip


def _events(day: Span) -> "QuerySet[Event]":
    rows = Event.objects.filter(at__gte=day.since, at__lt=day.until, actor_id__isnull=False)
    rows = rows.exclude(actor__startswith="system:").exclude(patient_ids=[])
    return rows.only("id", "at", "actor_id", "role", "verb", "outcome", "patient_ids").order_by("at", "pk")


def _patients(facility: Facility, keys: Collection[UUID]) -> "QuerySet[Patient]":
    return Patient.objects.filter(facility=facility, pk__in=keys)


def _opens(event: Event, patient: Patient | None) -> bool:
    """Whether a row of the trail is somebody opening one record; for one's own, trying to is enough."""
    if patient is None or len(event.patient_ids) != 1 or event.verb in READ_LISTS:
        return False
    return event.outcome in ("seen", "done") or patient.own_user_id == event.actor_id


def _looks(
    day: Span,
    events: Iterable[Event],
    patients: dict[UUID, Patient],
    people: dict[UUID, User],
    figures: Figures,
) -> dict[UUID, list[Look]]:
    first: dict[Pair, Event] = {}
    for event in events:
        if _opens(event, patients.get(event.patient_ids[0])):
            first.setdefault((event.actor_id, event.patient_ids[0]), event)
    without = unrelated([event.pk for event in first.values()], day.since, day.until)
    left, homes, numbers = _left(day, first, figures), _homes(first), _numbers({pair[1] for pair in first})
    found: dict[UUID, list[Look]] = {}
    for (user, key), event in first.items():
        patient = patients[key]
        look = Look(
            key, event.at, event.role or people[user].default_role,
            own=patient.own_user_id == user,
            same_name=_family(people[user].name) == fold_name(patient.family) != "",
            same_address=(user, key) in homes,
            watched=bool(patient.watch) or patient.own_user_id is not None,
            unrelated=event.pk in without,
            left=(user, key) in left,
            at_night=figures.at_night(event.at.astimezone(day.facility.tz).time()),
            number=numbers.get(key),
        )  # fmt: skip
        found.setdefault(user, []).append(look)
    return found


def _family(name: str) -> str:
    return fold_name(name.rpartition(" ")[2])


def _left(day: Span, pairs: Iterable[Pair], figures: Figures) -> set[Pair]:
    """Who stood in a relation to whom that ended not long before."""
    since = day.since - timedelta(days=figures.relation_days)
    ended = Q(
        ends_at__gt=since, ends_at__lte=day.until, error_at=None, user__in={user for user, _key in pairs}
    )
    found: set[Pair] = set()
    for model in (Assignment, CaseGrant):
        found |= set(model.objects.filter(ended).values_list("user", "case__patient"))
    return found


def _homes(pairs: Collection[Pair]) -> set[Pair]:
    """Who lives where the patient lives: known of people who have a record of their own here."""
    at_home = ContactPoint.objects.filter(kind=ContactPoint.Kind.ADDRESS, ended=False, person=None)
    own = at_home.filter(patient__own_user__in={user for user, _key in pairs})
    lived: dict[UUID, set[str]] = {}
    for user, *place in own.values_list("patient__own_user", "value", "postcode"):
        lived.setdefault(user, set()).add(_place(*place))
    theirs: dict[UUID, set[str]] = {}
    keys = {key for user, key in pairs if user in lived}
    for key, *place in at_home.filter(patient__in=keys).values_list("patient", "value", "postcode"):
        theirs.setdefault(key, set()).add(_place(*place))
    return {(user, key) for user, key in pairs if lived.get(user, set()) & theirs.get(key, set())}


def _place(value: str, postcode: str) -> str:
    return f"{fold_name(value)} {postcode.strip().lower()}"


def _numbers(patients: Collection[UUID]) -> dict[UUID, int]:
    rows = Identifier.objects.filter(kind=Identifier.Kind.MRN, retired=False, patient__in=patients)
    return {key: int(value) for key, value in rows.values_list("patient", "value") if value.isdecimal()}


def _more(
    day: Span, events: list[Event], patients: dict[UUID, Patient], figures: Figures
) -> dict[str, dict[Any, Any]]:
    """What was done besides opening records, each by person."""
    opened = {
        (event.actor_id, key)
        for event in events
        for key in event.patient_ids
        if _opens(event, patients.get(key))
    }
    searches = [
        event for event in events if event.verb == "search" and patients.keys() & set(event.patient_ids)
    ]
    idle = Counter(
        event.actor_id
        for event in searches
        if not any((event.actor_id, key) in opened for key in event.patient_ids)
    )
    exports = Counter(event.actor_id for event in events if event.verb == "export")
    ending = FacilityRole.objects.filter(
        facility=day.facility, user__in=exports, ends_at__gt=day.since,
        ends_at__lte=day.until + timedelta(days=figures.leaving_days),
    )  # fmt: skip
    return {
        "idle_searches": idle,
        "exports": exports,
        "leaving": dict.fromkeys(ending.values_list("user", flat=True), True),
        "emergencies": _emergencies(day),
    }


def _emergencies(day: Span) -> dict[UUID, int]:
    """How many each opened in the week that ends with the day, of those who opened one in it."""
    rows = EmergencyAccess.objects.filter(patient__facility=day.facility, opened_at__lt=day.until)
    today = rows.filter(opened_at__gte=day.since).values("user")
    week = rows.filter(opened_at__gte=day.until - WEEK, user__in=today).order_by().values_list("user")
    return dict(week.annotate(Count("pk")))


def _earlier(day: Span, people: Collection[UUID], figures: Figures) -> "QuerySet[Event]":
    since = day.since - timedelta(days=figures.usual_days)
    rows = Event.objects.filter(at__gte=since, at__lt=day.since, actor_id__in=people, patient_ids__len=1)
    return rows.filter(outcome__in=("seen", "done")).exclude(verb__in=READ_LISTS).order_by()


def _usual(day: Span, people: Collection[UUID], figures: Figures) -> dict[UUID, tuple[int, ...]]:
    """How many records each opened on each of their earlier days."""
    rows = _earlier(day, people, figures).values_list("actor_id", TruncDate("at", tzinfo=day.facility.tz))
    found: dict[UUID, tuple[int, ...]] = {}
    for user, _on, number in rows.annotate(Count("patient_ids", distinct=True)):
        found[user] = (*found.get(user, ()), number)
    return found


def _nightly(day: Span, people: Collection[UUID], figures: Figures) -> set[Any]:
    """Who was there at night before."""
    rows = _earlier(day, people, figures).annotate(wall=TruncTime("at", tzinfo=day.facility.tz))
    late, early = Q(wall__gte=figures.night_from), Q(wall__lt=figures.night_until)
    over_midnight = figures.night_from > figures.night_until
    return set(
        rows.filter(late | early if over_midnight else late & early)
        .values_list("actor_id", flat=True)
        .distinct()
    )
