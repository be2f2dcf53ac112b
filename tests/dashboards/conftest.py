"""A house with two teams, and for one of them rows of every measure."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.actors import ensure
from accounts.models import User
from accounts.permissions import Role
from facilities.models import Facility, Team
from teams.models import TeamMember
from tests.conftest import THEN
from tests.dashboards.world import House

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(at: Callable[[datetime], None], packs: None) -> None:
    """Everything happens around THEN, by the rules that come with the application."""
    at(THEN)
    ensure()


@pytest.fixture
def other_team(facility: Facility) -> Team:
    return Team.objects.create(facility=facility, name="Team South")


@pytest.fixture
def other_supervisor(person: Callable[..., User], facility: Facility, other_team: Team) -> User:
    user = person("s.south", Role.SUPERVISOR, facility)
    TeamMember.objects.create(team=other_team, user=user, supervises=True, starts_at=LONG_AGO)
    return user


@pytest.fixture
def manager(person: Callable[..., User], facility: Facility, team: Team) -> User:
    user = person("m.svensson", Role.CASE_MANAGER, facility)
    TeamMember.objects.create(team=team, user=user, starts_at=LONG_AGO)
    return user


@pytest.fixture
def house(facility: Facility, unit: Any, team: Team, other_team: Team, manager: User) -> House:
    return House(facility, unit, team, other_team, manager)


@pytest.fixture
def full(house: House) -> House:
    """Sixteen cases of the team and five of the other one, with rows for every measure."""
    house.expect()
    house.fill(house.team, 16, "R")
    house.fill(house.other, 5, "S")
    return house
