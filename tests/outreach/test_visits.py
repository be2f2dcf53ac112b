"""A home visit: in, out, and the supervisor asked when nobody comes out; what cannot be is refused whole."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from core.refusals import Refused
from outreach import actions, sweeps
from outreach.models import HomeVisit
from teams.actions import stand_down
from teams.models import Assignment
from tests.conftest import THEN
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


def test_nobody_is_taken_off_a_visit_they_can_make(visit, lead):
    with pytest.raises(Refused, match="still does this"):
        actions.hand_on_visit(visit, by=lead)
