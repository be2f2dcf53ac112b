"""A case in the house, a directory with services of several kinds, and a choice on the way to a booked service."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.permissions import Role
from directory.models import Organisation, Service
from patients.models import Case
from referrals.actions.asking import draft_referrals, send_referrals
from referrals.actions.choices import offer_choice, record_choice
from referrals.models import Choice, Referral
from tests.conftest import THEN

SHOWN = {"quality_shared": True, "network_shown": True, "interests_shown": True}


@pytest.fixture(autouse=True)
def then(request: Any) -> None:
    """Everything here happens from THEN on; tests of pure modules have no clock to move."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("at")(THEN)


@pytest.fixture
def manager(on_team: Callable[..., Any]) -> Any:
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def service(facility: Any) -> Callable[..., Service]:
    """`service("Elm House", "snf")`: open, takes part in Medicare, verified now."""

    def make(name: str, kind: str = "snf", **more: Any) -> Service:
        owner, _new = Organisation.objects.get_or_create(
            name=f"{name} Group", defaults={"kinds": ["provider"]}
        )
        facts = {"medicare": True, "asked_to_be_listed": True} | more
        row: Service = Service.objects.create(
            facility=facility, organisation=owner, kind=kind, name=name, **facts
        )
        return row

    return make


@pytest.fixture
def houses(service: Callable[..., Service]) -> list[Service]:
    """Three nursing facilities."""
    return [service(name) for name in ("Elm House", "Fir House", "Oak House")]


@pytest.fixture
def choose(case: Case, manager: Any) -> Callable[..., Choice]:
    """Give a list of a kind and record the wishes: `choose(elm, fir)`."""

    def make(*wanted: Service, **more: Any) -> Choice:
        choice = offer_choice(case, by=manager, kind=wanted[0].kind, area="10001")
        ranks = [each.pk for each in wanted]
        return record_choice(choice, by=manager, **{"how": "signed", "ranks": ranks} | SHOWN | more)

    return make


@pytest.fixture
def send(case: Case, manager: Any) -> Callable[..., list[Referral]]:
    """Ask services for something, and send it at once."""

    def make(*services: Service, asks_for: str = "A bed from Friday on", **more: Any) -> list[Referral]:
        rows = draft_referrals(case, by=manager, services=services, asks_for=asks_for, **more)
        return send_referrals(case, by=manager, referrals=rows)

    return make


@pytest.fixture
def sent(houses: list[Service], choose: Any, send: Any) -> list[Referral]:
    """Three nursing facilities asked on the patient's choice."""
    choose(*houses)
    rows: list[Referral] = send(*houses)
    return rows
