"""A case with a team of four, at a moment that stands still."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.permissions import Role
from patients.models import Case
from tests.conftest import THEN


@pytest.fixture(autouse=True)
def then(request: pytest.FixtureRequest) -> None:
    """Everything here happens from Tuesday 3 November 2026, 10:00 in New York, on."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("at")(THEN)


@pytest.fixture
def lead(on_team: Callable[..., Any], then: None) -> Any:
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def nurse(on_team: Callable[..., Any], lead: Any) -> Any:
    return on_team(Role.NURSE)


@pytest.fixture
def team_of_four(case: Case, on_team: Callable[..., Any], lead: Any, nurse: Any) -> SimpleNamespace:
    """Lead, nurse, social worker and consulted clinician, with the case as it stands now."""
    people = SimpleNamespace(
        lead=lead, nurse=nurse, worker=on_team(Role.SOCIAL_WORKER), doctor=on_team(Role.CONSULTANT)
    )
    case.refresh_from_db()
    return people
