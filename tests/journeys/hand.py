"""Somebody at a browser: every press is counted, and axe looks at every page they come to."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from tests.conftest import PASSWORD

AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Only faults with their elements: to describe each of the thousands that passed takes longer than to look.
FAULTS = """
async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  const faults = found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html)]);
  return {faults, passes: found.passes.length};
}
"""


class Hand:
    """Drives one page as a person would. Typing and choosing by typing are free; a press of anything counts."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url, self.presses = page, url, 0

    def sign_in(self, username: str) -> None:
        """Through the door, with the password; ends on the person's own home."""
        self.page.goto(self.url + "/accounts/login/")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.get_by_role("button", name="Sign in", exact=True)).to_have_count(0)
        self.page.wait_for_load_state("load")
        self.presses = 0

    def go(self, path: str) -> int:
        """By an address somebody gave them; what the server answered."""
        answer = self.page.goto(self.url + path)
        return answer.status if answer else 0

    def press(self, what: Locator) -> None:
        """One press of a pointer; a page it leads to has come whole, so that what is counted there is all there is."""
        self.presses += 1
        what.click()
        self.page.wait_for_load_state("domcontentloaded")

    def link(self, name: str, within: Locator | None = None) -> None:
        self.press((within or self.page).get_by_role("link", name=name).first)

    def button(self, name: str, within: Locator | None = None) -> None:
        self.press((within or self.page).get_by_role("button", name=name, exact=True).first)

    def chip(self, group: str, name: str) -> None:
        """One chip of a question."""
        self.press(self.page.get_by_role("group", name=group).get_by_label(name, exact=True))

    def choose(self, label: str, option: str) -> None:
        """An entry of a list, counted as one press though it can be typed."""
        self.presses += 1
        self.page.get_by_role("combobox", name=label).first.select_option(label=option)

    def pick(self, label: str, letters: str) -> None:
        """An entry of a list by typing its first letters, which is free."""
        box = self.page.get_by_role("combobox", name=label).first
        box.focus()
        self.page.keyboard.type(letters)
        expect(box.locator("option:checked")).to_contain_text(letters)

    def type(self, label: str, text: str) -> None:
        self.page.get_by_role("main").get_by_label(label).first.fill(text)

    def moment(self, group: str, on: str, at: str) -> None:
        """A day and a time on the wall."""
        box = self.page.get_by_role("group", name=group)
        box.get_by_label("Date").fill(on)
        box.get_by_label("Time").fill(at)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def told(self, text: str) -> None:
        """What the page answered after a verb."""
        expect(self.page.locator("#notices")).to_contain_text(text)
        self.look()

    def look(self) -> None:
        """axe finds nothing here, and the page does not scroll sideways."""
        look(self.page)


def look(page: Page) -> None:
    """What `Hand.look` looks at, on a page that has come whole."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    found: Any = page.evaluate(FAULTS, RULES)
    assert not found["faults"], f"{page.url}: {found['faults']}"
    assert found["passes"] > 10
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"
