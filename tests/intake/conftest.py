"""A request in the queue, and the people who could lead its case."""

from datetime import UTC, datetime

import pytest

from accounts.permissions import Role
from intake import actions
from teams.models import TeamMember
from tests.conftest import THEN

# Every item asked, and nothing asks for sooner than 24 hours.
CALM = {"need": "placement", "danger": "no", "leaves": "later", "support": "yes", "returned": "no"}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def request_(at, packs, patient, intake, unit):
    """Received on Tuesday at 10:00 in New York."""
    at(THEN)
    return actions.receive(patient, by=intake, source="nurse", unit=unit, asker="B. Ward")


@pytest.fixture
def accepted(request_, intake, team, lead, other):
    """Screened as routine and accepted; two case managers could lead."""
    actions.screen(request_, by=intake, triage=CALM)
    return actions.accept(request_, by=intake)


@pytest.fixture
def lead(person, team, unit):
    """The one who fits: works on the unit."""
    user = person("r.patel", Role.CASE_MANAGER, name="Ravi Patel", languages=["en", "pt"])
    TeamMember.objects.create(team=team, user=user, starts_at=LONG_AGO)
    team.units.add(unit)
    return user


@pytest.fixture
def other(person, facility):
    """Somebody of another team."""
    user = person("k.ito", Role.CASE_MANAGER, name="Kei Ito")
    south = facility.teams.create(name="Team South")
    TeamMember.objects.create(team=south, user=user, starts_at=LONG_AGO)
    return user
