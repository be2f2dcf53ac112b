"""From the door to a kept follow-up, by hand in a browser on real parts; every page it visits satisfies axe."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from intake.models import IntakeRequest
from intake.sweeps import contacts_made
from patients.models import Patient
from tests.conftest import THEN
from tests.journeys.hand import Hand
from worklist.models import Item, Notification, Outbox, Reminder
from worklist.tasks import deliver

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CALL = "Call about the trial at home"


def test_from_the_door_to_a_kept_follow_up(
    hand: Any, hospital: SimpleNamespace, world: Any, mailoutbox: Any
) -> None:
    desk = hand(hospital.desk.username)
    register(desk)
    screen_accept_and_assign(desk)
    check_benefits(desk)
    assert desk.presses <= 25, f"a whole new intake took {desk.presses} presses"

    lead = hand(hospital.lead.username)
    find_the_case(lead)
    log_the_first_contact(lead)
    complete_the_team(lead)
    set_the_date(lead)
    agree_the_plan(lead)
    approve_the_plan(hand(hospital.supervisor.username))
    put_into_effect(lead)
    promise_to_call(lead)

    world(THEN + timedelta(minutes=65))
    deliver()
    deliver()
    one_notice_and_one_letter_without_the_patient(mailoutbox)
    keep_the_promise(lead, hospital)
    world(THEN + timedelta(hours=9))
    deliver()
    assert Notification.objects.filter(item__what=CALL).count() == 1
    assert Outbox.objects.filter(notification__item__what=CALL).count() == 1
    read_the_course(lead, hospital)


def register(desk: Hand) -> None:
    """Somebody like a patient who was here before: the desk sees it while typing, and says why it is another."""
    desk.look()
    desk.link("New arrival")
    desk.look()
    desk.type("Family name", "Okafor")
    desk.type("Given name", "Amarra")
    desk.type("Day", "14")
    desk.type("Month", "4")
    desk.type("Year", "1958")
    alike = desk.page.get_by_role("region", name="Possible matches")
    expect(alike).to_contain_text("Amara")
    expect(alike).to_contain_text(re.compile("name", re.I))
    desk.look()
    desk.chip("None of these fits", "Other birth date")
    desk.type("Phone", "602 555 0134")
    desk.choose("Language spoken", "Igbo")
    desk.chip("Interpreter", "By phone")
    desk.chip("Is this phone safe to call?", "Yes")
    desk.chip("Administrative sex", "Female")
    desk.choose("Plan", "Northern Mutual, Gold")
    desk.type("Member number", "M-204310")
    desk.type("Somebody close", "Ngozi Okafor")
    desk.type("Relation", "daughter")
    desk.chip("They may be told about", "Care plan")
    desk.chip("The patient agreed to this", "Signed form")
    desk.chip("Arrival", "Ambulance")
    desk.choose("Unit", "4B Medicine")
    desk.button("Register")
    desk.told("Registered.")
    assert Patient.objects.filter(given="Amarra").count() == 1


def screen_accept_and_assign(desk: Hand) -> None:
    """Answers make the tier and its clock; the suggested person is assigned and the first contact booked."""
    for group, answer in {
        "What is needed most?": "Services at home",
        "Is somebody at risk of harm now?": "No",
        "When is the patient expected to leave?": "Tomorrow",
        "Is there help at home?": "Some",
        "In hospital in the last 30 days?": "No",
    }.items():
        with desk.page.expect_response(re.compile("/screen/$")):
            desk.chip(group, answer)
    urgency = desk.page.get_by_role("region", name="How urgent")
    expect(urgency).to_contain_text("Urgent")
    expect(urgency).to_contain_text("First contact in the same shift")
    expect(urgency).to_contain_text("Expected to leave tomorrow")
    expect(urgency).to_contain_text("due in")
    desk.look()
    desk.button("Standard")
    desk.told("Accepted.")
    desk.link("Assign R. Patel")
    desk.look()
    desk.press(desk.page.get_by_role("group", name="Free times of R. Patel").get_by_role("button").nth(1))
    desk.told("Assigned.")
    desk.sees(re.compile("today 13:30"))


def check_benefits(desk: Hand) -> None:
    """Who pays was asked at the door; what it covers is asked of the payer."""
    desk.link("Patient", desk.page.get_by_role("main"))
    desk.look()
    desk.link("Log a benefit check")
    desk.chip("How", "Phone")
    desk.type("What is covered", "Home health, 20 visits")
    desk.button("Log the check")
    desk.told("Benefit check logged.")


def find_the_case(lead: Hand) -> None:
    lead.look()
    lead.sees("Make the first contact")
    lead.link("My cases")
    lead.look()
    row = lead.page.get_by_role("row", name=re.compile("Okafor"))
    expect(row).to_contain_text("Assessing")
    lead.link("Okafor", row)
    lead.look()


def log_the_first_contact(lead: Hand) -> None:
    """Four presses from My day: the row, the outcome, the interpreter, save."""
    lead.page.goto(lead.url + "/my-day/")
    lead.presses = 0
    lead.link("Log contact", lead.page.get_by_role("article").filter(has_text="Make the first contact"))
    lead.look()
    lead.chip("Outcome", "Reached")
    lead.chip("Interpreter", "Used")
    lead.type("Note", "Wants to be home for the wedding.")
    lead.button("Save contact")
    lead.told("Contact logged.")
    assert lead.presses <= 4, f"logging a contact took {lead.presses} presses"
    contacts_made()
    assert IntakeRequest.objects.get().status == IntakeRequest.Status.CONTACTED


def complete_the_team(lead: Hand) -> None:
    lead.link("Team", lead.page.get_by_role("navigation", name="Parts of the case"))
    lead.look()
    lead.link("Add somebody")
    lead.choose("Person", "Nora Fisher, Nurse case manager")
    lead.chip("Role", "Nurse case manager")
    lead.type("Reason", "Wound care")
    lead.button("Add somebody to the team")
    lead.told("Added to the team.")
    lead.sees("Fisher")


def set_the_date(lead: Hand) -> None:
    lead.link("Discharge", lead.page.get_by_role("navigation", name="Parts of the case"))
    lead.look()
    lead.link("Set a date")
    lead.look()
    lead.type("Expected discharge date", "2026-11-06")
    lead.type("Reason", "Home services start on Friday")
    lead.button("Set date")
    expect(lead.page.get_by_role("main")).to_contain_text("6 Nov")
    lead.look()


def agree_the_plan(lead: Hand) -> None:
    """What matters, a goal as the patient says it, their agreement, and the plan takes effect."""
    lead.link("Plan", lead.page.get_by_role("navigation", name="Parts of the case"))
    lead.look()
    lead.link("Begin planning")
    lead.type("Why planning starts without the assessment", "Leaves tomorrow")
    lead.button("Begin planning")
    lead.told("Planning has begun.")
    lead.link("Start the plan")
    lead.type("What matters to the patient", "Being at the wedding")
    lead.type("Shared purpose", "Home for the wedding")
    lead.button("Save")
    lead.told("The plan is started.")
    lead.link("Goal in the patient's words")
    lead.type("Goal", "I want to walk to church")
    lead.press(lead.page.get_by_text("These are the patient's own words"))
    lead.type("Measured by", "Metres walked")
    lead.type("What is to be reached", "200 m")
    lead.type("Look at it on", "2026-11-20")
    lead.look()
    lead.button("Add goal")
    lead.told("The goal is on the plan.")
    lead.sees("“I want to walk to church”")
    lead.button("Patient agreed")
    lead.told("The goal is agreed.")
    lead.button("Submit")
    lead.told("The plan is submitted.")


def approve_the_plan(boss: Hand) -> None:
    """Somebody who wrote nothing in it decides: from their own list, in two presses."""
    boss.go("/my-day/")
    boss.presses = 0
    boss.link("Decide")
    boss.look()
    boss.button("Approve")
    boss.told("The plan is approved.")
    assert boss.presses == 2


def put_into_effect(lead: Hand) -> None:
    lead.page.reload()
    lead.link("Put the plan into effect")
    lead.type("How the patient took part", "Chose the goal herself, daughter on the phone")
    lead.button("Put the plan into effect")
    expect(lead.page.get_by_role("main")).to_contain_text("In effect")
    lead.look()


def promise_to_call(lead: Hand) -> None:
    lead.link("Work", lead.page.get_by_role("navigation", name="Parts of the case"))
    lead.look()
    lead.link("Promise a follow-up")
    lead.look()
    lead.link("Promise by hand")
    lead.look()
    lead.type("What is promised", CALL)
    lead.moment("First due", "2026-11-03", "12:00")
    lead.button("Promise a follow-up")
    expect(lead.page.get_by_role("main")).to_contain_text(CALL)
    assert Reminder.objects.filter(item__what=CALL, status="waiting", to="person").count() == 3


def one_notice_and_one_letter_without_the_patient(mailoutbox: Any) -> None:
    """Delivered twice over, told once; the letter holds a time and a link, and nothing about the patient."""
    assert Notification.objects.filter(item__what=CALL).count() == 1
    assert [message.status for message in Outbox.objects.all()] == ["sent"]
    [letter] = mailoutbox
    assert letter.to == ["r.patel@example.org"]
    assert "12:00" in letter.subject + letter.body
    assert "/go/" in letter.body
    text = (letter.subject + letter.body + str(letter.extra_headers)).lower()
    for secret in ("okafor", "amarra", "4b", "204310", "wedding", CALL.lower()):
        # As a word: the random parts of the link and the message's number may hold any two letters.
        assert not re.search(rf"(?<![a-z0-9]){re.escape(secret)}(?![a-z0-9])", text)


def keep_the_promise(lead: Hand, hospital: SimpleNamespace) -> None:
    """The hour that went by locked the screen; the letter's notice leads to the work, and the contact completes it."""
    lead.page.reload()
    lead.sees("The screen was locked")
    lead.look()
    lead.sign_in(hospital.lead.username)
    lead.link("Unread")
    lead.look()
    lead.link(CALL)
    lead.look()
    lead.link("Log contact")
    lead.chip("Outcome", "Reached")
    lead.chip("Interpreter", "Used")
    lead.type("Next step", "Visit on Friday")
    lead.button("Save contact")
    lead.told("Contact logged.")
    item = Item.objects.get(what=CALL)
    assert item.status == Item.Status.DONE
    assert set(Reminder.objects.filter(item=item).values_list("status", flat=True)) == {
        "planned",
        "cancelled",
    }


def read_the_course(lead: Hand, hospital: SimpleNamespace) -> None:
    lead.sign_in(hospital.lead.username)
    lead.link("My cases")
    lead.link("Okafor", lead.page.get_by_role("row", name=re.compile("Okafor")))
    lead.link("Timeline", lead.page.get_by_role("navigation", name="Parts of the case"))
    lead.look()
    entries = lead.page.locator("#entries")
    for told in ("Assessing", "Nora Fisher", "6 Nov", "walk to church", CALL, "Visit on Friday"):
        expect(entries).to_contain_text(told)
    with lead.page.expect_response(re.compile("/timeline/")):
        lead.choose("Show", "Contacts")
    expect(entries).to_contain_text("Visit on Friday")
    expect(entries).not_to_contain_text("walk to church")
    lead.look()


def test_somebody_unknown_is_in_the_queue_with_five_presses(hand: Any, hospital: SimpleNamespace) -> None:
    desk = hand(hospital.desk.username)
    desk.link("New arrival")
    desk.link("Provisional")
    desk.look()
    desk.chip("Arrival", "Ambulance")
    desk.chip("Administrative sex", "Female")
    desk.type("Estimated age", "70")
    desk.button("Register")
    desk.told("Resolve the identity within 24 hours.")
    assert desk.presses <= 5
    asked = IntakeRequest.objects.get()
    identity = Item.objects.get(kind="identity")
    assert (identity.patient, identity.due_at) == (asked.patient, THEN + timedelta(hours=24))


def test_the_record_that_is_there_is_used_with_two_presses(hand: Any, hospital: SimpleNamespace) -> None:
    desk = hand(hospital.desk.username)
    desk.link("New arrival")
    desk.type("Family name", "Okafor")
    desk.type("Given name", "Amara")
    desk.button("Use this record")
    desk.told("A request for this record is in the queue.")
    assert desk.presses <= 2
    assert IntakeRequest.objects.get().patient == hospital.earlier
    assert Patient.objects.count() == 1
