"""The cast of the authorization programme: built once for a module, in a transaction that leaves nothing behind."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from core import clock
from facilities.models import Facility
from tests.conftest import THEN
from tests.policy.authz.cast import Cast, populate, stage
from tests.policy.world import CANARY, World


@pytest.fixture(scope="module")
def hospital(django_db_setup: None, django_db_blocker) -> Iterator[tuple[World, Cast]]:
    """The gates' small hospital with everybody of every relation in it; every test of the module reads it."""
    with django_db_blocker.unblock(), transaction.atomic():
        clock.move(THEN)
        world = World()
        elsewhere = Facility.objects.get(code="ELSE")
        by = world.people["supervisor"]
        yield world, populate(stage(world.facility, elsewhere, world.unit, world.team, by, CANARY))
        transaction.set_rollback(True)
        clock.move(None)


@pytest.fixture
def world(hospital: tuple[World, Cast], django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        yield hospital[0]


@pytest.fixture
def cast(hospital: tuple[World, Cast], django_db_blocker) -> Iterator[Cast]:
    with django_db_blocker.unblock():
        yield hospital[1]
