"""A joint assessment in two real browsers: typed, cut off and kept, contradicting, settled, signed twice, complete."""

import os
import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from assessments import loading
from assessments.actions.answering import answer
from assessments.actions.signing import sign_section
from assessments.actions.starting import start
from assessments.models import Answer, Assessment, Contradiction, Section
from teams.actions import assign
from tests.assessments.conftest import fill, section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")
WIDTHS = (1440, 1024, 390)


@pytest.fixture
def joint(gathered: SimpleNamespace) -> Assessment:
    """Begun by the lead; everything but the two sections of nurse and social worker is answered and signed."""
    loading.load(loading.shipped())
    made = start(gathered.case, by=gathered.lead, form="joint")
    for part in made.sections.exclude(instrument__instrument__code__in=("nursing-section", "social-section")):
        fill(part, gathered.worker)
        sign_section(part, by=gathered.worker)
    gathered.joint = made
    return made


def picture(page: Page, name: str) -> None:
    """As somebody sees it at three widths, where pictures were asked for."""
    if PICTURES:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1440, "height": 900})


def chip(page: Page, link: str, value: str) -> None:
    """One answer of a question."""
    page.locator(f"[data-line='{link}'] input[value='{value}']").check()


def kept(page: Page) -> None:
    expect(page.locator("[data-draft-state]")).to_have_attribute("data-state", "saved")


def answered(part: Section, link: str) -> object:
    return Answer.objects.filter(section=part, link_id=link).values_list("value", flat=True).first()


def test_nurse_and_social_worker_complete_a_joint_assessment(joint, gathered, seat):
    nursing, social = section(joint, "nursing-section"), section(joint, "social-section")
    fill(social, gathered.worker, household="family", helper="family")
    sign_section(social, by=gathered.worker)
    # The nurse resumes from her day in one press, and answers; what she types is kept by itself.
    nurse = seat(gathered.nurse)
    nurse.go("/my-day/")
    nurse.presses = 0
    nurse.link("Resume")
    assert nurse.presses == 1
    expect(nurse.page.get_by_role("heading", name=nursing.instrument.title)).to_be_visible()
    nurse.look()
    chip(nurse.page, "lives", "alone")
    kept(nurse.page)
    assert answered(nursing, "lives") == "alone"
    rest = {"lives": "alone", "helper-at-home": "by-day", "stairs": "none", "medicines-by": "helper"}
    fill(nursing, gathered.nurse, **rest)
    nurse.page.reload()
    picture(nurse.page, "section")
    nurse.presses = 0
    nurse.button(f"Sign: {nursing.instrument.title}")
    assert nurse.presses == 1
    nurse.told("Signed")
    picture(nurse.page, "joint-open")
    # Both sides of what contradicts stand first; the nurse settles it, and the lead sums up.
    found = Contradiction.objects.get(assessment=joint, rule="lives_alone")
    one = nurse.page.locator(f"#contradiction-{found.pk}")
    expect(one).to_contain_text("Alone")
    one.get_by_role("button", name=re.compile("^Social worker:")).click()
    nurse.told("Settled")
    for row in Contradiction.objects.filter(assessment=joint, gone_at=None, decision=""):
        nurse.page.locator(f"#contradiction-{row.pk}").get_by_role("button").first.click()
        nurse.told("Settled")
    lead = seat(gathered.lead)
    lead.go(f"/assessments/{joint.pk}/")
    lead.type("Summed up", "Goes home to her daughter, a nurse comes by day.")
    lead.page.locator("form").get_by_role("button", name="Save", exact=True).click()
    lead.told("Saved")
    # The second signer agrees and completes.
    nurse.go(f"/assessments/{joint.pk}/")
    nurse.sees("Goes home to her daughter")
    nurse.button("Agree and complete")
    nurse.told("The assessment is complete.")
    picture(nurse.page, "joint-complete")
    joint.refresh_from_db()
    assert (joint.status, joint.completed_by) == ("complete", gathered.nurse)
    nurse.go(f"/sections/{nursing.pk}/")
    nurse.look()
    picture(nurse.page, "signed")
    nurse.go(f"/cases/{joint.case_id}/assess/")
    nurse.look()
    picture(nurse.page, "tab")
    nurse.go(f"/cases/{joint.case_id}/assess/start/")
    nurse.look()
    picture(nurse.page, "start")


def test_the_line_is_cut_in_mid_form_and_nothing_typed_is_lost(joint, gathered, seat):
    nursing = section(joint, "nursing-section")
    nurse = seat(gathered.nurse)
    nurse.go(f"/sections/{nursing.pk}/")
    page = nurse.page
    chip(page, "lives", "alone")
    kept(page)
    page.context.set_offline(True)
    page.locator("[data-line='nursing-summary'] textarea").fill("Breathless on the stairs, sleeps upright")
    chip(page, "falls", "once")
    expect(page.locator("[data-draft-state]")).to_have_attribute("data-state", "failed")
    expect(page.locator("[data-draft-state]")).to_contain_text("Not saved. Your text is still here.")
    picture(page, "cut")
    assert answered(nursing, "nursing-summary") is None
    page.context.set_offline(False)
    kept(page)
    expect(page.locator("[data-line='nursing-summary'] textarea")).to_have_value(re.compile("sleeps upright"))
    assert answered(nursing, "nursing-summary") == "Breathless on the stairs, sleeps upright"
    assert answered(nursing, "falls") == "once"
    # On another machine she goes on at the first gap with everything she typed.
    again = seat(gathered.nurse)
    again.go(f"/sections/{nursing.pk}/")
    expect(again.page.locator("[data-line='nursing-summary'] textarea")).to_have_value(re.compile("upright"))
    gap = again.page.evaluate("document.activeElement.closest('[data-line]')?.dataset.line")
    assert gap == again.page.locator("[data-answers]").get_attribute("data-first")


def test_two_people_in_one_section_compare_and_settle(joint, gathered, seat):
    nursing = section(joint, "nursing-section")
    assign(gathered.case, by=gathered.supervisor, user=gathered.night, role="nurse")
    first = seat(gathered.nurse)
    first.go(f"/sections/{nursing.pk}/")
    answer(nursing, by=gathered.night, answers={"nursing-summary": {"value": "Written at night", "base": 0}})
    first.page.locator("[data-line='nursing-summary'] textarea").fill("Written in the morning")
    expect(first.page.locator("#clashed")).to_contain_text("Your text is kept.")
    assert answered(nursing, "nursing-summary") == "Written at night"
    first.look()
    first.page.get_by_role("button", name="Compare").click()
    expect(first.page.get_by_text("Written at night")).to_be_visible()
    first.look()
    picture(first.page, "clash")
    first.page.locator("input[value='new']").check()
    first.page.locator("textarea[name='nursing-summary']").fill("Written at night, and in the morning")
    first.button("Settle and save")
    first.told("Settled")
    assert answered(nursing, "nursing-summary") == "Written at night, and in the morning"


def test_a_section_is_answered_and_signed_by_keyboard_alone(joint, gathered, seat):
    nursing = section(joint, "nursing-section")
    fill(nursing, gathered.nurse)
    Answer.objects.filter(section=nursing, link_id="lives").update(value=None)
    nurse = seat(gathered.nurse)
    nurse.go(f"/sections/{nursing.pk}/")
    page = nurse.page
    # It opened at the one gap; the arrow chooses, Tab goes on to the foot of the sheet.
    assert page.evaluate("document.activeElement.name") == "lives"
    page.keyboard.press("Space")
    kept(page)
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith("Sign:"):
            break
    page.keyboard.press("Enter")
    nurse.told("Signed")
    nursing.refresh_from_db()
    assert nursing.status == "signed"


@pytest.mark.parametrize("width", [1024, 390])
def test_every_page_of_it_fits_and_can_be_used_by_everybody(joint, gathered, seat, width):
    nursing = section(joint, "nursing-section")
    worker = seat(gathered.worker, width=width)
    for path in (
        f"/cases/{joint.case_id}/assess/", f"/cases/{joint.case_id}/assess/start/", f"/assessments/{joint.pk}/",
        f"/sections/{section(joint, 'social-section').pk}/", f"/sections/{section(joint, 'phq-2').pk}/",
        f"/sections/{nursing.pk}/", f"/sections/{section(joint, 'phq-2').pk}/addendum/",
    ):  # fmt: skip
        assert worker.go(path) == 200
        worker.look()
