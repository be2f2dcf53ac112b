"""Emergency accesses as the review reads them: the queue, one of them, and what was looked at meanwhile."""

from typing import Any

from django.urls import reverse

from audit import record
from audit.models import Event
from core import access, clock
from core.access import visible_to
from oversight.queries.names import name_all
from patients.models import Case
from teams.models import EmergencyAccess

SHOWN = 100
LOOKS = 200


def first_page(opened: EmergencyAccess) -> str:
    """Where somebody goes who has just opened a record: the newest open case, else the patient's page."""
    cases = Case.objects.filter(patient=opened.patient_id).exclude(stage=Case.Stage.CLOSED)
    newest = cases.order_by("-opened_at").values_list("pk", flat=True).first()
    page = ("cases:summary", newest) if newest else ("patients:patient", opened.patient_id)
    return reverse(page[0], args=[page[1]])


def queue(user: Any) -> dict[str, Any]:
    """The accesses somebody may look at: those to review by due time, then the newest reviewed."""
    rows = visible_to(EmergencyAccess, user).exclude(user=user.pk)
    rows = rows.select_related("user", "patient__facility", "reviewed_by")
    waiting = list(rows.filter(status="opened").order_by("review_due_at", "pk")[:SHOWN])
    past = list(rows.filter(status="reviewed").order_by("-reviewed_at", "pk")[:SHOWN])
    record.seen([*waiting, *past], by=user, at=clock.now(), verb="list")
    return {"waiting": waiting, "past": past, "now": clock.now()}


def told(opened: EmergencyAccess, user: Any) -> dict[str, Any]:
    """One access with what was looked at while it lasted, and what the reader may do."""
    until = opened.ended_at or opened.expires_at
    looks = Event.objects.filter(
        actor_id=opened.user_id,
        at__gte=opened.opened_at,
        at__lte=until,
        patient_ids__contains=[opened.patient_id],
    )
    rows = list(looks.order_by("at", "pk")[:LOOKS])
    rights = access.held(user, opened)
    return {
        "opened": opened,
        "looks": name_all(rows, user),
        "until": until,
        "running": opened.ended_at is None and clock.now() < opened.expires_at,
        "may_review": "review_access" in rights and opened.user_id != user.pk and opened.status == "opened",
        "may_close": "review_access" in rights and opened.user_id != user.pk,
    }
