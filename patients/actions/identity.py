"""What names a patient: corrections, proofs, other names and numbers."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from patients import claims
from patients.actions.registering import must_be_past
from patients.folding import fold_name
from patients.models import FieldClaim, Identifier, Patient, PatientName
from patients.stubs import must_stand

CORRECTABLE = frozenset(
    [
        "family",
        "given",
        "middle",
        "suffix",
        "preferred_name",
        "pronouns",
        "sex",
        "birth_date",
        "birth_precision",
        "deceased_at",
    ]
)


@action("edit_identity")
def correct(
    patient: Patient,
    *,
    by: Any,
    source: str = "desk",
    verification: str = claims.Verification.STATED,
    event_at: datetime | None = None,
    keep_name: bool = True,
    reason: str = "",
    **values: Any,
) -> Patient:
    """Change what is known of a patient; the earlier name stays findable unless it was a slip (`keep_name=False`).

    A feed that only repeats what a person has corrected changes nothing. TypeError for a field that is not here.
    """
    if unknown := values.keys() - CORRECTABLE:
        raise TypeError(f"Not corrected here: {', '.join(sorted(unknown))}.")
    must_stand(patient)
    must_be_past(values.get("birth_date"), patient.facility)
    earlier = (patient.family, patient.given)
    for field in claims.state(
        patient, values, by=by, source=source, verification=verification, event_at=event_at
    ):
        setattr(patient, field, values[field])
    patient.search_name = fold_name(f"{patient.family} {patient.given}")
    if keep_name and any(earlier) and earlier != (patient.family, patient.given):
        _keep_name(patient, PatientName.Use.OLD, *earlier, source=source)
    return patient


@action("edit_identity")
def verify_field(
    patient: Patient, *, by: Any, field: str, verification: str, source: str = "desk"
) -> FieldClaim:
    """Say how sure we are of a key field: as stated, a document was seen, or a third party confirmed it."""
    if field not in claims.KEY_FIELDS:
        raise Refused(_("Only name, birth date and sex are verified one by one."), field="field")
    value = getattr(must_stand(patient), field)
    if not value:
        raise Refused(_("There is nothing to verify yet. Enter the value first."), field="field")
    before = FieldClaim.objects.filter(patient=patient, field=field, current=True).first()
    return claims.claim(patient, field, value, by=by, before=before, source=source, verification=verification)


@action("edit_identity")
def add_name(
    patient: Patient, *, by: Any, use: str, family: str = "", given: str = "", source: str = "desk"
) -> PatientName:
    """Add another name, so that the patient is found by it too."""
    if not (family or given):
        raise Refused(_("Enter a family name or a given name."), field="family")
    return _keep_name(must_stand(patient), use, family, given, source=source)


@action("edit_ids")
def add_identifier(
    patient: Patient,
    *,
    by: Any,
    kind: str,
    authority: str,
    value: str,
    verified: bool = False,
    source: str = "desk",
) -> Identifier:
    """Add a number somebody gave the patient; the same number again on the same record changes nothing."""
    must_stand(patient)
    same = Identifier.objects.filter(patient=patient, authority=authority, value=value, retired=False).first()
    if same is not None:
        return same
    row = Identifier(patient=patient, kind=kind, authority=authority, value=value, source=source)
    if verified:
        row.verified_at, row.verified_by = clock.now(), by
    return keep(row)


@action("edit_ids")
def retire_identifier(identifier: Identifier, *, by: Any, reason: str) -> Identifier:
    """Take a number out of use; it stays on record and may then belong to somebody else."""
    identifier.retired = True
    return identifier


def _keep_name(patient: Patient, use: str, family: str, given: str, *, source: str) -> PatientName:
    known = PatientName.objects.filter(patient=patient, use=use, family=family, given=given).first()
    return known or keep(
        PatientName(
            patient=patient,
            use=use,
            family=family,
            given=given,
            search_name=fold_name(f"{family} {given}"),
            source=source,
        )
    )
