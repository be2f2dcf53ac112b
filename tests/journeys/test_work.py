"""A day of work in a real browser: the list, a press on Done, a contact that keeps a promise, notices; axe finds nothing."""

import os
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts.permissions import Role
from core import clock
from patients.models import CommunicationProfile
from tests.journeys.hand import look
from worklist import actions, planner
from worklist.models import Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def lead(case, on_team, patient):
    """Someone with a day's work on one case, an interpreter among it."""
    lead = on_team(Role.CASE_MANAGER, is_lead=True)
    CommunicationProfile.objects.create(patient=patient, spoken="ig", interpreter="phone")
    now = clock.now()
    facts = {"why": "Asked for in rounds", "owner": lead}
    case.refresh_from_db()
    for n, (what, due, more) in enumerate(
        [
            ("Reconcile the medicines list", -20 * HOUR, {"priority": 1, "if_waits": "A wrong dose at home"}),
            ("Order the oxygen", 3 * HOUR, {}),
            ("Teach inhaler use", 50 * HOUR, {}),
            ("Find a second caregiver", None, {}),
        ]
    ):
        due_at = now + due if due else None
        actions.open_item(
            case, by=lead, activity="teaching", subject=f"s{n}", what=what, due_at=due_at, **facts, **more
        )
    actions.start_follow_up(
        case,
        by=lead,
        activity="follow_up",
        what="Call the daughter",
        owner=lead,
        first_due_at=now + HOUR,
        every_days=7,
    )
    return lead


@pytest.fixture
def open_page(page, live_server, lead, settings):
    """Open an address as the lead."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(lead)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    def go(path: str, width: int = 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + path)
        return page

    return go


def check(page, name: str) -> None:
    """axe finds nothing; a picture where one was asked for."""
    look(page)
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_of_work_is_accessible(open_page, case, lead, width):
    item = Item.objects.order_by("pk").first()
    for name, path in {
        "my-day": "/my-day/",
        "my-day-kind": "/my-day/?group=kind",
        "item": f"/items/{item.pk}/",
        "snooze": f"/items/{item.pk}/snooze/",
        "work": f"/cases/{case.pk}/items/",
        "new-follow-up": f"/cases/{case.pk}/follow-ups/new/",
        "book": f"/cases/{case.pk}/appointments/new/",
        "choose": "/quick/contact/",
        "contact": f"/quick/contact/{case.pk}/?item={item.pk}",
        "calendar": "/calendar/",
        "notices": "/notices/",
        "told": "/notices/preferences/",
    }.items():
        page = open_page(path, width)
        check(page, f"{name}-{width}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} scrolls sideways"


def test_a_row_is_done_in_its_place(open_page):
    page = open_page("/my-day/")
    row = page.locator("article", has_text="Order the oxygen")
    row.get_by_role("button", name="Done").click()
    row.get_by_text("done", exact=True).first.wait_for()
    assert Item.objects.get(what="Order the oxygen").status == "done"
    assert page.url.endswith("/my-day/")


def test_waiting_is_asked_in_the_row_and_kept(open_page):
    page = open_page("/my-day/")
    row = page.locator("article", has_text="Order the oxygen")
    row.get_by_role("link", name="Waiting on").click()
    row.get_by_label("Waiting on whom").fill("Dr Rao")
    row.get_by_role("button", name="Waiting on somebody").click()
    row.get_by_text("waiting on Dr Rao").wait_for()
    check(page, "my-day-waiting")


def test_a_contact_without_the_interpreter_is_asked_about_and_then_keeps_the_promise(open_page):
    page = open_page("/my-day/")
    page.locator("article", has_text="Call the daughter").get_by_role("link", name="Log contact").click()
    page.get_by_label("Note").fill("She will come on Friday")
    page.get_by_role("button", name="Save contact").click()
    page.get_by_text("Say why no interpreter was used").first.wait_for()
    expect(page.get_by_label("Note")).to_have_value("She will come on Friday")
    check(page, "contact-refused")
    page.get_by_label("Why no interpreter").fill("The daughter speaks English")
    page.get_by_role("button", name="Save contact").click()
    page.locator("#notices").get_by_text("Contact logged.").wait_for()
    assert Item.objects.filter(what="Call the daughter", n=1).get().status == "done"
    assert Item.objects.filter(what="Call the daughter", n=2).get().is_live
    check(page, "work-after-contact")


def test_a_notice_arrives_and_is_read(open_page, lead):
    from worklist.models import Reminder

    Reminder.objects.update(due_at=clock.now() - HOUR)
    planner.plan_all()
    page = open_page("/notices/")
    check(page, "notices-new")
    new = page.get_by_role("button", name="Read", exact=True)
    before = new.count()
    assert before > 1
    new.first.click()
    expect(new).to_have_count(before - 1)


def test_everything_works_without_script(browser, live_server, lead):
    client = Client()
    client.force_login(lead)
    name = settings.SESSION_COOKIE_NAME
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + "/my-day/")
    page.locator("article", has_text="Order the oxygen").get_by_role("link", name="Waiting on").click()
    page.get_by_label("Waiting on whom").fill("Dr Rao")
    page.get_by_role("button", name="Waiting on somebody").click()
    expect(page).to_have_url(re.compile("/my-day/$"))
    expect(page.get_by_text("waiting on Dr Rao")).to_have_count(1)
    context.close()
