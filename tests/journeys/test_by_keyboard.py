"""The desk and My day by keyboard alone: no pointer is used after the page of sign-in has opened."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.permissions import Role
from intake.models import IntakeRequest
from patients.actions import open_case
from teams.actions import assign
from tests.conftest import PASSWORD, THEN
from worklist.actions import open_item
from worklist.models import ContactAttempt, Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAR = 90


def reach(page: Page, wanted: Locator) -> None:
    """Tab until the control has the focus; it must be reachable in the order of the page."""
    for _step in range(FAR):
        if wanted.count() and wanted.first.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


def type_into(page: Page, label: str, text: str) -> None:
    reach(page, page.get_by_label(label))
    page.keyboard.type(text)


def choose(page: Page, group: str, name: str) -> None:
    """Tab into the question, then the arrows to the answer."""
    chips = page.get_by_role("group", name=group).get_by_role("radio")
    wanted = page.get_by_role("group", name=group).get_by_label(name, exact=True)
    for _step in range(FAR):
        if chips.evaluate_all("all => all.includes(document.activeElement)"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    while not wanted.is_checked():
        page.keyboard.press("ArrowRight")


def enter(page: Page, role: Any, name: str) -> None:
    reach(page, page.get_by_role(role, name=name, exact=True))
    page.keyboard.press("Enter")


def sign_in(page: Page, url: str, username: str) -> None:
    page.goto(url + "/accounts/login/")
    type_into(page, "Username", username)
    type_into(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    # A key pressed before the page's scripts ran is nobody's key.
    page.wait_for_load_state("load")


def test_a_new_arrival_is_registered_screened_and_assigned(hand: Any, hospital: SimpleNamespace) -> None:
    desk = hand()
    page = desk.page
    sign_in(page, desk.url, hospital.desk.username)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="New arrival")).to_be_visible()
    type_into(page, "Family name", "Silva")
    type_into(page, "Given name", "Joao")
    choose(page, "Interpreter", "By video")
    choose(page, "Administrative sex", "Male")
    enter(page, "button", "Register")
    expect(page.locator("#notices")).to_contain_text("Registered.")
    page.wait_for_load_state("load")
    for group in (
        "What is needed most?",
        "Is somebody at risk of harm now?",
        "When is the patient expected to leave?",
    ):
        with page.expect_response(re.compile("/screen/$")):
            choose(page, group, page.get_by_role("group", name=group).locator("label").first.inner_text())
        # The next key is for the part that has come in, not for the one it replaces.
        expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    expect(page.get_by_role("region", name="How urgent")).to_contain_text("Somebody is at risk of harm now")
    enter(page, "button", "Complex")
    expect(page.locator("#notices")).to_contain_text("Accepted.")
    page.wait_for_load_state("load")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Assign the case")).to_be_visible()
    reach(page, page.get_by_role("group", name="Free times").get_by_role("button").first)
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("Assigned.")
    asked = IntakeRequest.objects.get()
    assert (asked.tier, asked.case.lead, asked.status) == (
        "emergent",
        hospital.lead,
        IntakeRequest.Status.ASSIGNED,
    )


def test_a_day_of_work_is_walked_through_by_rows(hand: Any, hospital: SimpleNamespace, team: Any) -> None:
    case = open_case(hospital.earlier, by=hospital.desk, team=team)
    assign(case, by=hospital.supervisor, user=hospital.lead, role=Role.CASE_MANAGER, is_lead=True)
    case.refresh_from_db()
    for n, what in enumerate(("Order the oxygen", "Call the daughter")):
        facts = {
            "activity": "teaching",
            "subject": f"s{n}",
            "why": "Asked for in rounds",
            "owner": hospital.lead,
        }
        open_item(case, by=hospital.lead, what=what, due_at=THEN + timedelta(hours=n + 1), **facts)
    lead = hand()
    page = lead.page
    sign_in(page, lead.url, hospital.lead.username)
    page.keyboard.press("j")
    expect(page.get_by_role("article").filter(has_text="Order the oxygen")).to_be_focused()
    page.keyboard.press("d")
    expect(page.get_by_role("article").filter(has_text="Order the oxygen")).to_contain_text("done")
    page.keyboard.press("j")
    expect(page.get_by_role("article").filter(has_text="Call the daughter")).to_be_focused()
    enter(page, "link", "Log contact")
    expect(page.get_by_role("heading", name="Log a contact")).to_be_visible()
    choose(page, "Outcome", "Reached")
    type_into(page, "Note", "She will come on Friday.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notices")).to_contain_text("Contact logged.")
    assert ContactAttempt.objects.get().note == "She will come on Friday."
    assert set(Item.objects.values_list("status", flat=True)) == {Item.Status.DONE}
