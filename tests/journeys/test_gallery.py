"""The design system in a browser: accessible in every guise, usable by keyboard, keeping text, quiet under the policy."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.permissions import Role
from tests.journeys.hand import AXE, FAULTS, RULES

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.journeys.gallery_urls")]

GUISES = [
    ("", 1440),
    ("?theme=dark", 1440),
    ("?dir=rtl", 1440),
    ("", 1024),
    ("", 390),
    ("?theme=dark", 390),
    ("?page=case", 1440),
    ("?page=case&theme=dark", 390),
]


@pytest.fixture
def cookie(live_server: Any, person: Callable[..., Any]) -> Any:
    """The session of somebody signed in."""
    client = Client()
    client.force_login(person("m.svensson", Role.CASE_MANAGER), backend=settings.AUTHENTICATION_BACKENDS[1])
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}


def _is_complaint(said: Any) -> bool:
    """An error of the page; a request that the test itself cut off or refused is none."""
    cut_off = "net::ERR_FAILED" in said.text or "/gallery/verb/" in (said.location or {}).get("url", "")
    return said.type == "error" and not cut_off and "/gallery/verb/" not in said.text


@pytest.fixture
def open_page(browser: Browser, live_server: Any, cookie: Any) -> Iterator[Callable[..., Page]]:
    """Open the gallery; at the end the console must have stayed empty."""
    contexts, complaints = [], []

    def make(query: str = "", width: int = 1440, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}/gallery/{query}")
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(("query", "width"), GUISES)
def test_it_is_accessible_and_fits(open_page: Callable[..., Page], query: str, width: int) -> None:
    page = open_page(query, width)
    page.evaluate("() => document.fonts.ready")
    # Run through the debugger's door, as the page's policy forbids scripts that are not its own.
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE.read_text()})
    found = page.evaluate(FAULTS, RULES)
    assert found["faults"] == []
    assert found["passes"] > 20
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keys_act_outside_fields_only(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.route("**/search/", lambda route: route.fulfill(content_type="text/html", body="<p>None found</p>"))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    search = page.get_by_label("Search name, number, bed or phone")
    expect(search).to_be_focused()
    page.keyboard.type("?j")
    expect(search).to_have_value("?j")
    expect(page.locator("#search-results")).to_have_text("None found")
    expect(page.locator("#keys")).not_to_be_visible()
    search.evaluate("field => field.blur()")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr[data-row]").nth(1)).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("b")
    expect(page).to_have_url(re.compile("#board$"))


def test_typed_text_is_kept_and_comes_back_with_its_focus(open_page: Callable[..., Page]) -> None:
    page = open_page()
    note = page.locator("#id_note")
    note.fill("Daughter is at home from Friday")
    state = page.locator("form[data-draft-url] [data-draft-state]").first
    expect(state).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    page.reload()
    expect(note).to_have_value("Daughter is at home from Friday")
    expect(note).to_be_focused()
    page.get_by_role("button", name="Discard it").click()
    expect(note).to_have_value("")
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(note).to_have_value("")


def test_a_draft_that_cannot_be_kept_says_so(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.route(
        "**/drafts/**",
        lambda route: (
            route.fulfill(status=200, json={"fields": {}}) if route.request.method == "GET" else route.abort()
        ),
    )
    page.locator("#id_note").fill("Lost?")
    state = page.locator("form[data-draft-url] [data-draft-state]").first
    expect(state).to_have_text("Not saved. Your text is still here.")
    expect(page.locator("#announcer")).to_have_text("Not saved. Your text is still here.")


def test_the_error_summary_takes_focus_and_leads_to_the_field(open_page: Callable[..., Page]) -> None:
    page = open_page()
    expect(page.locator(".cm-error-summary")).to_be_focused()
    page.get_by_role("link", name="Unit: Fill this in.").click()
    expect(page.locator("#wrong_unit")).to_be_focused()


def test_menus_close_on_escape_and_give_focus_back(open_page: Callable[..., Page]) -> None:
    page = open_page()
    summary = page.locator(".cm-quick > summary")
    summary.click()
    expect(page.get_by_role("link", name="Log a contact")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Log a contact")).not_to_be_visible()
    expect(summary).to_be_focused()


def test_colours_follow_the_device_when_the_person_leaves_it_open(open_page: Callable[..., Page]) -> None:
    page = open_page("?theme=auto", color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_it_works_without_script(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    page.locator(".cm-quick > summary").click()
    expect(page.get_by_role("link", name="Log a contact")).to_be_visible()
    expect(page.get_by_role("button", name="Use this record").first).to_be_visible()


def test_nothing_is_left_in_the_browser(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.locator("#id_note").fill("Private")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("localStorage.length") == 0
    # htmx keeps the address of the page, which never holds a name or a number; no page, no field.
    assert page.evaluate("Object.keys(sessionStorage)") in ([], ["htmx-current-path-for-history"])


REFUSAL = """<!doctype html><title>Not done</title><main><h1>Whole page</h1>
<div id="refusal"><div class="cm-notice" role="alert">This case already has a lead.</div></div></main>"""


def answer(page: Page, **reply: Any) -> None:
    """What the server says to the gallery's one htmx verb."""
    page.route("**/gallery/verb/", lambda route: route.fulfill(content_type="text/html", **reply))
    page.get_by_role("button", name="Hand over").click()


@pytest.mark.parametrize("status", [403, 404, 409])
def test_a_refusal_stands_among_the_notices_and_the_row_stays(
    open_page: Callable[..., Page], status: int
) -> None:
    page = open_page()
    answer(page, status=status, body=REFUSAL)
    expect(page.locator("#notices")).to_have_text("This case already has a lead.")
    expect(page.get_by_role("button", name="Hand over")).to_be_visible()
    expect(page).to_have_title(re.compile("^Gallery"))


@pytest.mark.parametrize("status", [409, 422])
def test_a_form_that_comes_back_replaces_itself_and_shows_its_mistake(
    open_page: Callable[..., Page], status: int
) -> None:
    page = open_page()
    answer(page, status=status, body='<form id="g-swap"><p tabindex="-1" data-focus>Say why.</p></form>')
    expect(page.get_by_text("Say why.", exact=True)).to_be_focused()
    expect(page.get_by_role("button", name="Hand over")).to_have_count(0)


def test_a_server_that_fails_leaves_the_page_and_says_so(open_page: Callable[..., Page]) -> None:
    page = open_page()
    answer(page, status=500, body="<p>stack of details</p>")
    expect(page.locator("#notices")).to_contain_text("Not saved. Your text is still here.")
    expect(page.get_by_text("stack of details")).to_have_count(0)


def test_a_new_notice_is_announced_once_and_focus_follows_the_swap(open_page: Callable[..., Page]) -> None:
    page = open_page()
    body = '<span id="g-swap"><span class="cm-notice" data-announce><span class="cm-notice-text">Handed over.</span></span></span>'
    answer(page, status=200, body=body)
    expect(page.locator("#announcer")).to_have_text("Handed over.")
    assert page.evaluate("document.activeElement !== document.body")


def test_the_idle_warning_comes_in_time_and_only_a_click_extends(open_page: Callable[..., Page]) -> None:
    page = open_page()
    warning = page.locator("#idle")
    page.clock.install()
    page.reload()
    page.clock.fast_forward("12:50")
    expect(warning).not_to_be_visible()
    page.clock.fast_forward("00:20")
    expect(warning).to_be_visible()
    with page.expect_request("**/session/extend/") as asked:
        page.get_by_role("button", name="Stay signed in").click()
    assert asked.value.method == "POST"
    expect(warning).not_to_be_visible()
    page.clock.fast_forward("15:10")
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).not_to_be_visible()
