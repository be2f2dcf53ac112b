"""The review of a return: what the patient, the team and the next place say, its causes, and what is done differently."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock
from core.actions import action
from core.refusals import Refused
from discharge import returns
from discharge.models import ReadmissionReview
from encounters.models import Encounter
from worklist import endings
from worklist.dues import keep_next_due

Status = ReadmissionReview.Status


@action("edit_discharge", moves={Status.DUE: Status.REVIEWED})
def review_readmission(
    review: ReadmissionReview,
    *,
    by: Any,
    related: str,
    causes: Sequence[str],
    learned: str,
    preventable: bool | None = None,
    patient_view: str = "",
    team_view: str = "",
    next_place_view: str = "",
) -> ReadmissionReview:
    """Say whether the return belongs to the first stay, its causes, and what is done differently; its work ends with it.

    `causes` are codes of the pack in force at the return; the first of the three views may stay empty, not all.
    """
    if review.error_at is not None:
        raise Refused(_("This return was taken back. There is nothing to review."))
    known = returns.causes_of(review)
    chosen = [code for code in known if code in set(causes)]
    if not chosen or set(causes) - set(known):
        raise ValidationError({"causes": _("Choose at least one cause of the list.")})
    if not any(words.strip() for words in (patient_view, team_view, next_place_view)):
        raise Refused(_("Write what the patient, the team or the next place says."), field="patient_view")
    review.related, review.preventable, review.causes = related, preventable, chosen
    review.patient_view, review.team_view = patient_view.strip(), team_view.strip()
    review.next_place_view, review.learned = next_place_view.strip(), learned.strip()
    review.reviewed_at, review.reviewed_by = clock.now(), by
    if review.item is not None and review.item.is_live:
        endings.finish_at_once(review.item, by=by, note=str(review.get_related_display()))
        keep_next_due(review.case_id)
    return review


@action("edit_discharge")
def open_return(encounter: Encounter, *, by: Any) -> ReadmissionReview:
    """Open the review of a return that no verb told of (the keeper's verb)."""
    made = returns.raise_for(encounter, by=by)
    if made is None:
        raise Refused(_("This is no return that is reviewed."))
    return made
