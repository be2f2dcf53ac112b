"""The time after leaving: what a departure, an event or a date makes of it, where no verb was told."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.actors import system
from core import clock, turns
from core.refusals import Refused
from discharge import after_ends
from discharge.actions import afterwards, returns
from discharge.afterwards import FACE_TO_FACE, STAYS
from discharge.models import AfterDischarge, FollowUpVisit, ReadmissionReview
from encounters.dispositions import ACUTE_TRANSFER, AGAINST_ADVICE, COMMUNITY, DIED
from encounters.models import Encounter, StayCoding
from patients.models import Stage

BATCH = 200
# Longer than any period or window of a pack in use; older departures and returns are history.
LOOK_BACK = timedelta(days=45)
Finished = Encounter.Status.FINISHED
Running = AfterDischarge.Status.RUNNING


def begin_afterwards(batch: int = BATCH) -> int:
    """Begin what follows departures that no verb told of, and move what a corrected time moved; how many."""
    return _each(_untold()[:batch], afterwards.begin_after)


def stop_afterwards(batch: int = BATCH) -> int:
    """End the programmes that an event has ended; how many."""
    return _each(after_ends.over().select_related("case", "rules")[:batch], afterwards.stop_after)


def complete_afterwards(batch: int = BATCH) -> int:
    """End the programmes whose period is over; how many."""
    rows = AfterDischarge.objects.filter(status=Running, error_at=None, ends_at__lte=clock.now())
    return _each(rows.order_by("ends_at", "pk")[:batch], afterwards.complete_after)


def look_after_visits(batch: int = BATCH) -> int:
    """Take over visits that were kept; how many programmes."""
    kept = FollowUpVisit.objects.filter(
        case=OuterRef("case"),
        status=FollowUpVisit.Status.KEPT,
        kind__in=FACE_TO_FACE,
        error_at=None,
        at__gte=OuterRef("left_at"),
    )
    rows = AfterDischarge.objects.filter(Exists(kept), status=Running, error_at=None, visited_at=None)
    return _each(rows.order_by("left_at", "pk")[:batch], afterwards.look_after)


def open_returns(batch: int = BATCH) -> int:
    """Open the reviews of returns that no verb told of, the newest first; how many."""
    return _each(_unreviewed()[:batch], returns.open_return)


def _unreviewed() -> "QuerySet[Encounter]":
    """Returns without a review, of which a case holds either side; what is none by rule takes no room in a batch."""
    back = Encounter.objects.filter(
        kind=Encounter.Kind.INPATIENT,
        status__in=[Encounter.Status.IN_PROGRESS, Finished],
        started_at__gt=clock.now() - LOOK_BACK,
    )
    before = Encounter.objects.filter(
        patient=OuterRef("patient"),
        kind=Encounter.Kind.INPATIENT,
        status=Finished,
        ended_at__lte=OuterRef("started_at"),
        ended_at__gt=OuterRef("started_at") - LOOK_BACK,
    ).exclude(pk=OuterRef("pk"))
    last = before.order_by("-ended_at", "-pk")
    said = StayCoding.objects.filter(encounter=OuterRef("pk")).order_by("-coded_at", "-pk").values("planned")
    known = ReadmissionReview.objects.filter(back=OuterRef("pk"))
    rows = back.alias(
        before_it=Subquery(last.values("case")[:1]),
        left_for=Subquery(last.values("disposition")[:1]),
        coded=Coalesce(Subquery(said[:1]), Value("")),
    )
    rows = rows.filter(Q(case__isnull=False) | Q(before_it__isnull=False), ~Exists(known))
    rows = rows.filter(left_for__isnull=False).exclude(left_for__in=DIED | ACUTE_TRANSFER)
    rows = rows.exclude(coded=StayCoding.Planned.PLANNED)
    return rows.order_by(F("started_at").desc(), "pk")


def _untold() -> "QuerySet[Encounter]":
    """The last departures of open cases that have no programme yet, or one that counts from another time."""
    rows = Encounter.objects.filter(
        kind__in=STAYS,
        status=Finished,
        ended_at__gt=clock.now() - LOOK_BACK,
        disposition__in=[*COMMUNITY, *AGAINST_ADVICE, ""],
        case__isnull=False,
    )
    later = Encounter.objects.filter(
        Q(status=Encounter.Status.IN_PROGRESS) | Q(status=Finished, ended_at__gt=OuterRef("ended_at")),
        Q(kind=Encounter.Kind.INPATIENT) | Q(kind__in=STAYS, case=OuterRef("case")),
        patient=OuterRef("patient"),
    )
    mine = AfterDischarge.objects.filter(encounter=OuterRef("pk"), error_at=None)
    moved = mine.filter(status=Running).exclude(left_at=OuterRef("ended_at"))
    rows = rows.exclude(case__stage=Stage.CLOSED).filter(~Exists(later.exclude(pk=OuterRef("pk"))))
    # After a death nothing begins by rule.
    new = Q(~Exists(mine), patient__deceased_at=None)
    return rows.filter(new | Exists(moved)).order_by(F("ended_at").desc(), "pk")


def _each(rows: Iterable[Any], act: Callable[..., Any]) -> int:
    keeper, done = system("keeper"), 0
    for row in rows:
        try:
            act(row, by=keeper)
        except Refused:
            continue  # somebody did it in the same moment, or no rule is in force
        except turns.BROKEN_ROW as error:
            turns.say(act, error)
            continue
        done += 1
    return done
