"""The life of a plan by versions: into effect, superseded, closed; and what no order of verbs can bring about."""

import contextlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.permissions import Role
from audit.models import Event
from careplans import actions, freezing
from careplans.models import CarePlan, Goal, Intervention, PlanVersion, Problem
from core.refusals import Denied, Refused
from discharge.actions import close_case
from patients.models import Case, Stage
from tests.conftest import THEN
from worklist.models import FollowUp, Item

pytestmark = pytest.mark.django_db


def test_an_approved_plan_takes_effect_and_the_case_becomes_active(active, manager):
    version = PlanVersion.objects.get()
    assert (active.status, active.activated_by, active.engagement) == ("active", manager, "Chose it herself")
    assert (version.status, version.activated_at) == ("active", THEN)
    assert Case.objects.get().stage == Stage.ACTIVE
    assert Event.objects.get(verb="careplans.activate").moved == "status: draft > active"


def test_what_is_missing_before_that_is_said_at_once(plan, agreed, manager):
    with pytest.raises(Refused) as refusal:
        actions.activate(plan, by=manager, engagement=" ")
    said = str(refusal.value.sentence)
    assert "not approved yet" in said
    assert "took part is not recorded" in said
    assert Case.objects.get().stage == Stage.PLANNING


def test_a_plan_that_waits_does_not_take_effect(submitted, plan, manager):
    with pytest.raises(Refused, match="waits for a decision"):
        actions.activate(plan, by=manager, engagement="Took part")


def test_not_before_planning(assessing, manager, supervisor, making):
    plan = actions.draft_plan(assessing, by=manager, inability="Sedated")
    goal = actions.propose_goal(
        plan, by=manager, words="Walk", is_wish=True, measure="metres", target="9", due_on=THEN.date()
    )
    actions.agree_goal(goal, by=manager)
    actions.approve(actions.submit(making(plan), by=manager), by=supervisor)
    with pytest.raises(Refused, match="cannot become active"):
        actions.activate(plan, by=manager, engagement="Took part")
    assert CarePlan.objects.get().status == "draft"


def test_only_who_leads_puts_it_into_effect(approved, plan, on_team):
    worker = on_team(Role.SOCIAL_WORKER)
    with pytest.raises(Denied):
        actions.activate(plan, by=worker, engagement="Took part")


def test_a_change_of_a_plan_in_effect_opens_the_next_version_by_itself(active, goal, manager, making):
    actions.change_goal(goal, by=manager, target="300")
    second = making(active)
    assert (second.number, second.status, second.writers) == (2, "draft", [manager.pk])
    assert PlanVersion.objects.get(number=1).status == "active"
    actions.change_goal(goal, by=manager, target="400")
    assert PlanVersion.objects.count() == 2


def test_or_it_is_opened_with_the_reason(active, manager):
    with pytest.raises(Refused, match="what is to change, and why"):
        actions.revise(active, by=manager, because=" ")
    version = actions.revise(active, by=manager, because="She fell on Sunday")
    assert (version.number, version.because) == (2, "She fell on Sunday")
    again = actions.revise(active, by=manager, because="Another reason")
    assert (again.pk, again.because) == (version.pk, "She fell on Sunday")


def test_the_next_version_supersedes_the_one_before(active, goal, manager, supervisor, making, at):
    actions.change_goal(goal, by=manager, target="300")
    actions.approve(actions.submit(making(active), by=manager), by=supervisor)
    at(THEN + timedelta(days=1))
    actions.activate(active, by=manager)
    first, second = PlanVersion.objects.order_by("number")
    assert (first.status, first.superseded_at) == ("superseded", THEN + timedelta(days=1))
    assert (second.status, second.activated_at) == ("active", THEN + timedelta(days=1))
    assert first.frozen["goals"][0]["target"] == "200"
    assert second.frozen["goals"][0]["target"] == "300"
    active.refresh_from_db()
    assert (active.activated_at, active.engagement) == (THEN, "Chose it herself")


def test_a_case_on_its_way_out_stays_where_it_is(active, goal, manager, supervisor, making):
    Case.objects.update(stage=Stage.TRANSITIONING)
    actions.change_goal(goal, by=manager, target="300")
    actions.approve(actions.submit(making(active), by=manager), by=supervisor)
    actions.activate(active, by=manager)
    assert Case.objects.get().stage == Stage.TRANSITIONING


def test_an_approved_plan_is_not_changed_before_it_takes_effect(approved, goal, manager):
    with pytest.raises(Refused, match=r"Version 1 is approved\. Put it into effect"):
        actions.change_goal(goal, by=manager, target="300")


def test_the_table_holds_one_in_the_making_and_one_in_effect(active, manager, making):
    actions.revise(active, by=manager, because="x")
    facts = {"case": active.case, "plan": active, "created_by": manager}
    with pytest.raises(IntegrityError, match="one_plan_version_in_the_making"), transaction.atomic():
        PlanVersion.objects.create(number=3, status="draft", **facts)
    with pytest.raises(IntegrityError, match="one_plan_version_in_effect"), transaction.atomic():
        PlanVersion.objects.create(
            number=3, status="active", approved_at=THEN, approved_by=manager, frozen={}, **facts
        )


def test_a_plan_is_put_away_when_its_goals_are(plan, goal, submitted, manager):
    with pytest.raises(Refused, match="still open"):
        actions.close_plan(plan, by=manager)
    actions.take_back(submitted, by=manager)
    actions.close_goal(goal, by=manager, outcome="Not reached")
    assert actions.close_plan(plan, by=manager).status == "closed"
    assert PlanVersion.objects.get().status == "closed"
    with pytest.raises(Refused, match="closed"):
        actions.propose_goal(plan, by=manager, words="Late", is_wish=True)
    assert actions.draft_plan(plan.case, by=manager).pk != plan.pk


def test_with_the_case_everything_of_it_ends(active, goal, manager, making):
    actions.change_goal(goal, by=manager, target="300")
    actions.submit(making(active), by=manager)
    close_case(
        active.case, by=manager, closing="goals_met", outcome="Walks to church", handed_to="none needed",
        work_cancelled_because="The case is closed",
    )  # fmt: skip
    goal.refresh_from_db()
    assert (goal.status, goal.closing, goal.outcome) == ("closed", "case_ended", "Walks to church")
    assert set(PlanVersion.objects.values_list("status", flat=True)) == {"closed"}
    assert CarePlan.objects.get().status == "closed"
    assert set(Intervention.objects.values_list("status", flat=True)) == {"stopped"}
    assert not Item.objects.filter(kind="approval", status="open").exists()
    assert not FollowUp.objects.filter(status="running").exists()


def test_how_each_goal_ended_is_kept_with_the_case(active, goal, manager):
    close_case(
        active.case, by=manager, closing="goals_met", outcome={str(goal.pk): "Walks there"}, handed_to="none needed",
        work_cancelled_because="The case is closed", goals_ended={str(goal.pk): "reached"},
    )  # fmt: skip
    goal.refresh_from_db()
    assert (goal.closing, goal.achievement, goal.outcome) == ("reached", "achieved", "Walks there")


class Life(RuleBasedStateMachine):
    """Any order of verbs by any of the people: what must never be, never is."""

    def __init__(self, case, people):
        super().__init__()
        self.case, self.people = case, people

    @initialize()
    def begin(self):
        self.sid = transaction.savepoint()
        self.plan = actions.draft_plan(self.case, by=self.people[0], what_matters="Peace")
        self.frozen = {}

    def teardown(self):
        if hasattr(self, "sid"):
            transaction.savepoint_rollback(self.sid)

    def attempt(self, verb, row, who, **more):
        if row is not None:
            with contextlib.suppress(Refused, Denied):
                verb(row, by=self.people[who], **more)

    def latest(self, *statuses):
        return PlanVersion.objects.filter(plan=self.plan, status__in=statuses).order_by("-number").first()

    def goal(self, n):
        goals = list(Goal.objects.filter(plan=self.plan).order_by("created_at"))
        return goals[n % len(goals)] if goals else None

    who = st.integers(0, 3)
    n = st.integers(0, 3)

    @rule(who=who)
    def add_problem(self, who):
        self.attempt(actions.add_problem, self.plan, who, words="Heart failure")

    @rule(who=who, n=n, wish=st.booleans())
    def propose(self, who, n, wish):
        problems = list(Problem.objects.filter(plan=self.plan).order_by("created_at"))
        facts = (
            {"in_patients_words": True} if wish or not problems else {"problem": problems[n % len(problems)]}
        )
        facts |= {"measure": "metres", "target": "9", "due_on": THEN.date()}
        self.attempt(actions.propose_goal, self.plan, who, words="Walk", **facts)

    @rule(who=who, n=n)
    def agree(self, who, n):
        self.attempt(actions.agree_goal, self.goal(n), who)

    @rule(who=who, n=n)
    def add_step(self, who, n):
        more = {"words": "Weigh", "activity": "teaching", "owner_role": "nurse"}
        self.attempt(actions.add_intervention, self.goal(n), who, **more)

    @rule(who=who, n=n)
    def change(self, who, n):
        self.attempt(actions.change_goal, self.goal(n), who, target=f"{n}0 m")

    @rule(who=who, n=n)
    def close_goal(self, who, n):
        self.attempt(actions.close_goal, self.goal(n), who, outcome="So", closing="partly")

    @rule(who=who)
    def resolve(self, who):
        problem = Problem.objects.filter(plan=self.plan, status="active").first()
        self.attempt(actions.resolve_problem, problem, who, because="Better")

    @rule(who=who)
    def submit(self, who):
        self.attempt(actions.submit, self.latest("draft", "submitted"), who)

    @rule(who=who)
    def take_back(self, who):
        self.attempt(actions.take_back, self.latest("submitted", "approved"), who)

    @rule(who=who)
    def give_back(self, who):
        self.attempt(actions.return_, self.latest("submitted", "active"), who, comment="More")

    @rule(who=who)
    def approve(self, who):
        self.attempt(actions.approve, self.latest("submitted", "draft", "approved"), who)

    @rule(who=who)
    def activate(self, who):
        self.attempt(actions.activate, self.plan, who, engagement="Took part")

    @precondition(lambda self: hasattr(self, "plan"))
    @invariant()
    def never(self):
        versions = list(PlanVersion.objects.filter(plan=self.plan))
        assert sum(each.status == "active" for each in versions) <= 1
        assert sum(each.status in ("draft", "submitted", "approved") for each in versions) <= 1
        for each in versions:
            if each.approved_by_id:
                assert each.approved_by_id != each.submitted_by_id
                assert each.approved_by_id not in each.writers
                assert freezing.digest(each.frozen) == each.frozen_hash
                assert self.frozen.setdefault(each.pk, each.frozen_hash) == each.frozen_hash
        open_goals = Goal.objects.filter(plan=self.plan).exclude(status="closed")
        assert not open_goals.filter(problem=None, is_wish=False).exists()
        assert not open_goals.filter(problem__status="resolved", is_wish=False).exists()
        going = Intervention.objects.filter(plan=self.plan, status__in=["planned", "active"])
        assert not going.filter(goal__status="closed").exists()


@pytest.mark.slow
def test_no_order_of_verbs_breaks_a_rule(planning, manager, on_team, supervisor, person):
    from teams.actions import assign

    second = person("c.second", Role.CASE_MANAGER)
    assign(planning, by=supervisor, user=second, role=Role.CASE_MANAGER)
    people = [manager, supervisor, second, on_team(Role.COORDINATOR)]
    run_state_machine_as_test(
        lambda: Life(planning, people),
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
