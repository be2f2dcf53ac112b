"""The casts of the authorization programme, each built once for a module in a transaction that leaves nothing behind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import connection, transaction

from core import clock
from facilities.models import Facility
from patients.models import Case
from tests.conftest import THEN
from tests.policy.authz import relations  # noqa: F401 - who stands in a relation is registered by it
from tests.policy.authz.cast import Cast, populate, stage
from tests.policy.filling import CANARY
from tests.policy.knocking import Door, all_doors
from tests.policy.world import World

# The whole product takes most of an hour, so only `make authz` asks for it.
collect_ignore = [] if os.environ.get("AUTHZ") == "all" else ["test_whole_product.py"]


@dataclass
class Doorstep:
    """The small hospital with every door of the application, and people in every relation to its one case."""

    world: World
    doors: list[Door]
    cast: Cast


@pytest.fixture(scope="module")
def hospital(django_db_setup: None, django_db_blocker) -> Iterator[tuple[World, Cast]]:
    """Everybody of every relation, to four cases in different states; every test of the module reads it."""
    with django_db_blocker.unblock(), rolled_back():
        world = World()
        by, elsewhere = world.people["supervisor"], Facility.objects.get(code="ELSE")
        cast = populate(stage(world.facility, elsewhere, world.unit, world.team, by, CANARY))
        _analyze()
        yield world, cast


@pytest.fixture(scope="module")
def doorstep(django_db_setup: None, django_db_blocker) -> Iterator[Doorstep]:
    """Everybody of every relation, to the one case that every address of the gates is about."""
    with django_db_blocker.unblock(), rolled_back():
        yield built()


@contextmanager
def rolled_back() -> Iterator[None]:
    """One transaction at the tests' own time, of which nothing stays."""
    with transaction.atomic():
        clock.move(THEN)
        yield
        transaction.set_rollback(True)
    clock.move(None)


def built() -> Doorstep:
    """The small hospital, all its doors and everybody at them."""
    world = World()
    doors = list(all_doors(world))
    Case.objects.filter(pk=world.case.pk).update(stage="active")
    world.case.refresh_from_db()
    by, elsewhere = world.people["supervisor"], Facility.objects.get(code="ELSE")
    cast = Cast(clock.now(), world.facility, elsewhere, world.unit, world.team, by, {"open": world.case})
    step = Doorstep(world, doors, populate(cast))
    _analyze()
    return step


def _analyze() -> None:
    # Without figures of the new rows the views are read by the plans of empty tables. Only the views' own tables:
    # those of the whole cluster are locked by whoever else is testing.
    found = [
        model for app in ("accounts", "patients", "teams") for model in apps.get_app_config(app).get_models()
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {', '.join(model._meta.db_table for model in found if model._meta.managed)}")


@pytest.fixture
def world(hospital: tuple[World, Cast]) -> World:
    return hospital[0]


@pytest.fixture
def cast(hospital: tuple[World, Cast]) -> Cast:
    return hospital[1]
