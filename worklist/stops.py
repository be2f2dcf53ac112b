"""What ends a promise by itself: death, transfer, leaving, closing, consent withdrawn. Used by verbs, sweeps and planner.

The event is read from its own table, so that nothing rings after it even where no sweep has passed since.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case as When
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models import When as Then
from django.utils.translation import gettext_lazy as _

from core import clock
from encounters.dispositions import ACUTE_TRANSFER, DIED
from encounters.models import Encounter, Movement
from patients.models import Consent, Stage
from worklist.models import Appointment, FollowUp, StopsOn

WHY: dict[str, Any] = {
    StopsOn.DEATH: _("The patient has died."),
    StopsOn.TRANSFER: _("The patient was transferred to another hospital."),
    StopsOn.LEAVING: _("The patient has left the hospital."),
    StopsOn.CLOSING: _("The case was closed."),
    StopsOn.CONSENT: _("The patient withdrew their consent."),
}
# One value for all keys: each as a parameter of its own cost more than the answer.
PROMISED = """
select r.id, i.series_id, r.appointment_id from worklist_reminder r
  left join lateral (select w.series_id from worklist_item w where w.id = r.item_id limit 1) i on true
 where r.id = any(%s) and (i.series_id is not null or r.appointment_id is not null)
"""
# Without consent to it, nobody speaks with others about the patient.
SPOKEN = (Consent.Purpose.TREATMENT, Consent.Purpose.TRANSITION)


def follow_ups() -> QuerySet[FollowUp]:
    """Running promises that an event has ended by their rule; `ended_by` says which."""
    rows = FollowUp.objects.filter(status=FollowUp.Status.RUNNING)
    found = {
        StopsOn.DEATH: _died(),
        StopsOn.TRANSFER: Q(Exists(_left().filter(encounter__disposition__in=ACUTE_TRANSFER))),
        StopsOn.LEAVING: Q(Exists(_left())),
        StopsOn.CLOSING: Q(case__stage=Stage.CLOSED),
        StopsOn.CONSENT: _withdrawn(),
    }
    ends = [Then(Q(stops_on__contains=[kind]) & met, then=Value(str(kind))) for kind, met in found.items()]
    return rows.annotate(ended_by=_first(ends)).exclude(ended_by="")


def appointments() -> QuerySet[Appointment]:
    """Booked times to come that cannot take place any more; `ended_by` says why."""
    rows = Appointment.objects.filter(status=Appointment.Status.BOOKED, starts_at__gt=clock.now())
    moved = Q(Exists(_left().filter(encounter__disposition__in=ACUTE_TRANSFER)))
    at_bedside = Q(Exists(_left()), mode=Appointment.Mode.BEDSIDE)
    ends = [
        Then(_died(), then=Value(str(StopsOn.DEATH))),
        Then(moved, then=Value(str(StopsOn.TRANSFER))),
        Then(at_bedside, then=Value(str(StopsOn.LEAVING))),
    ]
    return rows.annotate(ended_by=_first(ends)).exclude(ended_by="")


def over(reminders: Iterable[UUID]) -> set[UUID]:
    """Those rungs whose promise has ended by an event, whether or not a sweep has noticed: they tell nobody."""
    with connection.cursor() as cursor:
        cursor.execute(PROMISED, [list(reminders)])
        asked: list[tuple[UUID, UUID | None, UUID | None]] = cursor.fetchall()
    # Asked of the promises of these rungs alone, however many others run.
    promised = _among(follow_ups, {series for _rung, series, _at in asked if series})
    booked = _among(appointments, {at for _rung, _series, at in asked if at})
    return {rung for rung, series, at in asked if series in promised or at in booked}


def _among(ended: Callable[[], QuerySet[Any]], keys: set[UUID]) -> set[UUID]:
    return set(ended().filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def why(row: FollowUp | Appointment) -> str:
    """Why a promise or a booked time has ended, in words; empty when nothing has ended it."""
    rows: Any = follow_ups() if isinstance(row, FollowUp) else appointments()
    kind = rows.filter(pk=row.pk).values_list("ended_by", flat=True).first()
    return str(WHY[kind]) if kind else ""


def _first(ends: list[Any]) -> When:
    return When(*ends, default=Value(""), output_field=CharField())


def _left() -> QuerySet[Movement]:
    """Departures recorded after the promise was made, that were not taken back and after which nobody stayed.

    One visit may end while another of the case goes on: of emergency and ward, the first is often ended late. Who came
    back after the departure was on record has left all the same.
    """
    stays = Encounter.objects.filter(
        case=OuterRef("encounter__case"),
        status=Encounter.Status.IN_PROGRESS,
        started_at__lte=OuterRef("created_at"),
    )
    return Movement.objects.filter(
        ~Exists(stays),
        encounter__case=OuterRef("case"),
        encounter__status=Encounter.Status.FINISHED,
        kind=Movement.Kind.LEAVE,
        created_at__gt=OuterRef("created_at"),
    )


def _died() -> Q:
    ended = Encounter.objects.filter(
        case=OuterRef("case"), status=Encounter.Status.FINISHED, disposition__in=DIED
    )
    return Q(case__patient__deceased_at__isnull=False) | Q(Exists(ended))


def _withdrawn() -> Q:
    """The consent the promise rests on was revoked after it was made, and no other of its kind stands."""
    given = Consent.objects.filter(patient=OuterRef("case__patient"))
    near = given.filter(purpose=Consent.Purpose.FAMILY, to_person=OuterRef("person"))
    others = given.filter(purpose__in=SPOKEN)
    return Q(_gone(near), person__isnull=False) | Q(_gone(others), person=None)


def _gone(consents: QuerySet[Consent]) -> Any:
    now = clock.now()
    stands = consents.filter(revoked_at=None, starts_at__lte=now).exclude(ends_at__lte=now)
    return Exists(consents.filter(revoked_at__gt=OuterRef("created_at"))) & ~Exists(stands)


def died() -> Q:
    """Of rows of a case: the patient has died, by their record or by how a stay ended."""
    return _died()


def unspoken() -> Q:
    """Of rows of a case: since they were made, nobody may speak with others about the patient any more."""
    return Q(_gone(Consent.objects.filter(patient=OuterRef("case__patient"), purpose__in=SPOKEN)))


def left_at(case: Any) -> Any:
    """When the patient last left the house, if they have; None while a visit is in progress."""
    visits = Encounter.objects.filter(case=case)
    if visits.filter(status=Encounter.Status.IN_PROGRESS).exists():
        return None
    last = visits.filter(status=Encounter.Status.FINISHED).order_by(F("ended_at").desc(nulls_last=True))
    return last.values_list("ended_at", flat=True).first()
