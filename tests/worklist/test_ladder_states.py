"""The ladder under a moving clock: whatever happens in between, each rung rings once, for whoever stands there then.

A state machine does what a ward does: work is opened, taken up, handed over, moved and finished; people go away and come
back, change their role or leave; two things happen a minute apart; the clocks change and the planner runs late or twice.
What each rung should come to is worked out beside it, row by row (tests/worklist/hearing.py); after each step the ledger
is held to its promises.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, seed, settings
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
from core.localtime import local
from core.refusals import Denied, Refused
from policy.escalation import Escalation
from teams.actions import assign, stand_down
from teams.models import Absence, Assignment, FacilityRole, TeamMember
from tests.conftest import THEN
from tests.worklist.hearing import away, fate
from worklist import actions, planner
from worklist.models import Item, Notification, Outbox, Reminder

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ENDED = ("done", "missed", "cancelled")
FIGURES = Escalation()
# An ordinary Tuesday; the evenings before the clocks go forward and back in New York; before a leap day; before New Year.
BEGINNINGS = {
    "ordinary": THEN,
    "forward": datetime(2027, 3, 14, 4, 30, tzinfo=UTC),
    "back": datetime(2027, 11, 7, 3, 30, tzinfo=UTC),
    "leap": datetime(2028, 2, 28, 22, tzinfo=UTC),
    "year": datetime(2027, 12, 31, 22, tzinfo=UTC),
}
PEOPLE = st.sampled_from(["lead", "nurse", "deputy", "second", "supervisor"])


class Ward(RuleBasedStateMachine):
    """One case, a lead and a nurse, a deputy, two supervisors."""

    cast: ClassVar[Any] = None
    # What came about in any of the runs: a property of what never happened proves nothing.
    seen: ClassVar[Counter[str]] = Counter()

    beginning: ClassVar[str] = ""

    @initialize()
    def begin(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now, self.items, self.told = BEGINNINGS[self.beginning], [], {}
        self.changed: set[str] = set()
        clock.move(self.now)
        self.planned_at: datetime | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)
        clock.move(None)

    def _do(self, verb: Any, *args: Any, **facts: Any) -> Any:
        try:
            return verb(*args, **facts)
        except (Refused, Denied):
            return None  # the rule of another app; nothing half done

    def _live(self, n: int) -> Any:
        live = [row for row in Item.objects.filter(pk__in=self.items) if row.is_live]
        return live[n % len(live)] if live else None

    # Work

    @rule(priority=st.sampled_from([1, 2, 3]), due=st.integers(-60, 240), lead_has_it=st.booleans())
    def open(self, priority: int, due: int, lead_has_it: bool) -> None:
        facts = {"owner": self.cast["lead"] if lead_has_it else self.cast["nurse"], "priority": priority}
        facts |= {"activity": "teaching", "what": "Teach", "why": "Asked", "subject": f"s{len(self.items)}"}
        facts |= {"due_at": self.now + due * MINUTE, "by": self.cast["lead"]}
        made = self._do(actions.open_item, self.cast["case"], **facts)
        if made is not None:
            self.items.append(made.pk)

    @rule(n=st.integers(0, 30), priority=st.sampled_from([1, 2]))
    def two_fall_due_a_minute_apart(self, n: int, priority: int) -> None:
        """Of one person, on one case: each rings for itself, a minute after the other."""
        before = len(self.items)
        self.open(priority, n, True)
        self.open(priority, n + 1, True)
        if len(self.items) != before + 2:
            return
        pair = self.items[-2:]
        self.time_passes(n)
        self.plan(500)
        assert [self._rang(key) for key in pair] == [1, 0]
        self.time_passes(1)
        self.plan(500)
        assert [self._rang(key) for key in pair] == [1, 1]
        self.seen["two a minute apart"] += 1

    def _rang(self, key: Any) -> int:
        """How many rungs of a piece of work have come to an end at their time."""
        return Reminder.objects.filter(item=key, to="person", status="planned").count()

    @precondition(lambda self: self.items)
    @rule(n=st.integers(0, 9), verb=st.sampled_from(["start", "wait"]), first=st.booleans())
    def acts_a_minute_from_a_rung(self, n: int, verb: str, first: bool) -> None:
        """Somebody acts a minute before the silence would climb, or a minute after it has."""
        climbing = Reminder.objects.filter(
            status="waiting", item__in=self.items, due_at__gt=self.now + 2 * MINUTE
        )
        rung = climbing.exclude(to="person").order_by("due_at", "pk").first()
        if rung is None:
            return
        self.time_passes((rung.due_at - self.now) / MINUTE + (-1 if first else 0))
        self.plan(500)
        rung.refresh_from_db()
        assert (rung.status == "waiting") is first
        if not first:
            self.time_passes(1)
        facts = {"on": "The payer"} if verb == "wait" else {}
        if self._do(getattr(actions, verb), rung.item, by=self.cast["lead"], **facts) is None:
            return
        self.time_passes(2)
        self.plan(500)
        rung.refresh_from_db()
        self.seen[f"acted a minute {'before' if first else 'after'}"] += 1
        assert not first or rung.status == "cancelled"
        above = Reminder.objects.filter(item=rung.item, planned_at__gt=rung.due_at).exclude(to="person")
        assert not above.exists()

    @rule(
        priority=st.sampled_from([1, 2]),
        gone=st.sampled_from(["", "lead", "supervisor"]),
        leaves=st.booleans(),
    )
    def nobody_acts(self, priority: int, gone: str, leaves: bool) -> None:
        """The clock goes from rung to rung; a nurse who has it may have left, others may be away."""
        if gone:
            self.go_away(gone, 30, True, False)
        self.leave_or_return("nurse", True)
        self.open(priority, 1, not leaves)
        self.leave_or_return("nurse", not leaves)
        for _rung in range(4):
            waiting = (
                Reminder.objects.filter(status="waiting", due_at__gt=self.now).order_by("due_at").first()
            )
            if waiting is not None:
                self.time_passes((waiting.due_at - self.now) / MINUTE)
                self.plan(500)
        self.time_passes(240)

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

    # People

    @rule(who=PEOPLE, hours=st.integers(1, 30), accepted=st.booleans(), only_led=st.booleans())
    def go_away(self, who: str, hours: int, accepted: bool, only_led: bool) -> None:
        roles = {"nurse": Role.NURSE, "lead": Role.CASE_MANAGER, "deputy": Role.CASE_MANAGER}
        deputy = self.cast["nurse" if who == "deputy" else "deputy"]
        try:
            with transaction.atomic():
                Absence.objects.create(
                    user=self.cast[who], deputy=deputy, facility=self.cast["case"].facility, only_led=only_led,
                    status="covered" if accepted else "planned", roles=[roles.get(who, Role.SUPERVISOR)],
                    created_by=self.cast["lead"], starts_at=self.now, ends_at=self.now + hours * HOUR,
                )  # fmt: skip
        except IntegrityError:
            return  # away already
        self.changed.add("absence")

    @rule(who=PEOPLE)
    def come_back(self, who: str) -> None:
        Absence.objects.filter(user=self.cast[who], live=True).update(live=False, status="ended")

    @rule(supervises=st.booleans())
    def change_role_on_the_team(self, supervises: bool) -> None:
        TeamMember.objects.filter(user=self.cast["supervisor"]).update(supervises=supervises)
        self.changed.add("role")

    @rule(live=st.booleans())
    def change_role_at_the_facility(self, live: bool) -> None:
        FacilityRole.objects.filter(user=self.cast["second"], role=Role.SUPERVISOR).update(live=live)
        self.changed.add("role")

    @rule(joins=st.booleans())
    def change_part_on_the_case(self, joins: bool) -> None:
        """The nurse stands down, or comes back as nurse: whoever covers them covers nothing in between."""
        part = Assignment.objects.filter(user=self.cast["nurse"], case=self.cast["case"], live=True).first()
        facts = {"by": self.cast["supervisor"], "why": "The shift changes"}
        if part is None and joins:
            self._do(assign, self.cast["case"], user=self.cast["nurse"], role=Role.NURSE, **facts)
        elif part is not None and not joins:
            self._do(stand_down, part, **facts)
        self.changed.add("role")

    @rule(who=st.sampled_from(["nurse", "deputy", "second"]), active=st.booleans())
    def leave_or_return(self, who: str, active: bool) -> None:
        type(self.cast[who]).objects.filter(pk=self.cast[who].pk).update(is_active=active)

    # Time

    @rule(minutes=st.sampled_from([1, 5, 14, 15, 16, 30, 60, 119, 120, 240, 1440, 2880]))
    def time_passes(self, minutes: float) -> None:
        before, self.now = self.now, self.now + minutes * MINUTE
        clock.move(self.now)
        zone = self.cast["case"].facility.tz
        if local(before, zone).utcoffset() != local(self.now, zone).utcoffset():
            self.seen[f"clocks went {self.beginning}"] += 1

    @rule()
    def to_the_minute_before_the_next_rung(self) -> None:
        """Where a clock that is a little wrong would show."""
        rungs = Reminder.objects.filter(status="waiting", due_at__gt=self.now + MINUTE)
        if (nearest := rungs.order_by("due_at").first()) is not None:
            self.time_passes((nearest.due_at - self.now) / MINUTE - 1)
            self.plan(500)

    @rule(batch=st.sampled_from([1, 3, 500]))
    def plan(self, batch: int) -> None:
        """What is due rings for exactly those who stand there now, or is not needed any more."""
        due = list(
            Reminder.objects.filter(status="waiting", due_at__lte=self.now).select_related("item__case")
        )
        expected = {rung.pk: fate(rung, self.now) for rung in due}
        while planner.plan(batch):
            pass
        self.planned_at = self.now
        for rung in Reminder.objects.filter(pk__in=expected):
            should = expected[rung.pk]
            people = frozenset(rung.notifications.values_list("recipient", flat=True))
            assert (rung.status, people, rung.rang_for) == (should.status, should.people, should.rang_for)
            self.seen[f"{rung.to} rang for {rung.rang_for or rung.status}"] += 1
            self.seen.update(f"rang after {change}" for change in self.changed)
            if (
                should.rang_for == "supervisor"
                and away(self.now).filter(user=self.cast["supervisor"]).exists()
            ):
                self.seen["the supervisor was away"] += 1

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

    # Promises

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
    def rungs_stand_elapsed_minutes_apart_whatever_the_wall_shows(self) -> None:
        ladders: dict[Any, list[Reminder]] = {}
        for row in (
            Reminder.objects.exclude(item=None).select_related("item__case__facility").order_by("due_at")
        ):
            ladders.setdefault((row.item_id, row.n), []).append(row)
            if row.status == "waiting":
                wall = local(row.item.due_at, row.item.zone)
                assert (row.wall_on, row.wall_at) == (wall.date(), wall.time())
        for rows in ladders.values():
            minutes = {after for after, _to in FIGURES.rungs(rows[0].risk)}
            assert {(row.due_at - rows[0].due_at) / MINUTE for row in rows} <= minutes | {0}

    @invariant()
    def what_does_not_harm_leaves_the_house_by_day(self) -> None:
        for row in Outbox.objects.filter(status="pending", safety=False).select_related("recipient"):
            leaves = max(row.next_try, row.created_at)
            assert 7 <= local(leaves, ZoneInfo(row.recipient.zone)).hour < 21

    @invariant()
    def what_is_over_waits_for_nothing(self) -> None:
        assert not Reminder.objects.filter(status="waiting", item__status__in=ENDED).exists()

    @invariant()
    def what_somebody_took_up_does_not_climb(self) -> None:
        climbing = Reminder.objects.filter(item__status__in=["in_progress", "waiting"], status="waiting")
        assert not climbing.exclude(to="person").exists()

    @invariant()
    def every_rung_that_rang_says_for_whom(self) -> None:
        heard = set(Notification.objects.exclude(reminder=None).values_list("reminder", flat=True))
        for key, rang_for, told in Reminder.objects.filter(status="planned").values_list(
            "pk", "rang_for", "told"
        ):
            assert bool(rang_for) == (told > 0)
            assert told == 0 or key in heard

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


MUST_HAVE_HAPPENED = {
    "person rang for person", "person rang for supervisor", "deputy rang for deputy", "deputy rang for supervisor",
    "supervisor rang for supervisor", "two a minute apart", "acted a minute before", "acted a minute after",
    "rang after absence", "rang after role", "the supervisor was away", "clocks went forward", "clocks went back",
}  # fmt: skip


@pytest.mark.django_db
def test_the_ladder_keeps_its_promises_whatever_happens(case, on_team, person, facility, supervisor, at):
    lead, nurse = on_team(Role.CASE_MANAGER, is_lead=True), on_team(Role.NURSE)
    deputy = person("d.deputy", Role.CASE_MANAGER, facility)
    second = person("z.second", Role.SUPERVISOR, facility)
    TeamMember.objects.create(team=case.team, user=lead, starts_at=THEN - timedelta(days=9))
    for user in (lead, nurse, deputy, second, supervisor):
        type(user).objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")
    names = {"lead": lead, "nurse": nurse, "deputy": deputy, "second": second, "supervisor": supervisor}
    Ward.cast, Ward.seen = names | {"case": case}, Counter()
    for nth, beginning in enumerate(BEGINNINGS):
        # A seed for each, so that the same is tried on every machine.
        ward = seed(nth)(type(f"Ward_{beginning}", (Ward,), {"beginning": beginning}))
        run_state_machine_as_test(
            ward,
            settings=settings(
                max_examples=12, stateful_step_count=20, deadline=None, database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
    assert set(Ward.seen) >= MUST_HAVE_HAPPENED
