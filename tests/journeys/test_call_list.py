"""The coordinator's morning: three calls nobody answers, by pointer and by keyboard; the third begins the protocol."""

import os
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from outreach.models import Outreach
from patients.models import ContactPoint
from tests.conftest import THEN
from tests.journeys.hand import look
from worklist.actions import log_contact, open_item
from worklist.models import ContactAttempt, FollowUp, Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def calling(gathered):
    """The coordinator owes a call; a number may be called, another may not."""
    ContactPoint.objects.create(patient=gathered.earlier, kind="phone", value="555-0142", hours="mornings")
    ContactPoint.objects.create(patient=gathered.earlier, kind="phone", value="555-0666", safe_to_call=False)
    facts = {"activity": "follow_up", "what": "Call after leaving", "why": "Left on Friday"}
    open_item(gathered.case, by=gathered.lead, owner=gathered.coordinator, due_at=THEN + HOUR, **facts)
    return gathered


def picture(page, name):
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_three_unanswered_calls_begin_the_protocol_in_three_presses_each(calling, seat, world):
    who = seat(calling.coordinator)
    who.sees("To call until tonight")
    assert "555-0666" not in who.page.content()
    for day, said in (
        (0, "Contact logged."),
        (2, "Contact logged."),
        (4, "the unable-to-reach protocol runs"),
    ):
        world(THEN + timedelta(days=day, hours=4 * (day // 2)))
        # Another day: nobody is still signed in.
        who = seat(calling.coordinator)
        who.go("/calls/")
        who.look()
        who.presses = 0
        who.link("Okafor")
        who.chip("Outcome", "No answer")
        picture(who.page, f"call-panel-{day}")
        who.button("Save")
        who.told(said)
        assert who.presses <= 3
    found = Outreach.objects.get()
    assert (found.status, ContactAttempt.objects.count()) == ("running", 3)
    picture(who.page, "calls-protocol")
    who.go(f"/cases/{calling.case.pk}/calls/")
    who.presses = 0
    who.link("Hand up")
    who.button("Hand up to the supervisor")
    assert who.presses <= 2
    who.told("The supervisor decides.")
    picture(who.page, "case-calls")
    assert Item.objects.get(pk=Outreach.objects.get().item_id).owner == calling.supervisor


def test_by_keyboard_alone(calling, seat):
    who = seat(calling.coordinator)
    log_contact(
        calling.case,
        by=calling.coordinator,
        activity="follow_up",
        mode="phone",
        outcome="no_answer",
        at=THEN - HOUR,
    )
    who.go("/calls/")
    page = who.page
    row = page.get_by_role("link", name="Okafor").first
    row.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#panel-title")
    expect(panel).to_be_focused()
    page.get_by_role("radio", name="No answer").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save", exact=True).focus()
    page.keyboard.press("Enter")
    who.told("Contact logged.")
    assert ContactAttempt.objects.filter(outcome="no_answer").count() == 2
    assert FollowUp.objects.count() == 1


def test_any_contact_is_logged_from_home_in_four_presses(calling, seat):
    """The key, the patient, the outcome, save."""
    who = seat(calling.nurse)
    who.presses = 1
    who.page.keyboard.press("c")
    who.page.wait_for_url("**/quick/contact/")
    who.look()
    who.link("Okafor")
    who.chip("Outcome", "No answer")
    who.button("Save contact")
    who.told("Contact logged.")
    assert who.presses == 4
    assert ContactAttempt.objects.get().recorded_by == calling.nurse


def test_without_script(calling, seat):
    who = seat(calling.coordinator, java_script_enabled=False)
    who.page.goto(f"{who.url}/calls/")
    who.link("Okafor")
    expect(who.page).to_have_url(re.compile(r"/calls/[0-9a-f-]{36}/$"))
    who.page.get_by_label("Left a message").check()
    who.button("Save")
    expect(who.page.locator("#notices").get_by_text("Contact logged.")).to_be_visible()
    assert ContactAttempt.objects.get().outcome == "message"


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_everybody_can_use_the_pages(calling, seat, width):
    who = seat(calling.coordinator, width=width)
    item = Item.objects.get(what="Call after leaving")
    for name, path in {
        "calls": "/calls/",
        "log": f"/calls/{item.pk}/",
        "case": f"/cases/{calling.case.pk}/calls/",
        "visit": f"/cases/{calling.case.pk}/visits/new/",
    }.items():
        assert who.go(path) == 200
        picture(who.page, f"{name}-{width}")
        look(who.page)
