"""A case with its team, the rules in force, and who answers for what on it."""

import pytest

from accounts.permissions import Role
from patients.models import Stage
from teams.models import Responsibility
from tests.conftest import THEN


@pytest.fixture
def then(at, packs):
    """It is Tuesday, 10:00 in New York, and the rules are in force."""
    at(THEN)


@pytest.fixture
def formed(then, case, on_team):
    """The case with its lead, a case manager."""
    on_team(Role.CASE_MANAGER, is_lead=True)
    case.refresh_from_db()
    return case


@pytest.fixture
def lead(formed):
    return formed.lead


@pytest.fixture
def staged(formed):
    """Put the case into a stage since an instant: `staged(Stage.PLANNING)`."""
    from patients import stages

    def put(stage, by):
        order = [Stage.ASSESSING, Stage.PLANNING, Stage.ACTIVE, Stage.TRANSITIONING]
        for each in order[: order.index(stage) + 1]:
            if formed.stage != each:
                stages.move(formed, each, by=by)
        return formed

    return put


@pytest.fixture
def colleague(person, facility):
    """Make somebody of the facility who is not on the case: `colleague(Role.NURSE, "n.two")`."""

    def make(role, name):
        user = person(name, role, facility)
        return user

    return make


@pytest.fixture
def holders():
    """Who answers for what on a case now: code to user name (or the physician's name)."""

    def read(case):
        rows = Responsibility.objects.filter(case=case, status="held", shared=False).select_related(
            "holder", "practitioner"
        )
        return {row.activity: row.holder.username if row.holder else row.practitioner.name for row in rows}

    return read


@pytest.fixture
def held(formed):
    """The row by which somebody answers for an activity: `held("teaching")`."""
    return lambda code: Responsibility.objects.get(case=formed, activity=code, status="held", shared=False)
