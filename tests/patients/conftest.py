"""Patients and the people around them, made through the verbs."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from accounts.permissions import Role
from audit.models import Event
from facilities.models import Facility
from patients import actions
from patients.models import Patient


@pytest.fixture
def register(facility: Facility, intake: User) -> Callable[..., Patient]:
    """`register("Silva", "Joao", birth_date=…)` at the desk."""

    def make(family: str = "Silva", given: str = "Joao", **more: Any) -> Patient:
        return actions.register(facility, by=intake, family=family, given=given, **more)

    return make


@pytest.fixture
def privacy(person: Callable[..., User], facility: Facility) -> User:
    """Somebody with a role at the facility that does not edit identities there."""
    return person("p.officer", Role.PRIVACY, facility)


@pytest.fixture
def trail() -> Callable[[str], list[Event]]:
    return lambda verb: list(Event.objects.filter(verb=verb))
