"""What ends the time after leaving by itself: a return, a death, a move, the case, consent withdrawn. Reads only.

The event is read from its own table, so that a sweep finds what no verb was told of.
"""

from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from core import clock
from discharge.models import AfterDischarge
from encounters.dispositions import ACUTE_TRANSFER, AGAINST_ADVICE, COMMUNITY, DIED
from encounters.models import Encounter
from patients.models import Stage
from worklist import stops

TAKEN_BACK = _("The departure was taken back.")
BACK = _("The patient is in the hospital again.")
AGAIN = _("The patient left again; the clocks run from that departure.")
DEATH = _("The patient has died.")
MOVED = _("The patient was transferred to another hospital.")
ELSEWHERE = _("The patient went to another place of care.")
CLOSED = _("The case was closed.")
CONSENT = _("The patient withdrew their consent.")
WHY: dict[str, Any] = {
    "death": DEATH, "taken_back": TAKEN_BACK, "moved": MOVED, "elsewhere": ELSEWHERE, "back": BACK, "closed": CLOSED,
    "consent": CONSENT,
}  # fmt: skip


def undone() -> set[str]:
    """Ends that are none any more when the visit is over as before."""
    return {str(why) for why in (TAKEN_BACK, DEATH, MOVED, ELSEWHERE, BACK)}


def of_visit(encounter: Encounter) -> Any:
    """Why a departure that is none, or another one, ends its programme."""
    if encounter.status != Encounter.Status.FINISHED:
        return TAKEN_BACK
    if encounter.disposition in DIED:
        return DEATH
    return MOVED if encounter.disposition in ACUTE_TRANSFER else ELSEWHERE


def stays_of(patient: Any, case: Any) -> "QuerySet[Encounter]":
    """The stays that are a return for a case: every inpatient stay of the patient, observation where the case has it."""
    kinds = Q(kind=Encounter.Kind.INPATIENT) | Q(kind=Encounter.Kind.OBSERVATION, case=case)
    return Encounter.objects.filter(kinds, patient=patient)


def others_of(encounter: Encounter) -> "QuerySet[AfterDischarge]":
    """The programmes that run for other stays of a patient who is here again; under observation, of the same case."""
    rows = AfterDischarge.objects.filter(encounter__patient=encounter.patient_id, error_at=None)
    rows = rows.filter(status=AfterDischarge.Status.RUNNING, left_at__lte=encounter.started_at or clock.now())
    if encounter.kind != Encounter.Kind.INPATIENT:
        rows = rows.filter(case=encounter.case_id)
    return rows.exclude(encounter=encounter).select_related("case__facility", "rules")


def stopped_by(encounter: Encounter) -> "QuerySet[AfterDischarge]":
    """The programmes that ended with an arrival that was none."""
    rows = AfterDischarge.objects.filter(encounter__patient=encounter.patient_id, error_at=None)
    rows = rows.filter(
        status=AfterDischarge.Status.STOPPED, stopped_because=str(BACK), ends_at__gt=clock.now()
    )
    return rows.exclude(encounter=encounter).select_related("encounter")


def over() -> "QuerySet[AfterDischarge, Any]":
    """Running programmes that an event has ended; `ended_by` says which, by its name in `WHY`."""
    rows = AfterDischarge.objects.filter(status=AfterDischarge.Status.RUNNING, error_at=None)
    stays = stays_of(OuterRef("encounter__patient"), OuterRef("case")).exclude(pk=OuterRef("encounter"))
    here = stays.filter(status=Encounter.Status.IN_PROGRESS, started_at__gte=OuterRef("left_at"))
    called = [*COMMUNITY, *AGAINST_ADVICE, ""]
    ends = {
        "death": stops.died(),
        "taken_back": ~Q(encounter__status=Encounter.Status.FINISHED),
        "moved": Q(encounter__disposition__in=ACUTE_TRANSFER),
        "elsewhere": ~Q(encounter__disposition__in=called),
        "back": Q(Exists(here)),
        "closed": Q(case__stage=Stage.CLOSED),
        "consent": stops.unspoken(),
    }
    first = [When(met, then=Value(name)) for name, met in ends.items()]
    said = Case(*first, default=Value(""), output_field=CharField())
    return rows.annotate(ended_by=said).exclude(ended_by="").order_by("left_at", "pk")


def why(row: AfterDischarge) -> str:
    """Why a programme is over, in words; empty while nothing has ended it."""
    found: Any = over().filter(pk=row.pk).first()
    return str(WHY[found.ended_by]) if found else ""
