"""NK1: the people in the patient's life as this sender lists them; those a colleague entered are left alone."""

from datetime import timedelta
from typing import Any

from interop.hl7.adt import Contact
from interop.hl7.terminology import RELATIONSHIPS, ContactRole
from interop.hl7.timestamps import PartialDate
from interop.inbound import reaching
from interop.inbound.applied import Applied
from interop.inbound.statements import Statements
from interop.troubles import blame
from patients import actions
from patients.models import ContactPoint, RelatedPerson

AUTHORITIES = {
    ContactRole.GUARDIAN: RelatedPerson.Authority.GUARDIAN,
    ContactRole.PROXY: RelatedPerson.Authority.PROXY,
}
# Companies and offices are no part of the patient's life.
NOT_PEOPLE = {ContactRole.EMPLOYER, ContactRole.BILLING, ContactRole.INSURER, ContactRole.AGENCY}
BY_PHONE_OR_MAIL = (ContactPoint.Kind.PHONE, ContactPoint.Kind.MAIL)


def update(work: Applied, said: Statements) -> None:
    """Make the sender's list of people what this message says, when it is its latest."""
    if not work.adt.contacts.stated:
        return
    listed = [
        contact
        for contact in work.adt.contacts.value or ()
        if contact.names and contact.role not in NOT_PEOPLE
    ]
    if not said.counts("NK1", [_facts(work, contact) for contact in listed], of_sender=True):
        return
    _end_others(work, {_who(contact) for contact in listed})
    for contact in listed:
        with blame(contact.where):
            _keep(work, contact)


def _who(contact: Contact) -> tuple[str, str]:
    """Name and relation, by which one of them is known."""
    relation = contact.relationship
    words = RELATIONSHIPS.get(relation.value) or relation.text or relation.code or contact.role.value
    return contact.names[0].full[:160], words.replace("_", " ").capitalize()[:60]


def _facts(work: Applied, contact: Contact) -> Any:
    """All that is taken over of one person, to tell whether the list says anything new."""
    numbers = reaching.points(work, contact.where.at(5), contact.telecoms)
    return (*_who(contact), contact.role.value, _day(contact.starts), _day(contact.ends), tuple(numbers))


def _keep(work: Applied, contact: Contact) -> None:
    name, relation = _who(contact)
    person = RelatedPerson.objects.filter(patient=work.patient, name=name, relation=relation).first()
    if person is None:
        person = _add(work, contact, name, relation)
    elif person.source == work.source and person.until_on != _day(contact.ends):
        person = _again(work, person, contact)
    if person.source == work.source:
        numbers = reaching.points(work, contact.where.at(5), contact.telecoms)
        reaching.replace(work, BY_PHONE_OR_MAIL, numbers, person)


def _add(work: Applied, contact: Contact, name: str, relation: str) -> RelatedPerson:
    work.effects.append("person.added")
    return actions.add_related_person(
        work.patient,
        by=work.by,
        name=name,
        relation=relation,
        emergency=contact.role is ContactRole.EMERGENCY,
        authority=AUTHORITIES.get(contact.role, RelatedPerson.Authority.NONE),
        from_on=_day(contact.starts),
        until_on=_day(contact.ends),
        source=work.source,
    )


def _again(work: Applied, person: RelatedPerson, contact: Contact) -> RelatedPerson:
    """Somebody whose period the sender changed; what colleagues noted about them stays as it is."""
    kept = ("household", "emergency", "authority", "may_be_told", "language")
    about: dict[str, Any] = {field: getattr(person, field) for field in kept}
    period: dict[str, Any] = {
        "from_on": _day(contact.starts) or person.from_on,
        "until_on": _day(contact.ends),
    }
    said: dict[str, Any] = {"name": person.name, "relation": person.relation, "source": person.source}
    work.effects.append("person.changed")
    return actions.add_related_person(work.patient, by=work.by, **said, **about, **period)


def _end_others(work: Applied, stays: set[tuple[str, str]]) -> None:
    """People whom the sender does not list any more end the day before the event."""
    rows = RelatedPerson.objects.filter(patient=work.patient, source=work.source, until_on=None)
    for person in rows:
        if (person.name, person.relation) not in stays:
            last = max(work.day - timedelta(days=1), person.from_on or work.day - timedelta(days=1))
            actions.end_related_person(person, by=work.by, until_on=last)
            work.effects.append("person.ended")


def _day(said: PartialDate | None) -> Any:
    return said.full if said else None
