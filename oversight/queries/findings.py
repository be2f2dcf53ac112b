"""What the daily look at the trail found, as the privacy officer reads it."""

from typing import Any

from django.db.models import QuerySet

from audit.models import Event
from core import access
from core.access import visible_to
from oversight.models import DayReview, Finding
from oversight.queries import days
from oversight.queries.names import name_all

SHOWN = 100
LOOKS = 200


def queue(user: Any) -> dict[str, Any]:
    """What waits for a verdict, the oldest day first, and the newest verdicts; never what is about the reader."""
    rows = _of_others(user)
    return {
        "waiting": list(rows.filter(status="open").order_by("on", "user__name", "pk")[:SHOWN]),
        "past": list(rows.exclude(status="open").order_by("-judged_at", "pk")[:SHOWN]),
        "days": list(
            visible_to(DayReview, user).select_related("facility", "rules").order_by("-on", "pk")[:7]
        ),
    }


def of_review(review: DayReview, user: Any) -> list[Finding]:
    """What one day's look found."""
    return list(_of_others(user).filter(review=review).order_by("rule", "user__name", "pk")[:SHOWN])


def told(finding: Finding, user: Any) -> dict[str, Any]:
    """One finding with the looks it is about, and whether the reader may judge it."""
    day = days.span(finding.facility, finding.on)
    rows = Event.objects.filter(actor_id=finding.user_id, at__gte=day.since, at__lt=day.until)
    rows = rows.filter(patient_ids__contains=[finding.patient_id]) if finding.patient_id else rows
    may = "review_access" in access.held(user, finding) and finding.user_id != user.pk
    return {
        "finding": finding,
        "looks": name_all(rows.order_by("at", "pk")[:LOOKS], user),
        "may": may and finding.status == "open",
    }


def _of_others(user: Any) -> "QuerySet[Finding]":
    rows = visible_to(Finding, user).exclude(user=user.pk)
    return rows.select_related("user", "patient__facility", "facility", "judged_by")
