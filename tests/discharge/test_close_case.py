from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.actors import ensure, system
from accounts.permissions import Role
from audit.models import Event
from careplans.models import CarePlan, Goal
from core.access import can
from core.refusals import Denied, Refused
from discharge import actions
from discharge.actions.returns import review_readmission
from discharge.models import DischargePlan, ExpectedDateChange, GateCheck, ReadmissionReview
from encounters import actions as encounters
from messaging import actions as messaging
from outreach import actions as reaching
from outreach.models import HomeVisit, Outreach
from patients.models import Case, Stage
from teams.models import Assignment
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import Appointment, FollowUp, Item, Notification, Reminder
from worklist.models.item import LIVE

pytestmark = pytest.mark.django_db

DONE = {"closing": "goals_met", "handed_to": "none needed"}


@pytest.fixture
def following(staged, goal, manager):
    return staged(Stage.FOLLOW_UP)


def test_a_case_ends_with_its_reason_its_goals_and_its_hand_off(following, goal, manager):
    case = actions.close_case(following, by=manager, outcome={str(goal.pk): "Walks to church"}, **DONE)
    assert (case.stage, case.closing, case.closed_by, case.lead) == (Stage.CLOSED, "goals_met", manager, None)
    goal.refresh_from_db()
    assert (goal.status, goal.outcome, CarePlan.objects.get().status) == (
        Goal.Status.CLOSED,
        "Walks to church",
        "closed",
    )
    assert DischargePlan.objects.get().handed_to == "none needed"
    assert Event.objects.get(verb="discharge.close_case").moved == "stage: follow_up > closed"


def test_one_sentence_serves_every_goal(following, manager):
    actions.close_case(following, by=manager, outcome="Reached", **DONE)
    assert Goal.objects.get().outcome == "Reached"


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"closing": ""}, "why the case is closed"),
        ({"closing": "merged"}, "why the case is closed"),
        ({"handed_to": " "}, "who takes over"),
        ({"outcome": ""}, "1 goal has no outcome"),
        ({"outcome": {}}, "1 goal has no outcome"),
    ],
)
def test_what_is_missing_is_said(following, manager, missing, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.close_case(following, by=manager, **{"outcome": "Reached", **DONE, **missing})
    assert Case.objects.get().is_open
    assert Goal.objects.get().status == Goal.Status.PROPOSED


def test_work_left_behind_is_refused_or_cancelled_with_the_reason(following, manager, at):
    at(THEN)
    later = THEN + timedelta(days=2)
    work.open_item(
        following, by=manager, activity="equipment", what="Order oxygen", why="home", owner=manager
    )
    work.start_follow_up(
        following, by=manager, activity="call", what="Call", owner=manager, first_due_at=later, every_days=2
    )
    work.book(
        following,
        by=manager,
        user=manager,
        activity="visit",
        mode="home",
        starts_at=later,
        ends_at=later + timedelta(hours=1),
    )
    with pytest.raises(Refused, match="3 pieces of work are still open"):
        actions.close_case(following, by=manager, outcome="x", **DONE)
    actions.close_case(following, by=manager, outcome="x", work_cancelled_because="Moved away", **DONE)
    assert set(Item.objects.values_list("status", "cancel_reason")) == {("cancelled", "Moved away")}
    assert (FollowUp.objects.get().status, Appointment.objects.get().status) == ("stopped", "cancelled")
    assert Case.objects.get().next_due_at is None


def test_what_is_passed_on_and_who_was_asked_end_with_the_case_by_their_own_endings(
    following, manager, on_team
):
    nurse = on_team(Role.NURSE)
    relay = messaging.raise_relay(
        following, by=nurse, direction="to_patient", message="No salt for now", other_side="Dr Rao"
    )
    change = messaging.broadcast(following, by=on_team(Role.SOCIAL_WORKER), what="Fell", severity="urgent")
    messaging.acknowledge(change.acknowledgements.get(user=nurse), by=nurse)
    with pytest.raises(Refused, match="pieces of work are still open"):
        actions.close_case(following, by=manager, outcome="x", **DONE)
    actions.close_case(following, by=manager, outcome="x", work_cancelled_because="Died at home ", **DONE)
    relay.refresh_from_db()
    assert (relay.status, relay.withdrawn_by, relay.withdrawn_reason) == (
        "withdrawn",
        manager,
        "Died at home",
    )
    rows = change.acknowledgements.values_list("user", "status", "excused_reason")
    assert set(rows) == {(nurse.pk, "acknowledged", ""), (manager.pk, "excused", "Died at home")}
    assert not Item.objects.filter(status__in=LIVE).exists()
    assert not Reminder.objects.filter(status="waiting").exists()
    told = Event.objects.filter(actor_id=manager.pk, reason="Died at home").values_list("verb", "moved")
    assert {
        ("messaging.withdraw_relay", "status: raised > withdrawn"),
        ("messaging.excuse", "status: due > excused"),
    } <= set(told)


def test_a_visit_is_called_off_with_the_case_but_not_while_somebody_is_inside(
    client, following, manager, packs, at
):
    facts = {
        "starts_at": THEN + timedelta(hours=1),
        "out_by": THEN + timedelta(hours=2),
        "place": "Elm Street",
    }
    visit = reaching.plan_visit(following, by=manager, safety_note="nothing known", **facts)
    with pytest.raises(Refused, match="1 piece of work is still open"):
        actions.close_case(following, by=manager, outcome="x", **DONE)
    at(THEN + timedelta(hours=1))
    reaching.check_in(visit, by=manager)
    with pytest.raises(Refused, match="is at the patient's home"):
        actions.close_case(following, by=manager, outcome="x", work_cancelled_because="Died", **DONE)
    client.force_login(manager)
    page = client.get(f"/cases/{following.pk}/close/").content.decode()
    assert "Close the case once they have checked out" in page
    assert "Home visit of" in page
    reaching.check_out(HomeVisit.objects.get(), by=manager)
    again = {
        "starts_at": THEN + timedelta(hours=3),
        "out_by": THEN + timedelta(hours=4),
        "place": "Elm Street",
    }
    planned = reaching.plan_visit(following, by=manager, safety_note="nothing known", **again)
    actions.close_case(following, by=manager, outcome="x", work_cancelled_because="Died", **DONE)
    planned.refresh_from_db()
    assert (planned.status, planned.cancel_reason) == ("cancelled", "Died")


def test_a_case_is_not_closed_while_somebody_is_asked_after(following, manager, supervisor, packs, at):
    hours = {"starts_at": THEN + timedelta(hours=1), "out_by": THEN + timedelta(hours=2)}
    visit = reaching.plan_visit(following, by=manager, safety_note="Son violent", place="Elm Street", **hours)
    at(THEN + timedelta(hours=3))
    alarm = reaching.raise_alarm(visit, by=system("keeper")).alarm
    why = {"outcome": "x", "work_cancelled_because": "Died", **DONE}
    with pytest.raises(Refused, match="somebody is asking where they are"):
        actions.close_case(following, by=manager, **why)
    alarm.refresh_from_db()
    assert alarm.is_live
    work.complete(alarm, by=supervisor)
    actions.close_case(following, by=manager, **why)
    visit.refresh_from_db()
    assert visit.status == "cancelled"


def test_unable_to_reach_needs_three_days_and_a_second_way(following, manager, at):
    closing = {"closing": "unreachable", "handed_to": "none needed", "outcome": "not known"}
    for day, mode in enumerate(("phone", "phone", "phone")):
        at(THEN + timedelta(days=day))
        work.log_contact(following, by=manager, activity="first_contact", mode=mode, outcome="no_answer")
    with pytest.raises(Refused, match="another way than the phone"):
        actions.close_case(following, by=manager, **closing)
    at(THEN + timedelta(days=3))
    work.log_contact(following, by=manager, activity="first_contact", mode="letter", outcome="message")
    assert actions.close_case(following, by=manager, **closing).closing == "unreachable"
    assert Outreach.objects.get().status == "given_up"
    assert not Item.objects.exclude(status__in=("done", "cancelled")).exists()


def test_with_the_case_the_assignments_end_and_can_be_read_for_a_month(following, manager):
    case = actions.close_case(following, by=manager, outcome="x", **DONE)
    assert Assignment.objects.get().status == "ended"
    assert can(manager, "view_case", case)
    assert not can(manager, "edit_plan", case)


def test_a_closed_case_is_reopened_by_a_supervisor_with_a_reason(following, manager, supervisor, at):
    at(THEN)
    plan = actions.start_plan(following, by=manager)
    actions.set_expected_date(plan, by=manager, expected_on=date(2026, 11, 9), why="x")
    closed = actions.close_case(following, by=manager, outcome="x", **DONE)
    with pytest.raises(Denied):
        actions.reopen_case(closed, by=manager, why="Came back")
    with pytest.raises(Refused, match="Say why"):
        actions.reopen_case(closed, by=supervisor, why=" ")
    case = actions.reopen_case(closed, by=supervisor, why="Came back")
    assert (case.stage, case.closing, case.closed_at, case.expected_leaving_on) == (
        Stage.ASSESSING,
        "",
        None,
        None,
    )
    assert ExpectedDateChange.objects.order_by("-pk").first().new is None


@pytest.mark.parametrize(
    "closing", ["goals_met", "no_benefit", "declined", "transferred", "died", "not_selected"]
)
def test_nobody_closes_a_case_over_a_patient_who_is_in_the_house(following, visit, manager, packs, closing):
    said = {"by": manager, "closing": closing, "outcome": "x", "handed_to": "none needed"}
    with pytest.raises(Refused, match="still in the house"):
        actions.close_case(following, **said)
    encounters.leave(visit, by=manager, event_at=THEN, disposition="01", key="left-1")
    assert GateCheck.objects.filter(status="left_open").exists()
    assert actions.close_case(following, work_cancelled_because="Moved away", **said).closing == closing


def test_who_was_not_selected_stays_without_a_case_and_owes_nothing(case, visit, manager, packs):
    closed = actions.close_case(case, by=manager, closing="not_selected", handed_to="none needed")
    assert closed.closing == "not_selected"
    encounters.leave(visit, by=system("feed"), event_at=THEN, disposition="01", key="left-1")
    assert not GateCheck.objects.exists()


@pytest.fixture
def returned(staged, visit, facility, unit, manager, packs):
    """Cared for, gone, in follow-up, and in the house again: the case is assessed anew."""
    case = staged(Stage.TRANSITIONING)
    encounters.leave(visit, by=system("feed"), event_at=THEN, disposition="01", key="left-1")
    case = actions.begin_follow_up(case, by=manager)
    facts = {
        "facility": facility,
        "kind": "IMP",
        "unit": unit,
        "event_at": THEN + timedelta(days=2),
        "key": "again",
    }
    again = encounters.admit(case.patient, by=system("feed"), **facts)
    encounters.link_to_case(again, by=system("feed"), case=case)
    return Case.objects.get(pk=case.pk)


def test_who_came_back_was_selected_once_and_leaves_first(client, returned, manager):
    assert returned.stage == Stage.ASSESSING
    said = {"closing": "not_selected", "handed_to": "none needed", "work_cancelled_because": "Not selected"}
    with pytest.raises(Refused, match="still in the house"):
        actions.close_case(returned, by=manager, **said)
    client.force_login(manager)
    page = client.get(reverse("cases:close", args=[returned.pk])).content.decode()
    assert "still in the house" in page
    assert "only “not selected” closes the case" not in page


def test_so_does_who_was_reopened_in_the_house(following, visit, manager, supervisor, packs):
    encounters.leave(visit, by=system("feed"), event_at=THEN, disposition="01", key="left-1")
    said = {"handed_to": "none needed", "outcome": "x", "work_cancelled_because": "Settled"}
    actions.close_case(following, by=manager, closing="goals_met", **said)
    encounters.cancel(visit, by=system("feed"), kind="leave", key="back-1")
    actions.reopen_case(following, by=supervisor, why="Still here")
    with pytest.raises(Refused, match="still in the house"):
        actions.close_case(following, by=supervisor, closing="not_selected", **said)


def test_after_casework_not_selected_owes_all_the_same(returned, manager):
    """However the patient was gone once the case was closed: a departure taken back then is told, and the next one owes."""
    again = returned.encounters.get(status="in_progress")
    later = THEN + timedelta(days=3)
    review_readmission(
        ReadmissionReview.objects.get(),
        by=manager,
        related="no",
        causes=["medicines"],
        learned="x",
        team_view="x",
    )
    encounters.leave(again, by=system("feed"), event_at=later, disposition="01", key="left-2")
    said = {"handed_to": "none needed", "work_cancelled_because": "Not selected"}
    actions.close_case(returned, by=manager, closing="not_selected", **said)
    encounters.cancel(again, by=system("feed"), kind="leave", key="back-2", event_at=later)
    assert Notification.objects.filter(source__startswith="closed-inside").exists()
    encounters.leave(
        again, by=system("feed"), event_at=later + timedelta(hours=1), disposition="01", key="left-3"
    )
    assert GateCheck.objects.filter(leaving=2, status="left_open").exists()


def test_an_outpatient_visit_keeps_no_case_open(following, facility, manager):
    ensure()
    made = encounters.admit(
        following.patient, by=system("feed"), facility=facility, kind="AMB", event_at=THEN, key="visit-9"
    )
    encounters.link_to_case(made, by=system("feed"), case=following)
    assert actions.close_case(following, by=manager, outcome="x", **DONE).closing == "goals_met"


def test_the_page_says_that_the_patient_is_in_the_house(client, following, visit, manager):
    client.force_login(manager)
    assert "still in the house" in client.get(reverse("cases:close", args=[following.pk])).content.decode()


def test_before_casework_began_the_page_says_which_reason_closes_in_the_house(
    client, case, visit, manager, packs
):
    client.force_login(manager)
    page = client.get(reverse("cases:close", args=[case.pk])).content.decode()
    assert "only “not selected” closes the case" in page
    assert "still in the house" not in page
    said = {"closing": "not_selected", "handed_to": "none needed", "work_cancelled_because": "Not selected"}
    assert client.post(reverse("cases:close", args=[case.pk]), said).status_code == 303


def test_a_nurse_does_not_close(following, on_team):
    with pytest.raises(Denied):
        actions.close_case(following, by=on_team(Role.NURSE), outcome="x", **DONE)
