"""The cast and the stage: one facility with two units and a team, and a person for every role."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.models import User
from accounts.permissions import Role
from core import clock
from facilities.models import Bed, Facility, Team, Unit
from patients.models import Case, Patient
from teams.models import FacilityRole, TeamMember

# A Tuesday in an ordinary week, 10:00 in New York.
THEN = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
PASSWORD = "correct-horse-battery"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Named here so that plugins may add to it."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """After the test database is made: its clock may be moved."""
    with django_db_blocker.unblock():
        clock.make_movable()
    # Tests with real commits empty every table afterwards, which the trail's own triggers would refuse. Said of all
    # connections: once a browser's loop runs in this thread, it has another one than before.
    operations = type(connection.ops)
    empty = operations.execute_sql_flush
    first = ["set session_replication_role = replica", "truncate audit_event, audit_seal"]
    last = ["set session_replication_role = origin"]
    operations.execute_sql_flush = lambda ops, lines: empty(ops, [*first, *lines, *last])


@pytest.fixture
def at(db: None) -> Iterator[Callable[[datetime], None]]:
    """Move the clock: `at(THEN)`; back to real time when the test ends."""
    yield clock.move
    clock.move(None)


@pytest.fixture
def facility(db: None) -> Facility:
    return Facility.objects.create(
        code="NGH", name="Northgate Hospital", zone="America/New_York", phone="555-0100"
    )


@pytest.fixture
def packs(db: None) -> None:
    """The rules that come with the application are in force: urgency tiers and the reminder ladder."""
    from tests.shipped_rules import put_in_force

    put_in_force()


@pytest.fixture
def unit(facility: Facility) -> Unit:
    unit = Unit.objects.create(facility=facility, code="4B", name="4B Medicine")
    Bed.objects.create(unit=unit, code="4B-01")
    return unit


@pytest.fixture
def team(facility: Facility) -> Team:
    return Team.objects.create(facility=facility, name="Team North")


@cache
def _hashed() -> str:
    """One honest hash for everybody: making it is slow on purpose."""
    return make_password(PASSWORD)


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Make a person: `person("r.patel", Role.NURSE)`; with a facility, they hold the role there."""

    def make(username: str, role: str = "", facility: Facility | None = None, **more: Any) -> User:
        user = User(
            username=username,
            name=more.pop("name", username.replace(".", " ").title()),
            default_role=role,
            **more,
        )
        user.password = _hashed()
        user.save()
        if facility is not None:
            FacilityRole.objects.create(
                user=user, facility=facility, role=role, starts_at=datetime(2020, 1, 1, tzinfo=UTC)
            )
        return user

    return make


@pytest.fixture
def intake(person: Callable[..., User], facility: Facility) -> User:
    return person("i.desk", Role.INTAKE, facility)


@pytest.fixture
def supervisor(person: Callable[..., User], facility: Facility, team: Team) -> User:
    user = person("s.berg", Role.SUPERVISOR, facility)
    TeamMember.objects.create(
        team=team, user=user, supervises=True, starts_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    return user


@pytest.fixture
def outsider(person: Callable[..., User]) -> User:
    """Signed in, with a role, but with no relation to anything here."""
    elsewhere = Facility.objects.create(code="FAR", name="Far Hospital", zone="America/Phoenix")
    return person("o.outside", Role.CASE_MANAGER, elsewhere)


@pytest.fixture
def patient(facility: Facility) -> Patient:
    return Patient.objects.create(
        facility=facility, family="Okafor", given="Amara", birth_date="1958-03-14", search_name="okafor amara"
    )


@pytest.fixture
def case(patient: Patient, team: Team, intake: User) -> Case:
    """An open case of the team, still referred."""
    from patients.actions import open_case

    return open_case(patient, by=intake, team=team)


@pytest.fixture
def on_team(case: Case, person: Callable[..., User], supervisor: User) -> Callable[..., User]:
    """Put a new person on the case in a role: `on_team(Role.NURSE)`."""
    from teams.actions import assign

    def make(role: str, **more: Any) -> User:
        user = person(f"t.{role}", role)
        assign(case, by=supervisor, user=user, role=role, **more)
        return user

    return make
