"""A plan in effect is work: whose, when due, joined where it stands already, begun anew when it changed, ended when stopped."""

from datetime import date, datetime, timedelta

import pytest

from accounts.permissions import Role
from careplans import actions
from careplans.models import Intervention, PlanVersion
from core.clock import now
from patients.models import RelatedPerson
from teams.models import Responsibility
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import FollowUp, Item, Notification
from worklist.models.item import LIVE

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(on_team):
    return on_team(Role.NURSE)


@pytest.fixture
def enact(plan, goal, manager, supervisor, making):
    """Bring what is written into effect."""

    def run():
        goal.refresh_from_db()
        if goal.status == "proposed":
            actions.agree_goal(goal, by=manager)
        version = actions.approve(actions.submit(making(plan), by=manager), by=supervisor)
        actions.activate(plan, by=manager, engagement="Took part")
        return version

    return run


@pytest.fixture
def add(goal, manager):
    def make(words="Teach her the scale", **more):
        facts = {"activity": "teaching", "owner_role": Role.NURSE, **more}
        return actions.add_intervention(goal, by=manager, words=words, **facts)

    return make


def of(row):
    row.refresh_from_db()
    return row


def test_once_is_a_piece_of_work_of_somebody_in_the_role(add, enact, nurse):
    row = add(until_on=date(2026, 11, 5))
    enact()
    item = of(row).item
    assert (row.status, row.joined, item.owner, item.what, item.activity) == (
        "active", False, nurse, "Teach her the scale", "teaching",
    )  # fmt: skip
    assert item.why == "The plan asks for it: Walk to church"
    assert item.due_at == datetime(2026, 11, 5, 21, 0, tzinfo=THEN.tzinfo)  # 16:00 in New York
    assert Notification.objects.filter(recipient=nurse, item=item).exists()
    assert of(row.case).next_due_at <= item.due_at


def test_whoever_answers_for_the_activity_goes_before_others_of_the_role(
    add, enact, case, nurse, person, supervisor
):
    from teams.actions import assign

    second = person("n.second", Role.NURSE)
    assign(case, by=supervisor, user=second, role=Role.NURSE)
    Responsibility.objects.filter(case=case).delete()
    Responsibility.objects.create(
        case=case, activity="teaching", holder=second, origin="rule", starts_at=THEN, created_by=supervisor
    )
    row = add()
    enact()
    assert of(row).item.owner == second


def test_a_person_named_goes_before_everybody(add, enact, nurse, manager):
    row = add(owner=manager)
    enact()
    assert of(row).item.owner == manager


def test_a_role_that_nobody_has_is_asked_for_by_the_role(add, enact):
    row = add()
    enact()
    item = of(row).item
    assert (item.owner, item.role) == (None, "nurse")


def test_what_begins_later_opens_then(add, enact, nurse):
    row = add(from_on=date(2026, 11, 9))
    enact()
    item = of(row).item
    assert item.status == "scheduled"
    assert item.opens_at == datetime(2026, 11, 9, 5, 0, tzinfo=THEN.tzinfo)


def test_again_and_again_is_a_promise(add, enact, nurse):
    row = add("Weigh her", every_days=2, until_on=date(2026, 11, 30))
    enact()
    promise = of(row).follow_up
    assert (promise.owner, promise.every_days, promise.until_on, promise.what) == (
        nurse, 2, date(2026, 11, 30), "Weigh her",
    )  # fmt: skip
    (first,) = Item.objects.filter(series=promise)
    assert first.due_at == datetime(2026, 11, 3, 21, 0, tzinfo=THEN.tzinfo)
    work.complete(first, by=nurse)
    assert Item.objects.filter(series=promise, n=2).exists()


def test_what_a_caregiver_does_is_nobodys_work_here(add, enact, patient):
    daughter = RelatedPerson.objects.create(patient=patient, name="Ngozi", relation="daughter")
    row = add("Cook without salt", owner_role="", caregiver=daughter)
    enact()
    assert (of(row).status, row.item, row.follow_up) == ("active", None, None)


def test_what_stands_already_is_joined_and_not_opened_twice(add, enact, case, nurse, manager):
    standing = work.open_item(
        case,
        by=manager,
        activity="teaching",
        subject="teach her the scale",
        what="Scale",
        why="Rounds",
        owner=nurse,
    )
    row = add()
    enact()
    assert (of(row).item, row.joined) == (standing, True)
    assert Item.objects.filter(case=case, activity="teaching").count() == 1


def test_a_running_promise_in_the_same_words_is_joined(add, enact, case, nurse, manager):
    standing = work.start_follow_up(
        case,
        by=manager,
        activity="teaching",
        what="Weigh her",
        owner=nurse,
        first_due_at=THEN + timedelta(hours=3),
        every_days=1,
    )
    same, other = add("weigh  her", every_days=1), add("Look at her legs", every_days=1)
    enact()
    assert (of(same).follow_up, same.joined) == (standing, True)
    assert of(other).follow_up != standing
    assert FollowUp.objects.filter(case=case).count() == 2


def test_two_goals_that_ask_for_the_same_share_it(add, goal, manager, enact, plan, nurse):
    first = add("Ask how it goes", activity="goal_coaching", every_days=7)
    other = actions.propose_goal(
        plan,
        by=manager,
        words="Dance",
        in_patients_words=True,
        measure="songs",
        target="1",
        due_on=date(2026, 11, 20),
    )
    actions.agree_goal(other, by=manager)
    second = actions.add_intervention(
        other, by=manager, words="Ask how it goes", activity="goal_coaching", owner_role="nurse", every_days=7
    )
    enact()
    assert of(first).follow_up == of(second).follow_up
    actions.stop_intervention(first, by=manager, because="Sure of it now")
    enact()
    assert of(second).follow_up.status == "running"
    actions.stop_intervention(second, by=manager, because="Sure of it now")
    enact()
    assert FollowUp.objects.get(pk=second.follow_up_id).status == "stopped"


def test_nothing_is_done_for_a_goal_nobody_agreed_to(plan, add, enact, manager, nurse):
    wish = actions.propose_goal(
        plan,
        by=manager,
        words="Travel",
        in_patients_words=True,
        measure="trips",
        target="1",
        due_on=date(2026, 11, 20),
    )
    row = actions.add_intervention(
        wish, by=manager, words="Find a bus", activity="community", owner_role="nurse"
    )
    enact()
    assert (of(row).status, row.item) == ("planned", None)
    actions.agree_goal(wish, by=manager)
    enact()
    assert of(row).item.owner == nurse


def test_while_a_goal_rests_its_work_does_too(add, goal, enact, manager, nurse):
    row = add("Weigh her", every_days=2)
    enact()
    promise = of(row).follow_up
    actions.hold_goal(of(goal), by=manager, because="In surgery")
    assert of(promise).status == "running"
    enact()
    assert (of(promise).status, of(row).status, row.follow_up) == ("stopped", "planned", None)
    actions.resume_goal(of(goal), by=manager)
    enact()
    assert of(row).follow_up.status == "running"


def test_stopped_means_stopped_with_the_next_version(add, enact, manager, nurse):
    row, other = add(), add("Show her the leaflet")
    enact()
    item = of(row).item
    actions.stop_intervention(row, by=manager, because="She knows it")
    assert of(item).status == "open"
    enact()
    assert (of(item).status, item.cancel_reason) == ("cancelled", "She knows it")
    assert of(of(other).item).status == "open"


def test_work_that_stood_before_goes_on(add, enact, case, nurse, manager):
    standing = work.open_item(
        case,
        by=manager,
        activity="teaching",
        subject="teach her the scale",
        what="Scale",
        why="Rounds",
        owner=nurse,
    )
    row = add()
    enact()
    actions.stop_intervention(row, by=manager, because="Not in the plan any more")
    enact()
    assert of(standing).status == "open"


def test_what_changed_begins_anew_and_what_did_not_stays(add, enact, manager, nurse):
    row, other = add("Weigh her", every_days=2), add("Show her the leaflet")
    enact()
    promise, item = of(row).follow_up, of(other).item
    actions.change_intervention(row, by=manager, every_days=1)
    enact()
    assert of(promise).status == "stopped"
    assert of(row).follow_up.every_days == 1
    assert of(other).item == item


def test_other_words_are_other_words_of_the_same_work(add, enact, manager, nurse):
    row, other = add("Weigh her", every_days=2), add("Show her the leaflet")
    enact()
    promise, item = of(row).follow_up, of(other).item
    actions.change_intervention(row, by=manager, words="Weigh her before breakfast")
    actions.change_intervention(other, by=manager, words="Read the leaflet with her")
    enact()
    assert of(promise).what == "Weigh her before breakfast"
    assert Item.objects.get(series=promise, status__in=LIVE).what == "Weigh her before breakfast"
    assert (of(other).item, of(item).what) == (item, "Read the leaflet with her")


def test_a_closed_goal_ends_its_work(add, goal, enact, plan, manager, nurse):
    other = actions.propose_goal(
        plan,
        by=manager,
        words="Dance",
        in_patients_words=True,
        measure="songs",
        target="1",
        due_on=date(2026, 11, 20),
    )
    actions.agree_goal(other, by=manager)
    row = add()
    enact()
    actions.close_goal(of(goal), by=manager, outcome="Walked", closing="reached")
    enact()
    assert of(of(row).item).status == "cancelled"


def test_what_is_over_before_it_takes_effect_is_no_work(add, enact, nurse, at):
    row = add(until_on=date(2026, 11, 4))
    at(THEN + timedelta(days=3))
    enact()
    assert (of(row).item, row.status) == (None, "planned")


def test_whoever_asked_for_the_change_is_told_by_their_work(enact, goal, plan, manager, case):
    enact()
    look = Item.objects.create(
        case=case, kind="plan", activity="plan_edd_rounds", what="Look at the plan", why="A fall", owner=manager,
        about="change:1", created_by=manager, due_at=now() + timedelta(hours=2),
    )  # fmt: skip
    version = actions.revise(plan, by=manager, because="She fell", prompted_by=f"worklist.item:{look.pk}")
    assert version.prompted_by == f"worklist.item:{look.pk}"
    actions.change_goal(goal, by=manager, target="100")
    assert of(look).status == "open"
    enact()
    assert (of(look).status, look.done_note) == ("done", "The plan was changed: version 2.")


def test_work_of_another_case_asks_for_nothing(enact, plan, manager):
    enact()
    version = actions.revise(plan, by=manager, because="x", prompted_by=f"worklist.item:{plan.pk}")
    assert version.prompted_by == ""


def test_taking_effect_twice_opens_nothing_twice(add, goal, enact, manager, nurse):
    add(), add("Weigh her", every_days=2)
    enact()
    before = (Item.objects.count(), FollowUp.objects.count())
    actions.change_goal(of(goal), by=manager, target="300")
    enact()
    approvals = Item.objects.filter(kind="approval").count() - 1
    assert (Item.objects.count() - approvals, FollowUp.objects.count()) == before
    assert PlanVersion.objects.count() == 2
    assert Intervention.objects.filter(status="active").count() == 2
