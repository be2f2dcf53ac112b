"""A real browser: the machine's Chromium when there is one, else the one that playwright fetched."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, expect

from accounts.models import User
from accounts.permissions import Role
from core import clock
from coverage.models import Plan
from directory.models import Organisation
from facilities.models import Facility, Team, Unit
from patients.actions import register
from teams.models import TeamMember
from tests.conftest import THEN
from tests.journeys.cast import gathered, teamed, ward
from tests.journeys.hand import Hand
from worklist.actions import offer_time

__all__ = ["gathered", "teamed", "ward"]

# A busy machine takes its time: a page is waited for until it comes; how fast it is, `make bench` measures.
expect.set_options(timeout=30_000)

# Playwright's loop makes Django believe that it runs inside asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = (
        os.environ.get("CHROMIUM_PATH")
        or shutil.which("chromium")
        or shutil.which("google-chrome")
        or shutil.which("chromium-browser")
    )
    more = {"executable_path": found, "args": ["--no-sandbox"]} if found else {}
    return {**browser_type_launch_args, **more}


# A page that still scrolls by itself shows axe a field half under the patient's line; who asks for less motion gets none.
STILL = {"reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | STILL


@pytest.fixture
def world(transactional_db: None) -> Iterator[Callable[[datetime], None]]:
    """Move the clock for everybody: the live server's connections take the present on at each request."""
    present: list[datetime | None] = [None]

    def follow(environ: dict[str, Any] | None = None, **_rest: Any) -> None:
        if not (environ or {}).get("PATH_INFO", "").startswith(settings.STATIC_URL):
            clock.move(present[0])

    def move(to: datetime | None) -> None:
        present[0] = to
        clock.move(to)

    request_started.connect(follow, weak=False)
    yield move
    request_started.disconnect(follow)
    clock.move(None)


@pytest.fixture
def hospital(
    world: Callable[[datetime], None], packs: None, facility: Facility, unit: Unit, team: Team,
    intake: User, supervisor: User, person: Callable[..., User],
) -> SimpleNamespace:  # fmt: skip
    """A Tuesday at ten: a unit with its team, a desk, a payer, free times, and a patient who was here before."""
    world(THEN)
    lead = person(
        "r.patel",
        Role.CASE_MANAGER,
        name="Ravi Patel",
        email="r.patel@example.org",
        languages=["ig"],
    )
    nurse = person("n.fisher", Role.NURSE, name="Nora Fisher")
    for user in (lead, nurse):
        TeamMember.objects.create(team=team, user=user, starts_at=THEN - timedelta(days=900))
    team.units.add(unit)
    payer = Organisation.objects.create(name="Northern Mutual", kinds=["payer"])
    Plan.objects.create(payer=payer, name="Gold")
    for hours in (3, 4, 27):
        begins = THEN + timedelta(hours=hours)
        offer_time(facility, by=supervisor, user=lead, starts_at=begins, ends_at=begins + timedelta(hours=1))
    earlier = register(
        facility, by=intake, family="Okafor", given="Amara", sex="female", birth_date=date(1958, 3, 14)
    )
    return SimpleNamespace(desk=intake, supervisor=supervisor, lead=lead, nurse=nurse, earlier=earlier)


@pytest.fixture
def hand(browser: Browser, live_server: Any, settings: Any) -> Iterator[Callable[..., Hand]]:
    """Sit somebody down at a browser of their own: `hand("r.patel")`; no page may complain in its console."""
    settings.ALLOWED_HOSTS = ["*"]
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(username: str = "", width: int = 1440, **options: Any) -> Hand:
        context = browser.new_context(viewport={"width": width, "height": 900}, **STILL, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda got: complaints.append(got.url) if got.status >= 500 else None)
        found = Hand(page, live_server.url)
        if username:
            found.sign_in(username)
        return found

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def seat(hand: Callable[..., Hand], live_server: Any) -> Callable[..., Hand]:
    """Sit somebody down who has signed in before: `seat(ward.lead)`; they are at their home."""

    def make(user: User, **options: Any) -> Hand:
        found, client = hand(**options), Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        found.page.context.add_cookies([cookie])
        found.go("/")
        return found

    return make
