"""An administrator proves a hospital's own instrument in a browser before anybody is asked by it."""

import os

import pytest

from accounts.permissions import Role
from assessments.actions.instruments import load_version, open_instrument
from tests.assessments.conftest import load
from tests.assessments.instruments import body

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


PICTURES = os.environ.get("PICTURES", "")


def look(at, name):
    """axe finds nothing on the page."""
    at.look()
    if PICTURES:
        at.page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.fixture
def admin(world, person, facility):
    return person("a.root", Role.ADMINISTRATOR, facility)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_draft_is_tried_and_put_in_use(seat, admin, facility, width):
    mine = open_instrument(facility, by=admin, code="ward-mood")
    load_version(mine, by=admin, body=body("phq-9") | {"id": "ward-mood", "title": "Ward mood"})
    at = seat(admin, width=width)
    at.go("/instruments/")
    look(at, f"instruments-{width}")
    at.page.get_by_role("link", name="Ward mood").click()
    at.page.locator("#main").get_by_text("Not in use yet: nobody is asked by it.").wait_for()
    score = at.page.locator("#score")
    at.page.get_by_role("group", name="1. Little interest").get_by_label("Several days").check(force=True)
    score.get_by_text("8 missing").wait_for()
    assert "1–25" in score.inner_text()
    # Question 9 fires on an unfinished form; the choice keeps the keyboard.
    at.page.get_by_role("group", name="9. Thoughts").get_by_label("Several days").check(force=True)
    score.get_by_text("Thoughts of being better off dead").wait_for()
    look(at, f"instrument-{width}")
    at.page.get_by_role("button", name="Put in use now").click()
    at.page.locator("#notices").get_by_text("In use from now on.").wait_for()


def test_questions_appear_without_losing_what_was_chosen(seat, admin, facility):
    version = load("asq")
    at = seat(admin)
    at.go(f"/instruments/{version.pk}/")
    fifth = at.page.locator('[data-line="q5"]')
    assert fifth.is_hidden()
    first = at.page.get_by_role("group", name="1. In the past few weeks")
    first.get_by_label("Declined").check(force=True)
    fifth.wait_for(state="visible")
    assert first.get_by_label("Declined").is_checked()
    at.page.get_by_role("group", name="5. Are you having").get_by_label("Yes").check(force=True)
    at.page.locator("#score").get_by_text("Acute positive").wait_for()


def test_section_gg_is_a_table_of_codes(seat, admin, facility):
    version = load("section-gg")
    at = seat(admin)
    at.go(f"/instruments/{version.pk}/")
    look(at, "section-gg")
    at.page.get_by_label("Toileting hygiene: now").select_option("03")
    at.page.locator("#score").get_by_text("Needs at least partial help").wait_for()
    walk = at.page.locator('[data-line="gg0170j-now"]')
    assert walk.is_visible()
    at.page.get_by_label("Walk 10 feet: now").select_option("88")
    walk.wait_for(state="hidden")
