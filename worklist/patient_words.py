"""What a message to a patient says: what their consent names and nothing else, in the language they read.

The texts stand in templates/patient_messages, one a language. No hospital, no clinic, no name and no reason is in them.
"""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from icalendar import Calendar, Event

from core.localtime import local
from patients.models.consent import By, Says
from worklist.models import Appointment

# Languages with a text of their own, and the name by which Django knows how dates are written in them.
TEXTS = {"en": "en", "es": "es", "fr": "fr", "vi": "vi", "zh": "zh-hans"}
SAME = {"yue": "zh", "cmn": "zh"}
ENGLISH = "en"
# The subject and the calendar's title: an appointment, and not with whom or what for.
TITLES = {"en": "Appointment", "es": "Cita", "fr": "Rendez-vous", "vi": "Lịch hẹn", "zh": "预约"}


@dataclass(frozen=True)
class Words:
    """A message as it leaves; `attachments` are (name, type, bytes)."""

    subject: str
    body: str
    language: str = ENGLISH
    attachments: tuple[tuple[str, str, bytes], ...] = ()


def language_of(patient: Any) -> str:
    """The language a patient reads, else speaks; empty when nobody asked."""
    profile = getattr(patient, "communication", None)
    return (profile.read or profile.spoken) if profile is not None else ""


def text_language(wanted: str) -> str:
    """The language of the text that is sent: the wanted one where it is stored, else English."""
    found = SAME.get(wanted, wanted)
    return found if found in TEXTS else ENGLISH


def words(appointment: Appointment, kind: str, says: Any, way: str) -> Words:
    """The message of a kind ("reminder", "moved", "cancelled") about an appointment, by what may be said."""
    language = text_language(language_of(appointment.case.patient))
    told = facts(appointment, says, language)
    body = render_to_string(f"patient_messages/{language}.txt", told | {"kind": kind})
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    calendar = kind != "cancelled" and way == By.MAIL and {Says.DATE, Says.TIME} <= set(says)
    attached = (("appointment.ics", "text/calendar", _file(appointment, told, language)),) if calendar else ()
    return Words(TITLES[language], "\n".join(lines) + "\n", language, attached)


def facts(appointment: Appointment, says: Any, language: str) -> dict[str, str]:
    """What may be said of an appointment, each in words; what the consent does not name is empty."""
    at = local(appointment.starts_at, appointment.case.facility.tz)
    with translation.override(TEXTS[language]):
        on, hour = f"{date_format(at, 'l')}, {date_format(at, 'DATE_FORMAT')}", date_format(at, "TIME_FORMAT")
    # Of a visit at home the address would say where somebody lives.
    at_home = appointment.mode == Appointment.Mode.HOME
    known = {
        Says.DATE: on,
        Says.TIME: hour,
        Says.PLACE: "" if at_home else appointment.place,
        Says.NUMBER: appointment.case.facility.phone,
        Says.BRING: appointment.bring,
        Says.WAY: "" if at_home else appointment.directions,
    }
    return {str(name): text if name in says else "" for name, text in known.items()}


def _file(appointment: Appointment, told: dict[str, str], language: str) -> bytes:
    """The appointment for a calendar (RFC 5545), with nothing in it that the text does not say."""
    event = Event()
    event.add("uid", f"{appointment.pk}@casemgmt")
    event.add("dtstamp", appointment.created_at)
    event.add("sequence", appointment.version - 1)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", TITLES[language])
    if told[Says.PLACE]:
        event.add("location", told[Says.PLACE])
    event.add("class", "PRIVATE")
    book = Calendar()
    book.add("prodid", "-//casemgmt//appointments//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add_component(event)
    return bytes(book.to_ical())
