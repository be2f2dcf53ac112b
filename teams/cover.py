"""Standing in: whom somebody covers now, and who covers them; the rows the access view reads, and nothing else."""

from typing import Any

from django.db.models import QuerySet

from core import clock
from teams.models import Absence


def running() -> "QuerySet[Absence]":
    """The absences in which a deputy stands in at this instant."""
    now = clock.now()
    return Absence.objects.filter(
        live=True, status=Absence.Status.COVERED, starts_at__lte=now, ends_at__gt=now
    )


def covered_by(deputy: Any) -> "QuerySet[Absence]":
    """The absences somebody stands in for now."""
    return running().filter(deputy=deputy.pk)
