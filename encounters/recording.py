"""Writes one movement, once: the same key again is the same fact, and the row that stands is left alone."""

from typing import Any

from django.utils.translation import gettext as _

from core.actions import keep
from core.refusals import Refused
from encounters.models import Encounter, Movement
from facilities.models import Bed, Facility, Unit


def record(encounter: Encounter, *, by: Any, key: str, **facts: Any) -> bool:
    """Add a movement to a visit; False when this fact was on record already.

    Raises Refused when the key names a movement of another visit, or the place is not in the visit's facility.
    """
    known = Movement.objects.filter(key=key).first()
    if known is not None:
        if known.encounter_id != encounter.pk:
            raise Refused(_("This movement is already on record for another visit. Look at both visits."))
        return False
    must_fit(encounter.facility, facts.get("to_unit"), facts.get("to_bed"))
    keep(Movement(encounter=encounter, recorded_by=by, key=key, **facts))
    return True


def must_fit(facility: Facility, unit: Unit | None, bed: Bed | None) -> None:
    """A place is a unit of the facility, with a bed of that unit or none."""
    if unit is not None and unit.facility_id != facility.pk:
        raise Refused(_("This unit belongs to another facility. Choose one of this facility."), field="unit")
    if bed is not None and (unit is None or bed.unit_id != unit.pk):
        raise Refused(_("This bed is not in that unit. Choose a bed of the unit."), field="bed")
