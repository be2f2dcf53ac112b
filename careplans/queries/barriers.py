"""Which barriers recur: one query by kind and unit over the cases somebody sees, and the rows behind each number."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from careplans.models import Barrier
from core.access import visible_to

SHOWN = 200


def raised(user: Any, since: datetime, **only: str) -> "QuerySet[Barrier]":
    """The barriers raised since an instant on cases whose plan somebody may read; `only` one kind or one place."""
    rows = visible_to(Barrier, user).filter(error_at=None, created_at__gte=since)
    return rows.filter(**{name: value for name, value in only.items() if value is not None})


def recurring(user: Any, since: datetime) -> list[dict[str, Any]]:
    """How often each kind stood in the way in each place, what of it is open and what lies with the system."""
    rows: Any = raised(user, since).order_by().values("kind", "found_where")
    counts = {
        "number": Count("pk"),
        "open": Count("pk", filter=Q(status=Barrier.Status.RAISED)),
        "systemic": Count("pk", filter=Q(systemic=True)),
    }
    return list(rows.annotate(**counts).order_by("-number", "kind", "found_where"))


def listed(user: Any, since: datetime, kind: str, where: str) -> list[Barrier]:
    """The rows behind one number, the newest first."""
    rows = raised(user, since, kind=kind, found_where=where)
    related = ("case__patient", "case__facility", "owner", "goal", "item")
    return list(rows.select_related(*related).order_by("-created_at", "-pk")[:SHOWN])
