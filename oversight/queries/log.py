"""The trail of one patient or one person: by the indexes of the partitioned table, a page of keys at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, UUIDField
from django.http import Http404

from accounts.models import User
from audit import record
from audit.models import Event
from core import clock
from core.access import visible_to
from facilities.models import Facility
from oversight.queries.names import name_all
from patients.models import Case, Consent, Patient
from teams.models import (
    Absence,
    Assignment,
    CaseGrant,
    EmergencyAccess,
    FacilityRole,
    TeamMember,
    UnitCover,
)

PAGE, CAP, CHUNK = 50, 1000, 500
READING = ("view", "list", "search")
# What shows several records, or the trail itself, and opens none.
READ_LISTS = ("list", "search", "list_looks", "read_log", "duplicate")
TAKING = ("print", "export")
# The records office's own work on disclosures: the accounting tells of it, and what is held back must not show here.
OF_DISCLOSURES = ("oversight.note_disclosure", "oversight.suspend_accounting", "oversight.end_suspension")
KINDS = {
    "read": Q(verb__in=READING),
    "changed": Q(outcome="done") & ~Q(verb__in=TAKING),
    "taken": Q(verb__in=TAKING),
    "refused": Q(outcome__in=["denied", "failed"]),
}


@dataclass(frozen=True)
class Wanted:
    """What is asked of the trail; instants are half-open."""

    since: datetime
    until: datetime
    kind: str = ""
    outcome: str = ""
    broke_glass: bool = False
    unrelated: bool = False

    def days(self, zone: ZoneInfo) -> tuple[date, date]:
        """The first and the last day that are in the period, as a place counts days."""
        last = self.until - timedelta(microseconds=1)
        return self.since.astimezone(zone).date(), last.astimezone(zone).date()


@dataclass(frozen=True)
class Page:
    """Rows, newest first, with the cursors of the pages around them; empty at the ends."""

    rows: list[Any]
    earlier: str = ""
    later: str = ""


def of_patient(patient: Patient, user: Any, wanted: Wanted, *, everyone: bool) -> "QuerySet[Event]":
    """Everything on record about a patient that the reader may know of; `everyone` as `reads_all` says it."""
    rows = Event.objects.filter(patient_ids__contains=[patient.pk])
    if not everyone:
        rows = rows.filter(actor_id__in=_team(user))
    return _wanted(rows, wanted, patient.pk)


def of_person(person: User, wanted: Wanted) -> "QuerySet[Event]":
    """Everything a person did or saw; the caller has made sure that the reader may ask about them."""
    first = Func(F("patient_ids"), template="(%(expressions)s)[1]", output_field=UUIDField())
    rows = Event.objects.filter(actor_id=person.pk).alias(first=first)
    return _wanted(rows, wanted, OuterRef("first"))


def for_patient(rows: "QuerySet[Event]") -> "QuerySet[Event]":
    """What of a record's trail its patient is told: not who was refused, for they saw nothing."""
    return rows.exclude(outcome__in=[Event.Outcome.FAILED, Event.Outcome.DENIED]).exclude(
        verb__in=OF_DISCLOSURES
    )


def people(user: Any) -> "QuerySet[User]":
    """Whose trail somebody may read: everybody of their house, or for a supervisor their team."""
    houses = visible_to(Facility, user, "review_access").values("pk")
    bound = Q(pk__in=FacilityRole.objects.filter(facility__in=houses).values("user"))
    bound |= Q(pk__in=TeamMember.objects.filter(team__facility__in=houses).values("user"))
    bound |= Q(pk__in=Assignment.objects.filter(case__facility__in=houses).values("user"))
    return User.objects.filter(bound | Q(pk__in=_team(user)), is_service=False).order_by("name", "pk")


def person(user: Any, key: Any) -> User:
    """One of those people; anybody else is the same 404, and the attempt is on record."""
    found = people(user).filter(pk=key).first()
    if found is None:
        record.denied("read_log", User.objects.filter(pk=key).first(), by=user, at=clock.now())
        raise Http404
    return found


def number(rows: "QuerySet[Event]") -> int:
    """How many there are, counted no further than one above the cap."""
    return rows.order_by().values("pk")[: CAP + 1].count()


def page(rows: "QuerySet[Event]", user: Any, *, before: str = "", after: str = "") -> Page:
    """The page before or after a cursor, or the newest. BadRequest for a cursor nobody could have been given."""
    if after and not before:
        found = list(_beyond(rows, after, "gt").order_by("at", "pk")[: PAGE + 1])
        more, found = len(found) > PAGE, found[:PAGE][::-1]
        return _paged(found, user, later=more, earlier=True)
    rows = _beyond(rows, before, "lt") if before else rows
    found = list(rows.order_by("-at", "-pk")[: PAGE + 1])
    return _paged(found[:PAGE], user, later=bool(before), earlier=len(found) > PAGE)


def every(rows: "QuerySet[Event]", user: Any) -> Iterator[Any]:
    """All rows, newest first, named a chunk at a time: for an export that holds no more than one in memory."""
    last = ""
    while True:
        chunk = list((_beyond(rows, last, "lt") if last else rows).order_by("-at", "-pk")[:CHUNK])
        yield from name_all(chunk, user)
        if len(chunk) < CHUNK:
            return
        last = _cursor(chunk[-1])


def unrelated(keys: Iterable[UUID], since: datetime, until: datetime) -> set[UUID]:
    """Those of some rows about one patient each whose actor stood in no relation to the patient then."""
    first = Func(F("patient_ids"), template="(%(expressions)s)[1]", output_field=UUIDField())
    rows = Event.objects.filter(at__gte=since, at__lt=until, pk__in=list(keys)).alias(first=first)
    return set(rows.filter(~_related(OuterRef("first"))).values_list("pk", flat=True))


def _paged(found: list[Event], user: Any, *, later: bool, earlier: bool) -> Page:
    if not found:
        return Page([])
    return Page(
        name_all(found, user),
        earlier=_cursor(found[-1]) if earlier else "",
        later=_cursor(found[0]) if later else "",
    )


def reads_all(patient: Patient, user: Any) -> bool:
    """Whether somebody reads what anybody did with a record; a supervisor reads what their own team did."""
    return visible_to(Patient, user, "review_access").filter(pk=patient.pk).exists()


def _team(user: Any) -> Any:
    now = clock.now()
    here = TeamMember.objects.filter(live=True, starts_at__lte=now).exclude(ends_at__lte=now)
    return here.filter(team__in=here.filter(user=user, supervises=True).values("team")).values("user")


def _wanted(rows: "QuerySet[Event]", wanted: Wanted, patient: Any) -> "QuerySet[Event]":
    rows = rows.filter(at__gte=wanted.since, at__lt=wanted.until)
    if wanted.kind:
        rows = rows.filter(KINDS[wanted.kind])
    if wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    rows = rows.annotate(broke_glass=Exists(_emergencies(patient)), unrelated=~_related(patient))
    if wanted.broke_glass:
        rows = rows.filter(broke_glass=True)
    if wanted.unrelated:
        rows = rows.filter(unrelated=True)
    return rows


def _emergencies(patient: Any) -> "QuerySet[EmergencyAccess]":
    rows = EmergencyAccess.objects.filter(user=OuterRef("actor_id"), patient=patient)
    return rows.filter(opened_at__lte=OuterRef("at"), expires_at__gt=OuterRef("at"))


def _related(patient: Any) -> Any:
    """Whether whoever acted stood in a relation to the patient then, other than a role in the whole house.

    Rows about nobody, and what the application itself did, have none to lack.
    """
    on = {"user": OuterRef("actor_id")}
    cases = [
        _then(Assignment.objects.filter(case__patient=patient, error_at=None, **on), "read_until"),
        _then(CaseGrant.objects.filter(case__patient=patient, error_at=None, **on), "read_until"),
        _then(UnitCover.objects.filter(unit__in=_units(patient), **on)),
        _then(TeamMember.objects.filter(supervises=True, team__cases__patient=patient, **on)),
        _then(Absence.objects.filter(user__assignments__case__patient=patient, deputy=OuterRef("actor_id"))),
        _consents(patient),
        _emergencies(patient),
    ]
    found = Q(patient_ids=[]) | Q(actor__startswith="system:")
    for rows in cases:
        found |= Q(Exists(rows))
    return found


def _units(patient: Any) -> Any:
    return Case.objects.filter(patient=_outer(patient), unit__isnull=False).values("unit")


def _outer(patient: Any) -> Any:
    """From one query deeper, the column of the trail is one step further out."""
    return OuterRef(patient) if isinstance(patient, OuterRef) else patient


def _consents(patient: Any) -> Any:
    return _then(Consent.objects.filter(patient=patient, to_user=OuterRef("actor_id")))


def _then(rows: "QuerySet[Any]", tail: str = "") -> "QuerySet[Any]":
    """Those in force at the instant of the row, or until the end of their time to read on."""
    at = OuterRef("at")
    still = Q(ends_at=None) | Q(ends_at__gt=at)
    if tail:
        still |= Q(**{f"{tail}__gt": at})
    return rows.filter(still, starts_at__lte=at)


def _beyond(rows: "QuerySet[Event]", cursor: str, way: str) -> "QuerySet[Event]":
    text, _mark, key = cursor.partition("~")
    try:
        at, pk = datetime.fromisoformat(text), UUID(key)
    except ValueError:
        raise BadRequest("This page of the list cannot be read.") from None
    if at.tzinfo is None:
        raise BadRequest("This page of the list cannot be read.")
    return rows.filter(Q(**{f"at__{way}": at}) | Q(**{"at": at, f"pk__{way}": pk}))


def _cursor(row: Event) -> str:
    return f"{row.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}~{row.pk}"
