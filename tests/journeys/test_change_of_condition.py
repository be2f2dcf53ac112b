"""A change of condition told to a team of seven: acknowledged by six, one of them by their deputy, seen live."""

import os
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.permissions import Role
from messaging.models import Acknowledgement, ConditionChange
from teams.actions import assign
from tests.conftest import THEN
from tests.messaging.changes import stand_in
from worklist.models import Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")
WIDTHS = (1440, 1024, 390)


def picture(hand: Any, name: str) -> None:
    """The page at three widths: axe finds nothing, nothing runs off the side; kept where somebody asked for pictures."""
    for width in WIDTHS:
        hand.page.set_viewport_size({"width": width, "height": 900})
        hand.look()
        if PICTURES:
            hand.page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    hand.page.set_viewport_size({"width": 1440, "height": 900})


@pytest.fixture
def seven(gathered: SimpleNamespace, person: Any) -> SimpleNamespace:
    """The nurse who tells it, and six who must know; the coordinator is away and a colleague stands in."""
    gathered.stands_in = person("s.tand", Role.COORDINATOR, name="Sam Tand")
    extra = person("e.lind", Role.NURSE, name="Eva Lind")
    assign(gathered.case, by=gathered.supervisor, user=extra, role=Role.NURSE)
    assign(gathered.case, by=gathered.supervisor, user=gathered.second, role=Role.CASE_MANAGER)
    stand_in(gathered.coordinator, gathered.stands_in, gathered.case.facility)
    gathered.six = [gathered.lead, gathered.worker, gathered.physician, extra, gathered.second]
    return gathered


def test_six_know_one_of_them_through_a_deputy(seat: Any, world: Any, seven: SimpleNamespace) -> None:
    case = seven.case
    tab = reverse("messaging:case", args=[case.pk])
    nurse = seat(seven.nurse)
    nurse.go(reverse("cases:summary", args=[case.pk]))
    nurse.presses = 0
    nurse.link("Messages", within=nurse.page.get_by_role("navigation", name="Parts of the case"))
    nurse.link("Tell of a change")
    nurse.type("What happened", "Found on the floor at 09:40, awake, no bleeding")
    picture(nurse, "broadcast")
    nurse.button("Critical")
    nurse.told("The team is told.")
    assert nurse.presses == 3
    change = ConditionChange.objects.get()
    nurse.sees("0 of 6 know")
    picture(nurse, "who-knows-nobody")

    world(THEN + timedelta(minutes=5))
    for user in seven.six:
        hand = seat(user)
        hand.go("/changes/" if user.default_role == Role.CONSULTANT else "/my-day/")
        hand.presses = 0
        hand.sees("Found on the floor at 09:40")
        if user == seven.lead:
            picture(hand, "my-day")
        if user == seven.physician:
            picture(hand, "changes")
        hand.button("Acknowledge")
        hand.told("Acknowledged.")
        assert hand.presses == 1
    deputy = seat(seven.stands_in)
    deputy.go("/my-day/")
    deputy.button("Acknowledge")
    deputy.told("Acknowledged.")

    # Nobody pressed anything here: the page asks every fifteen seconds who knows.
    expect(nurse.page.locator("#changes")).to_contain_text("6 of 6 know", timeout=20_000)
    expect(nurse.page.locator("#changes")).to_contain_text("by S. Tand as deputy")
    rows = Acknowledgement.objects.filter(change=change)
    assert set(rows.values_list("status", flat=True)) == {"acknowledged"}
    assert rows.exclude(standing_in=None).get().user == seven.coordinator
    assert not Item.objects.filter(kind="acknowledge", status="open").exists()
    picture(nurse, "who-knows-all")

    lead = seat(seven.lead)
    lead.go("/my-day/")
    lead.sees("Look at the plan: change of condition")
    lead.go(tab)
    picture(lead, "tab")


def test_told_from_home_in_three_presses(seat: Any, seven: SimpleNamespace) -> None:
    """The key, the patient, and how grave it is; typing is free."""
    nurse = seat(seven.nurse)
    nurse.presses = 1
    nurse.page.keyboard.press("b")
    nurse.page.wait_for_url("**/quick/change/")
    nurse.look()
    nurse.link("Okafor")
    nurse.type("What happened", "Fever of 39")
    nurse.button("Urgent")
    nurse.told("The team is told.")
    assert nurse.presses == 3


def test_without_script(hand: Any, seven: SimpleNamespace) -> None:
    """The same by plain forms."""
    nurse = hand("n.fisher", java_script_enabled=False)
    nurse.go(reverse("messaging:broadcast", args=[seven.case.pk]))
    nurse.type("What happened", "Fever of 39")
    nurse.button("Urgent")
    nurse.sees("0 of 6 know")
    worker = hand("w.adler", java_script_enabled=False)
    worker.go("/my-day/")
    worker.button("Acknowledge")
    nurse.go(reverse("messaging:case", args=[seven.case.pk]))
    nurse.sees("1 of 6 know")


def test_relay_and_conversation_look_right(seat: Any, seven: SimpleNamespace) -> None:
    """The other pages of the tab, filled in as people do."""
    nurse = seat(seven.nurse)
    nurse.go(reverse("messaging:raise_relay", args=[seven.case.pk]))
    picture(nurse, "relay-new")
    nurse.chip("Which way", "To the patient")
    nurse.type("Or somebody else", "Dr Rao, cardiology")
    nurse.type("Message", "The scan is on Thursday; no food after midnight.")
    nurse.button("Pass something on")
    nurse.told("Taken up.")
    nurse.link("Delivered")
    nurse.chip("How", "In person")
    nurse.type("In plain words", "On Thursday we take a picture of your heart. Do not eat after midnight.")
    nurse.button("Delivered")
    nurse.told("Delivered.")
    picture(nurse, "relay")
    nurse.go(reverse("messaging:open_thread", args=[seven.case.pk]))
    nurse.type("What it is about", "Oxygen at home")
    nurse.type("Message", "Who orders it?")
    nurse.page.get_by_label("Wanda Adler").check()
    picture(nurse, "thread-new")
    nurse.button("Begin a conversation")
    nurse.told("The conversation is open.")
    nurse.button("Pin as decided")
    nurse.told("Pinned.")
    worker = seat(seven.worker)
    worker.go(reverse("messaging:case", args=[seven.case.pk]))
    worker.sees("1 unread")
    picture(worker, "tab-unread")
    worker.link("Oxygen at home")
    picture(worker, "thread")
    worker.go(reverse("messaging:threads"))
    picture(worker, "threads")
    nurse.go("/relays/")
    picture(nurse, "relays")
    boss = seat(seven.supervisor)
    boss.go("/relays/report/")
    picture(boss, "report")
