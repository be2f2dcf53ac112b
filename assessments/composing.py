"""What an assessment consists of, by the rules in force when it began; each version is read once by a process."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from assessments.models import Assessment, InstrumentVersion
from facilities.models import Facility
from policy.assessment_forms import Forms, read
from policy.models import PackVersion, RulePack
from policy.queries import governing

_READ: dict[Any, Forms] = {}
# By which version an assessment began never changes.
_BEGAN: dict[Any, Any] = {}
KEPT, KEPT_BEGUN = 64, 4096


def in_force(facility: Facility, at: datetime) -> tuple[PackVersion | None, Forms]:
    """The forms of a facility at an instant, and the version that says so; without rules there are no forms."""
    found = governing(RulePack.Kind.FORMS, facility, at)
    return found, of(found.pk, found) if found else Forms()


def in_use(facility_id: Any) -> "QuerySet[InstrumentVersion]":
    """The questionnaires in use at a facility: those of all facilities, and its own."""
    here = Q(instrument__facility=None) | Q(instrument__facility=facility_id)
    return InstrumentVersion.objects.filter(here, status=InstrumentVersion.Status.IN_USE)


def of(key: Any, version: PackVersion | None = None) -> Forms:
    """The forms of one version by its key; none for a single instrument, which hangs on no version."""
    if key is None:
        return Forms()
    if key not in _READ:
        if len(_READ) >= KEPT:
            _READ.clear()
        _READ[key] = read((version or PackVersion.objects.get(pk=key)).body)
    return _READ[key]


def of_assessment(key: Any) -> Forms:
    """The forms that an assessment began under, by its key."""
    if key not in _BEGAN:
        if len(_BEGAN) >= KEPT_BEGUN:
            _BEGAN.clear()
        _BEGAN[key] = Assessment.objects.values_list("rules_id", flat=True).get(pk=key)
    return of(_BEGAN[key])
