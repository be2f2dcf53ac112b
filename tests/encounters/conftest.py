"""Visits: a second unit, a bed, and somebody who may write movements."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.actors import ensure, system
from accounts.permissions import Role
from core.localtime import scheduled
from encounters import actions
from encounters.models import Encounter
from facilities.models import Bed, Facility, Unit
from tests.conftest import THEN


@pytest.fixture
def other_unit(facility: Facility) -> Unit:
    unit = Unit.objects.create(facility=facility, code="2A", name="2A Surgery")
    Bed.objects.create(unit=unit, code="2A-08")
    return unit


@pytest.fixture
def bed(unit: Unit) -> Bed:
    return unit.beds.get()


@pytest.fixture
def manager(on_team: Callable[..., Any]) -> Any:
    return on_team(Role.CASE_MANAGER)


@pytest.fixture
def feed(db: None) -> Any:
    """The message feed: visits not yet counted to a case are its own."""
    ensure()
    return system("feed")


@pytest.fixture
def fact() -> Callable[[int], dict[str, Any]]:
    """What every movement carries: `fact(2)` happened two hours after THEN, under a key of its own."""
    numbers = count()

    def make(hours: int) -> dict[str, Any]:
        return {"event_at": THEN + timedelta(hours=hours), "key": f"fact-{next(numbers)}"}

    return make


@pytest.fixture
def admitted(
    case: Any, manager: Any, feed: Any, facility: Facility, unit: Unit, bed: Bed, fact: Any
) -> Encounter:
    """A visit on 4B, linked to the case."""
    made = actions.admit(
        case.patient,
        by=manager,
        facility=facility,
        kind="IMP",
        unit=unit,
        bed=bed,
        visit_authority="NGH",
        visit_number="V1",
        **fact(0),
    )
    return actions.link_to_case(made, by=feed, case=case)


class Local:
    """A wall time in New York as an instant: `local("2026-11-03 22:00")`."""

    zone = ZoneInfo("America/New_York")

    def __call__(self, text: str) -> datetime:
        at = datetime.fromisoformat(text)
        return scheduled(at.date(), at.time(), self.zone)


@pytest.fixture
def local() -> Local:
    return Local()
