"""The patient chooses among five houses, those chosen are asked at once, one accepts and is booked; nobody is asked before."""

import os

import pytest

from directory.models import Organisation, Quality, Service, ServiceCapability
from referrals.models import Choice, Referral
from tests.conftest import THEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")
HOUSES = ("Ash House", "Birch House", "Elm House", "Fir House", "Oak House")


def picture(page, name):
    if PICTURES:
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1440, "height": 900})


@pytest.fixture
def houses(teamed, facility):
    """Five houses on the directory, one with quality facts and one in which the hospital has an interest."""
    owner = Organisation.objects.create(name="Tree Houses", kinds=["provider"])
    rows = [
        Service.objects.create(
            facility=facility, organisation=owner, kind="snf", name=name, medicare=True, phone="555-0150", address="1 Main St",
            areas=["100"], languages=["en", "es"], verified_at=THEN, verified_by=teamed.lead,
            financial_interest="Owned in part by this hospital" if name == "Elm House" else "",
        )
        for name in HOUSES
    ]  # fmt: skip
    ServiceCapability.objects.create(service=rows[0], code="physical", least=1)
    Quality.objects.create(
        service=rows[0], measure="Star rating, overall", value="4", as_of="2026-09-01", source="Care Compare",
        recorded_at=THEN, recorded_by=teamed.lead,
    )  # fmt: skip
    return rows


def test_choice_first_then_the_referrals(teamed, houses, seat):
    who = seat(teamed.lead)
    home = f"/cases/{teamed.case.pk}/discharge/"
    who.go(home + "referrals/")
    who.look()
    picture(who.page, "referrals-none")
    who.link("Give a list")
    who.choose("Kind of service", "Skilled nursing facility")
    who.type("Postal code it is for", "10001")
    who.button("Make the list")
    who.told("The list is ready.")
    picture(who.page, "choice-given")
    who.link("Record the choice")
    who.chip("How", "Said, with a witness")
    who.choose("1st wish", "Oak House")
    who.choose("2nd wish", "Elm House")
    who.page.get_by_role("textbox", name="Witness").fill("Kim Ito")
    for mark in ("Quality and resource use were gone through", "Told which are in the plan's network"):
        who.page.get_by_label(mark).check()
    picture(who.page, "choice-record")
    who.button("Record the choice")
    who.sees("Go through quality, network and interests with the patient, and say how they chose.")
    assert who.page.get_by_role("textbox", name="Witness").input_value() == "Kim Ito"
    who.page.get_by_label("Told of the hospital's financial interests, or that there are none").check()
    who.button("Record the choice")
    who.told("The patient's choice is on record.")
    assert Choice.objects.get().options.filter(rank=1).get().service.name == "Oak House"
    picture(who.page, "choice-recorded")
    who.link("Ask those chosen")
    for name in ("Oak House", "Elm House"):
        who.page.get_by_label(name).check()
    assert who.page.get_by_label("Ash House").count() == 0, "only those chosen can be asked"
    who.type("What is asked for", "A bed from Friday on")
    who.button("Write the referrals")
    who.told("Look at what goes, then send.")
    for box in who.page.get_by_role("checkbox").all():
        box.check()
    picture(who.page, "referrals-send")
    who.button("Send to those ticked")
    who.told("Sent.")
    picture(who.page, "referrals-sent")
    who.link("Oak House")
    who.link("They accept")
    who.type("Who at the service said so", "A. Ng")
    who.button("They accept")
    who.told("Accepted.")
    who.link("Book")
    who.moment("When it begins", "2026-11-05", "14:00")
    who.type("Bed or place", "Room 4")
    who.button("Book")
    who.told("Booked.")
    picture(who.page, "referral-booked")
    assert {row.service.name: row.status for row in Referral.objects.all()} == {
        "Oak House": "booked", "Elm House": "withdrawn",
    }  # fmt: skip
    who.go(home + "compare/?kind=snf")
    who.look()
    picture(who.page, "compare")
    who.go("/directory/")
    who.look()
    picture(who.page, "directory")
    who.link("Ash House")
    who.look()
    picture(who.page, "service")
