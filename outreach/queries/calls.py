"""The call list: who is to be called now, in which order, by which number, and what was said last."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case as Choose,
)
from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone

from core import clock, keyset
from core.access import visible_among
from core.calendar import may_call
from core.localtime import end_of_day, local
from outreach import attempts
from outreach.models import Outreach
from outreach.models.protocol import OPEN
from patients.header import language_name, spoken_with
from patients.models import ContactPoint, RelatedPerson
from worklist import my_day
from worklist.models import ContactAttempt, Item

SIZE = 25
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALLS = (Item.Kind.FOLLOW_UP, Item.Kind.FIRST_CONTACT, Item.Kind.REACH)
# Work for which one speaks with somebody, whatever its kind.
PURPOSES = ("follow_up", "family_contact", "goal_coaching")
# Words in which people note best hours, by part of the day; the hours at which the part is current.
PARTS = (("morning", 8, 12), ("afternoon", 12, 17), ("evening", 17, 20))
RELATED = ("case__patient__communication", "case__facility", "target_person", "series", "owner")
ORDER = keyset.Order("rank", datetime.fromisoformat)


def due(user: Any) -> "QuerySet[Item]":
    """The contacts that are mine and due until tonight."""
    tonight = end_of_day(clock.today(_zone()), _zone())
    wanted = Q(kind__in=CALLS) | Q(kind=Item.Kind.TASK, activity__in=PURPOSES)
    return my_day.mine(user).filter(wanted, case__isnull=False, due_at__lte=tonight)


def page(user: Any, *, after: str = "", before: str = "") -> keyset.Page:
    """One page of the list: breach first, then whoever is best reached now, then tier; each row with what a caller needs."""
    return keyset.page(
        ranked(due(user)), ORDER, lambda keys: _read(keys, user), size=SIZE, after=after, before=before
    )


def ranked(rows: "QuerySet[Item]") -> "QuerySet[Item]":
    """Rows with their place in the order as one instant: the day of the breach, then hours for the rest.

    What is late stands under the day it was due, what is due later today under tomorrow; four hours set the parts of
    the day apart, one hour the tiers.
    """
    rows = rows.annotate(hours=Subquery(_numbers().values("hours")[:1]))
    late = Choose(When(due_at__lt=clock.now(), then=_span(timedelta())), default=_span(DAY))
    day = Func(
        Value("day"), F("due_at"), Value(str(_zone())), function="date_trunc", output_field=DateTimeField()
    )
    rank = day + late + _part() + _tier()
    return rows.annotate(rank=ExpressionWrapper(rank, output_field=DateTimeField()))


def one(item: Item, user: Any) -> Item:
    """One row as the list shows it."""
    return _dressed([item], user)[0]


def _read(keys: list[UUID], user: Any) -> list[Item]:
    rows = Item.objects.filter(pk__in=keys).select_related(*RELATED)
    open_ = Outreach.objects.filter(case=OuterRef("case"), person=OuterRef("target_person"), status__in=OPEN)
    patient = Outreach.objects.filter(case=OuterRef("case"), person=None, status__in=OPEN)
    found = rows.annotate(unreached=Exists(open_) | Q(target_person=None) & Exists(patient))
    place = {key: n for n, key in enumerate(keys)}
    return _dressed(sorted(found, key=lambda row: place[row.pk]), user)


def _dressed(rows: list[Any], user: Any) -> list[Any]:
    """Rows with number, language, interpreter, last outcome, and who may be told: four statements."""
    numbers, last, told = _usable(rows), _last(rows), _told(rows)
    able = set(
        visible_among(Item.objects.filter(pk__in=[r.pk for r in rows]), user, "edit_work").values_list(
            "pk", flat=True
        )
    )
    for row in rows:
        whom = (row.case.patient_id, row.target_person_id)
        row.number, row.last, row.may_work = numbers.get(whom), last.get(_key(row)), row.pk in able
        row.told = told.get(row.case.patient_id, [])
        row.language, row.interpreter = spoken_with(row.case.patient)
        if row.target_person is not None and row.target_person.language:
            row.language = language_name(row.target_person.language)
        row.spoken = ", ".join(filter(None, (row.language, row.interpreter)))
        row.there, row.may_call = _there(row.case)
    return rows


def _key(row: Any) -> tuple[Any, Any]:
    return row.case_id, row.target_person_id


def _there(case: Any) -> tuple[datetime, bool]:
    """What time it is where the patient is, and whether one may call now."""
    zone = attempts.zone_of(case)
    return local(clock.now(), zone), may_call(clock.now(), zone)


def _usable(rows: Iterable[Any]) -> dict[tuple[Any, Any], ContactPoint]:
    """The number to call for each patient or person: safe, in use, known to work; the newest."""
    patients = {row.case.patient_id for row in rows}
    points = ContactPoint.objects.filter(patient__in=patients, **_callable()).order_by("created_at", "pk")
    return {(point.patient_id, point.person_id): point for point in points}


def _callable() -> dict[str, Any]:
    return {"kind": ContactPoint.Kind.PHONE, "safe_to_call": True, "ended": False, "unreliable": False}


def _numbers() -> "QuerySet[ContactPoint]":
    """The numbers of whom a row concerns: their own before the patient's."""
    rows = ContactPoint.objects.filter(patient=OuterRef("case__patient"), **_callable())
    return rows.filter(Q(person=OuterRef("target_person")) | Q(person=None)).order_by(
        F("person").asc(nulls_last=True), "-created_at"
    )


def _last(rows: Iterable[Any]) -> dict[tuple[Any, Any], ContactAttempt]:
    """The latest attempt for each case and person on the page."""
    found = ContactAttempt.objects.filter(case__in={row.case_id for row in rows}).select_related(
        "recorded_by"
    )
    latest = found.order_by("case", "person", "-at", "-pk").distinct("case", "person")
    return {(each.case_id, each.person_id): each for each in latest}


def _told(rows: Iterable[Any]) -> dict[Any, list[str]]:
    """Who may be told something of each patient, by name and relation."""
    people = RelatedPerson.objects.filter(patient__in={row.case.patient_id for row in rows})
    now = clock.today(_zone())
    found: dict[Any, list[str]] = {}
    for person in people.exclude(may_be_told=[]).exclude(until_on__lt=now).order_by("name"):
        found.setdefault(person.patient_id, []).append(f"{person.name} ({person.relation})")
    return found


def _part() -> Any:
    """Whoever is best reached in the present part of the day first, then who does not mind, then who comes later."""
    hour = local(clock.now(), _zone()).hour
    current = next((name for name, starts, ends in PARTS if starts <= hour < ends), "")
    whens = [
        When(hours__icontains=name, then=_span(4 * HOUR * _distance(name, current))) for name, *_ in PARTS
    ]
    return Choose(*whens, default=_span(4 * HOUR), output_field=DurationField())


def _distance(name: str, current: str) -> int:
    """0 now, 2 later today, 3 over for today; somebody without a wish is 1."""
    if name == current:
        return 0
    names = [part for part, *_hours in PARTS]
    return 2 if not current or names.index(name) > names.index(current) else 3


def _tier() -> Any:
    """The higher tier first: of the promise where it has one, else of the case."""
    by_complexity = Q(case__risk="")
    high = Q(series__tier="high") | Q(case__high_risk=True) | Q(case__risk="high")
    high |= by_complexity & Q(case__complexity="complex")
    middle = (
        Q(series__tier="moderate") | Q(case__risk="moderate") | by_complexity & Q(case__complexity="high")
    )
    whens = [When(high, then=_span(timedelta())), When(middle, then=_span(HOUR))]
    return Choose(*whens, default=_span(2 * HOUR), output_field=DurationField())


def _span(length: timedelta) -> Cast:
    """A length of time whose type the database is told: in a prepared statement it would be a text."""
    return Cast(Value(length), DurationField())


def _zone() -> Any:
    return timezone.get_current_timezone()
