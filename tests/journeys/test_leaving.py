"""From admission, with a plan on day one, to the review of a return: every step of leaving by hand in a browser."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.actors import ensure, system
from assessments.actions import medicines as meds
from assessments.actions.abilities import rate_ability
from careplans.actions.education import teach
from directory.models import Organisation, Service
from discharge.actions.notices import deliver_notice
from discharge.actions.visits import book_visit_after
from discharge.models import (
    AfterDischarge,
    DelaySegment,
    Destination,
    GateCheck,
    LeavingStep,
    Notice,
    ReadmissionReview,
)
from encounters import actions as encounters
from outreach.models import ScriptRun
from patients.models import Case
from referrals.actions.packets import build_packet, send_packet
from referrals.models import Choice, Referral
from tests.conftest import THEN
from tests.journeys.hand import Hand
from tests.journeys.test_change_of_condition import picture
from tests.journeys.test_red_flag import press
from worklist.models import Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGENCIES = ("Ash Home Care", "Birch Home Care", "Elm Home Care", "Fir Home Care", "Oak Home Care")
TOLD = ("Quality and resource use were gone through", "Told which are in the plan's network")
PHARMACY, RIDE = "A06 Pharmacy or supply of medicines", "E05 Transport"
INTERESTS = "Told of the hospital's financial interests, or that there are none"
# Friday at noon in New York, and 46 hours later.
LEAVES = THEN + 3 * DAY + 2 * HOUR
CALLED = LEAVES + 46 * HOUR
BACK = LEAVES + 10 * DAY


@pytest.fixture
def admitted(gathered: SimpleNamespace, facility: Any, unit: Any) -> SimpleNamespace:
    """The feed admits the patient; five agencies are on the directory, checked last week."""
    ensure()
    gathered.tab = f"/cases/{gathered.case.pk}/discharge/"
    admit(gathered, facility, unit, THEN)
    trees = Organisation.objects.create(name="Tree Care", kinds=["provider"])
    for name in AGENCIES:
        Service.objects.create(
            facility=facility, organisation=trees, kind="home_health", name=name, medicare=True, asked_to_be_listed=True, phone="555-0150",
            areas=["100"], languages=["en"], verified_at=THEN, verified_by=gathered.lead,
        )  # fmt: skip
    return gathered


def admit(ward: SimpleNamespace, facility: Any, unit: Any, at: Any) -> None:
    feed = system("feed")
    made = encounters.admit(
        ward.earlier, by=feed, facility=facility, kind="IMP", unit=unit, event_at=at, key=f"visit-{at:%d}"
    )
    encounters.link_to_case(made, by=feed, case=Case.objects.get(pk=ward.case.pk))


def test_from_admission_to_the_review_of_a_return(
    admitted: SimpleNamespace, seat: Any, world: Any, facility: Any, unit: Any
) -> None:
    lead = seat(admitted.lead)
    the_first_day(lead, admitted.tab)
    world(THEN + DAY)
    the_patient_chooses(seat(admitted.lead), admitted.tab)
    five_are_asked_and_one_is_booked(seat(admitted.lead), admitted.tab)
    two_delays_run_at_once(seat(admitted.lead), admitted.tab)
    world(LEAVES - 3 * HOUR)
    both_are_over(seat(admitted.lead), admitted.tab)
    made_ready(admitted)
    world(LEAVES - HOUR)
    what_may_follow_is_carried(seat(admitted.lead), admitted)
    the_stages_by_their_roles(seat, admitted)
    world(LEAVES)
    the_patient_leaves(seat(admitted.nurse), admitted.tab)
    world(CALLED)
    a_red_flag_on_the_call(seat(admitted.coordinator), admitted)
    made_up_for(seat(admitted.coordinator), admitted.tab)
    world(BACK)
    admit(admitted, facility, unit, BACK)
    the_return_is_reviewed(seat(admitted.lead), admitted.tab)


def the_first_day(lead: Hand, tab: str) -> None:
    """What the patient wants, two places of which one is chosen and one the back-up, and the day."""
    lead.go(tab)
    picture(lead, "leaving-empty")
    lead.link("Write it down")
    lead.type("What the patient wants", "Home to the cat, with somebody looking in")
    lead.button("Save")
    lead.told("Saved.")
    for place, words in (("Home with home health services", "Own flat"), ("Skilled nursing facility", "")):
        lead.page.get_by_role("link", name="Add", exact=True).click()
        lead.choose("Where the patient goes", place)
        lead.type("In words", words)
        lead.choose("There is a place", "Yes")
        lead.type("Hours of support a day there", "4")
        lead.button("Add a destination")
        lead.told("The destination is on the list.")
    lead.page.get_by_role("link", name="Choose", exact=True).click()
    lead.choose("Where the patient goes", "1. Home with home health services: Own flat")
    lead.button("Choose")
    lead.told("The destination is chosen.")
    lead.link("Back-up")
    lead.button("Make it the back-up")
    lead.told("It is the back-up now.")
    lead.link("Set a date")
    lead.type("Expected discharge date", "2026-11-05")
    lead.type("Reason", "Usual length")
    lead.button("Set date")
    lead.told("The expected discharge date is set.")
    assert list(Destination.objects.order_by("rank").values_list("status", flat=True)) == ["chosen", "backup"]


def the_patient_chooses(lead: Hand, tab: str) -> None:
    """A list in an order by chance is given; all five are wished for, and what was gone through is said."""
    lead.go(tab + "referrals/")
    lead.link("Give a list")
    lead.choose("Kind of service", "Home health agency")
    lead.type("Postal code it is for", "10001")
    lead.button("Make the list")
    lead.told("The list is ready.")
    lead.link("Record the choice")
    lead.chip("How", "Signed")
    for number, name in zip(("1st", "2nd", "3rd", "4th", "5th"), AGENCIES, strict=True):
        lead.choose(f"{number} wish", name)
    for mark in (*TOLD, INTERESTS):
        lead.page.get_by_label(mark).check()
    lead.look()
    lead.button("Record the choice")
    lead.told("The patient's choice is on record.")
    assert Choice.objects.get().options.filter(rank__isnull=False).count() == len(AGENCIES)


def five_are_asked_and_one_is_booked(lead: Hand, tab: str) -> None:
    lead.go(tab + "referrals/")
    lead.link("Home health agency", lead.page.get_by_role("list").filter(has_text="Transport"))
    for name in AGENCIES:
        lead.page.get_by_label(name).check()
    lead.type("What is asked for", "A nurse twice a week from Saturday on")
    lead.button("Write the referrals")
    lead.told("Look at what goes, then send.")
    for box in lead.page.get_by_role("checkbox").all():
        box.check()
    lead.button("Send to those ticked")
    lead.told("Sent.")
    assert set(Referral.objects.values_list("status", flat=True)) == {"sent"}
    lead.link("Ash Home Care")
    lead.link("They decline")
    lead.chip("Why they declined", str(Referral.Declined.choices[0][1]))
    lead.type("Who at the service said so", "B. Ode")
    lead.button("They decline")
    lead.told("On record.")
    lead.go(tab + "referrals/")
    lead.link("Birch Home Care")
    lead.link("They accept")
    lead.type("Who at the service said so", "A. Ng")
    lead.button("They accept")
    lead.told("Accepted.")
    lead.link("Book")
    lead.moment("When it begins", "2026-11-07", "09:00")
    lead.button("Book")
    lead.told("Booked.")
    stand = dict(Referral.objects.values_list("service__name", "status"))
    assert (stand.pop("Ash Home Care"), stand.pop("Birch Home Care")) == ("declined", "booked")
    assert set(stand.values()) == {"withdrawn"}


def two_delays_run_at_once(lead: Hand, tab: str) -> None:
    """The date moves out with its cause; two causes are open side by side."""
    lead.go(tab)
    lead.link("Change", lead.page.locator("section").filter(has_text="Expected discharge date"))
    lead.type("Expected discharge date", "2026-11-06")
    lead.type("Reason", "Nobody can bring the medicines before")
    lead.choose("Cause", PHARMACY)
    lead.button("Set date")
    lead.told("The expected discharge date is set.")
    lead.go(tab + "delays/")
    for cause, words in ((PHARMACY, "Not in stock"), (RIDE, "No driver")):
        lead.link("Delay", lead.page.get_by_role("main"))
        lead.choose("Cause", cause)
        lead.type("In words", words)
        lead.button("Open the delay")
        lead.told("The delay is open, and somebody clears it.")
    assert DelaySegment.objects.filter(ended_at=None).count() == 2
    picture(lead, "leaving-delays")


def both_are_over(lead: Hand, tab: str) -> None:
    for cause in (PHARMACY, RIDE):
        lead.go(tab + "delays/")
        lead.link(cause[4:], lead.page.get_by_role("table", name="Delays"))
        lead.link("It is over")
        lead.button("It is over")
        lead.told("The delay is over.")
    assert not DelaySegment.objects.filter(ended_at=None).exists()
    expect(lead.page.get_by_role("main")).to_contain_text("What each cause cost")
    picture(lead, "leaving-delays-over")


def made_ready(ward: SimpleNamespace) -> None:
    """What other journeys do by hand: medicines, teaching, support, a visit, and the papers."""
    case, lead, nurse = Case.objects.get(pk=ward.case.pk), ward.lead, ward.nurse
    found = meds.open_medication_list(case, by=nurse, moment="leaving")
    meds.decide_medicine(
        meds.add_medicine(found, by=nurse, name="Metformin", source="patient", dose="500 mg"), by=nurse, action="continue"
    )  # fmt: skip
    meds.reconcile(found, by=nurse)
    teach(case, by=nurse, topic="warning_signs", result="understood")
    rate_ability(case, by=nurse, ability="physical", now=2, support_needed=4, support_arranged=4)
    book_visit_after(case, by=lead, kind="primary", with_whom="Dr Elm", at=LEAVES + 6 * DAY)
    for notice in Notice.objects.filter(case=case, status="due"):
        deliver_notice(
            notice,
            by=lead,
            at=THEN + DAY,
            method="in_person",
            oral=True,
            signer="A. Okafor",
            edition="as printed",
        )
    agency = Referral.objects.get(status="booked").service
    send_packet(
        build_packet(case, by=lead, purpose="transition", service=agency), by=lead, how="fax",
        incomplete_because="The rest follows", without_consent_because="Treatment by the agency",
    )  # fmt: skip


def what_may_follow_is_carried(lead: Hand, ward: SimpleNamespace) -> None:
    """The order is said to be there; the vaccines follow as the coordinator's work."""
    lead.go(ward.tab)
    picture(lead, "leaving-gates")
    lead.button("Done", lead.page.locator("#gate-discharge_order"))
    lead.told("Done.")
    lead.sees("Nothing holds the patient back.")
    lead.link("Carry over", lead.page.locator("#gate-vaccines"))
    lead.choose("Who does it", "Cleo Moss")
    lead.type("Reason", "The practice gives them")
    lead.button("Carry over")
    lead.told("Carried over, with its work.")
    carried = GateCheck.objects.get(status="carried")
    assert (carried.gate, carried.item.owner) == ("vaccines", ward.coordinator)


def the_stages_by_their_roles(seat: Any, ward: SimpleNamespace) -> None:
    """Each by its own person."""
    for user, stage in (
        (ward.physician, "Medically ready"),
        (ward.worker, "Plan ready"),
        (ward.coordinator, "Accepted by the next place"),
        (ward.nurse, "Nursing complete"),
    ):
        who = seat(user)
        who.go(ward.tab)
        who.page.get_by_role("link", name=stage, exact=True).click()
        who.look()
        who.button("Stage reached")
        who.told("The stage is reached.")
    assert dict(LeavingStep.objects.values_list("stage", "created_by")) == {
        "medically_ready": ward.physician.pk, "plan_ready": ward.worker.pk, "accepted": ward.coordinator.pk,
        "nursing_complete": ward.nurse.pk,
    }  # fmt: skip


def the_patient_leaves(nurse: Hand, tab: str) -> None:
    nurse.go(tab)
    nurse.page.get_by_role("link", name="Left", exact=True).click()
    nurse.type("Who takes over", "Birch Home Care")
    picture(nurse, "leaving-left")
    nurse.button("Left")
    nurse.told("The patient has left. What follows is in the list of work.")
    picture(nurse, "leaving-after-left")
    assert AfterDischarge.objects.get().left_at == LEAVES
    assert GateCheck.objects.filter(status="left_open").count() == 0


def a_red_flag_on_the_call(caller: Hand, ward: SimpleNamespace) -> None:
    """Within 48 hours, by the script, from the page of the time after; the nurse has it at once."""
    caller.go(ward.tab + "after/")
    picture(caller, "leaving-after")
    caller.link("Call the patient")
    caller.button("Call by the script")
    caller.page.get_by_label("Full name").check()
    caller.page.get_by_label("Date of birth").check()
    caller.button("Verified")
    press(caller, "since", "Well")
    press(caller, "medicines", "Some are missing")
    caller.sees("Told now: N. Fisher")
    flag = Item.objects.get(kind="red_flag")
    assert (flag.owner, flag.created_at) == (ward.nurse, CALLED)
    caller.page.get_by_role("group", name="How it ended").get_by_label("Reached, passed to the nurse").check()
    caller.button("End the call")
    caller.told("The call is ended and logged as a contact.")
    assert ScriptRun.objects.get().status == "ended"
    caller.go(ward.tab + "after/")
    caller.look()
    assert AfterDischarge.objects.get().contacted_at == CALLED


def made_up_for(who: Hand, tab: str) -> None:
    """The debt of leaving ends by what was done about it."""
    who.go(tab)
    debt = GateCheck.objects.get(gate="vaccines")
    who.link("Say what was done", who.page.locator(f"#debt-{debt.pk}"))
    who.type("What was done about it", "Given by the practice")
    who.button("Save")
    who.told("Made up for.")
    assert Item.objects.get(pk=debt.item_id).status == "done"


def the_return_is_reviewed(lead: Hand, tab: str) -> None:
    lead.go(tab + "after/")
    picture(lead, "leaving-back")
    # What the return called off is not late.
    calls = lead.page.locator("section").filter(has=lead.page.get_by_role("heading", name="Calls promised"))
    expect(calls).to_contain_text("Cancelled")
    expect(calls).not_to_contain_text("late")
    lead.link("Admitted")
    lead.sees("Back on day 10 after leaving")
    lead.look()
    lead.link("Review the return")
    lead.type("What the patient or family says", "The tablets never came")
    lead.chip("Related to the first stay", "Related to the first stay")
    lead.chip("Could have been prevented", "Yes")
    lead.chip("Causes", "Medicines: not had, not taken, or doing harm")
    lead.type("What is done differently", "Medicines are brought to the bed before leaving")
    picture(lead, "leaving-review")
    lead.button("Close the review")
    lead.told("The return is reviewed.")
    picture(lead, "leaving-reviewed")
    review = ReadmissionReview.objects.get()
    assert (review.status, review.causes, review.item.status) == ("reviewed", ["medicines"], "done")
