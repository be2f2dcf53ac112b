"""Who wrote is not forgotten, what was read is what is approved, and no work outlives what asked for it."""

import pytest

from accounts.permissions import Role
from careplans import actions
from careplans.actions.conflicts import raise_conflict
from careplans.models import Intervention, PlanVersion
from core.refusals import Denied, Refused
from teams.actions import assign
from worklist import actions as work
from worklist.models import FollowUp, Item
from worklist.models.item import LIVE

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(planning, person, supervisor):
    """Another case manager of the case, who may write and decide."""
    user = person("c.second", Role.CASE_MANAGER)
    assign(planning, by=supervisor, user=user, role=Role.CASE_MANAGER)
    return user


def test_who_wrote_what_was_returned_does_not_approve_the_next(
    submitted, goal, plan, second, supervisor, manager
):
    actions.return_(submitted, by=supervisor, comment="Say how far")
    actions.change_goal(goal, by=second, target="300")
    version = PlanVersion.objects.get(plan=plan, status="draft")
    assert (version.number, version.writers) == (2, [manager.pk, second.pk])
    actions.submit(version, by=second)
    with pytest.raises(Denied, match="you wrote it"):
        actions.approve(version, by=manager)


def test_what_is_said_after_it_was_handed_in_is_not_approved_with_it(submitted, plan, manager, supervisor):
    before = submitted.frozen
    actions.raise_barrier(plan.case, by=manager, kind="money", words="No money for the bus")
    done = actions.approve(submitted, by=supervisor)
    assert "No money for the bus" not in str(done.frozen)
    assert {name: done.frozen[name] for name in before} | {"team": 0} == before | {"team": 0}


def test_no_work_outlives_a_plan_that_is_closed(plan, agreed, step, manager, supervisor, making):
    actions.add_intervention(
        agreed, by=manager, words="Order a walker", activity="community", owner_role=Role.NURSE
    )
    actions.approve(actions.submit(making(plan), by=manager), by=supervisor)
    actions.activate(plan, by=manager, engagement="Took part")
    begun = list(Intervention.objects.select_related("item", "follow_up"))
    assert {bool(row.item) for row in begun} == {True, False}
    actions.close_goal(agreed, by=manager, outcome="Not wanted any more", closing="partly")
    actions.close_plan(plan, by=manager)
    assert not FollowUp.objects.filter(status="running").exists()
    assert not Item.objects.filter(pk__in=[row.item_id for row in begun], status__in=LIVE).exists()
    assert set(Intervention.objects.values_list("status", flat=True)) == {"stopped"}


def test_another_frequency_is_another_promise(active, step, manager, supervisor, making):
    standing = FollowUp.objects.get(status="running")
    Intervention.objects.filter(pk=step.pk).update(joined=True)
    actions.change_intervention(Intervention.objects.get(pk=step.pk), by=manager, every_days=3)
    actions.approve(actions.submit(making(active), by=manager), by=supervisor)
    actions.activate(active, by=manager)
    step.refresh_from_db()
    assert step.follow_up_id != standing.pk
    assert step.follow_up.every_days == 3


def test_what_was_done_is_not_asked_for_again_when_its_goal_goes_on(
    plan, agreed, manager, supervisor, making
):
    row = actions.add_intervention(
        agreed, by=manager, words="Order a walker", activity="community", owner_role=Role.NURSE
    )

    def take_effect():
        actions.approve(actions.submit(making(plan), by=manager), by=supervisor)
        actions.activate(plan, by=manager, engagement="Took part")
        row.refresh_from_db()

    take_effect()
    first = row.item
    work.complete(first, by=manager)
    actions.hold_goal(agreed, by=manager, because="Away")
    other = {"words": "Eat", "is_wish": True, "measure": "meals", "target": "3", "due_on": agreed.due_on}
    actions.agree_goal(actions.propose_goal(plan, by=manager, **other), by=manager)
    take_effect()
    agreed.refresh_from_db()
    actions.resume_goal(agreed, by=manager)
    take_effect()
    assert row.item == first
    assert Item.objects.filter(about=f"intervention:{row.pk}").count() == 1


def test_an_approved_version_may_be_written_on_before_it_takes_effect(
    approved, plan, goal, manager, supervisor, second
):
    version = actions.revise(plan, by=second, because="She fell")
    assert (version.number, version.status) == (2, "draft")
    assert set(version.writers) == {manager.pk, second.pk}
    approved.refresh_from_db()
    assert approved.status == "closed"
    actions.change_goal(goal, by=second, target="300")
    with pytest.raises(Refused, match="not approved yet"):
        actions.activate(plan, by=manager, engagement="Took part")


def test_a_severe_conflict_found_after_approval_keeps_it_from_taking_effect(approved, plan, manager):
    raise_conflict(
        plan, by=manager, sentence="Two opposite orders.", severity="severe", one="Rest", other="Walk"
    )
    with pytest.raises(Refused, match="Two opposite orders"):
        actions.activate(plan, by=manager, engagement="Took part")
    approved.refresh_from_db()
    assert approved.status == "approved"


@pytest.mark.parametrize(("domain", "called"), [("food", "Food"), ("mood", "Mood and stress")])
def test_a_problem_of_a_need_says_no_more_than_its_domain(plan, manager, wants_help, domain, called):
    row = actions.add_problem(plan, by=manager, need=wants_help(domain, "Drinks since her son died"))
    assert row.words == called == row.need.get_domain_display()


def test_one_of_safeguarding_is_not_even_named(plan, manager, wants_help):
    need = wants_help("safety", "Her son hits her", sort="safeguarding")
    with pytest.raises(Refused, match="everybody of the plan may read"):
        actions.add_problem(plan, by=manager, need=need)
    assert (
        actions.add_problem(plan, by=manager, need=need, words="Somebody to call").words == "Somebody to call"
    )
