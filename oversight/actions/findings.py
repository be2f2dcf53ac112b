"""What the daily look at the trail keeps, and the privacy officer's verdict on each finding."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from facilities.models import Facility
from oversight.models import DayReview, Finding
from oversight.patterns import Hit
from oversight.people import privacy_officers
from policy.models import PackVersion
from worklist import told

Status = Finding.Status


@action("edit_oversight")
def review_day(
    facility: Facility,
    *,
    by: Any,
    on: date,
    hits: Iterable[Hit],
    rules: PackVersion | None,
    settled_days: int,
) -> DayReview:
    """Keep that a day of the trail was looked through and what was found; tell the officers once if there is something."""
    review: DayReview = keep(DayReview(facility=facility, on=on, rules=rules))
    known = _known(facility, settled_days)
    fresh = [hit for hit in hits if hit.patient is None or (hit.user, hit.patient, hit.rule) not in known]
    for hit in fresh:
        keep(_finding(review, hit))
    if fresh:
        change(review, found=len(fresh))
        people = {hit.user for hit in fresh}
        for officer in privacy_officers(facility):
            if people - {officer.pk}:
                told.tell(officer, "findings", review.pk)
    return review


# Not justified unless the verdict says so.
@action("review_access", moves={Status.OPEN: Status.UNJUSTIFIED})
def judge_finding(finding: Finding, *, by: Any, verdict: str, note: str) -> Finding:
    """Say whether what was found was right; never the one it is about."""
    if finding.user_id == by.pk:
        raise Refused(_("This is about you. Somebody else must judge it."))
    if verdict not in (Status.JUSTIFIED, Status.UNJUSTIFIED):
        raise Refused(_("Choose a verdict."), field="verdict")
    if not note.strip():
        raise Refused(_("Write what you found."), field="note")
    finding.status, finding.note = Status(verdict), note.strip()
    finding.judged_at, finding.judged_by = clock.now(), by
    return finding


def _known(facility: Facility, settled_days: int) -> set[tuple[Any, Any, str]]:
    """What waits for a verdict already, or was found justified not long ago: it is not asked again."""
    since = clock.now() - timedelta(days=settled_days)
    asked = Q(status=Status.OPEN) | Q(status=Status.JUSTIFIED, judged_at__gt=since)
    rows = Finding.objects.filter(asked, facility=facility, patient__isnull=False)
    return set(rows.values_list("user", "patient", "rule"))


def _finding(review: DayReview, hit: Hit) -> Finding:
    return Finding(
        review=review,
        facility=review.facility,
        user_id=hit.user,
        patient_id=hit.patient,
        rule=hit.rule,
        on=review.on,
        number=hit.number,
        first_at=hit.first_at,
    )
