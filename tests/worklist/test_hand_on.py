"""Who leaves a case or the hospital leaves nothing undone: the lead, or the lead's role, takes it over."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from teams import actions as teams
from tests.conftest import THEN
from worklist import actions, my_day, planner, sweeps, words
from worklist.models import Item, Notification, Outbox, Reminder

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def suspend(facility, person):
    def end(user):
        user.facility_roles.get_or_create(facility=facility, role=user.default_role, starts_at=THEN)
        admin = person("a.admin", Role.ADMINISTRATOR, facility)
        teams.suspend(facility, by=admin, user=user, reason="Left the hospital")

    return end


def recipients(item):
    return set(
        Reminder.objects.filter(item=item, to="person", status="waiting").values_list("recipient", flat=True)
    )


def test_reassigning_an_occurrence_moves_the_promise(promise, lead, nurse):
    series = promise(every_days=7)
    item = actions.reassign(series.occurrences.get(), by=lead, to=nurse, reason="She knows them")
    series.refresh_from_db()
    assert series.owner == nurse
    actions.complete(item, by=nurse)
    assert series.occurrences.get(n=2).owner == nurse


def test_reassigning_the_last_item_of_a_stopped_promise_leaves_the_promise(promise, lead, nurse):
    series = promise()
    type(series).objects.update(status="ended")
    actions.reassign(series.occurrences.get(), by=lead, to=nurse, reason="She knows them")
    series.refresh_from_db()
    assert series.owner == lead


def test_the_weekly_call_of_somebody_suspended_reminds_the_lead(promise, lead, nurse, suspend, at):
    series = promise(owner=nurse, every_days=7)
    suspend(nurse)
    assert sweeps.hand_on_left_work() == 2
    series.refresh_from_db()
    item = series.occurrences.get()
    assert (series.owner, item.owner, recipients(item)) == (lead, lead, {lead.pk})
    assert Notification.objects.get(recipient=lead, item=item).kind == "assigned"
    at(item.due_at)
    planner.plan_all()
    assert Notification.objects.filter(recipient=lead, item=item, kind="due").exists()
    assert not Notification.objects.filter(recipient=nurse).exists()
    actions.complete(item, by=lead)
    assert series.occurrences.get(n=2).owner == lead


def test_what_somebody_had_begun_when_they_left_is_open_again_and_climbs(open_work, nurse, suspend, packs):
    item = actions.start(open_work(owner=nurse), by=nurse)
    suspend(nurse)
    sweeps.hand_on_left_work()
    item.refresh_from_db()
    assert item.status == "open"
    assert Reminder.objects.filter(item=item, status="waiting").exclude(to="person").exists()


def test_mail_about_a_booked_time_of_somebody_who_left_leaves_for_the_lead(case, lead, nurse, suspend, at):
    """The time is still with whoever left; the lead is to meet the patient, or to call it off."""
    type(lead).objects.filter(pk=lead.pk).update(email="lead@example.org")
    when = {"starts_at": THEN + DAY, "ends_at": THEN + DAY + timedelta(hours=1)}
    made = actions.book(case, by=nurse, user=nurse, activity="follow_up", mode="office", **when)
    suspend(nurse)
    sweeps.hand_on_left_work()
    at(Reminder.objects.get(appointment=made, to="person", status="waiting").due_at)
    planner.plan_all()
    message = Outbox.objects.get(recipient=lead, notification__appointment=made)
    assert words.of(message)


def test_a_second_run_changes_nothing(promise, open_work, nurse, suspend):
    promise(owner=nurse)
    open_work(owner=nurse)
    suspend(nurse)
    assert sweeps.hand_on_left_work() == 3
    versions = list(Item.objects.order_by("pk").values_list("version"))
    assert sweeps.hand_on_left_work() == 0
    assert list(Item.objects.order_by("pk").values_list("version")) == versions


def test_who_stood_down_may_read_but_does_not_keep_the_work(open_work, lead, nurse, supervisor):
    item = open_work(owner=nurse)
    other = open_work(subject="other")
    teams.stand_down(nurse.assignments.get(), by=supervisor, why="Moved to another unit")
    assert sweeps.hand_on_left_work() == 1
    item.refresh_from_db()
    other.refresh_from_db()
    assert (item.owner, other.version) == (lead, 1)


def test_work_of_those_who_stay_is_not_touched(open_work, promise, nurse):
    open_work(owner=nurse)
    promise(owner=nurse)
    assert sweeps.hand_on_left_work() == 0
    with pytest.raises(Exception, match="still does this"):
        actions.hand_on(Item.objects.filter(owner=nurse).first(), by=sweeps.system("keeper"))


def test_what_a_lead_leaves_stays_with_the_role_until_there_is_a_lead(
    promise, open_work, lead, nurse, suspend, case, person, supervisor
):
    item, series = open_work(), promise(every_days=7)
    suspend(lead)
    assert sweeps.hand_on_left_work() == 2
    assert sweeps.hand_on_left_work() == 0
    item.refresh_from_db()
    call = series.occurrences.get()
    assert [(each.owner, each.role) for each in (item, call)] == [(None, Role.CASE_MANAGER)] * 2
    assert recipients(call) == set()
    second = person("c.second", Role.CASE_MANAGER)
    case.refresh_from_db()
    teams.assign(case, by=supervisor, user=second, role=Role.CASE_MANAGER)
    second.acting_role = Role.CASE_MANAGER
    assert set(my_day.mine(second)) == {item, call}
    case.refresh_from_db()
    teams.change_lead(case, by=supervisor, to=second, why="The lead left")
    assert sweeps.hand_on_left_work() == 2, "the promise and its call; other work waits for whoever takes it"
    call.refresh_from_db()
    assert (call.owner, recipients(call)) == (second, {second.pk})


def test_what_somebody_took_up_at_the_desk_goes_back_to_the_desk(facility, patient, intake, suspend):
    item = actions.open_desk_item(
        facility,
        by=intake,
        patient=patient,
        activity="registration",
        what="x",
        why="x",
        kind="task",
        due_at=None,
    )
    actions.start(item, by=intake)
    suspend_of = type(intake).objects.filter(pk=intake.pk)
    suspend_of.update(is_active=False)
    assert sweeps.hand_on_left_work() == 1
    item.refresh_from_db()
    assert (item.owner, item.role) == (None, Role.INTAKE)


def test_the_lead_is_reminded_of_a_time_booked_with_somebody_who_left(case, lead, nurse, suspend, at):
    times = {"starts_at": THEN + DAY, "ends_at": THEN + DAY + timedelta(hours=1)}
    booked = actions.book(case, by=lead, user=nurse, activity="visit", mode="office", **times)
    suspend(nurse)
    assert (sweeps.hand_on_left_work(), sweeps.hand_on_left_work()) == (1, 0)
    at(THEN + DAY)
    planner.plan_all()
    assert Notification.objects.get(appointment=booked).recipient == lead
