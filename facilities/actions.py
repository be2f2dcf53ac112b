"""Changing the places: units and beds, and the days an office is closed."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from facilities.models import Bed, Facility, Holiday, Unit


@action("manage_policy")
def add_unit(facility: Facility, *, by: Any, code: str, name: str) -> Unit:
    """Open a unit; its code is what messages and signs call it."""
    return keep(Unit(facility=facility, code=code.strip(), name=name.strip()))


@action("manage_policy")
def set_unit(unit: Unit, *, by: Any, name: str) -> Unit:
    """Name a unit; one that a message made is confirmed by this."""
    unit.name, unit.confirmed = name.strip(), True
    return unit


@action("manage_policy")
def add_bed(unit: Unit, *, by: Any, code: str) -> Bed:
    """Add a bed as the ward names it."""
    return keep(Bed(unit=unit, code=code.strip()))


@action("manage_policy")
def set_holiday(facility: Facility, *, by: Any, on: date, name: str) -> Holiday:
    """Close the office on a day, beside the federal holidays; a day that is over cannot be changed any more."""
    if on < clock.today(facility.tz):
        raise Refused(
            _("This day is over, and deadlines were counted with it. Choose a day to come."), field="on"
        )
    return keep(Holiday(facility=facility, on=on, name=name.strip()))
