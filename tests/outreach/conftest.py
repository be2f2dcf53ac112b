"""A coordinator who calls, on a case with a nurse, a lead and a supervisor; the packs are in force."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.permissions import Role
from outreach import actions
from outreach.models import HomeVisit
from patients.models import Case, ContactPoint
from tests.conftest import THEN
from worklist.actions import log_contact, open_item
from worklist.models import ContactAttempt, Item

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def then(request: pytest.FixtureRequest) -> None:
    """Tuesday 3 November 2026, 10:00 in New York, for every test that touches the database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("at")(THEN)
        request.getfixturevalue("packs")


@pytest.fixture
def lead(on_team: Callable[..., User]) -> User:
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def nurse(on_team: Callable[..., User]) -> User:
    return on_team(Role.NURSE)


@pytest.fixture
def caller(on_team: Callable[..., User], lead: User, case: Case, patient: Any) -> User:
    """The coordinator; the case has a number to call and an address."""
    user = on_team(Role.COORDINATOR)
    ContactPoint.objects.create(patient=patient, kind="phone", value="555-0142", hours="afternoon")
    ContactPoint.objects.create(patient=patient, kind="address", value="12 Elm Street", postcode="10001")
    case.refresh_from_db()
    return user


@pytest.fixture
def to_call(case: Case, caller: User) -> Callable[..., Item]:
    """A call that the coordinator owes."""

    def make(**facts: Any) -> Item:
        facts = {
            "activity": "follow_up",
            "what": "Call after leaving",
            "why": "Left on Friday",
            "owner": caller,
        } | facts
        return open_item(case, by=caller, **({"due_at": THEN + 2 * HOUR} | facts))

    return make


@pytest.fixture
def tries(case: Case, caller: User, at: Callable[..., None]) -> Callable[..., ContactAttempt]:
    """An attempt so many hours after the beginning, unanswered unless said."""

    def make(hours: float = 0, **facts: Any) -> ContactAttempt:
        at(THEN + hours * HOUR)
        facts = {"activity": "follow_up", "mode": "phone", "outcome": "no_answer"} | facts
        return log_contact(case, by=caller, **facts)

    return make


@pytest.fixture
def visit(case: Case, caller: User) -> HomeVisit:
    """A visit of the coordinator in an hour, for an hour."""
    return actions.plan_visit(
        case, by=caller, starts_at=THEN + HOUR, out_by=THEN + 2 * HOUR, safety_note="A big dog, tied up"
    )
