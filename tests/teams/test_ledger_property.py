"""The ledger under any order of work, and under several at once: never two who answer, never a hole nobody lists."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from accounts.permissions import Role
from core import clock
from core.refusals import Denied, Refused
from facilities.models import Facility, Team
from patients import stages
from patients.actions import open_case
from patients.models import Case, Patient, Stage
from policy.loading import load_all
from policy.queries import activities
from teams import actions, holes, sweeps
from teams.models import Assignment, FacilityRole, Responsibility, TeamMember, Transfer

NO = (Refused, Denied, ValidationError)
STAFF = [
    ("lead", Role.CASE_MANAGER), ("cm2", Role.CASE_MANAGER), ("nurse1", Role.NURSE), ("nurse2", Role.NURSE),
    ("social", Role.SOCIAL_WORKER), ("coord", Role.COORDINATOR),
]  # fmt: skip
CODES = [
    "teaching",
    "nursing_assessment",
    "community",
    "follow_up",
    "plan_edd_rounds",
    "psychosocial",
    "registration",
]
people = st.sampled_from([name for name, _role in STAFF])
codes = st.sampled_from(CODES)


def world():
    """A house, its team, and a case with its lead."""
    load_all()
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
    actions.assign(case, by=users["boss"], user=users["lead"], role=Role.CASE_MANAGER, is_lead=True)
    return Case.objects.get(pk=case.pk), users


def one_holder_each(case):
    """Per activity at most one answers now, and no two ever did at the same instant."""
    held = list(Responsibility.objects.filter(case=case, shared=False, error_at=None))
    now = clock.now()
    live = [
        row.activity for row in held if row.status == "held" and (row.ends_at is None or now < row.ends_at)
    ]
    assert len(live) == len(set(live))
    for row in held:
        for other in held:
            if row.pk < other.pk and row.activity == other.activity and row.holder_id != other.holder_id:
                ends = row.ends_at or clock.now() + timedelta(days=999)
                other_ends = other.ends_at or clock.now() + timedelta(days=999)
                assert max(row.starts_at, other.starts_at) >= min(ends, other_ends)
    assert Assignment.objects.filter(case=case, status="active", is_lead=True).count() == (
        1 if case.lead_id else 0
    )


def holes_by_hand(case):
    """What is mandatory at the stage and nobody who can sign in holds, by reading row for row."""
    rules = activities(case.facility, clock.now())
    now = clock.now()
    held = {
        row.activity
        for row in Responsibility.objects.filter(case=case, shared=False, status="held").select_related(
            "holder"
        )
        if row.starts_at <= now
        and (row.ends_at is None or now < row.ends_at)
        and (row.practitioner_id or row.holder.is_active)
    }
    wanted = [rule for rule in rules.mandatory(case.stage) if case.lead_id or rule.from_stage == "referred"]
    return {rule.code for rule in wanted} - held


class Ledger(RuleBasedStateMachine):
    """Everything a team does with its case, one after the other, in any order, with time passing."""

    @initialize()
    def begin(self):
        self.now = clock.now()
        self.case, self.users = world()

    def attempt(self, verb, target, **details):
        with suppress(NO):
            verb(target, **details)
        self.case.refresh_from_db()

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        clock.move(self.now)
        sweeps.sweep_offers()

    @rule(who=people, until=st.sampled_from([None, 3, 40]))
    def joins(self, who, until):
        ends_at = clock.now() + timedelta(hours=until) if until else None
        user = self.users[who]
        self.attempt(
            actions.assign,
            self.case,
            by=self.users["boss"],
            user=user,
            role=user.default_role,
            ends_at=ends_at,
        )

    @rule(who=people)
    def leaves(self, who):
        part = Assignment.objects.filter(case=self.case, user=self.users[who], status="active").first()
        if part:
            self.attempt(actions.stand_down, part, by=self.users["boss"], why="Moved")

    @rule(who=people)
    def leads(self, who):
        self.attempt(actions.change_lead, self.case, by=self.users["boss"], to=self.users[who], why="Turn")

    @rule(who=people, code=codes)
    def takes(self, who, code):
        self.attempt(actions.take, self.case, by=self.users[who], activity=code)

    @rule(who=people, code=codes)
    def shares(self, who, code):
        self.attempt(actions.share, self.case, by=self.users[who], activity=code, because="Two")

    @rule(code=codes, to=people, how=st.sampled_from(["offer", "ask", "move", "release"]))
    def does_with_a_held_one(self, code, to, how):
        row = Responsibility.objects.filter(
            case=self.case, activity=code, status="held", shared=False
        ).first()
        if row is None or row.holder is None:
            return
        calls = {
            "offer": (actions.offer, {"by": row.holder, "to": self.users[to]}),
            "ask": (actions.ask, {"by": self.users[to]}),
            "move": (actions.move, {"by": self.users["boss"], "to": self.users[to], "why": "Turn"}),
            "release": (actions.release, {"by": row.holder, "why": "Not needed"}),
        }
        verb, details = calls[how]
        self.attempt(verb, row, **details)

    @rule(who=people, to=people)
    def offers_a_part(self, who, to):
        part = Assignment.objects.filter(case=self.case, user=self.users[who], status="active").first()
        if part:
            self.attempt(actions.offer_part, part, by=part.user, to=self.users[to])

    @rule(yes=st.booleans())
    def answers(self, yes):
        offer = Transfer.objects.filter(status="offered").order_by("pk").first()
        if offer and yes:
            self.attempt(actions.accept, offer, by=offer.answer_by)
        elif offer:
            self.attempt(actions.reject, offer, by=offer.answer_by, answer="No")

    @precondition(lambda self: self.case.stage != Stage.TRANSITIONING)
    @rule()
    def goes_on(self):
        order = [Stage.REFERRED, Stage.ASSESSING, Stage.PLANNING, Stage.ACTIVE, Stage.TRANSITIONING]
        stages.move(self.case, order[order.index(self.case.stage) + 1], by=self.users["boss"])

    @invariant()
    def holds(self):
        one_holder_each(self.case)
        assert {hole.activity for hole in holes.holes(self.case)} == holes_by_hand(self.case)


@pytest.mark.django_db
def test_one_after_the_other(db, django_db_blocker):
    from django.db import transaction

    class Rolled(Ledger):
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
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate),
        ),
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_several_at_once(seed):
    from random import Random

    case, users = world()
    for name in ("nurse1", "social"):
        actions.assign(case, by=users["boss"], user=users[name], role=users[name].default_role)
    wrong, start = [], threading.Barrier(4)

    def work(n):
        rng = Random(f"{seed}-{n}")
        try:
            start.wait()
            for _round in range(12):
                one_step(rng, case.pk, users, wrong)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.refresh_from_db()
    assert wrong == []
    one_holder_each(case)
    assert {hole.activity for hole in holes.holes(case)} == holes_by_hand(case)


def one_step(rng, key, users, wrong):
    """One person does one thing, on what they see at that moment; a refusal is an answer, anything else is not."""
    case = Case.objects.get(pk=key)
    who, to = (users[rng.choice(STAFF)[0]] for _ in "ab")
    code = rng.choice(CODES[:3])
    row = Responsibility.objects.filter(case=case, activity=code, status="held", shared=False).first()
    part = Assignment.objects.filter(case=case, user=who, status="active", is_lead=False).first()
    offer = Transfer.objects.filter(case=case, status="offered").first()
    steps = [
        lambda: actions.take(case, by=who, activity=code),
        lambda: actions.assign(case, by=users["boss"], user=who, role=who.default_role),
        lambda: part and actions.stand_down(part, by=users["boss"], why="Moved"),
        lambda: row and actions.move(row, by=users["boss"], to=to, why="Turn"),
        lambda: row and row.holder and actions.offer(row, by=row.holder, to=to),
        lambda: row and row.holder and actions.release(row, by=row.holder, why="Done"),
        lambda: offer and actions.accept(offer, by=offer.answer_by),
        lambda: actions.share(case, by=who, activity=code, because="Two"),
        lambda: actions.change_lead(case, by=users["boss"], to=to, why="Turn"),
    ]
    try:
        rng.choice(steps)()
    except NO:
        pass
    except Exception as error:
        wrong.append(repr(error))
