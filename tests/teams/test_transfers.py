"""Handing over: the giver keeps it until the answer, the receiver reads at once, and it moves in one step or not at all."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from core import access
from core.refusals import Denied, Refused, Stale
from teams import actions, sweeps
from teams.models import Assignment, Responsibility, Transfer
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(formed, on_team):
    return on_team(Role.NURSE)


@pytest.fixture
def other(colleague):
    return colleague(Role.NURSE, "n.other")


@pytest.fixture
def offered(formed, nurse, other, held):
    return actions.offer(held("teaching"), by=nurse, to=other, why="Holiday from tomorrow")


class TestOffer:
    def test_the_giver_keeps_it_and_the_receiver_reads_at_once(self, formed, nurse, other, holders, offered):
        assert holders(formed)["teaching"] == nurse.username
        rights = access.held(other, formed)
        assert {"view_case", "view_clinical"} <= rights
        assert not {right for right in rights if right.startswith(("edit_", "manage_", "lead_"))}
        assert {line.source for line in access.why(other, formed)} == {"offer"}
        assert offered.expires_at == THEN + timedelta(hours=24)

    def test_one_at_a_time_until_it_is_taken_back(self, formed, nurse, other, held, offered, lead):
        with pytest.raises(ValidationError, match="already offered to somebody"):
            actions.offer(held("teaching"), by=nurse, to=lead)
        actions.revoke(offered, by=nurse)
        assert "view_case" not in access.held(other, formed)
        assert actions.offer(held("teaching"), by=nurse, to=lead).status == "offered"

    def test_only_ones_own_and_not_to_oneself(self, formed, lead, nurse, held):
        with pytest.raises(Refused, match=r"can offer this. Ask them for it"):
            actions.offer(held("teaching"), by=lead, to=lead)
        with pytest.raises(ValidationError, match="Choose somebody else"):
            actions.offer(held("teaching"), by=nurse, to=nurse)

    def test_not_to_a_leaver_nor_to_another_house(self, formed, nurse, other, outsider, held):
        with pytest.raises(Refused, match="does not work at this facility"):
            actions.offer(held("teaching"), by=nurse, to=outsider)
        other.is_active = False
        other.save()
        with pytest.raises(Refused, match="cannot sign in any more"):
            actions.offer(held("teaching"), by=nurse, to=other)
        assert not Transfer.objects.exists()


class TestAnswer:
    def test_yes_moves_it_and_puts_the_receiver_on_the_team(self, at, formed, nurse, other, holders, offered):
        at(THEN + timedelta(hours=3))
        actions.accept(offered, by=other)
        assert holders(formed)["teaching"] == other.username
        assert holders(formed)["nursing_assessment"] == nurse.username
        rows = Responsibility.objects.filter(case=formed, activity="teaching").order_by("starts_at")
        assert [(row.holder, row.ends_at) for row in rows] == [
            (nurse, THEN + timedelta(hours=3)),
            (other, None),
        ]
        assert rows.last().origin == "transfer"
        assert Assignment.objects.get(case=formed, user=other).role == Role.NURSE
        assert "edit_clinical" in access.held(other, formed)

    def test_no_needs_a_reason_and_leaves_it(self, formed, nurse, other, holders, offered):
        with pytest.raises(Refused, match="Say why not"):
            actions.reject(offered, by=other, answer="")
        assert actions.reject(offered, by=other, answer="Full until Monday").status == "rejected"
        assert holders(formed)["teaching"] == nurse.username
        assert "view_case" not in access.held(other, formed)
        with pytest.raises(Denied):
            actions.accept(offered, by=other)

    def test_nobody_answers_for_somebody_else(self, formed, lead, nurse, other, offered):
        with pytest.raises(Denied):
            actions.accept(offered, by=lead)
        with pytest.raises(Refused, match=r"Only .* can answer this"):
            actions.accept(offered, by=nurse)
        with pytest.raises(Refused, match="Only who made this"):
            actions.revoke(offered, by=other)

    def test_twice_or_stale_changes_nothing(self, formed, nurse, other, holders, offered):
        with pytest.raises(Stale):
            actions.accept(offered, by=other, version=offered.version + 1)
        assert holders(formed)["teaching"] == nurse.username
        actions.accept(offered, by=other)
        with pytest.raises(Refused, match="This is accepted"):
            actions.accept(offered, by=other)

    def test_a_sharer_who_accepts_no_longer_shares(self, formed, nurse, lead, held):
        actions.share(formed, by=lead, activity="teaching", because="Family asks")
        actions.accept(actions.offer(held("teaching"), by=nurse, to=lead), by=lead)
        live = Responsibility.objects.filter(case=formed, activity="teaching", status="held")
        assert [(row.holder, row.shared) for row in live] == [(lead, False)]


class TestTheClock:
    def test_it_goes_back_by_itself(self, at, formed, nurse, other, holders, offered):
        at(THEN + timedelta(hours=24))
        with pytest.raises(Denied):
            # The receiver's sight ended with the clock, before any sweep.
            actions.accept(offered, by=other)
        assert sweeps.sweep_offers() == 1
        offered.refresh_from_db()
        assert (offered.status, offered.answered_at) == ("expired", None)
        assert holders(formed)["teaching"] == nurse.username
        assert sweeps.sweep_offers() == 0

    def test_one_that_ran_out_gives_way_to_a_new_one_before_the_sweep(
        self, at, formed, nurse, lead, held, offered
    ):
        at(THEN + timedelta(hours=25))
        assert actions.offer(held("teaching"), by=nurse, to=lead).status == "offered"
        offered.refresh_from_db()
        assert offered.status == "expired"


class TestAsk:
    def test_the_holder_answers(self, at, formed, lead, nurse, holders, held):
        asked = actions.ask(held("plan_edd_rounds"), by=nurse, why="I see them every day")
        assert (asked.to_user, asked.from_user, asked.answer_by) == (nurse, lead, lead)
        with pytest.raises(Refused, match=r"Only .* can answer"):
            actions.accept(asked, by=nurse)
        actions.accept(asked, by=lead)
        assert holders(formed)["plan_edd_rounds"] == nurse.username

    def test_only_who_works_on_the_case_and_not_for_ones_own(self, formed, lead, nurse, other, held):
        with pytest.raises(Refused, match="You answer for this already"):
            actions.ask(held("teaching"), by=nurse)
        with pytest.raises(Denied):
            actions.ask(held("teaching"), by=other)


class TestAWholePart:
    def test_lead_responsibilities_and_sight_move_in_one_step(
        self, at, formed, lead, colleague, holders, supervisor
    ):
        to = colleague(Role.CASE_MANAGER, "c.two")
        offered = actions.offer_part(lead.assignments.get(), by=lead, to=to, why="Moving to 2A")
        at(THEN + timedelta(hours=2))
        actions.accept(offered, by=to)
        formed.refresh_from_db()
        assert formed.lead == to
        mine = holders(formed)
        assert lead.username not in mine.values()
        assert sum(who == to.username for who in mine.values()) == 9
        old, new = lead.assignments.get(), to.assignments.get()
        assert (old.status, old.ends_at, old.read_until) == (
            "ended", THEN + timedelta(hours=2), THEN + timedelta(hours=2, days=30),
        )  # fmt: skip
        assert (new.is_lead, new.role, new.starts_at) == (True, Role.CASE_MANAGER, old.ends_at)
        assert access.can(lead, "view_plan", formed)
        assert not access.can(lead, "edit_plan", formed)

    def test_only_in_a_role_the_receiver_holds(self, formed, lead, nurse, other):
        with pytest.raises(Refused, match="does not hold that role here"):
            actions.offer_part(lead.assignments.get(), by=lead, to=other)

    def test_a_lead_may_offer_the_part_of_another_but_not_to_themselves(self, formed, lead, nurse, other):
        part = nurse.assignments.get()
        with pytest.raises(Refused, match=r"You cannot offer it to yourself"):
            actions.offer_part(part, by=lead, to=lead)
        with pytest.raises(Refused, match=r"Only .* or the lead can offer this part"):
            actions.offer_part(lead.assignments.get(), by=nurse, to=other)
        made = actions.offer_part(part, by=lead, to=other)
        assert (made.from_user, made.created_by) == (nurse, lead)

    def test_to_a_colleague_already_on_the_team(
        self, at, formed, lead, person, facility, supervisor, holders
    ):
        second = person("c.two", Role.CASE_MANAGER, facility)
        actions.assign(formed, by=supervisor, user=second, role=Role.CASE_MANAGER)
        at(THEN + timedelta(hours=1))
        actions.accept(actions.offer_part(lead.assignments.get(), by=lead, to=second), by=second)
        formed.refresh_from_db()
        assert formed.lead == second
        assert [row.is_lead for row in second.assignments.filter(status="active")] == [True]
        assert holders(formed)["screen"] == second.username
