"""The ladder under a moving clock: whatever happens in between, each rung rings once, for whoever stands there then.

A state machine does what a ward does: work is opened, taken up, handed over, moved and finished; people go away and come
back, change their role or leave; the planner runs late or twice. After each step the ledger is held to its promises.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
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
from core import clock
from core.refusals import Refused
from tests.conftest import THEN
from worklist import actions, planner
from worklist.models import Item, Notification, Outbox, Reminder

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ENDED = ("done", "missed", "cancelled")


class Ward(RuleBasedStateMachine):
    """One case, a lead and a nurse, a deputy, two supervisors."""

    cast: Any = None

    @initialize()
    def begin(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now, self.items, self.told = THEN, [], {}
        clock.move(self.now)
        self.planned_at = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        clock.move(None)

    def _do(self, verb: Any, *args: Any, **facts: Any) -> Any:
        try:
            return verb(*args, **facts)
        except Refused:
            return None  # the rule of another app; nothing half done

    def _live(self, n: int) -> Any:
        live = [row for row in Item.objects.filter(pk__in=self.items) if row.is_live]
        return live[n % len(live)] if live else None

    @rule(priority=st.sampled_from([1, 2, 3]), due=st.integers(-60, 240), lead_has_it=st.booleans())
    def open(self, priority: int, due: int, lead_has_it: bool) -> None:
        facts = {"owner": self.cast["lead"] if lead_has_it else self.cast["nurse"], "priority": priority}
        facts |= {"activity": "teaching", "what": "Teach", "why": "Asked", "subject": f"s{len(self.items)}"}
        made = self._do(
            actions.open_item,
            self.cast["case"],
            by=self.cast["lead"],
            due_at=self.now + due * MINUTE,
            **facts,
        )
        if made is not None:
            self.items.append(made.pk)

    @rule(n=st.integers(0, 9))
    def two_a_minute_apart(self, n: int) -> None:
        """Two pieces of work whose rungs fall a minute apart."""
        self.open(1, n, True)
        self.open(1, n + 1, True)

    @rule(minutes=st.sampled_from([1, 5, 14, 15, 16, 30, 60, 119, 120, 240, 1440, 2880]))
    def time_passes(self, minutes: float) -> None:
        self.now += minutes * MINUTE
        clock.move(self.now)

    @rule()
    def to_the_minute_before_the_next_rung(self) -> None:
        """Where a clock that is a little wrong would show."""
        rungs = Reminder.objects.filter(status="waiting", due_at__gt=self.now + MINUTE)
        if (nearest := rungs.order_by("due_at").first()) is not None:
            self.time_passes((nearest.due_at - self.now) / MINUTE - 1)
            self.plan(500)

    @rule(batch=st.sampled_from([1, 3, 500]))
    def plan(self, batch: int) -> None:
        while planner.plan(batch):
            pass
        self.planned_at = self.now

    @rule(n=st.integers(0, 9), verb=st.sampled_from(["start", "wait", "complete", "cancel", "snooze"]))
    def act(self, n: int, verb: str) -> None:
        facts = {
            "wait": {"on": "The payer"}, "cancel": {"reason": "No"},
            "snooze": {"due_at": self.now + 2 * HOUR, "reason": "Later"},
        }.get(verb, {})  # fmt: skip
        if (item := self._live(n)) is not None:
            self._do(getattr(actions, verb), item, by=self.cast["lead"], **facts)

    @rule(n=st.integers(0, 9))
    def hand_over(self, n: int) -> None:
        if (item := self._live(n)) is not None and item.owner is not None:
            to = self.cast["nurse"] if item.owner_id == self.cast["lead"].pk else self.cast["lead"]
            self._do(actions.reassign, item, by=self.cast["lead"], to=to, reason="Balance")

    @rule(hours=st.integers(1, 30))
    def go_away(self, hours: int) -> None:
        from teams.models import Absence

        Absence.objects.filter(live=True).update(live=False, status="ended")
        Absence.objects.create(
            user=self.cast["lead"], deputy=self.cast["deputy"], facility=self.cast["case"].facility, status="covered",
            created_by=self.cast["lead"], starts_at=self.now, ends_at=self.now + hours * HOUR, roles=["case_manager"],
        )  # fmt: skip

    @rule()
    def come_back(self) -> None:
        from teams.models import Absence

        Absence.objects.filter(live=True).update(live=False, status="ended")

    @rule(supervises=st.booleans())
    def change_role(self, supervises: bool) -> None:
        from teams.models import TeamMember

        TeamMember.objects.filter(user=self.cast["supervisor"]).update(supervises=supervises)

    @rule(who=st.sampled_from(["nurse", "deputy", "second"]), active=st.booleans())
    def leave_or_return(self, who: str, active: bool) -> None:
        type(self.cast[who]).objects.filter(pk=self.cast[who].pk).update(is_active=active)

    @precondition(lambda self: self.items)
    @rule()
    def as_if_the_last_step_were_lost(self) -> None:
        """A planner killed between telling and marking: the rung rings again, and changes nothing."""
        last = Reminder.objects.filter(status="planned", rang_for="person").order_by("-planned_at").first()
        if (
            last is None
            or last.item.status not in ("open", "scheduled")
            or last.item.owner_id != last.recipient_id
        ):
            return
        told = set(last.notifications.values_list("pk", flat=True))
        Reminder.objects.filter(pk=last.pk).update(status="waiting", planned_at=None)
        while planner.plan():
            pass
        # Who stood in then may have gone, and another may have come; nobody hears it a second time.
        assert told <= set(last.notifications.values_list("pk", flat=True))

    @invariant()
    def nobody_is_told_twice_by_one_rung(self) -> None:
        pairs = list(Notification.objects.exclude(reminder=None).values_list("reminder", "recipient"))
        assert len(pairs) == len(set(pairs))
        keys = list(Outbox.objects.values_list("idem_key", flat=True))
        assert len(keys) == len(set(keys))

    @invariant()
    def nothing_rings_before_its_time(self) -> None:
        assert not [row for row in Reminder.objects.filter(status="planned") if row.planned_at < row.due_at]

    @invariant()
    def what_is_over_waits_for_nothing(self) -> None:
        assert not Reminder.objects.filter(status="waiting", item__status__in=ENDED).exists()

    @invariant()
    def what_somebody_took_up_does_not_climb(self) -> None:
        climbing = Reminder.objects.filter(item__status__in=["in_progress", "waiting"], status="waiting")
        assert not climbing.exclude(to="person").exists()

    @invariant()
    def every_rung_that_rang_says_for_whom(self) -> None:
        for row in Reminder.objects.filter(status="planned"):
            assert bool(row.rang_for) == (row.told > 0)
            assert row.told == 0 or row.notifications.exists()

    @invariant()
    def the_owner_is_never_told_that_nobody_acted(self) -> None:
        """Unless it was theirs only afterwards: what was told stays told."""
        for row in Notification.objects.filter(kind="climbed", told_at=self.now).select_related("item"):
            if row.pk not in self.told:
                self.told[row.pk] = row.item.owner_id
            assert row.recipient_id != self.told[row.pk]

    @invariant()
    def a_rung_that_is_long_over_has_rung_or_was_taken_back(self) -> None:
        """Once the planner has run at an instant, nothing that was due before it still waits."""
        if self.planned_at == self.now:
            assert not Reminder.objects.filter(status="waiting", due_at__lt=self.now).exists()


@pytest.mark.django_db
def test_the_ladder_keeps_its_promises_whatever_happens(case, on_team, person, facility, supervisor, at):
    from teams.models import TeamMember

    lead, nurse = on_team(Role.CASE_MANAGER, is_lead=True), on_team(Role.NURSE)
    deputy = person("d.deputy", Role.CASE_MANAGER, facility)
    second = person("z.second", Role.SUPERVISOR, facility)
    TeamMember.objects.create(team=case.team, user=lead, starts_at=THEN - timedelta(days=9))
    for user in (lead, nurse, deputy, second, supervisor):
        type(user).objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")
    names = {"lead": lead, "nurse": nurse, "deputy": deputy, "second": second, "supervisor": supervisor}
    Ward.cast = names | {"case": case}
    run_state_machine_as_test(
        Ward,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
