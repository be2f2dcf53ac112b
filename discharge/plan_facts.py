"""Where the patient goes and when, for the rules that look at plans (`careplans.facts`)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from careplans.facts import Place, Row, Rows, source
from discharge.models import DischargePlan
from encounters.dispositions import COMMUNITY, label

# Hours a day that somebody is there (project proposal): a service looks in at home for an hour, a facility never sleeps.
VISITED = frozenset({"06", "50"})
WHOLE_DAY = 24
NOBODY_KNOWS = frozenset({"21", "69", "70"})


def support(code: str) -> int | None:
    """The hours of support a day at a destination; None where the code does not say."""
    if code in NOBODY_KNOWS:
        return None
    if code in COMMUNITY:
        return 1 if code in VISITED else 0
    return WHOLE_DAY


def _destinations(_place: Place, rows: Rows) -> Iterable[Row]:
    for row in rows:
        yield row | {"support": support(row["code"]), "words": str(label(row["code"]))}


@source("destinations", "destination", shape=_destinations, code="disposition")
def destinations(place: Place) -> QuerySet[Any, Any]:
    return DischargePlan.objects.filter(case=place.case, error_at=None).exclude(disposition="")


def _leaving(_place: Place, rows: Rows) -> Iterable[Row]:
    for row in rows:
        yield row | {"words": row["on"]}


@source("leaving", "leaving", shape=_leaving, on="expected_on")
def leaving(place: Place) -> QuerySet[Any, Any]:
    return DischargePlan.objects.filter(case=place.case, error_at=None, expected_on__isnull=False)
