"""Returns to the hospital: one review, those that are due, and the causes by unit for the board. Reads only."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from core.access import visible_to
from discharge.models import ReadmissionReview

RELATED = (
    "case__patient__communication",
    "case__facility",
    "index__unit",
    "index__facility",
    "back__unit",
    "back__facility",
    "reviewed_by",
)


def reviewed(user: Any, since: datetime, until: datetime) -> "QuerySet[ReadmissionReview]":
    """The returns reviewed in a time, among the cases somebody may see."""
    rows = visible_to(ReadmissionReview, user).filter(error_at=None, status=ReadmissionReview.Status.REVIEWED)
    return rows.filter(reviewed_at__gte=since, reviewed_at__lt=until)


def due(user: Any) -> "QuerySet[ReadmissionReview]":
    """The returns that nobody has reviewed yet, the most urgent first."""
    rows = visible_to(ReadmissionReview, user).filter(error_at=None, status=ReadmissionReview.Status.DUE)
    return rows.select_related("case", "index", "back").order_by("due_at", "pk")


def causes_by_unit(user: Any, since: datetime, until: datetime) -> Mapping[Any, Mapping[str, int]]:
    """How often each cause was found, by the unit the patient had left; one return may have several. One statement.

    Unit keys may be None where the first stay had no unit.
    """
    rows = reviewed(user, since, until).order_by().values("index__unit", "causes").annotate(n=Count("pk"))
    found: dict[Any, Counter[str]] = {}
    for row in rows:
        for cause in row["causes"]:
            found.setdefault(row["index__unit"], Counter())[cause] += row["n"]
    return found


def preventable(user: Any, since: datetime, until: datetime) -> tuple[int, int]:
    """Returns that could have been prevented, of those where the review says either."""
    rows = reviewed(user, since, until).exclude(preventable=None)
    return rows.filter(preventable=True).count(), rows.count()
