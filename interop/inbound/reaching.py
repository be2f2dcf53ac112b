"""How the patient is reached and spoken with: each list replaces what this sender said before, never what others know."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from interop.hl7 import Fact, Where
from interop.hl7.datatypes import Address, Telecom
from interop.hl7.datatypes.addresses import AddressUse, TelecomKind
from interop.inbound.applied import Applied
from interop.inbound.statements import Statements
from interop.troubles import blame
from patients import actions
from patients.folding import phone_key
from patients.models import CommunicationProfile, ContactPoint, RelatedPerson

Kind = ContactPoint.Kind
Point = tuple[str, str, str, str]  # kind, value, use, postcode
KINDS = {TelecomKind.PHONE: Kind.PHONE, TelecomKind.EMAIL: Kind.MAIL}
LONGEST = 240


def update(work: Applied, said: Statements) -> None:
    """Take over PID-11, 13, 14 and 40, and the language of PID-15."""
    patient = work.adt.patient
    if patient is None:
        return
    numbers = (patient.home_telecoms, patient.work_telecoms, patient.other_telecoms)
    if any(fact.stated for fact in numbers):
        where = next(fact.where for fact in numbers if fact.stated)
        wanted = points(work, where, patient.telecoms)
        if said.counts("PID-13", wanted, of_sender=True):
            replace(work, (Kind.PHONE, Kind.MAIL), wanted)
    if patient.addresses.stated:
        wanted = addresses(patient.addresses.value or ())
        if said.counts("PID-11", wanted, of_sender=True):
            replace(work, (Kind.ADDRESS,), wanted)
    if patient.language.present and patient.language.value and patient.language.value.value:
        _speak(work, said, "spoken", patient.language.value.value, patient.language)
    if patient.interpreter.present:
        needed = CommunicationProfile.Interpreter.ANY if patient.interpreter.value else "none"
        _speak(work, said, "interpreter", needed, patient.interpreter)


def points(work: Applied, where: Where, telecoms: Sequence[Telecom]) -> list[Point]:
    """Phones and mail addresses that can be used; one that cannot is left out with a note."""
    found = []
    for telecom in telecoms:
        kind = KINDS.get(telecom.kind)
        if kind == Kind.PHONE and not phone_key(telecom.value):
            work.left_out(where, _("A phone number is too short to be called and was left out."))
        elif kind is not None:
            value = f"{telecom.value} x{telecom.extension}" if telecom.extension else telecom.value
            found.append((str(kind), value[:LONGEST], str(telecom.use), ""))
    return list(dict.fromkeys(found))


def addresses(said: Sequence[Address]) -> list[Point]:
    """Addresses in one line each; an old one is left out."""
    found = []
    for address in said:
        city = " ".join(part for part in (address.state, address.postal_code) if part)
        line = ", ".join(
            part for part in (address.street, address.other, address.city, city, address.country) if part
        )
        if line and address.use is not AddressUse.OLD:
            found.append((str(Kind.ADDRESS), line[:LONGEST], str(address.use), address.postal_code[:12]))
    return list(dict.fromkeys(found))


def replace(
    work: Applied, kinds: Sequence[str], wanted: Sequence[Point], person: RelatedPerson | None = None
) -> None:
    """Make the list what this sender now says: its own that are gone end, new ones are added, others stay."""
    live = ContactPoint.objects.filter(patient=work.patient, person=person, kind__in=kinds, ended=False)
    here = {_same(point.kind, point.value): point for point in live}
    stays = {_same(kind, value) for kind, value, _use, _code in wanted}
    for key, point in here.items():
        if point.source == work.source and key not in stays:
            actions.end_contact_point(point, by=work.by, reason=_("The sender does not list it any more."))
            work.effects.append("contact.ended")
    for kind, value, use, code in wanted:
        if _same(kind, value) not in here:
            about: dict[str, Any] = {
                "kind": kind,
                "value": value,
                "use": use[:20],
                "postcode": code,
                "source": work.source,
            }
            with blame(Where("PID", 11 if kind == Kind.ADDRESS else 13)):
                actions.add_contact_point(work.patient, by=work.by, person=person, **about)
            work.effects.append("contact.added")


def _same(kind: str, value: str) -> tuple[str, str]:
    """What two contact points are the same by."""
    return kind, phone_key(value) if kind == Kind.PHONE else value.strip()


def _speak(work: Applied, said: Statements, field: str, value: str, fact: Fact[Any]) -> None:
    """A colleague who asked the patient knows better than the feed: what they entered stays."""
    if not said.counts(str(fact.where), [value]):
        return
    profile = CommunicationProfile.objects.filter(patient=work.patient).first()
    now = getattr(profile, field) if profile else ""
    if now in ("", value) or (field == "interpreter" and now == CommunicationProfile.Interpreter.NONE):
        if now != value:
            with blame(fact.where):
                actions.set_communication(work.patient, by=work.by, **{field: value})
            work.effects.append("language.set")
        return
    work.ask(
        fact.where,
        _("The record says something else about language or interpreter. Ask the patient and correct."),
    )
