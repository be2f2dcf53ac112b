"""A place in a message as a unit and bed of ours; one not heard of before is made, to be confirmed by a person."""

from core.actions import keep
from facilities.models import Bed, Facility, Unit
from interop.hl7.datatypes import Place

LONGEST = 20


def unit_and_bed(facility: Facility, said: Place | None) -> tuple[Unit | None, Bed | None]:
    """The unit and bed; neither when the message names no unit."""
    if said is None or not said.unit:
        return None, None
    unit = _unit(facility, said)
    return unit, _bed(unit, said)


def _unit(facility: Facility, said: Place) -> Unit:
    code = said.unit[:LONGEST]
    known = Unit.objects.filter(facility=facility, code__iexact=code).first()
    name = (said.description or said.unit)[:120]
    return known or keep(Unit(facility=facility, code=code, name=name, confirmed=False))


def _bed(unit: Unit, said: Place) -> Bed | None:
    """By the name the ward may use: room and bed, with or without the unit before them."""
    plain = "-".join(part for part in (said.room, said.bed) if part)
    if not plain:
        return None
    names = [
        name[:LONGEST]
        for name in (plain, f"{unit.code}-{plain}", said.bed, f"{unit.code}-{said.bed}")
        if name
    ]
    known = {bed.code: bed for bed in Bed.objects.filter(unit=unit, code__in=names)}
    found = next((known[name] for name in names if name in known), None)
    return found or keep(Bed(unit=unit, code=names[0]))
