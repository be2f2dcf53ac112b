"""Acknowledgements under any order of events: nobody on the team is forgotten, nobody answers for another, none twice.

The clock moves, people go away and come back, join and leave in the middle of a clock, and two changes may be told a
minute apart. The climbing itself is the engine's and has a test of its own; here it rings and must end with an answer.
"""

from contextlib import suppress
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import User
from accounts.permissions import Role
from core import clock
from core.refusals import Denied, Refused
from facilities.models import Facility, Team
from messaging import actions, sweeps
from messaging.models import Acknowledgement, ConditionChange
from messaging.standing_in import covers
from patients.actions import open_case
from patients.models import Case, Patient
from teams.actions import assign, stand_down
from teams.models import Assignment, FacilityRole, TeamMember
from tests.conftest import THEN
from tests.messaging.changes import stand_in
from worklist import planner
from worklist.models import Item, Notification, Reminder
from worklist.models.item import LIVE

NO = (Refused, Denied, ValidationError)
STAFF = [
    ("lead", Role.CASE_MANAGER), ("cm2", Role.CASE_MANAGER), ("nurse", Role.NURSE), ("nurse2", Role.NURSE),
    ("social", Role.SOCIAL_WORKER),
]  # fmt: skip
people = st.sampled_from([name for name, _role in STAFF])


def world():
    """A house, a case with its lead, and four colleagues at hand."""
    facility = Facility.objects.create(code="NGH", name="Northgate", zone="America/New_York")
    team = Team.objects.create(facility=facility, name="North")
    long_ago = clock.now() - timedelta(days=900)
    users = {}
    for name, role in [*STAFF, ("boss", Role.SUPERVISOR), ("desk", Role.INTAKE)]:
        users[name] = User.objects.create(username=name, name=name.title(), default_role=role)
        FacilityRole.objects.create(user=users[name], facility=facility, role=role, starts_at=long_ago)
        TeamMember.objects.create(team=team, user=users[name], supervises=name == "boss", starts_at=long_ago)
    patient = Patient.objects.create(
        facility=facility, family="Okafor", given="Amara", search_name="okafor amara"
    )
    case = open_case(patient, by=users["desk"], team=team)
    assign(case, by=users["boss"], user=users["lead"], role=Role.CASE_MANAGER, is_lead=True)
    return Case.objects.get(pk=case.pk), users


class Round(RuleBasedStateMachine):
    """Everything that can happen between a change and everybody knowing of it."""

    @initialize()
    def begin(self):
        self.now = THEN
        clock.move(self.now)
        self.case, self.users = world()
        self.answered = {}

    def tick(self):
        """What the clock does by itself."""
        sweeps.keep_rounds()
        planner.plan_all()

    @rule(minutes=st.sampled_from([1, 29, 31, 61, 600]))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)
        clock.move(self.now)
        self.tick()

    @rule(who=people, severity=st.sampled_from(["critical", "urgent", "routine"]), twice=st.booleans())
    def a_change_is_told(self, who, severity, twice):
        for _each in range(1 + twice):
            with suppress(*NO):
                actions.broadcast(self.case, by=self.users[who], what="Fell", severity=severity)
            self.now += timedelta(minutes=1)
            clock.move(self.now)

    @rule(who=people, number=st.integers(0, 9))
    def somebody_presses_acknowledge(self, who, number):
        rows = list(Acknowledgement.objects.order_by("pk"))
        if rows:
            row, by = rows[number % len(rows)], self.users[who]
            cover = covers(self.case, [row.user_id]).get(row.user_id)
            may = by.pk == row.user_id or (cover is not None and cover.deputy_id == by.pk)
            before = row.status
            with suppress(*NO):
                done = actions.acknowledge(row, by=by)
                assert may
                assert before == "due"
                self.answered[row.pk] = (done.acknowledged_by_id, done.acknowledged_at)

    @rule(who=people)
    def joins(self, who):
        user = self.users[who]
        with suppress(*NO):
            assign(self.case, by=self.users["boss"], user=user, role=user.default_role)

    @rule(who=people)
    def leaves(self, who):
        part = Assignment.objects.filter(
            case=self.case, user=self.users[who], status="active", is_lead=False
        ).first()
        if part:
            stand_down(part, by=self.users["boss"], why="Moved")

    @rule(who=people, deputy=people)
    def goes_away(self, who, deputy):
        away, stands = self.users[who], self.users[deputy]
        if who != deputy and not away.absences.filter(live=True).exists():
            stand_in(away, stands, self.case.facility)

    @rule(who=people)
    def comes_back(self, who):
        self.users[who].absences.filter(live=True).update(ends_at=clock.now(), live=False, status="ended")

    @invariant()
    def nobody_on_the_team_is_forgotten(self):
        self.tick()
        now = clock.now()
        on = Assignment.objects.filter(case=self.case, status="active", starts_at__lte=now)
        team = set(on.exclude(ends_at__lte=now).values_list("user", flat=True))
        for change in ConditionChange.objects.filter(due_at__gt=now):
            asked = set(change.acknowledgements.exclude(status="excused").values_list("user", flat=True))
            assert team - {change.created_by_id} <= asked
        silent = Acknowledgement.objects.filter(status="due")
        assert set(silent.values_list("user", flat=True)) <= team

    @invariant()
    def who_is_asked_has_live_work_and_nobody_else_is_chased(self):
        for row in Acknowledgement.objects.select_related("item"):
            assert (row.item.status in LIVE) == (row.status == "due")
            assert row.item.owner_id == row.user_id
            if row.status != "due":
                assert not Reminder.objects.filter(item=row.item, status="waiting").exists()
        plans = Item.objects.filter(kind="plan").values_list("source_key", flat=True)
        assert sorted(plans) == sorted(
            f"plan:{pk}" for pk in ConditionChange.objects.values_list("pk", flat=True)
        )

    @invariant()
    def an_answer_stays_as_it_was_given(self):
        for pk, said in self.answered.items():
            row = Acknowledgement.objects.get(pk=pk)
            assert row.status == "acknowledged"
            assert (row.acknowledged_by_id, row.acknowledged_at) == said
            assert (row.standing_in_id is None) == (row.acknowledged_by_id == row.user_id)

    @invariant()
    def everybody_asked_was_told_at_once(self):
        for row in Acknowledgement.objects.all():
            notices = Notification.objects.filter(source=f"change:{row.change_id}", recipient=row.user_id)
            assert notices.filter(safety=True, kind="change").exists()
        assert not Notification.objects.filter(kind="change", safety=False).exists()


def test_nobody_is_forgotten_and_nobody_answers_for_another(db, at):
    class Rolled(Round):
        """Each run in a transaction of its own that is taken back."""

        def __init__(self):
            super().__init__()
            self.step = transaction.atomic()
            self.step.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self.step.__exit__(None, None, None)
            clock.move(None)

    run_state_machine_as_test(
        Rolled,
        settings=settings(
            max_examples=12,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate),
        ),
    )
