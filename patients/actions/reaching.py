"""How the patient is reached and spoken with, and the people in their life."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.actions import action, change, keep
from core.localtime import named_zone
from core.refusals import Refused
from patients.folding import phone_key
from patients.models import CommunicationProfile, ContactPoint, Patient, RelatedPerson
from patients.stubs import must_stand

PROFILE_FIELDS = frozenset(
    ["spoken", "read", "interpreter", "needs", "faith", "diet", "decides", "directive", "zone", "notes"]
)


@action("edit_identity")
def add_contact_point(
    patient: Patient,
    *,
    by: Any,
    kind: str,
    value: str,
    person: RelatedPerson | None = None,
    use: str = "",
    postcode: str = "",
    safe_to_call: bool = True,
    leave_message: bool = False,
    hours: str = "",
    source: str = "desk",
) -> ContactPoint:
    """Add a phone, e-mail or address; the same one again takes over what is new about it."""
    must_stand(patient)
    if person is not None and person.patient_id != patient.pk:
        raise Refused(_("That person belongs to another record."), field="person")
    value = value.strip()
    key = phone_key(value) if kind == ContactPoint.Kind.PHONE else ""
    if kind == ContactPoint.Kind.PHONE and not key:
        raise ValidationError(
            {"value": _("Enter the whole number, with the area code, such as 602 555 0134.")}
        )
    about = {
        "use": use, "postcode": postcode, "safe_to_call": safe_to_call, "leave_message": leave_message, "hours": hours
    }  # fmt: skip
    known = ContactPoint.objects.filter(patient=patient, person=person, kind=kind, ended=False)
    same = known.filter(key=key).first() if key else known.filter(value=value).first()
    if same is not None:
        new = {name: new for name, new in about.items() if getattr(same, name) != new}
        return change(same, **new) if new else same
    return keep(
        ContactPoint(patient=patient, person=person, kind=kind, value=value, key=key, source=source, **about)
    )


@action("edit_identity")
def end_contact_point(point: ContactPoint, *, by: Any, reason: str = "") -> ContactPoint:
    """Stop using a phone, e-mail or address; it stays on record."""
    point.ended = True
    return point


@action("edit_identity")
def set_communication(patient: Patient, *, by: Any, **values: Any) -> CommunicationProfile:
    """Say how to speak with the patient; only the fields given change. TypeError for a field that is not here."""
    if unknown := values.keys() - PROFILE_FIELDS:
        raise TypeError(f"Not part of the communication profile: {', '.join(sorted(unknown))}.")
    if values.get("zone") and named_zone(values["zone"]) is None:
        raise ValidationError({"zone": _("There is no such time zone. Enter one such as America/New_York.")})
    profile = CommunicationProfile.objects.filter(patient=must_stand(patient)).first()
    if profile is None:
        return keep(CommunicationProfile(patient=patient, **values))
    new = {name: value for name, value in values.items() if getattr(profile, name) != value}
    return change(profile, **new) if new else profile


@action("edit_identity")
def add_related_person(
    patient: Patient,
    *,
    by: Any,
    name: str,
    relation: str,
    household: bool = False,
    emergency: bool = False,
    authority: str = RelatedPerson.Authority.NONE,
    may_be_told: Sequence[str] = (),
    language: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
    phone: str = "",
    source: str = "desk",
) -> RelatedPerson:
    """Add somebody in the patient's life; the same name and relation again takes over what is new."""
    about = {
        "household": household, "emergency": emergency, "authority": authority, "may_be_told": list(may_be_told),
        "language": language, "from_on": from_on, "until_on": until_on,
    }  # fmt: skip
    same = RelatedPerson.objects.filter(patient=must_stand(patient), name=name, relation=relation).first()
    person = same or RelatedPerson(patient=patient, name=name, relation=relation, source=source)
    person = change(person, **about) if same else keep(_filled(person, about))
    if phone:
        _keep_phone(person, phone, source)
    return person


@action("edit_identity")
def end_related_person(person: RelatedPerson, *, by: Any, until_on: date) -> RelatedPerson:
    """Say until when, that day included, somebody is part of the patient's life."""
    person.until_on = until_on
    return person


def _filled(row: Any, values: dict[str, Any]) -> Any:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _keep_phone(person: RelatedPerson, phone: str, source: str) -> None:
    key = phone_key(phone)
    if not key:
        raise ValidationError(
            {"phone": _("Enter the whole number, with the area code, such as 602 555 0134.")}
        )
    if not ContactPoint.objects.filter(person=person, key=key, ended=False).exists():
        kind = ContactPoint.Kind.PHONE
        keep(
            ContactPoint(
                patient=person.patient, person=person, kind=kind, value=phone, key=key, source=source
            )
        )
