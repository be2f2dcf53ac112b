"""The whole person by pointer: needs by one press each, medicines by one press each, a member of the family, a safety plan.

The presses are those of the agreed budgets: need 1, medicine 1, family 4, protocol 3.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.actions import abilities, medicines, needs
from assessments.models import CaregiverCapacity, MedicationItem, Need, Protocol
from patients.models import RelatedPerson

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def row(hand: Any, thing: Any) -> Any:
    return hand.page.locator(f"#{type(thing).__name__.lower()}-{thing.pk}")


def test_a_need_by_one_press_each(seat: Any, gathered: SimpleNamespace) -> None:
    case, worker = gathered.case, seat(gathered.worker)
    food, home, bus = (
        needs.find_need(case, by=gathered.worker, domain=domain, words="Said so")
        for domain in ("food", "housing", "transport")
    )
    worker.go(reverse("assessments:needs", args=[case.pk]))
    worker.look()
    for need, answer in ((food, "Yes"), (home, "No"), (bus, "Not now")):
        worker.button(answer, within=row(worker, need))
        expect(row(worker, need).get_by_role("button", name=answer, exact=True)).to_have_count(0)
    worker.look()
    assert worker.presses == 3
    answers = {need.domain: need.status for need in Need.objects.all()}
    assert answers == {"food": "accepted", "housing": "declined", "transport": "later"}


def test_a_medicine_by_one_press_each(seat: Any, gathered: SimpleNamespace) -> None:
    case, by = gathered.case, gathered.nurse
    listed = medicines.open_medication_list(case, by=by, moment="admission")
    names = ("Metformin", "Ibuprofen", "Warfarin")
    rows = [medicines.add_medicine(listed, by=by, name=name, source="bottle") for name in names]
    medicines.flag_medicine(rows[2], by=by, high_risk="anticoagulant")
    nurse = seat(by)
    nurse.go(reverse("assessments:medicines", args=[case.pk]))
    nurse.look()
    for medicine, answer in zip(rows, ("Continue", "Side effects", "Continue"), strict=True):
        button = nurse.page.locator(f"#medicine-{medicine.pk}").get_by_role("button", name=answer, exact=True)
        nurse.press(button)
        expect(button).to_have_count(0)
    nurse.look()
    nurse.button("Reconcile the list")
    nurse.told("The list is reconciled.")
    assert nurse.presses == 4
    stopped = MedicationItem.objects.get(action="stop")
    assert (stopped.name, stopped.reason) == ("Ibuprofen", "Side effects")


def test_a_member_with_authority_and_capacity_by_four(seat: Any, gathered: SimpleNamespace) -> None:
    worker = seat(gathered.worker)
    worker.go(reverse("assessments:family", args=[gathered.case.pk]))
    worker.look()
    worker.link("Add somebody")
    worker.look()
    worker.type("Name", "Ada Okafor")
    worker.type("Relation", "daughter")
    worker.chip("Legal authority", "Health care proxy")
    worker.type("Hours a week", "8")
    worker.chip("Able and willing to", "Driving")
    worker.button("Add somebody of the family")
    worker.told("They are on the family map.")
    assert worker.presses == 4
    assert RelatedPerson.objects.get().authority == "proxy"
    assert CaregiverCapacity.objects.get().tasks == ["transport"]


def test_a_safety_plan_by_three(seat: Any, gathered: SimpleNamespace) -> None:
    worker, case = seat(gathered.worker), gathered.case
    worker.go(reverse("assessments:protocols", args=[case.pk]))
    worker.look()
    worker.link("Open a safety plan")
    worker.look()
    worker.chip("What threatens", "Wandering")
    worker.type("What was seen or said", "Stood at the lift with a coat on")
    worker.button("Open a safety plan")
    worker.told("The protocol is open.")
    assert worker.presses == 3
    plan = Protocol.objects.get()
    worker.button("Done", within=worker.page.locator(f"#step-{plan.steps.get(code='watch').pk}"))
    worker.told("The step is done.")
    expect(worker.page.locator(".cm-flag")).to_have_text("Safety plan: Wandering")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_in_the_dark_and_on_a_phone(
    seat: Any, gathered: SimpleNamespace, width: int, person: Callable[..., Any]
) -> None:
    case = gathered.case
    abilities.rate_ability(
        case,
        by=gathered.nurse,
        ability="physical",
        before=4,
        now=1,
        expected=3,
        support_needed=6,
        support_arranged=2,
    )
    worker = seat(gathered.worker)
    worker.page.set_viewport_size({"width": width, "height": 900})
    worker.page.emulate_media(color_scheme="dark")
    for name in ("needs", "abilities", "medicines", "family", "protocols"):
        worker.go(reverse(f"assessments:{name}", args=[case.pk]))
        worker.look()
