"""Two records that may be one patient: suspected, or found to be two people."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.actions import action, change, keep
from core.refusals import Refused
from patients.models import DuplicateCandidate, Patient
from patients.stubs import must_stand

Status = DuplicateCandidate.Status


@action("edit_identity")
def suspect(
    patient: Patient, *, by: Any, other: Patient, score: int = 0, reasons: Sequence[str] = ()
) -> DuplicateCandidate:
    """Put a pair on the list of possible duplicates; `reasons` are kinds of `patients.matching`.

    A pair that is known keeps its state: one that was looked at and dismissed is not raised again.
    """
    if patient.pk == other.pk:
        raise Refused(_("Choose two different records."), field="other")
    one, two = sorted((must_stand(patient).pk, must_stand(other).pk))
    known = DuplicateCandidate.objects.filter(one=one, other=two).first()
    if known is None:
        return keep(DuplicateCandidate(one_id=one, other_id=two, score=score, reasons=list(reasons)))
    if known.status == Status.OPEN and score > known.score:
        change(known, score=score, reasons=list(reasons))
    return known


@action("edit_identity", moves={Status.OPEN: Status.DISMISSED})
def dismiss_duplicate(candidate: DuplicateCandidate, *, by: Any, reason: str) -> DuplicateCandidate:
    """These are two people; the reason says how we know."""
    if not reason.strip():
        raise Refused(_("Say how you know that these are two people."), field="reason")
    candidate.reason = reason
    return candidate
