"""A goal written plainly while one types, and the patient's plan printed: with script, and without."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from careplans import actions
from careplans.models import Goal
from policy.loading import load_glossary

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HARD = "Ambulate 200 m to church with less dyspnea and without an exacerbation."


@pytest.fixture
def planned(teamed: SimpleNamespace) -> SimpleNamespace:
    """A plan with one goal of the patient."""
    load_glossary()
    teamed.plan = actions.draft_plan(teamed.case, by=teamed.lead, what_matters="To dance at the wedding")
    teamed.goal = actions.propose_goal(
        teamed.plan, by=teamed.lead, words="Walk to church", in_patients_words=True
    )
    return teamed


def test_plain_words_while_one_types_and_the_plan_on_paper(seat: Any, planned: SimpleNamespace) -> None:
    lead = seat(planned.lead)
    lead.go(reverse("careplans:propose", args=[planned.plan.pk]))
    lead.page.get_by_role("main").get_by_text("More", exact=True).first.click()
    box = lead.page.get_by_role("main").get_by_label("In plain words").first
    box.press_sequentially(HARD, delay=1)
    lead.sees("trouble breathing")
    lead.sees("about grade")
    lead.button("Write “Walk” for Ambulate")
    box = lead.page.get_by_role("main").get_by_label("In plain words").first
    expect(box).to_have_value(HARD.replace("Ambulate", "Walk"))
    lead.button("How plain is it?") if lead.page.get_by_role(
        "button", name="How plain is it?"
    ).count() else None
    lead.look()

    lead.go(reverse("careplans:goal-plain", args=[planned.goal.pk]))
    lead.type("In plain words", HARD)
    lead.button("How plain is it?")
    lead.button("Write all of them plainly")
    lead.look()
    lead.button("Save")
    lead.told("Saved in plain words.")
    assert (
        Goal.objects.get().plain == "Walk 200 m to church with less trouble breathing and without a flare-up."
    )

    lead.link("Print for the patient")
    lead.look()
    lead.chip("Letters", "Large print, 18 point")
    with lead.page.expect_download() as coming:
        lead.button("Make the PDF")
    assert coming.value.suggested_filename == "care-plan.pdf"
    assert coming.value.path().read_bytes().startswith(b"%PDF-")


def test_without_script_a_text_is_looked_at_on_a_page(seat: Any, planned: SimpleNamespace) -> None:
    lead = seat(planned.lead, java_script_enabled=False)
    lead.go(reverse("careplans:goal-plain", args=[planned.goal.pk]))
    lead.type("In plain words", HARD)
    lead.button("How plain is it?")
    lead.button("Write all of them plainly")
    expect(lead.page.get_by_label("In plain words")).to_have_value(
        "Walk 200 m to church with less trouble breathing and without a flare-up."
    )
    lead.go(reverse("careplans:plain-check"))
    lead.type("In plain words", HARD)
    lead.button("How plain is it?")
    lead.sees("trouble breathing")
