"""Who the patient is: found by number, registered when new, corrected by the latest statement."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from interop.hl7 import Code, Fact, Where
from interop.hl7.adt import Patient as Said
from interop.hl7.adt import PatientKey
from interop.hl7.datatypes.names import NameUse, PersonName
from interop.hl7.problems import error
from interop.inbound.applied import Applied
from interop.inbound.statements import Statements
from interop.troubles import CannotApply, blame
from patients import actions
from patients.claims import text
from patients.models import FieldClaim, Identifier, Patient, PatientName, Sex
from patients.stubs import kept

FIRST_BIRTH = date(1880, 1, 1)
MRN_TYPES = ("", "MR", "MRN", "PI", "PT")
OTHER_NAMES = {
    NameUse.USUAL: PatientName.Use.USUAL,
    NameUse.NICKNAME: PatientName.Use.NICKNAME,
    NameUse.MAIDEN: PatientName.Use.MAIDEN,
    NameUse.BIRTH: PatientName.Use.MAIDEN,
    NameUse.ALIAS: PatientName.Use.ALIAS,
    NameUse.PSEUDONYM: PatientName.Use.ALIAS,
    NameUse.OLD: PatientName.Use.OLD,
}
# Which fields of our record one field of the message fills.
PLACES = {
    "PID-5": ("family", "given", "middle", "suffix"),
    "PID-7": ("birth_date", "birth_precision"),
    "PID-8": ("sex",),
    "PID-30": ("deceased_at",),
}


def key_of(work: Applied) -> PatientKey:
    """The number by which the sender knows the patient; messages without one are not applied."""
    said = work.adt.patient
    if said is None or said.key is None:
        raise LookupError("Only a message with a patient is applied.")
    return said.key


def find(work: Applied) -> Patient | None:
    """The patient with this number, or the record theirs was joined with; never by name."""
    key = key_of(work)
    number = Identifier.objects.filter(authority=key.authority, value=key.value, retired=False)
    found = number.select_related("patient__merged_into", "patient__facility").first()
    if found is None:
        return None
    patient = kept(found.patient)
    if patient.facility_id != work.message.facility_id:
        sentence = _(
            "This number belongs to a patient of another facility. Name who issued it, in component 4."
        )
        raise CannotApply(error(Code.DUPLICATE_KEY, sentence, key.where))
    return patient


def hold(work: Applied, known: Patient | None) -> None:
    """Have a patient to go on with: the one found, or a new one."""
    work.is_new = known is None
    work.patient = known or _register(work)


def update(work: Applied, said: Statements) -> None:
    """Take over what the message says of the person, where it is the latest to say so."""
    patient = _said(work)
    values: dict[str, Any] = {}
    for place, facts in _stated(work, patient).items():
        if not said.counts(place, facts.values()):
            continue
        if work.is_new or not _kept_by_a_person(work, place, facts):
            values |= facts
    if values and not work.is_new:
        _correct(work, values)
    for name in (*(patient.names.value or ()), *(patient.aliases.value or ())):
        _add_name(work, name)


def _register(work: Applied) -> Patient:
    values = {name: value for facts in _stated(work, _said(work)).values() for name, value in facts.items()}
    about = {"by": work.by, "source": work.source}
    with blame(Where("PID", 5)):
        named = values.get("family") or values.get("given")
        patient = _named(work, values) if named else _nameless(work, values)
    kind, authority, value = _number(work)
    with blame(key_of(work).where):
        actions.add_identifier(patient, kind=kind, authority=authority, value=value, **about)
    work.effects.append("patient.new")
    patient.refresh_from_db()
    return patient


def _named(work: Applied, values: dict[str, Any]) -> Patient:
    at = work.adt.occurred.at
    return actions.register(work.message.facility, by=work.by, source=work.source, event_at=at, **values)


def _nameless(work: Applied, values: dict[str, Any]) -> Patient:
    """Somebody without a name yet: provisional, with all else that the message says."""
    sex = values.pop("sex", Sex.UNKNOWN)
    patient = actions.register_provisional(work.message.facility, by=work.by, sex=sex, source=work.source)
    if any(values.values()):
        at = work.adt.occurred.at
        actions.correct(patient, by=work.by, source=work.source, event_at=at, **values)
    return patient


def _number(work: Applied) -> tuple[str, str, str]:
    key, patient = key_of(work), _said(work)
    same = [
        one
        for one in patient.identifiers.value or ()
        if (one.authority.key, one.value) == (key.authority, key.value)
    ]
    kind = same[0].type if same else ""
    if kind in MRN_TYPES:
        return Identifier.Kind.MRN, key.authority, key.value
    return (kind if kind in Identifier.Kind.values else Identifier.Kind.OTHER), key.authority, key.value


def _said(work: Applied) -> Said:
    if work.adt.patient is None:
        raise LookupError("Only a message with a patient is applied.")
    return work.adt.patient


def _stated(work: Applied, patient: Said) -> dict[str, dict[str, Any]]:
    """What the message says of the fields of our record, by the field of the message that says it."""
    found: dict[str, dict[str, Any]] = {}
    name = patient.name
    if name is not None and (name.family or name.given):
        found["PID-5"] = {
            "family": name.family,
            "given": name.given,
            "middle": name.middle,
            "suffix": name.suffix,
        }
    if patient.birth.stated:
        found["PID-7"] = _birth(work, patient)
    if patient.sex.stated:
        found["PID-8"] = {"sex": (patient.sex.value.value if patient.sex.value else "") or Sex.UNKNOWN}
    if patient.dead.stated:
        died = patient.death_time.value.at if patient.death_time.value else work.adt.occurred.at
        found["PID-30"] = {"deceased_at": died if patient.dead.value else None}
    return {place: facts for place, facts in found.items() if facts}


def _birth(work: Applied, patient: Said) -> dict[str, Any]:
    birth: Fact[Any] = patient.birth
    if birth.value is None:
        return {"birth_date": None, "birth_precision": Patient.Precision.DAY}
    if birth.value.earliest < FIRST_BIRTH:
        work.left_out(birth.where, _("The birth date is too long ago and was left out."))
        return {}
    return {"birth_date": birth.value.earliest, "birth_precision": birth.value.precision.value}


def _kept_by_a_person(work: Applied, place: str, facts: dict[str, Any]) -> bool:
    """Whether a person typed something else; then it stays, and a person decides between the two."""
    claims = FieldClaim.objects.filter(
        patient=work.patient, current=True, field__in=facts, said_by__is_service=False
    )
    differing = [claim for claim in claims if claim.value != text(facts[claim.field])]
    if differing:
        segment, _dash, number = place.partition("-")
        sentence = _(
            "The record has a value that a colleague entered; the message says another. Compare and correct."
        )
        work.ask(Where(segment, int(number)), sentence)
    return bool(differing)


def _correct(work: Applied, values: dict[str, Any]) -> None:
    if work.patient.provisional and (values.get("family") or values.get("given")):
        known = {
            name: values.pop(name) for name in ("family", "given", "birth_date", "sex") if name in values
        }
        known.setdefault("birth_date", work.patient.birth_date)
        with blame(Where("PID", 5)):
            actions.resolve_identity(work.patient, by=work.by, source=work.source, **known)
        work.patient.refresh_from_db()
    if any(getattr(work.patient, name) != value for name, value in values.items()):
        with blame(Where("PID")):
            actions.correct(
                work.patient, by=work.by, source=work.source, event_at=work.adt.occurred.at, **values
            )
        work.patient.refresh_from_db()
        work.effects.append("patient.corrected")


def _add_name(work: Applied, name: PersonName) -> None:
    use = OTHER_NAMES.get(name.use)
    here = (name.family[:120], name.given[:120])
    if use is None or not any(here) or here == (work.patient.family, work.patient.given):
        return
    if not PatientName.objects.filter(patient=work.patient, family=here[0], given=here[1]).exists():
        with blame(Where("PID", 5)):
            actions.add_name(
                work.patient, by=work.by, use=use, family=here[0], given=here[1], source=work.source
            )
        work.effects.append("name.added")
