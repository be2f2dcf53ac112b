"""What plans give to people of the family, for the family map to hold against what they said they can carry (C16)."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from assessments import loads
from assessments.loads import Load
from careplans.models import Intervention
from core import clock
from patients.models import Case

Status = Intervention.Status


def carried(case: Case) -> Iterable[Load]:
    """The interventions of a case that somebody of the family does, now or from some day on."""
    today = clock.today(case.facility.tz)
    rows = Intervention.objects.filter(case=case, error_at=None, caregiver__isnull=False)
    rows = rows.filter(Q(until_on=None) | Q(until_on__gte=today), status__in=(Status.PLANNED, Status.ACTIVE))
    return [_load(row) for row in rows.order_by("pk")]


def _load(row: Intervention) -> Load:
    tasks = (row.caregiver_task,) if row.caregiver_task else ()
    minutes = int((row.hours_per_week or 0) * loads.MINUTES)
    url = reverse("careplans:plan", args=[row.case_id])
    return Load(row.caregiver_id, row.words, tasks, minutes, url)  # type: ignore[arg-type]


loads.LOADS.append(carried)
