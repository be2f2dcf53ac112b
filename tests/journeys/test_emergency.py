"""Breaking the glass in a browser: asked for with reason and password, shown all the while, ended, told, reviewed."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from notes.actions import write_note
from teams.models import EmergencyAccess
from tests.conftest import PASSWORD
from tests.journeys.cast import MRN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Seizure on the ward, nobody of the team here"


def ask(night: Any) -> None:
    """The nurse of the night comes by the navigation and says which record, why, and once more who she is."""
    night.link("Emergency access")
    night.look()
    night.type("Medical record number", MRN)
    born = night.page.get_by_role("group", name="Birth date")
    for box, value in zip(born.get_by_role("textbox").all(), ("14", "3", "1958"), strict=True):
        box.fill(value)
    night.chip("Reason", "Treatment emergency")
    night.type("What happened", WORDS)
    night.type("Your password", "not-her-password")
    night.button("Open the record")
    night.sees("This is not your password.")
    night.look()
    night.type("Your password", PASSWORD)
    night.button("Open the record")
    night.told("The record is open for four hours.")


def test_a_record_is_opened_in_an_emergency_and_reviewed(seat: Any, teamed: SimpleNamespace) -> None:
    case = teamed.case
    note = write_note(case, by=teamed.lead, kind="general", text="Had a seizure in May", sign=True)
    page, on_paper = reverse("cases:summary", args=[case.pk]), reverse("notes:print", args=[note.pk])
    night = seat(teamed.night)
    assert night.go(page) == 404
    ask(night)

    banner = night.page.get_by_role("region", name="Emergency access")
    expect(banner).to_contain_text("4 h left")
    night.link("Notes", within=night.page.get_by_role("navigation", name="Parts of the case"))
    night.sees("Had a seizure in May")
    expect(banner).to_be_visible()
    night.look()
    night.link("General")
    night.sees("Had a seizure in May")
    expect(night.page.get_by_role("main").get_by_role("link", name="Print")).to_have_count(0)
    expect(night.page.get_by_role("button", name="Add to it")).to_have_count(0)
    assert night.go(on_paper) == 404
    assert night.go(reverse("notes:note", args=[note.pk])) == 200
    night.button("End now", within=banner)
    night.told("Emergency access ended.")
    assert night.go(page) == 404

    officer = seat(teamed.officer)
    officer.go("/notices/")
    officer.look()
    officer.link("opened")
    review(officer)
    boss = seat(teamed.supervisor)
    boss.go("/notices/")
    boss.link("opened")
    boss.sees(WORDS)
    boss.sees("Justified")
    boss.look()


def review(officer: Any) -> None:
    """The privacy officer reads why and what, and says what came of it."""
    officer.sees(WORDS)
    officer.sees("Okafor")
    officer.look()
    officer.chip("Outcome", "Justified")
    officer.type("What you found", "The team was not in the house. She read one note.")
    officer.button("Save the review")
    officer.told("Reviewed.")
    assert EmergencyAccess.objects.get().outcome == "justified"
