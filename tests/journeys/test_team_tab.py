"""Work of a team on one case, from My day: an area handed over, a question asked, the same work not begun twice."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from teams.models import Consult, Responsibility
from tests.journeys.test_by_keyboard import enter, reach
from worklist.models import DuplicateAnswer, Item, ItemHelper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def holder(case: Any, activity: str) -> str:
    row = Responsibility.objects.get(case=case, activity=activity, status="held", shared=False)
    return str(row.holder.username)


def area(person: Any, activity: str) -> Any:
    """The line of an activity on the Team tab."""
    return person.page.locator(f"#activity-{activity}")


def test_an_area_is_handed_over_and_a_question_asked(seat: Any, teamed: SimpleNamespace) -> None:
    case, lead, nurse = teamed.case, seat(teamed.lead), seat(teamed.nurse)
    assert holder(case, "notices") == "r.patel"
    lead.link("Team", within=lead.page.get_by_role("main"))
    lead.look()
    lead.link("Offer", within=area(lead, "notices"))
    lead.look()
    lead.button("Nora Fisher, Nurse case manager")
    lead.told("They are told. Until they answer, nothing changes.")
    assert lead.presses == 3
    assert holder(case, "notices") == "r.patel"

    nurse.go("/")
    nurse.button("Accept")
    nurse.told("Handed over.")
    assert nurse.presses == 1
    assert holder(case, "notices") == "n.fisher"
    expect(area(nurse, "notices")).to_contain_text("N. Fisher")

    lead.go("/")
    lead.presses = 0
    lead.link("Okafor", within=lead.page.get_by_role("main"))
    lead.link("Questions", within=lead.page.get_by_role("navigation", name="Parts of the case"))
    lead.pick("Whom to ask", "Kofi")
    lead.type("Question", "Is home oxygen needed?")
    lead.type("Summary for the person asked", "COPD, goes home on Friday")
    lead.button("Ask: within a day")
    lead.told("Asked.")
    assert lead.presses == 3
    answer(seat(teamed.doctor))
    asked = Consult.objects.get()
    assert (asked.status, asked.answered_by) == ("answered", teamed.doctor)


def answer(doctor: Any) -> None:
    """The person asked finds the question at home and answers it there."""
    doctor.look()
    doctor.link("Is home oxygen needed?")
    doctor.look()
    doctor.type("What I advise", "Two litres at night.")
    doctor.button("Send the answer")
    doctor.told("Answered.")
    assert doctor.presses == 2


def test_an_area_is_offered_and_accepted_by_keyboard(seat: Any, teamed: SimpleNamespace) -> None:
    nurse, lead = seat(teamed.nurse), seat(teamed.lead)
    assert nurse.go(reverse("teams:case", args=[teamed.case.pk])) == 200
    nurse.page.wait_for_load_state()
    reach(nurse.page, area(nurse, "teaching").get_by_role("link", name="Offer"))
    nurse.page.keyboard.press("Enter")
    reach(nurse.page, nurse.page.get_by_label("Reason"))
    nurse.page.keyboard.type("I am on another unit from tomorrow")
    # Enter in the reason must not choose somebody.
    nurse.page.keyboard.press("Enter")
    enter(nurse.page, "button", "Ravi Patel, Case manager")
    expect(nurse.page.locator("#notices")).to_contain_text("They are told.")
    lead.go("/")
    lead.page.wait_for_load_state()
    reach(lead.page, lead.page.get_by_role("article").filter(has_text="hands over").get_by_role("link").first)
    lead.page.keyboard.press("y")
    expect(lead.page.locator("#notices")).to_contain_text("Handed over.")
    assert (nurse.presses, lead.presses) == (0, 0)
    assert holder(teamed.case, "teaching") == "r.patel"


def new_work(person: Any, case: Any, what: str) -> None:
    person.go(reverse("worklist:new_item", args=[case.pk]))
    person.pick("Purpose", "Teaching")
    person.type("What is to be done", what)
    person.page.locator("[name=why]").fill("She coughs at night")
    person.button("New work")


def test_the_same_work_is_not_begun_twice(seat: Any, teamed: SimpleNamespace) -> None:
    nurse, second = seat(teamed.nurse), seat(teamed.lead)
    new_work(nurse, teamed.case, "Show the spacer")
    nurse.sees("This is there already")
    nurse.sees("Teach inhaler use")
    nurse.look()
    nurse.button("Join it")
    nurse.sees("Who helps")
    assert ItemHelper.objects.get().user == teamed.nurse
    assert Item.objects.count() == 1

    new_work(second, teamed.case, "Teach the daughter to drive the wheelchair")
    second.sees("This is there already")
    second.type("Why this is not the same", "This is for the daughter, not the patient")
    second.button("It is not the same: save it")
    second.told("Work opened.")
    assert Item.objects.count() == 2
    ways = set(DuplicateAnswer.objects.values_list("way", flat=True))
    assert ways == {"joined", "distinct"}
