"""How a record begins: with a name, or provisionally with an alias until the identity is known."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from facilities.models import Facility
from patients import claims, naming
from patients.folding import fold_name
from patients.models import Identifier, Patient, PatientName, Registration
from patients.stubs import must_stand


@action("edit_identity")
def register(
    facility: Facility,
    *,
    by: Any,
    family: str = "",
    given: str = "",
    middle: str = "",
    suffix: str = "",
    preferred_name: str = "",
    pronouns: str = "",
    sex: str = "unknown",
    birth_date: date | None = None,
    birth_precision: str = "day",
    deceased_at: datetime | None = None,
    identifiers: Sequence[tuple[str, str, str]] = (),
    source: str = "desk",
    verification: str = claims.Verification.STATED,
    event_at: datetime | None = None,
) -> Patient:
    """Make a record for a patient who has none; `identifiers` are (kind, issued by, number)."""
    must_be_past(birth_date, facility)
    patient = Patient(
        facility=facility,
        family=family,
        given=given,
        middle=middle,
        suffix=suffix,
        preferred_name=preferred_name,
        pronouns=pronouns,
        sex=sex,
        birth_date=birth_date,
        birth_precision=birth_precision,
        deceased_at=deceased_at,
        search_name=fold_name(f"{family} {given}"),
    )
    keep(patient)
    for kind, authority, value in identifiers:
        keep(Identifier(patient=patient, kind=kind, authority=authority, value=value, source=source))
    said = {field: value for field in claims.CLAIMED if (value := getattr(patient, field))}
    list(claims.state(patient, said, by=by, source=source, verification=verification, event_at=event_at))
    return patient


@action("edit_identity")
def register_provisional(
    facility: Facility,
    *,
    by: Any,
    sex: str = "unknown",
    estimated_age: int | None = None,
    source: str = "desk",
) -> Patient:
    """Make a record for somebody whose identity is not known: a bird's name, sex and an estimated age in years."""
    used = Patient.objects.filter(facility=facility).exclude(alias="").count()
    patient = Patient(
        facility=facility,
        provisional=True,
        alias=naming.alias(used),
        sex=sex,
        estimated_age=estimated_age,
        estimated_on=None if estimated_age is None else clock.today(facility.tz),
    )
    keep(patient)
    list(claims.state(patient, {"sex": sex}, by=by, source=source))
    return patient


@action("edit_identity")
def resolve_identity(
    patient: Patient,
    *,
    by: Any,
    family: str = "",
    given: str = "",
    birth_date: date | None = None,
    sex: str = "",
    verification: str = claims.Verification.STATED,
    source: str = "desk",
) -> Patient:
    """Give a provisional patient their name; the alias stays as another name, so that it is still found."""
    if not must_stand(patient).provisional:
        raise Refused(_("The identity of this patient is known. Correct the details instead."))
    must_be_past(birth_date, patient.facility)
    said = {"family": family, "given": given, "birth_date": birth_date, "sex": sex or patient.sex}
    for field in claims.state(patient, said, by=by, source=source, verification=verification):
        setattr(patient, field, said[field])
    patient.search_name = fold_name(f"{family} {given}")
    patient.provisional = False
    patient.estimated_age = patient.estimated_on = None
    alias = str(naming.provisional_name(patient.alias))
    keep(
        PatientName(
            patient=patient, use=PatientName.Use.ALIAS, given=alias, search_name=fold_name(patient.alias)
        )
    )
    return patient


@action("edit_identity")
def note_registration(
    patient: Patient, *, by: Any, percents: dict[str, int], none_fits: str = ""
) -> Registration:
    """Keep who registered, why no look-alike was used, and how complete each block was."""
    return keep(
        Registration(patient=patient, clerk=by, registered_at=clock.now(), none_fits=none_fits, **percents)
    )


def must_be_past(birth_date: date | None, facility: Facility) -> None:
    """A birth date lies in the past at the facility; wrong input otherwise."""
    if birth_date and birth_date > clock.today(facility.tz):
        raise ValidationError({"birth_date": _("Birth date is in the future. Check the year.")})
