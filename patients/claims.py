"""Who said what about a key field, how sure we are, and whether a message may overrule a person.

A person's correction of what a feed said stands until the feed says something else again (interop design, field
survivorship); every statement is kept, one per field is current.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from core import clock
from core.actions import change, keep
from patients.models import FieldClaim, Patient

# Shown with their verification on the patient page.
KEY_FIELDS = ("family", "given", "birth_date", "sex")
CLAIMED = (*KEY_FIELDS, "middle", "suffix", "deceased_at")

Verification = FieldClaim.Verification


def state(patient: Patient, values: Mapping[str, Any], *, by: Any, **about: Any) -> Iterator[str]:
    """Put statements on record and yield the fields whose value now counts; what is not claimed always counts.

    `about`: `source` (who says so), `verification`, `event_at` (when it was said; default now).
    """
    current = {claim.field: claim for claim in FieldClaim.objects.filter(patient=patient, current=True)}
    for field, value in values.items():
        if field not in CLAIMED:
            yield field
            continue
        before = current.get(field)
        if by.is_service and before and _stands_against(before, text(value)):
            continue
        if before is None or before.value != text(value):
            claim(patient, field, value, by=by, before=before, **about)
        yield field


def claim(
    patient: Patient,
    field: str,
    value: Any,
    *,
    by: Any,
    before: FieldClaim | None,
    source: str,
    verification: str = Verification.STATED,
    event_at: datetime | None = None,
) -> FieldClaim:
    """Make a statement the current one of its field."""
    if before is not None:
        change(before, current=False)
    told_by_feed = before is not None and (before.override or before.said_by.is_service)
    return keep(
        FieldClaim(
            patient=patient,
            field=field,
            value=text(value),
            verification=verification,
            source=source,
            event_at=event_at or clock.now(),
            override=told_by_feed and not by.is_service,
            said_by=by,
        )
    )


def text(value: Any) -> str:
    """A value as a claim stores it: dates in ISO form, nothing as an empty string."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _stands_against(before: FieldClaim, said: str) -> bool:
    """A person's correction stands while the feed only repeats what was corrected."""
    if not before.override:
        return False
    last = (
        FieldClaim.objects.filter(patient=before.patient_id, field=before.field, said_by__is_service=True)
        .order_by("-event_at", "-created_at")
        .first()
    )
    return last is not None and last.value == said
