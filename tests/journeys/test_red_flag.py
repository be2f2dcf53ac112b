"""A call by the script: one press an answer; the red one is the nurse's at once, and climbs when nobody acts."""

import os
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from outreach.models import ScriptAnswer, ScriptRun
from tests.conftest import THEN
from worklist import planner
from worklist.actions import open_item
from worklist.models import ContactAttempt, Item, Notification

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PICTURES = os.environ.get("PICTURES", "")


def picture(page, name):
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def press(who, question, answer):
    """One press, and the page shows it as given."""
    row = who.page.locator(f"#question-{question}")
    who.press(row.get_by_role("button", name=answer, exact=True))
    expect(row.get_by_role("button", name=answer, exact=True)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_red_answer_escalates_at_once_and_climbs(gathered, seat, world, width):
    facts = {"activity": "follow_up", "what": "Call after leaving", "why": "Left on Friday"}
    open_item(gathered.case, by=gathered.lead, owner=gathered.coordinator, due_at=THEN + HOUR, **facts)
    who = seat(gathered.coordinator, width=width)
    who.go("/calls/")
    who.link("Okafor")
    who.button("Call by the script")
    who.sees("With whom do you speak?")
    who.page.get_by_label("Full name").check()
    who.page.get_by_label("Date of birth").check()
    who.button("Verified")
    who.sees("How has it gone for you since you came home?")
    who.presses = 0
    press(who, "since", "Well")
    press(who, "medicines", "Some are missing")
    press(who, "goal", "6")
    assert who.presses == 3
    who.sees("Told now: N. Fisher")
    who.look()
    picture(who.page, f"script-{width}")
    who.page.get_by_role("group", name="How it ended").get_by_label("Reached, nothing open").check()
    who.button("End the call")
    who.sees("A red flag was raised: choose to whom it was passed.")
    who.page.get_by_role("group", name="How it ended").get_by_label("Reached, passed to the nurse").check()
    who.button("End the call")
    who.told("The call is ended and logged as a contact.")
    assert (ScriptRun.objects.get().status, ContactAttempt.objects.get().result) == ("ended", "rn_now")
    assert ScriptAnswer.objects.count() == 3

    flag = Item.objects.get(kind="red_flag")
    assert flag.owner == gathered.nurse
    near = seat(gathered.nurse, width=width)
    near.go("/my-day/")
    near.sees("Red flag: Nurse now")
    near.sees("Medicines of the list are missing")
    near.look()
    picture(near.page, f"flag-{width}")

    world(THEN + 50 * MINUTE)
    planner.plan_all()
    assert Notification.objects.filter(item=flag, recipient=gathered.supervisor, safety=True).exists()

    boss = seat(gathered.supervisor, width=width)
    boss.go("/notices/")
    # Two rungs reach them: the deputy's, in whose place nobody stands in, and their own.
    told = boss.page.get_by_role("article").filter(has_text="Red flag: Nurse now")
    expect(told).to_have_count(2)
    for notice in told.all():
        expect(notice).to_contain_text("Nobody acted")
        expect(notice.get_by_text("new", exact=True)).to_be_visible()
    boss.look()
    picture(boss.page, f"flag-climbed-{width}")
    told.get_by_role("link").first.click()
    boss.sees("Red flag: Nurse now")
    boss.look()
