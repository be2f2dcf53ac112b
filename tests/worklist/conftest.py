"""The care team at work: a lead, a nurse, and a piece of work of each kind."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.permissions import Role
from patients.models import Case
from tests.conftest import THEN
from worklist import actions
from worklist.models import FollowUp, Item

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def then(request: pytest.FixtureRequest) -> None:
    """Tuesday 3 November 2026, 10:00 in New York, for every test that touches the database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("at")(THEN)


@pytest.fixture
def lead(on_team: Callable[..., User], then: None) -> User:
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def nurse(on_team: Callable[..., User], then: None) -> User:
    return on_team(Role.NURSE)


@pytest.fixture
def open_work(case: Case, lead: User) -> Callable[..., Item]:
    """Open a piece of work of the lead, due in two hours unless said."""

    def make(**facts: Any) -> Item:
        facts = {
            "activity": "teaching",
            "what": "Teach inhaler use",
            "why": "Asked for in rounds",
            "owner": lead,
        } | facts
        case.refresh_from_db()
        return actions.open_item(case, by=lead, **({"due_at": THEN + 2 * HOUR} | facts))

    return make


@pytest.fixture
def promise(case: Case, lead: User) -> Callable[..., FollowUp]:
    """Promise a follow-up by the lead for tomorrow, same time, unless said."""

    def make(**facts: Any) -> FollowUp:
        facts = {
            "activity": "follow_up",
            "what": "Call the daughter",
            "owner": lead,
            "first_due_at": THEN + DAY,
        } | facts
        return actions.start_follow_up(case, by=lead, **facts)

    return make
