"""Cover and hand-back: planned, accepted, the sheet read and taken over, work done, and the sight gone when it ends."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core import clock
from teams.models import Absence, Handover
from tests.conftest import THEN
from worklist.models import Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def plan(lead: Any) -> None:
    """From My day; the deputy is chosen by typing the first letters of the name."""
    lead.link("Absences")
    lead.link("Plan an absence")
    lead.look()
    lead.moment("From", "2026-11-03", "10:00")
    lead.moment("Until", "2026-11-04", "18:00")
    lead.pick("Deputy", "Dan Kim")
    lead.type("What the deputy should know", "The daughter calls at noon.")
    lead.button("Plan an absence")
    lead.told("Planned. The deputy is asked.")
    assert lead.presses == 3


def test_a_deputy_stands_in_and_hands_back(seat: Any, world: Any, teamed: SimpleNamespace) -> None:
    page = reverse("cases:summary", args=[teamed.case.pk])
    lead, deputy = seat(teamed.lead), seat(teamed.second)
    assert deputy.go(page) == 404
    plan(lead)
    deputy.go("/")
    deputy.link("Absences")
    deputy.button("Stand in")
    deputy.told("You stand in.")
    assert deputy.presses == 2
    deputy.link("Hand-over from R. Patel")
    deputy.sees("Teach inhaler use")
    deputy.look()
    deputy.button("I have read this and take over")
    deputy.told("Accepted in your name.")

    world(THEN + timedelta(minutes=5))
    deputy.link("Okafor")
    deputy.link("Work", within=deputy.page.get_by_role("navigation", name="Parts of the case"))
    deputy.button("Done", within=deputy.page.get_by_role("article").filter(has_text="Teach inhaler use"))
    expect(deputy.page.get_by_role("article").filter(has_text="Teach inhaler use")).to_contain_text("done")
    done = Item.objects.get()
    assert (done.status, done.done_by) == (Item.Status.DONE, teamed.second)

    lead.link("End the absence")
    lead.button("End this absence now")
    lead.told("The deputy's sight has ended with it.")
    assert deputy.go(page) == 404
    deputy.go("/cases/?scope=covering")
    expect(deputy.page.get_by_role("main")).not_to_contain_text("Okafor")
    absence = Absence.objects.get()
    assert (absence.status, absence.ends_at <= clock.now()) == (Absence.Status.ENDED, True)
    back = Handover.objects.get(to_user=teamed.lead)
    assert lead.go(reverse("supervision:handover", args=[back.pk])) == 200
    lead.sees("Done meanwhile")
    lead.look()
