"""What pages show of the messages to a patient: what will be told, by which ways, and why not otherwise. Reads only."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.languages import name_of
from patients.models import Case
from patients.models.consent import By
from worklist import patient_words, reaching
from worklist.models import Appointment
from worklist.set_up import KEPT, kept_in_folder


@dataclass(frozen=True)
class Shown:
    """The ways in words, the text as it would leave now, and why nothing goes otherwise."""

    ways: tuple[str, ...] = ()
    text: str = ""
    refusals: tuple[str, ...] = ()


def of_case(case: Case) -> Shown:
    """How the patient of a case would be told of an appointment booked now."""
    found = reaching.reach(case.patient, clock.now())
    ways = tuple(str(By(way).label) for way, _point in found.contacts)
    return Shown(ways, "", (*found.refusals, *_in_folder(ways), *_in_english(case, ways)))


def of_appointment(appointment: Appointment, *, text: bool) -> Shown:
    """How the patient is told of one appointment; the words only for whoever may see the consent (`text`)."""
    found = reaching.reach(appointment.case.patient, clock.now())
    ways = tuple(str(By(way).label) for way, _point in found.contacts)
    body = ""
    if text and found.consent is not None and found.contacts:
        body = patient_words.words(appointment, "reminder", found.consent.says, found.contacts[0][0]).body
    return Shown(ways, body, (*found.refusals, *_in_folder(ways), *_in_english(appointment.case, ways)))


def _in_folder(ways: tuple[str, ...]) -> tuple[str, ...]:
    """Mail that would stay in a folder is said."""
    return (str(KEPT),) if kept_in_folder() and str(By.MAIL.label) in ways else ()


def _in_english(case: Any, ways: tuple[str, ...]) -> tuple[str, ...]:
    """A language without a text of its own is said."""
    wanted = patient_words.language_of(case.patient)
    if (
        not ways
        or not wanted
        or patient_words.text_language(wanted) != patient_words.ENGLISH
        or wanted == "en"
    ):
        return ()
    return (_("In English: there is no text in %(language)s.") % {"language": name_of(wanted)},)
