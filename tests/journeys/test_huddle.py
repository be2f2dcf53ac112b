"""The round over twelve patients by keyboard alone, each decision being work at once; and once without script."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.actors import ensure, system
from accounts.permissions import Role
from discharge.actions import set_expected_date
from discharge.models import ExpectedDateChange, Huddle, HuddleDecision
from discharge.plans import plan_of
from encounters import actions as encounters
from patients.actions import open_case, register
from teams.actions import assign
from tests.conftest import THEN
from tests.journeys.hand import Hand
from tests.journeys.test_by_keyboard import choose, enter, reach, type_into
from tests.journeys.test_change_of_condition import picture
from worklist.models import Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TWELVE = 12
FRIDAY = date(2026, 11, 6)


@pytest.fixture
def house(ward: SimpleNamespace, facility: Any, unit: Any, team: Any) -> SimpleNamespace:
    """Twelve patients on 4B whom one person leads, each to leave on Friday."""
    ensure()
    for number in range(1, TWELVE + 1):
        patient = register(
            facility, by=ward.desk, family=f"Guest{number:02}", given="Ines", sex="female", birth_date=date(1950, 1, number)
        )  # fmt: skip
        case = open_case(patient, by=ward.desk, team=team, unit=unit)
        assign(case, by=ward.supervisor, user=ward.lead, role=Role.CASE_MANAGER, is_lead=True)
        stay = encounters.admit(
            patient, by=system("feed"), facility=facility, kind="IMP", unit=unit, event_at=THEN - timedelta(hours=number),
            key=f"visit-{number}",
        )  # fmt: skip
        encounters.link_to_case(stay, by=system("feed"), case=case)
        case.refresh_from_db()
        set_expected_date(plan_of(case, ward.lead), by=ward.lead, expected_on=FRIDAY, why="Usual length")
    return ward


def turn(page: Page, number: int) -> None:
    """The next patient is there, and the keyboard stands where the decision is typed."""
    page.wait_for_load_state()
    expect(page.get_by_text(f"Patient {number} of {TWELVE}")).to_be_visible()
    expect(page.get_by_label("Decision or barrier")).to_be_focused()


def test_twelve_patients_by_keyboard_alone(seat: Any, house: SimpleNamespace) -> None:
    lead = seat(house.lead)
    page, keys = lead.page, lead.page.keyboard
    begins(lead)
    turn(page, 1)
    picture(lead, "huddle-turn")
    expect(page.get_by_role("timer")).to_contain_text(":")
    page.get_by_label("Decision or barrier").focus()
    keys.type("Call the second supplier")
    keys.press("ControlOrMeta+Enter")
    turn(page, 2)
    the_date_needs_its_cause(lead)
    turn(page, 3)
    enter(page, "link", "Skip")
    for number in range(4, TWELVE + 1):
        turn(page, number)
        keys.press("ControlOrMeta+Enter")
    # The one who was skipped comes round again.
    turn(page, 3)
    keys.type("Ask the daughter")
    keys.press("ControlOrMeta+Enter")
    ends(lead)
    what_it_came_to(house)


def begins(lead: Hand) -> None:
    """From the board, by its key, over the unit."""
    page = lead.page
    lead.go(reverse("board:home"))
    picture(lead, "board")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", level=1)).to_have_text("Huddle")
    picture(lead, "huddle-start")
    reach(page, page.get_by_label("Unit"))
    page.keyboard.type("4B")
    reach(page, page.get_by_label("Nurse case manager"))
    page.keyboard.press("Space")
    enter(page, "button", "Begin")
    expect(page.get_by_role("link", name=f"Patient 1 of {TWELVE}")).to_be_focused()
    picture(lead, "huddle-round")
    page.get_by_role("link", name=f"Patient 1 of {TWELVE}").focus()
    page.keyboard.press("Enter")


def the_date_needs_its_cause(lead: Hand) -> None:
    """A day later without a cause is refused, with nothing typed lost; with it, work and date are saved together."""
    page, keys = lead.page, lead.page.keyboard
    keys.type("Book a ride")
    choose(page, "Expected date", "+1 day")
    type_into(page, "Reason", "No driver on Friday")
    keys.press("ControlOrMeta+Enter")
    expect(page.locator(".cm-error-summary")).to_contain_text("The date moves out")
    lead.look()
    expect(page.get_by_label("Decision or barrier")).to_have_value("Book a ride")
    expect(page.get_by_label("Reason")).to_have_value("No driver on Friday")
    assert HuddleDecision.objects.count() == 1
    reach(page, page.get_by_label("What holds the patient"))
    keys.type("E05")
    type_into(page, "Reason", "")
    keys.press("ControlOrMeta+Enter")


def ends(lead: Hand) -> None:
    page = lead.page
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    expect(page.get_by_text("Decided", exact=True)).to_have_count(TWELVE)
    picture(lead, "huddle-decided")
    enter(page, "button", "End the huddle")
    lead.told("The huddle has ended.")


def what_it_came_to(house: SimpleNamespace) -> None:
    """Twelve were spoken of; three decisions are work of the lead, and one date moved with its cause."""
    huddle = Huddle.objects.get()
    assert (len(huddle.cases), huddle.present, huddle.ended_at) == (TWELVE, [Role.NURSE], THEN)
    assert huddle.decisions.count() == TWELVE
    work = huddle.decisions.exclude(item=None).order_by("item__what")
    assert list(work.values_list("item__what", "item__owner")) == [
        ("Ask the daughter", house.lead.pk), ("Book a ride", house.lead.pk), ("Call the second supplier", house.lead.pk),
    ]  # fmt: skip
    moved = ExpectedDateChange.objects.get(old__isnull=False)
    assert (moved.new, moved.cause) == (FRIDAY + timedelta(days=1), "E05")


def test_the_same_without_script(hand: Any, house: SimpleNamespace) -> None:
    lead = hand(house.lead.username, java_script_enabled=False)
    lead.go(reverse("board:home"))
    lead.link("Huddle", lead.page.get_by_role("main"))
    lead.choose("Unit", "4B Medicine")
    lead.button("Begin")
    lead.link(f"Patient 1 of {TWELVE}")
    for number in range(1, TWELVE + 1):
        expect(lead.page.get_by_text(f"Patient {number} of {TWELVE}")).to_be_visible()
        lead.type("Decision or barrier", f"Decision {number}")
        lead.button("Save, next")
    expect(lead.page.get_by_text("Decided", exact=True)).to_have_count(TWELVE)
    lead.button("End the huddle")
    lead.sees("The huddle has ended.")
    assert Item.objects.filter(what__startswith="Decision", owner=house.lead).count() == TWELVE
