"""Work that is there already, in a real browser: stopped, joined with what was typed; the week and the network of a case."""

import os
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.permissions import Role
from core import clock
from core.localtime import start_of_day
from patients.models import ContactPoint, RelatedPerson
from tests.journeys.hand import look
from worklist import actions
from worklist.models import DuplicateAnswer, Item, ItemComment, ItemHelper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")
HOUR = timedelta(hours=1)


@pytest.fixture
def lead(case, on_team):
    lead = on_team(Role.CASE_MANAGER, is_lead=True)
    case.refresh_from_db()
    work = {"activity": "teaching", "what": "Teach inhaler use", "why": "Asked for in rounds"}
    actions.open_item(case, by=lead, due_at=clock.now() + 3 * HOUR, **work)
    return lead


@pytest.fixture
def nurse(on_team, lead):
    return on_team(Role.NURSE)


@pytest.fixture
def open_page(page, live_server, nurse, settings):
    """Open an address as the nurse."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(nurse)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    def go(path: str, width: int = 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + path)
        return page

    return go


def check(page, name: str) -> None:
    """axe finds nothing, nothing runs off the side; a picture where one was asked for."""
    look(page)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_duplicate_is_stopped_and_joined_with_what_was_typed(open_page, case, nurse, width):
    page = open_page(f"/cases/{case.pk}/items/new/", width)
    page.get_by_label("Purpose").select_option("teaching")
    page.get_by_label("What is to be done").fill("Show the spacer")
    page.locator("[name=why]").fill("She coughs at night")
    page.get_by_role("button", name="New work").click()
    page.get_by_role("heading", name="This is there already").wait_for()
    expect(page.get_by_label("What is to be done")).to_have_value("Show the spacer")
    check(page, f"stopped-{width}")
    page.get_by_role("button", name="Join it").click()
    page.get_by_role("heading", name="Who helps").wait_for()
    expect(page.get_by_text("Show the spacer: She coughs at night")).to_be_visible()
    check(page, f"joined-{width}")
    assert ItemHelper.objects.get().user == nurse
    assert ItemComment.objects.get().text == "Show the spacer: She coughs at night"
    assert DuplicateAnswer.objects.get().way == "joined"
    assert Item.objects.count() == 1


@pytest.fixture
def busy(case, lead, nurse, patient):
    """A week with a clash, a promise, an offer of work, and a daughter with two numbers."""
    noon = start_of_day(clock.today(case.facility.tz) + timedelta(days=1), case.facility.tz) + 12 * HOUR
    facts = {"activity": "teaching", "mode": "office", "despite": True}
    for n, user in enumerate((lead, nurse)):
        starts = noon + n * HOUR / 2
        actions.book(
            case, by=lead, user=user, place="Room 7", starts_at=starts, ends_at=starts + HOUR, **facts
        )
    actions.start_follow_up(
        case,
        by=lead,
        owner=lead,
        activity="follow_up",
        what="Call the daughter",
        first_due_at=noon + 2 * HOUR,
    )
    daughter = RelatedPerson.objects.create(
        patient=patient, name="Ngozi Okafor", relation="daughter", emergency=True
    )
    for value, safe in (("555-0111", True), ("555-0666", False)):
        ContactPoint.objects.create(
            patient=patient, person=daughter, kind="phone", value=value, safe_to_call=safe
        )
    item = Item.objects.filter(series=None).get()
    actions.offer_item(item, by=lead, to=nurse, text="I am away tomorrow")
    return noon


@pytest.mark.parametrize("width", [1440, 390])
def test_week_network_answer_and_feeds_can_be_used_by_everybody(open_page, case, busy, width):
    week = f"?week={busy.date().isoformat()}"
    for name, path in {
        "calendar": f"/cases/{case.pk}/calendar/{week}",
        "network": f"/cases/{case.pk}/network/",
        "my-day": "/my-day/",
        "feeds": "/notices/preferences/",
        "new-feed": "/calendar/feeds/new/",
    }.items():
        check(open_page(path, width), f"{name}-{width}")


def test_an_offer_is_accepted_from_my_day(open_page, busy, nurse):
    page = open_page("/my-day/")
    page.get_by_role("button", name="Accept").click()
    page.locator("#notices").get_by_text("Yours now.").wait_for()
    assert Item.objects.get(series=None).owner == nurse
