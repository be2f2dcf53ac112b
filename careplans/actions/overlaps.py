"""What is done twice and what nobody does: looked for, and dismissed with a reason that teaches the house (C26)."""

from typing import Any

from django.utils.translation import gettext as _

from careplans import conflicting, overlapping
from careplans.models import Overlap
from core import clock
from core.actions import action
from core.refusals import Refused
from patients.models import Case

Status = Overlap.Status


@action("edit_work", idle=True, after=conflicting.look_again)
def refresh_overlaps(case: Case, *, by: Any) -> Case:
    """Look at all work, needs, goals and plan items of a case: what is done twice, by nobody, or against each other."""
    overlapping.refresh(case, by=by)
    return case


@action("edit_plan", moves={Status.OPEN: Status.DISMISSED})
def dismiss_overlap(overlap: Overlap, *, by: Any, reason: str) -> Overlap:
    """Somebody looked: it is not the same. The house shows fewer pairs whose words alone are as alike."""
    if overlap.kind == Overlap.Kind.HOLE:
        raise Refused(_("A hole is not dismissed. Somebody takes it up, or the plan says why nobody does."))
    overlap.reason, overlap.ended_at, overlap.ended_by = reason, clock.now(), by
    overlapping.teach(overlap, same=False)
    return overlap
