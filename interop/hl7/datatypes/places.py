"""PL: where in a hospital."""

from dataclasses import dataclass

from interop.hl7.datatypes.identifiers import NO_AUTHORITY, Authority, authority
from interop.hl7.lexer import Repetition


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """A unit, perhaps with room and bed; compared by (facility, unit, room, bed) within one sender."""

    unit: str = ""
    room: str = ""
    bed: str = ""
    facility: Authority = NO_AUTHORITY
    status: str = ""
    kind: str = ""
    building: str = ""
    floor: str = ""
    description: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What two places are the same by."""
        return (self.facility.key, self.unit, self.room, self.bed)


def place(value: Repetition) -> Place | None:
    """PL.1–9; a unit alone is a place; None when neither unit, room, bed, facility nor text is given."""
    unit, room, bed = (value.sub(number, 1) for number in (1, 2, 3))
    found = Place(unit, room, bed, authority(value, 4), *(value.text(number) for number in (5, 6, 7, 8, 9)))
    return found if any(found.key) or found.description else None
