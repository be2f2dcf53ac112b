"""A home visit: in, out, and the supervisor asked when nobody comes out; what cannot be is refused whole."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.actors import system
from accounts.permissions import Role
from core.refusals import Refused
from outreach import actions, sweeps
from outreach.models import HomeVisit
from patients.models import Consent
from teams.actions import stand_down
from teams.models import Assignment
from tests.conftest import THEN
from worklist.actions import complete
from worklist.models import ContactAttempt, Item, Notification, Reminder

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_it_goes_to_the_address_on_record(visit, caller):
    assert (visit.place, visit.visitor, visit.status) == ("12 Elm Street, 10001", caller, "planned")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"out_by": THEN + HOUR}, "ends before it starts"),
        ({"starts_at": THEN - HOUR}, "time to come"),
        ({"safety_note": " "}, "what to look out for"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(case, caller, facts, said):
    right = {"starts_at": THEN + HOUR, "out_by": THEN + 2 * HOUR, "safety_note": "nothing known"}
    with pytest.raises((Refused, ValidationError), match=said):
        actions.plan_visit(case, by=caller, **(right | facts))
    assert not HomeVisit.objects.exists()


def test_in_and_out_make_a_contact(visit, caller, at):
    at(THEN + HOUR)
    actions.check_in(visit, by=caller)
    at(THEN + HOUR + 40 * MINUTE)
    out = actions.check_out(visit, by=caller, barriers="No food in the house")
    assert (out.status, out.contact.mode, out.contact.minutes) == ("done", "home", 40)
    assert ContactAttempt.objects.get().barriers == "No food in the house"


def test_nobody_checks_in_for_another(visit, lead):
    with pytest.raises(Refused, match="nobody says for another"):
        actions.check_in(visit, by=lead)


def test_nobody_comes_out_and_the_supervisor_is_asked_once(visit, caller, supervisor, at):
    at(THEN + HOUR)
    actions.check_in(visit, by=caller)
    at(THEN + 2 * HOUR + 29 * MINUTE)
    assert sweeps.raise_alarms() == 0
    at(THEN + 2 * HOUR + 31 * MINUTE)
    assert (sweeps.raise_alarms(), sweeps.raise_alarms()) == (1, 0)
    alarm = HomeVisit.objects.get().alarm
    assert (alarm.owner, alarm.priority, alarm.kind) == (supervisor, Item.Priority.HARM, "red_flag")
    assert "No check-out" in alarm.what
    told = Notification.objects.get(recipient=supervisor, item=alarm)
    assert told.safety
    assert Reminder.objects.filter(item=alarm, to="supervisor", status="waiting").exists()


def test_the_alarm_ends_when_they_are_out(visit, caller, at):
    at(THEN + HOUR)
    actions.check_in(visit, by=caller)
    at(THEN + 3 * HOUR)
    sweeps.raise_alarms()
    actions.check_out(HomeVisit.objects.get(), by=caller)
    alarm = Item.objects.get(kind="red_flag")
    assert (alarm.status, alarm.done_note) == ("done", "Safe")
    assert not Reminder.objects.filter(item=alarm, status="waiting").exists()


def test_whoever_never_checked_in_is_asked_after_too(visit, at):
    at(THEN + 3 * HOUR)
    assert sweeps.raise_alarms() == 1
    assert "No check-in" in Item.objects.get(kind="red_flag").what


def test_more_time_moves_the_alarm(visit, caller, at):
    at(THEN + HOUR)
    actions.check_in(visit, by=caller)
    actions.extend_visit(visit, by=caller, out_by=THEN + 4 * HOUR)
    at(THEN + 4 * HOUR)
    assert sweeps.raise_alarms() == 0
    with pytest.raises(Refused, match="time to come"):
        actions.extend_visit(visit, by=caller, out_by=THEN)


def test_a_cancelled_visit_is_not_asked_after(visit, caller, at):
    actions.cancel_visit(visit, by=caller, reason="In hospital again")
    at(THEN + 9 * HOUR)
    assert sweeps.raise_alarms() == 0


def test_nobody_goes_to_a_patient_who_has_died_and_whoever_is_there_is_asked_after(
    visit, case, caller, patient, at
):
    later = actions.plan_visit(
        case, by=caller, starts_at=THEN + 30 * HOUR, out_by=THEN + 31 * HOUR, safety_note="A big dog"
    )
    at(THEN + HOUR)
    actions.check_in(visit, by=caller)
    patient.deceased_at = THEN + HOUR
    patient.save(update_fields=["deceased_at"])
    assert (sweeps.stop_ended(), sweeps.stop_ended()) == (1, 0)
    later.refresh_from_db()
    assert (later.status, later.cancel_reason) == ("cancelled", "The patient has died.")
    at(THEN + 2 * HOUR + 31 * MINUTE)
    assert sweeps.raise_alarms() == 1


def test_a_visit_of_somebody_who_left_is_called_off_and_the_lead_plans_it_anew(
    visit, case, caller, lead, supervisor
):
    assert sweeps.hand_on_visits() == 0
    part = Assignment.objects.get(case=case, user=caller)
    stand_down(part, by=supervisor, why="Works elsewhere")
    assert (sweeps.hand_on_visits(), sweeps.hand_on_visits()) == (1, 0)
    visit.refresh_from_db()
    anew = Item.objects.get(source_key=f"visit:{visit.pk}")
    assert (visit.status, anew.owner, anew.due_at) == ("cancelled", lead, visit.starts_at)
    assert anew.why == visit.cancel_reason == "T. Coordinator does not work on this case any more."


def test_how_staff_keep_safe_is_read_by_staff_alone(visit, case, caller, patient, person, client):
    advocate = person("a.voice", Role.ADVOCATE)
    facts = {"patient": patient, "purpose": "advocacy", "to_user": advocate, "method": "signed"}
    Consent.objects.create(**facts, classes=["work"], starts_at=THEN - HOUR)
    page = reverse("outreach:case", args=[case.pk])
    many, one = "/api/v1/home-visits/", f"/api/v1/home-visits/{visit.pk}/"
    for user, safety, place in (
        (caller, "A big dog, tied up", "12 Elm Street, 10001"),
        (advocate, None, None),
    ):
        client.force_login(user)
        text = client.get(page).content.decode()
        assert f"visit-{visit.pk}" in text
        assert ("A big dog" in text, "12 Elm Street" in text) == (bool(safety), bool(place))
        for row in (client.get(one).json(), client.get(many).json()["results"][0]):
            assert (row["id"], row["safety_note"], row["place"]) == (str(visit.pk), safety, place)


def nobody_checked_in(at):
    """The alarm of a visit to which nobody checked in."""
    at(THEN + 3 * HOUR)
    assert sweeps.raise_alarms() == 1
    return Item.objects.get(kind="red_flag")


def test_the_clock_never_says_that_somebody_asked_after_is_safe(visit, case, caller, patient, supervisor, at):
    alarm = nobody_checked_in(at)
    patient.deceased_at = THEN + 2 * HOUR
    patient.save(update_fields=["deceased_at"])
    stand_down(Assignment.objects.get(case=case, user=caller), by=supervisor, why="Works elsewhere")
    assert (sweeps.stop_ended(), sweeps.hand_on_visits()) == (0, 0)
    visit.refresh_from_db()
    for verb, more in (
        (actions.cancel_visit, {"reason": "The patient has died."}),
        (actions.hand_on_visit, {}),
    ):
        with pytest.raises(Refused, match=r"asking where T\. Coordinator is"):
            verb(visit, by=system("keeper"), **more)
    alarm.refresh_from_db()
    assert (alarm.is_live, visit.status) == (True, "planned")
    actions.cancel_visit(visit, by=supervisor, reason="Never went; reached on the phone")
    alarm.refresh_from_db()
    assert (alarm.status, alarm.done_by) == ("done", supervisor)


def test_once_somebody_was_found_their_visit_is_planned_anew(visit, case, caller, lead, supervisor, at):
    alarm = nobody_checked_in(at)
    stand_down(Assignment.objects.get(case=case, user=caller), by=supervisor, why="Works elsewhere")
    complete(alarm, by=supervisor)
    assert (sweeps.hand_on_visits(), sweeps.hand_on_visits()) == (1, 0)
    assert Item.objects.get(source_key=f"visit:{visit.pk}").owner == lead


def test_nobody_is_taken_off_a_visit_they_can_make(visit, lead):
    with pytest.raises(Refused, match="still does this"):
        actions.hand_on_visit(visit, by=lead)
