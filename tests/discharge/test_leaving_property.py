"""Leaving under any order of actions: no planned departure past a hard gate, none without its debts, no debt lost, no asking
without a choice."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.actors import ensure, system
from core import clock
from core.refusals import Denied, Refused
from directory.models import Organisation, Service
from discharge import actions
from discharge.debts import is_owed
from discharge.gates import look
from discharge.models import DischargePlan, GateCheck, LeavingStep
from encounters import actions as encounters
from encounters.models import Encounter
from facilities.models import Bed, Facility, Unit
from patients import stages
from patients.models import Case, Stage
from policy.loading import load_all
from referrals.actions.asking import draft_referrals, send_referrals
from referrals.actions.choices import offer_choice, record_choice
from referrals.actions.packets import build_packet, send_packet
from referrals.models import Choice, Packet, Referral
from teams.actions import assign
from tests.discharge.staffed import STAFF, Staffed
from worklist import actions as work
from worklist.models import Item

NO = (Refused, Denied, ValidationError)
GATES = (
    "identity", "discharge_order", "date_and_place", "medicines", "follow_up_visit", "taught", "notices", "safeguarding",
    "support", "essential_equipment", "packet", "choice", "risks_explained", "transport", "vaccines", "red_flag_sheet",
    "diet_activity", "contact_number", "told", "understood", "wishes", "equipment", "pending_results", "belongings",
)  # fmt: skip
people = st.sampled_from([*STAFF, "boss"])
gates = st.sampled_from(GATES)
PASSES = {"met", "not_needed", "overridden"}


class Leaving(Staffed, RuleBasedStateMachine):
    """Everything staff and feed do around a departure, in any order, with time passing."""

    @initialize()
    def begin(self):
        ensure()
        load_all()
        self.now, self.n, self.begun = clock.now(), 0, False
        self.facility = Facility.objects.create(code="NGH", name="Northgate", zone="America/New_York")
        self.unit = Unit.objects.create(facility=self.facility, code="4B", name="4B")
        Bed.objects.create(unit=self.unit, code="4B-01")
        self.feed = system("feed")
        self.users = self.staffed()
        self.case = self.opened()
        self.asked = Service.objects.create(
            facility=self.facility,
            organisation=Organisation.objects.create(name="Elm"),
            kind="snf",
            name="Elm House",
            medicare=True,
        )
        self.arrives(0)
        self.refused = Counter()
        self.asks("manager")
        self.sends_papers("manager")
        assert min(self.refused["referral"], self.refused["papers"]) == 1, (
            "before any choice both are refused"
        )

    # What is done. Each is tried; a refusal leaves everything as it was.

    def attempt(self, verb, target, **details):
        with suppress(*NO), transaction.atomic():
            return verb(target, **details)
        return None

    def plan(self):
        return DischargePlan.objects.select_related("case__facility").get(case=self.case)

    def visit(self, status="in_progress"):
        return Encounter.objects.filter(status=status).order_by("-started_at").first()

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        clock.move(self.now)

    @rule(who=people, code=st.sampled_from(["01", "03", "06"]))
    def chooses(self, who, code):
        self.attempt(actions.choose_destination, self.plan(), by=self.users[who], disposition=code)

    @rule(who=people, days=st.integers(0, 4))
    def dates(self, who, days):
        on = clock.today(self.facility.tz) + timedelta(days=days)
        self.attempt(
            actions.set_expected_date, self.plan(), by=self.users[who], expected_on=on, why="x", cause="B03"
        )

    @rule(who=people, gate=gates)
    def satisfies(self, who, gate):
        self.attempt(actions.satisfy_gate, self.plan(), by=self.users[who], gate=gate)

    @rule(who=people, gate=gates)
    def waives(self, who, gate):
        self.attempt(actions.gate_not_needed, self.plan(), by=self.users[who], gate=gate, reason="x")

    @rule(who=people, gate=gates)
    def carries(self, who, gate):
        self.attempt(actions.carry_gate, self.plan(), by=self.users[who], gate=gate, reason="x")

    @rule(who=people, gate=gates)
    def overrides(self, who, gate):
        self.attempt(actions.override_gate, self.plan(), by=self.users[who], gate=gate, reason="x")

    @rule()
    def the_supervisor_overrides_all(self):
        plan = self.plan()
        for each in look(plan.case, plan).open_hard:
            self.attempt(actions.override_gate, plan, by=self.users["boss"], gate=each.rule.code, reason="x")

    @rule(who=people, number=st.integers(0, 30))
    def takes_an_answer_back(self, who, number):
        rows = list(GateCheck.objects.order_by("pk"))
        if rows:
            self.attempt(actions.undo_gate, rows[number % len(rows)], by=self.users[who], reason="x")

    @rule(who=people, stage=st.sampled_from(LeavingStep.Stage.values))
    def reaches(self, who, stage):
        self.attempt(actions.reach_stage, self.plan(), by=self.users[who], stage=stage, said_by="Dr. Ito")

    @rule()
    def to_the_door(self):
        for who, stage in (
            ("physician", "medically_ready"), ("manager", "plan_ready"), ("manager", "accepted"), ("nurse", "nursing_complete"),
        ):  # fmt: skip
            self.reaches(who, stage)

    @rule(who=people, number=st.integers(0, 9))
    def steps_back(self, who, number):
        rows = list(LeavingStep.objects.order_by("pk"))
        if rows:
            self.attempt(actions.step_back, rows[number % len(rows)], by=self.users[who], reason="x")

    @rule(who=people)
    def leaves_as_planned(self, who):
        plan = self.plan()
        before = {each.rule.code: each for each in look(plan.case, plan).gates}
        done = self.attempt(
            actions.leave_as_planned, plan, by=self.users[who], event_at=clock.now(), receiver="Daughter"
        )
        if done is not None:
            for each in before.values():
                assert not each.hard or each.state in PASSES, each.rule.code
                if each.hard and each.state == "overridden":
                    assert each.check.reason
                    assert each.check.role in each.rule.overrides
            self.owes({code for code, each in before.items() if is_owed(each)})

    @rule(who=st.sampled_from(["nurse", "manager"]), overridden=st.booleans(), gate=gates)
    def all_the_way(self, who, overridden, gate):
        """The whole way in one go, with one answer taken back behind the supervisor's back, or none overridden at all."""
        self.to_the_door()
        if overridden:
            self.the_supervisor_overrides_all()
            check = GateCheck.objects.filter(gate=gate).exclude(status="undone").first()
            if check is not None:
                self.attempt(actions.undo_gate, check, by=self.users["manager"], reason="x")
        self.leaves_as_planned(who)

    @rule(code=st.sampled_from(["", "01", "03", "07", "20", "02"]))
    def is_gone(self, code):
        visit = self.visit()
        if visit is None:
            return
        self.time_passes(1)
        plan = self.plan()
        before = look(plan.case, plan, disposition=code or plan.disposition).gates
        self.n += 1
        encounters.leave(visit, by=self.feed, event_at=clock.now(), disposition=code, key=f"left-{self.n}")
        if self.is_asked():
            self.owes({each.rule.code for each in before if is_owed(each)})

    @rule()
    def was_not_gone(self):
        visit = self.visit("finished")
        if visit is not None and self.visit() is None:
            self.n += 1
            encounters.cancel(visit, by=self.feed, kind="leave", key=f"back-{self.n}")

    @rule(hours=st.integers(0, 9))
    def arrives(self, hours):
        if self.visit() is None:
            self.time_passes(hours + 1)
            self.n += 1
            made = encounters.admit(
                self.case.patient, by=self.feed, facility=self.facility, kind="IMP", unit=self.unit, event_at=clock.now(),
                key=f"visit-{self.n}",
            )  # fmt: skip
            encounters.link_to_case(made, by=self.feed, case=self.case)

    @rule(
        who=st.sampled_from(["manager", "boss", "nurse"]),
        closing=st.sampled_from(["goals_met", "declined", "not_selected"]),
    )
    def closes(self, who, closing):
        """Never over a patient who is in the house, unless casework never began; the debts stay on record."""
        said = {
            "closing": closing,
            "outcome": "x",
            "handed_to": "none needed",
            "work_cancelled_because": "Closed",
        }
        done = self.attempt(actions.close_case, self.case, by=self.users[who], **said)
        if done is not None:
            self.refused["closed"] += 1
            assert self.visit() is None or (closing == "not_selected" and not self.begun)

    @rule(steps=st.integers(1, 4))
    def casework_goes_on(self, steps):
        """From stage to stage up to the way out; the machine remembers that planning was ever reached."""
        order = [Stage.REFERRED, Stage.ASSESSING, Stage.PLANNING, Stage.ACTIVE, Stage.TRANSITIONING]
        for _ in range(steps):
            case = Case.objects.select_for_update().get(pk=self.case.pk)
            if case.stage not in order[:-1]:
                return
            stages.move(case, order[order.index(case.stage) + 1], by=self.users["manager"])
            self.begun = self.begun or case.stage == Stage.PLANNING

    @rule(closing=st.sampled_from(["goals_met", "not_selected"]))
    def comes_back_from_follow_up(self, closing):
        """What mostly comes together: cared for, gone, called, in the house again, and then somebody would close the case."""
        self.casework_goes_on(4)
        self.is_gone("01")
        self.attempt(actions.begin_follow_up, self.case, by=self.users["manager"])
        self.arrives(1)
        self.closes("manager", closing)

    @rule()
    def never_arrived(self):
        """An admission that was none: nobody left by it, and who had left before is gone as before."""
        visit = self.visit()
        if visit is not None:
            self.n += 1
            encounters.cancel(visit, by=self.feed, kind="admit", key=f"none-{self.n}")

    @rule()
    def is_gone_and_closed(self):
        """What mostly comes together."""
        self.is_gone("01")
        self.closes("manager", "goals_met")

    @rule()
    def reopens(self):
        done = self.attempt(actions.reopen_case, self.case, by=self.users["boss"], why="x")
        if done is not None:
            lead = {"user": self.users["manager"], "role": STAFF["manager"], "is_lead": True}
            self.attempt(assign, self.case, by=self.users["boss"], **lead)
            for name in ("nurse", "coordinator", "physician"):
                self.attempt(
                    assign, self.case, by=self.users["boss"], user=self.users[name], role=STAFF[name]
                )

    @rule(number=st.integers(0, 30), verb=st.sampled_from([work.complete, work.cancel]))
    def tries_to_end_a_debt_otherwise(self, number, verb):
        rows = list(Item.objects.filter(kind="gate", status="open").order_by("pk"))
        if rows:
            details = {"reason": "x"} if verb is work.cancel else {}
            assert self.attempt(verb, rows[number % len(rows)], by=self.users["manager"], **details) is None

    @rule(who=people, number=st.integers(0, 30))
    def makes_up(self, who, number):
        rows = list(GateCheck.objects.filter(item__isnull=False).order_by("pk"))
        if rows:
            self.attempt(actions.make_up, rows[number % len(rows)], by=self.users[who], note="Done")

    @rule()
    def makes_a_choice(self):
        said = dict.fromkeys(("quality_shared", "network_shown", "interests_shown"), True)
        made = self.attempt(offer_choice, self.case, by=self.users["manager"], kind="snf")
        if made is not None:
            ranks = [self.asked.pk]
            self.attempt(record_choice, made, by=self.users["manager"], how="signed", ranks=ranks, **said)

    @rule(who=people)
    def asks(self, who):
        details = {"services": [self.asked], "asks_for": "A bed"}
        drafts = self.attempt(draft_referrals, self.case, by=self.users[who], **details)
        rows = drafts or list(Referral.objects.filter(status="draft"))
        if rows:
            self.only_after_a_choice(
                "referral", send_referrals, self.case, by=self.users[who], referrals=rows
            )

    @rule(who=people)
    def sends_papers(self, who):
        leaving = self.plan().leaving
        details = {"purpose": "transition", "service": self.asked, "leaving": leaving}
        made = self.attempt(build_packet, self.case, by=self.users[who], **details)
        row = made or Packet.objects.filter(status="draft").first()
        if row is not None:
            said = {"how": "fax", "incomplete_because": "x", "without_consent_because": "x"}
            self.only_after_a_choice("papers", send_packet, row, by=self.users[who], **said)

    def only_after_a_choice(self, what, verb, target, **details):
        """Sent only on a choice made since the patient last left; without one the verb refuses before the database does."""
        gone = LeavingStep.objects.filter(stage="left", reversed_at=None, leaving__lt=self.plan().leaving)
        last = max(gone.values_list("at", flat=True), default=None)
        chosen = Choice.objects.filter(status="recorded", options__service=self.asked)
        known = (chosen if last is None else chosen.filter(recorded_at__gt=last)).exists()
        try:
            with transaction.atomic():
                verb(target, **details)
        except (Refused, Denied):
            self.refused[what] += not known
        else:
            assert known, what

    # What always holds.

    def is_asked(self):
        """Whether a departure owes anything: not where the case ended before casework began."""
        case = Case.objects.get(pk=self.case.pk)
        return case.is_open or case.closing != "not_selected" or self.begun

    def owes(self, codes):
        """Exactly what was open when the patient left is a debt of this departure."""
        plan = self.plan()
        made = GateCheck.objects.filter(plan=plan, leaving=plan.leaving, role="").exclude(status="undone")
        assert {row.gate for row in made} == codes
        assert all((row.status == "left_open") == row.hard for row in made)

    @invariant()
    def a_departure_on_record_is_one_of_a_visit_and_the_other_way_round(self):
        if not hasattr(self, "case"):
            return
        ended = Counter(Encounter.objects.filter(status="finished").values_list("ended_at", flat=True))
        steps = LeavingStep.objects.filter(stage="left", reversed_at=None).values_list("at", flat=True)
        assert Counter(steps) == ended

    @invariant()
    def no_debt_is_lost(self):
        if not hasattr(self, "case"):
            return
        for row in GateCheck.objects.filter(status__in=["carried", "left_open"]).select_related("item"):
            assert row.item is not None
            assert row.item.is_live or row.item.done_note or row.item.cancel_reason == "Closed", row.gate
        kept = GateCheck.objects.exclude(status="undone").exclude(item=None).values("item")
        assert not Item.objects.filter(kind="gate", status__in=["open", "in_progress"]).exclude(pk__in=kept)

    @invariant()
    def a_debt_of_a_departure_has_its_departure(self):
        if not hasattr(self, "case"):
            return
        standing = LeavingStep.objects.filter(stage="left", reversed_at=None).values("leaving")
        owed = GateCheck.objects.filter(status__in=["carried", "left_open"], role="")
        assert not owed.exclude(leaving__in=standing).exists()

    @invariant()
    def nobody_is_asked_without_a_choice(self):
        asked = Referral.objects.filter(kind__in=["home_health", "snf", "irf", "ltch"], choice=None)
        assert not asked.exclude(status__in=["draft", "withdrawn"]).exists()


@pytest.mark.django_db
def test_in_any_order_nobody_leaves_past_a_hard_gate_and_no_debt_is_lost(at):
    class Rolled(Leaving):
        def __init__(self):
            super().__init__()
            self.point = transaction.savepoint()

        def teardown(self):
            transaction.savepoint_rollback(self.point)
            clock.move(None)
            connection.needs_rollback = False

    run_state_machine_as_test(
        Rolled,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate),
        ),
    )
