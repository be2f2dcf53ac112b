"""The same way with script switched off: every verb is a plain form on a page of its own."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from intake.models import IntakeRequest
from tests.journeys.hand import Hand
from worklist.models import ContactAttempt, Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_door_to_the_first_contact(hand: Any, hospital: SimpleNamespace) -> None:
    desk = hand(hospital.desk.username, java_script_enabled=False)
    _register(desk)
    _screen_and_accept(desk)
    _assign_without_a_booking(desk)
    asked = IntakeRequest.objects.get()
    assert (asked.case.lead, asked.waiver) == (hospital.lead, "Asleep after the operation")

    lead = hand(hospital.lead.username, java_script_enabled=False)
    lead.link("Log contact", lead.page.get_by_role("article").filter(has_text="Make the first contact"))
    lead.chip("Outcome", "No answer")
    lead.chip("Interpreter", "Not used")
    lead.button("Save contact")
    expect(lead.page.locator(".cm-error-summary")).to_contain_text("Say why no interpreter was used")
    lead.type("Why no interpreter", "Nobody answered")
    lead.button("Save contact")
    expect(lead.page.locator("#notices")).to_contain_text("Contact logged.")
    assert ContactAttempt.objects.get().outcome == "no_answer"
    assert Item.objects.get(kind=Item.Kind.FIRST_CONTACT, owner=hospital.lead).is_live


def _register(desk: Hand) -> None:
    desk.link("New arrival")
    desk.type("Family name", "Okafor")
    desk.type("Given name", "Amarra")
    desk.button("Check for matches", desk.page.get_by_role("region", name="Look first"))
    expect(desk.page.get_by_role("region", name="Possible matches")).to_contain_text("Amara")
    expect(desk.page.get_by_label("Given name").first).to_have_value("Amarra")
    desk.chip("None of these fits", "Never been here")
    desk.choose("Language spoken", "Igbo")
    desk.chip("Interpreter", "By phone")
    desk.button("Register")
    expect(desk.page.locator("#notices")).to_contain_text("Registered.")


def _screen_and_accept(desk: Hand) -> None:
    desk.chip("What is needed most?", "Next place of care")
    desk.chip("Is there help at home?", "Nobody")
    desk.button("Save answers")
    expect(desk.page.get_by_role("region", name="How urgent")).to_contain_text("Nobody helps at home")
    desk.button("High")
    expect(desk.page.locator("#notices")).to_contain_text("Accepted.")


def _assign_without_a_booking(desk: Hand) -> None:
    """A case leaves the desk with a first contact booked, or with the reason why not."""
    desk.link("Assign R. Patel")
    desk.press(desk.page.get_by_text("Another time, or no booking"))
    desk.button("Assign")
    expect(desk.page.get_by_text("Book the first contact, or say why none is booked.").first).to_be_visible()
    desk.type("Or why no first contact is booked", "Asleep after the operation")
    desk.button("Assign")
    expect(desk.page.locator("#notices")).to_contain_text("Assigned.")
    expect(desk.page.get_by_role("main")).to_contain_text(re.compile("Not booked:.*Asleep"))
