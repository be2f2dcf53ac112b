"""Before a rule goes live: an administrator drafts it, a supervisor sees whom it would tell, then it is put in force."""

import os
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from accounts.permissions import Role
from core import clock
from policy import queries
from policy.models import PackVersion
from tests.conftest import THEN
from worklist.actions import start_series
from worklist.models import FollowUp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")
WIDTHS = (1440, 1024, 390)
DRAFT = "Follow-up series: when, how often, until when, version 1"


def picture(hand: Any, name: str) -> None:
    """The page at three widths: axe finds nothing, nothing runs off the side."""
    for width in WIDTHS:
        hand.page.set_viewport_size({"width": width, "height": 900})
        hand.look()
        if PICTURES:
            hand.page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    hand.page.set_viewport_size({"width": 1440, "height": 900})


@pytest.fixture
def promised(gathered: Any, person: Any, facility: Any) -> Any:
    """An outreach in the high tier runs, weekly; an administrator keeps the rules."""
    gathered.admin = person("a.root", Role.ADMINISTRATOR, facility, name="Ada Root")
    gathered.series = start_series(
        gathered.case, by=gathered.lead, rule="outreach", tier="high", owner=gathered.coordinator
    )
    return gathered


def drafted(seat: Any, admin: User, facility: Any) -> Any:
    """The administrator's part: from the rules to a draft of outreach every third day."""
    hand = seat(admin)
    hand.go("/rules/")
    hand.link("Draft a change of Follow-up series")
    hand.page.locator("summary").filter(has_text="Outreach by tier").click()
    hand.page.get_by_label("Outreach by tier: High tier: Again after days").fill("3")
    hand.type("Who decided this, and when", "Board of 3 November")
    picture(hand, "draft")
    hand.button("Save as a draft")
    hand.sees("High tier: weekly for 30 days, the last on day 28: comes")
    picture(hand, "draft-examples")
    assert hand.page.get_by_label("Outreach by tier: High tier: Again after days").input_value() == "3"
    hand.page.get_by_label("These outcomes of the worked examples are what we want").check()
    hand.button("Save as a draft")
    hand.told("Drafted. It governs nothing yet.")
    hand.sees("What the draft changes")
    picture(hand, "version")
    return hand


def test_rehearsal_before_a_rule_goes_live(promised: Any, seat: Any, facility: Any, world: Any) -> None:
    admin = drafted(seat, promised.admin, facility)
    admin.presses = 0
    admin.link("Rehearse the next 14 days with this draft")
    admin.sees("Single rows are for supervisors: you see counts.")
    assert "Outreach to the patient" not in admin.page.get_by_role("main").inner_text()
    assert admin.presses == 1
    picture(admin, "rehearsal-counts")

    boss = seat(promised.supervisor)
    boss.presses = 0
    boss.link("The next 14 days")
    boss.choose("By a draft of the rules", DRAFT)
    boss.button("Rehearse")
    assert boss.presses == 3
    boss.sees("What the draft changes")
    row = boss.page.get_by_role("row", name="Outreach by tier: High tier: Again after days")
    expect(row).to_contain_text("7")
    expect(row).to_contain_text("3")
    more = boss.page.get_by_role("table", name="More by the draft", exact=True)
    expect(more).to_contain_text("C. Moss")
    expect(more).to_contain_text("Outreach to the patient at home")
    expect(more).to_contain_text(promised.case.reference)
    assert promised.earlier.family not in boss.page.get_by_role("main").inner_text()
    picture(boss, "rehearsal-rows")
    assert FollowUp.objects.count() == 1, "a rehearsal writes nothing"

    admin.page.go_back()
    admin.button("Put in force now")
    admin.told("In force from now on.")
    assert queries.series(facility, clock.now()).get("outreach").paces["high"].cadence.days == 3
    promised.series.refresh_from_db()
    assert promised.series.every_days == 7, "what began before keeps its rule"
    world(THEN + timedelta(minutes=1))
    made = start_series(
        promised.case, by=promised.lead, rule="outreach", tier="high", owner=promised.nurse,
        distinct_because="Another person calls",
    )  # fmt: skip
    assert (made.every_days, made.rule) == (3, PackVersion.objects.get(pack__facility=facility))


def test_by_keyboard_and_without_script(promised: Any, seat: Any, facility: Any) -> None:
    hand = seat(promised.admin)
    hand.go(f"/facilities/{facility.pk}/rules/ladder/")
    box = hand.page.get_by_label("Important: The deputy, minutes after")
    box.focus()
    hand.page.keyboard.press("Control+a")
    hand.page.keyboard.type("60, soon")
    hand.page.get_by_label("Who decided this, and when").fill("Board")
    hand.page.keyboard.press("Enter")
    hand.sees("Give whole minutes, separated by commas")
    expect(hand.page.locator(".cm-error-summary")).to_be_focused()
    picture(hand, "ladder-wrong")
    plain = seat(promised.admin, java_script_enabled=False)
    plain.go(f"/facilities/{facility.pk}/rules/follow-up/")
    plain.page.get_by_label("Reminders, minutes before").fill("-30, 0")
    plain.page.get_by_label("Who decided this, and when").fill("Board")
    plain.page.get_by_label("These outcomes").check()
    plain.button("Save as a draft")
    plain.sees("Every worked example of these rules comes out.")
