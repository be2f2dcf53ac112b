"""A plan from a template: a conflict, one return, approved in its second version; by keyboard alone."""

import os
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.permissions import Role
from careplans import actions
from careplans.actions.restrictions import restrict
from careplans.actions.templates import approve_template
from careplans.models import Conflict, Goal, Intervention, PlanVersion
from patients import stages
from patients.models import Case, Stage
from tests.journeys.hand import Hand
from tests.journeys.test_by_keyboard import enter, reach, type_into

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def planned(gathered: SimpleNamespace, packs: None, person: Any) -> SimpleNamespace:
    """A goal the patient agreed to; the surgeon keeps weight off the leg; one template is approved here."""
    case, lead = gathered.case, gathered.lead
    admin = person("a.root", Role.ADMINISTRATOR, case.facility)
    approve_template(
        case.facility, by=admin, template="heart_failure", answers_for_it="Dr A. Rao, cardiology"
    )
    stages.move(Case.objects.get(pk=case.pk), Stage.PLANNING, by=gathered.supervisor)
    gathered.plan = actions.draft_plan(
        case, by=lead, what_matters="To dance at the wedding", purpose="Home for the wedding"
    )
    goal = actions.propose_goal(
        gathered.plan, by=lead, words="Walk to church", in_patients_words=True, measure="metres",
        target="200 m", due_on=date(2026, 11, 20),
    )  # fmt: skip
    gathered.goal = actions.agree_goal(goal, by=lead)
    restrict(
        case, by=gathered.physician, kind="weight_bearing", value="non", words="No weight on the left leg",
        ordered_by="Dr Osei",
    )  # fmt: skip
    return gathered


def picture(person: Hand, name: str) -> None:
    if not PICTURES:
        return
    for width in (1440, 1024, 390):
        person.page.set_viewport_size({"width": width, "height": 900})
        person.page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    person.page.set_viewport_size({"width": 1440, "height": 900})


def submit(lead: Hand, plan: str) -> None:
    """From the top of the plan: after a verb the keyboard stands on the row it was about."""
    lead.go(plan)
    enter(lead.page, "button", "Submit")
    lead.page.wait_for_load_state("load")


def decide(boss: Hand) -> None:
    """From their own list to the page of the version."""
    boss.go("/my-day/")
    reach(boss.page, boss.page.get_by_role("link", name="Decide").first)
    boss.page.keyboard.press("Enter")
    expect(boss.page.get_by_role("heading", level=2)).to_contain_text("of the plan")
    boss.look()


def test_from_a_template_to_the_second_version(seat: Any, planned: SimpleNamespace) -> None:
    lead, boss = seat(planned.lead), seat(planned.supervisor)
    plan = reverse("careplans:plan", args=[planned.case.pk])
    from_a_template(lead, plan)
    meets_a_conflict(lead, planned.goal)
    is_refused(lead, plan)
    settle(lead, plan)
    submit(lead, plan)
    lead.told("The plan is submitted.")
    assert PlanVersion.objects.get().status == "submitted"

    decide(boss)
    type_into(boss.page, "What is to be changed", "Say how far she walks now.")
    enter(boss.page, "button", "Return with comment")
    boss.told("The plan is returned.")

    lead.go(plan)
    lead.sees("Say how far she walks now.")
    edit_in_place(lead, planned.goal)
    lead.go(plan)
    picture(lead, "plan-returned")
    submit(lead, plan)
    lead.told("The plan is submitted.")

    decide(boss)
    expect(boss.page.locator("#changes")).to_contain_text("50 m, with crutches")
    picture(boss, "approval")
    enter(boss.page, "button", "Approve")
    boss.told("The plan is approved.")
    second = PlanVersion.objects.get(status="approved")
    assert (second.number, second.approved_by) == (2, planned.supervisor)

    put_into_effect(lead, plan)
    assert Intervention.objects.filter(goal=planned.goal, status="active", item__isnull=False).exists()


def from_a_template(lead: Hand, plan: str) -> None:
    page = lead.page
    lead.go(plan)
    lead.look()
    reach(page, page.get_by_role("link", name="From a template"))
    page.keyboard.press("Enter")
    enter(page, "link", "Heart failure")
    reach(page, page.get_by_role("button", name="Put on the plan").first)
    page.keyboard.press("Enter")
    lead.told("on the plan")
    assert Goal.objects.count() > 1


def meets_a_conflict(lead: Hand, goal: Any) -> None:
    """The goal's own menu, by keys; what is typed there goes against the surgeon's word."""
    page = lead.page
    row = page.locator(f"#goal-{goal.pk}")
    reach(page, row.locator("summary").last)
    page.keyboard.press("Enter")
    reach(page, row.get_by_role("link", name="What is done for it"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("What is done for it")
    lead.look()
    type_into(page, "What is done", "Walk the corridor twice a day")
    reach(page, page.get_by_label("Who does it"))
    page.keyboard.type("Nurse")
    enter(page, "button", "Add")
    lead.told("Added to the plan.")
    # One with a step of the template, one with what was typed.
    assert severe().count() == 2
    lead.sees("keeps weight off")
    picture(lead, "plan-conflict")


def is_refused(lead: Hand, plan: str) -> None:
    """The severe conflicts are said first and have the keyboard; nothing was handed in."""
    submit(lead, plan)
    said = lead.page.locator(".cm-error-summary")
    expect(said).to_contain_text("A severe conflict is open")
    expect(said).to_be_focused()
    lead.look()
    assert PlanVersion.objects.get().status == "draft"


def severe() -> Any:
    return Conflict.objects.filter(status="open", severity="severe", rule="weight_bearing")


def settle(lead: Hand, plan: str) -> None:
    """One after the other, each with what was decided."""
    page = lead.page
    while left := severe().count():
        lead.go(plan)
        reach(page, page.locator("#conflicts").get_by_role("link", name="Settle").first)
        page.keyboard.press("Enter")
        type_into(page, "What was decided, and why", "The surgeon allows walking with crutches")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#notices")).not_to_be_empty()
        assert severe().count() == left - 1
    lead.go(plan)


def edit_in_place(lead: Hand, goal: Any) -> None:
    """Two presses: edit, and what is typed saves itself when one goes on."""
    page = lead.page
    reach(page, page.locator(f"#goal-{goal.pk}").get_by_role("link", name="Edit"))
    page.keyboard.press("Enter")
    form = page.locator(f"#edit-{goal.pk}")
    expect(form).to_be_visible()
    lead.look()
    reach(page, form.get_by_label("What is to be reached"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("50 m, with crutches")
    page.keyboard.press("Tab")
    expect(page.locator(f"#kept-{goal.pk}")).to_contain_text("Saved")
    picture(lead, "plan-editing")
    goal.refresh_from_db()
    assert goal.target == "50 m, with crutches"


def put_into_effect(lead: Hand, plan: str) -> None:
    page = lead.page
    lead.go(plan)
    enter(page, "link", "Put the plan into effect")
    type_into(page, "How the patient took part, or why not", "Chose it herself")
    enter(page, "button", "Put the plan into effect")
    lead.told("The plan is active.")
    picture(lead, "plan-active")
