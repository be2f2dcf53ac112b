"""A team with people who can stand in and take over."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.permissions import Role
from facilities.models import Facility, Team
from patients.actions import open_case
from patients.models import Case, Patient
from supervision import actions
from teams.actions import assign
from teams.models import Absence, Reassignment, TeamMember
from tests.conftest import THEN

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
WHY = "R. Lead is ill"


def previewed(team: Team, by: User, *givers: User, **more: Any) -> Reassignment:
    """The moves that a reassignment of these people's cases would make."""
    return actions.preview_reassignment(
        team, by=by, givers=[str(user.pk) for user in givers], why=WHY, **more
    )


@pytest.fixture(autouse=True)
def now(at: Callable[[datetime], None]) -> None:
    at(THEN)


@pytest.fixture
def member(person: Callable[..., User], facility: Facility, team: Team) -> Callable[..., User]:
    """A person of the team who works here in a role: `member("m.lead", Role.CASE_MANAGER)`."""

    def make(username: str, role: str = Role.CASE_MANAGER, **more: Any) -> User:
        user = person(username, role, facility, **more)
        TeamMember.objects.create(team=team, user=user, starts_at=LONG_AGO)
        return user

    return make


@pytest.fixture
def lead(member: Callable[..., User]) -> User:
    return member("m.lead")


@pytest.fixture
def deputy(member: Callable[..., User]) -> User:
    return member("d.deputy")


@pytest.fixture
def led(facility: Facility, team: Team, intake: User, supervisor: User) -> Callable[..., list[Case]]:
    """Open cases of the team that a person leads: `led(lead, 3)`."""

    def make(user: User, number: int = 1, **facts: Any) -> list[Case]:
        found = []
        for n in range(number):
            patient = Patient.objects.create(
                facility=facility,
                family=f"Case{n}",
                given=user.username,
                search_name=f"case{n} {user.username}",
            )
            case = open_case(patient, by=intake, team=team)
            Case.objects.filter(pk=case.pk).update(**facts)
            assign(case, by=supervisor, user=user, role=Role.CASE_MANAGER, is_lead=True)
            case.refresh_from_db()
            found.append(case)
        return found

    return make


@pytest.fixture
def away(lead: User, deputy: User, facility: Facility) -> Callable[..., Absence]:
    """An absence of the lead from now on, by default for a day, planned by themselves."""

    def make(starts: timedelta = timedelta(0), ends: timedelta = DAY, **more: Any) -> Absence:
        facts = {"deputy": deputy, "starts_at": THEN + starts, "ends_at": THEN + ends} | more
        user = facts.pop("user", lead)
        return actions.plan_own_absence(user, by=user, facility=facts.pop("facility", facility), **facts)

    return make
