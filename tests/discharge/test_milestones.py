from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.actors import system
from core.refusals import Denied, Refused
from discharge import actions, milestones
from discharge.models import LeavingStep, Milestone
from discharge.plans import plan_of
from discharge.queries.delays import ledger
from discharge.sweeps.delays import note_milestones
from encounters import actions as encounters
from patients.models import Case
from tests.conftest import THEN
from tests.discharge.leaving import override_all, to_the_door

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]
HOUR = timedelta(hours=1)


@pytest.fixture
def plan(case, manager, visit):
    case.refresh_from_db()
    return plan_of(case, manager)


def rows():
    return {row.code: row for row in Milestone.objects.all()}


def test_the_first_instant_counts_and_what_waited_is_ready_from_then(plan, manager, at):
    at(THEN + 10 * HOUR)
    actions.reach_milestone(plan, by=manager, code="medically_ready", at=THEN + 4 * HOUR)
    actions.reach_milestone(plan, by=manager, code="medically_ready", at=THEN + 9 * HOUR)
    found = rows()
    assert found["medically_ready"].reached_at == THEN + 4 * HOUR
    assert found["medically_ready"].ready_at == THEN
    assert found["medicines_reconciled"].ready_at == THEN + 4 * HOUR
    assert found["taught"].ready_at is None
    assert set(found) == set(milestones.rules_of(plan).by_code)


def test_taken_back_it_waits_again_and_so_does_what_follows(plan, manager):
    actions.reach_milestone(plan, by=manager, code="medically_ready")
    with pytest.raises(Refused):
        actions.take_back_milestone(plan, by=manager, code="medically_ready", reason="")
    actions.take_back_milestone(plan, by=manager, code="medically_ready", reason="Fever")
    assert rows()["medically_ready"].reached_at is None
    assert rows()["medicines_reconciled"].ready_at is None


def test_what_is_not_needed_is_waited_for_by_nobody(plan, manager):
    actions.reach_milestone(plan, by=manager, code="medically_ready")
    actions.milestone_not_needed(plan, by=manager, code="medicines_reconciled", reason="Takes none")
    assert rows()["taught"].ready_at == THEN
    for code in ("left", "medically_ready"):
        with pytest.raises(Refused):
            actions.milestone_not_needed(plan, by=manager, code=code, reason="x")


def test_unknown_and_still_to_come(plan, manager):
    with pytest.raises(Refused, match="no such milestone"):
        actions.reach_milestone(plan, by=manager, code="breakfast")
    with pytest.raises(Refused, match="to come"):
        actions.reach_milestone(plan, by=manager, code="taught", at=THEN + HOUR)


def test_only_who_edits_the_plan(plan, supervisor, outsider):
    for who in (supervisor, outsider):
        with pytest.raises(Denied):
            actions.reach_milestone(plan, by=who, code="taught")


def test_stages_become_milestones_by_themselves_once(plan, manager):
    LeavingStep.objects.create(
        case=plan.case, plan=plan, leaving=1, stage="medically_ready", at=THEN - HOUR, created_by=manager
    )
    assert note_milestones() == 1
    assert rows()["medically_ready"].reached_at == THEN - HOUR
    assert note_milestones() == 0


def test_said_by_page_and_shown(plan, manager, client):
    client.force_login(manager)
    sent = {"code": "authorised", "at_0": "2026-11-03", "at_1": "09:30"}
    wrong = client.post(reverse("board:reach-milestone", args=[plan.case_id]), sent | {"code": "breakfast"})
    assert wrong.status_code == 422
    assert client.post(reverse("board:reach-milestone", args=[plan.case_id]), sent).status_code == 303
    assert rows()["authorised"].reached_at == THEN - HOUR / 2
    why = {"code": "taught", "reason": "Knows it all"}
    assert client.post(reverse("board:milestone-not-needed", args=[plan.case_id]), why).status_code == 303
    why = {"code": "authorised", "reason": "Other patient"}
    assert client.post(reverse("board:take-back-milestone", args=[plan.case_id]), why).status_code == 303
    assert rows()["authorised"].reached_at is None
    page = client.get(reverse("board:delays", args=[plan.case_id])).content
    assert b"it can be done now" in page
    assert b"Taught" not in page


def of_the_stay(case, unit, begun, left):
    """What the forecast learns of a departure, and what the ledger of delays shows of it, are of the stay."""
    found = {row.code: row for row in Milestone.objects.filter(leaving=plan_of(case, None).leaving)}
    assert {row.unit for row in found.values()} == {unit}
    assert found["left"].reached_at == left
    assert found["medically_ready"].ready_at == begun
    assert ledger(Case.objects.get(pk=case.pk)).stay.span == (begun, left)


def test_a_departure_is_of_the_unit_and_the_stay_that_it_ends(plan, case, visit, unit, facility, manager, at):
    at(THEN + 9 * HOUR)
    encounters.leave(visit, by=manager, event_at=THEN + 9 * HOUR, disposition="01", key="left-1")
    of_the_stay(case, unit, THEN, THEN + 9 * HOUR)
    later = THEN + 2400 * HOUR
    at(later)
    again = encounters.admit(
        case.patient,
        by=system("feed"),
        facility=facility,
        kind="IMP",
        unit=unit,
        event_at=later,
        key="visit-2",
    )
    encounters.link_to_case(again, by=system("feed"), case=case)
    at(later + 5 * HOUR)
    encounters.leave(again, by=manager, event_at=later + 5 * HOUR, disposition="01", key="left-2")
    of_the_stay(case, unit, later, later + 5 * HOUR)


def test_a_planned_departure_is_of_the_unit_and_the_stay_that_it_ends(
    plan, case, unit, manager, nurse, supervisor, at
):
    actions.choose_destination(plan, by=manager, disposition="01")
    at(THEN + 4 * HOUR)
    plan.refresh_from_db()
    to_the_door(plan, manager=manager, nurse=nurse)
    override_all(plan, supervisor)
    at(THEN + 6 * HOUR)
    actions.leave_as_planned(plan, by=manager, event_at=THEN + 6 * HOUR, receiver="Daughter")
    of_the_stay(case, unit, THEN, THEN + 6 * HOUR)
