"""Appointments as a calendar file (RFC 5545); pure but for words. Instants are written in UTC, right in every zone.

Nothing of a patient is in it but the case's reference, unless the person chose names: `named` tells which rows have one.
"""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from worklist.models import Appointment

Status = Appointment.Status


def write(rows: Iterable[Appointment], *, title: str, named: Callable[[Appointment], str]) -> bytes:
    """The file; the same rows give the same bytes, so that its digest can serve as entity tag."""
    book = Calendar()
    book.add("prodid", "-//casemgmt//appointments//EN")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    book.add("x-wr-calname", title)
    for row in rows:
        book.add_component(_event(row, named(row)))
    return bytes(book.to_ical())


def _event(row: Appointment, name: str) -> Event:
    event = Event()
    event.add("uid", f"{row.pk}@casemgmt")
    event.add("dtstamp", row.settled_at or row.created_at)
    event.add("sequence", row.version - 1)
    event.add("dtstart", row.starts_at)
    event.add("dtend", row.ends_at)
    event.add("summary", name or _("Appointment, case %(reference)s") % {"reference": row.case.reference})
    if place := _place(row, name):
        event.add("location", place)
    event.add("status", "CANCELLED" if row.status == Status.CANCELLED else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event


def _place(row: Appointment, name: str) -> str:
    """Where; of a visit at home only that it is one, for an address names the patient."""
    if row.mode == Appointment.Mode.HOME and not name:
        return str(row.get_mode_display())
    return row.place or str(row.get_mode_display())
