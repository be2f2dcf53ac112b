"""A return that was none, a visit heard of late and an emergency visit: what the stage of the case and its plan make of them."""

import pytest

from accounts.actors import system
from careplans.actions import begin_planning
from discharge import actions, departed, plans
from discharge.models import Destination, DischargePlan
from encounters import actions as encounters
from patients.models import Stage
from tests.conftest import THEN
from tests.discharge.test_departed import HOUR, arrived, debts, gone, stage_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(visit):
    return system("feed")


@pytest.fixture
def followed_up(plan, visit, case, feed, manager, staged):
    """The patient left, and is followed up."""
    staged(Stage.TRANSITIONING)
    gone(visit, feed)
    return actions.begin_follow_up(case, by=manager)


def a11(case, feed):
    wrong = case.encounters.filter(status="in_progress").earliest("started_at")
    encounters.cancel(wrong, by=feed, kind="admit", key="a11", event_at=THEN + 50 * HOUR)
    assert case.encounters.filter(status="cancelled").count() == 1


def standing():
    plan = DischargePlan.objects.get()
    return plan.leaving, plan.disposition, plans.has_left(plan) is not None


def test_a_return_that_was_none_is_followed_up_as_before(followed_up, facility, unit, feed, manager):
    arrived(followed_up, facility, unit, feed, 48)
    assert standing() == (2, "", False)
    actions.choose_destination(DischargePlan.objects.get(), by=manager, disposition="03")
    a11(followed_up, feed)
    assert stage_of(followed_up) == (Stage.FOLLOW_UP, "The admission was taken back.")
    assert standing() == (1, "01", True)
    assert set(Destination.objects.values_list("status", flat=True)) == {Destination.Status.DROPPED}
    assert debts(leaving=1)["medicines"] == "left_open"


def test_what_was_answered_then_is_no_answer_for_the_next(followed_up, facility, unit, feed, supervisor):
    arrived(followed_up, facility, unit, feed, 48)
    actions.override_gate(DischargePlan.objects.get(), by=supervisor, gate="medicines", reason="List follows")
    a11(followed_up, feed)
    arrived(followed_up, facility, unit, feed, 72, key="visit-3")
    assert standing() == (3, "", False)
    assert stage_of(followed_up)[0] == Stage.ASSESSING


def test_whoever_listens_hears_that_the_next_had_not_begun(followed_up, facility, unit, feed):
    arrived(followed_up, facility, unit, feed, 48)
    heard = []
    departed.NEXT.append(
        lambda case, plan, encounter, by: heard.append((case.stage, plan.leaving, encounter.status))
    )
    try:
        a11(followed_up, feed)
    finally:
        departed.NEXT.pop()
    assert heard == [(Stage.FOLLOW_UP, 1, "cancelled")]


def test_with_another_stay_it_is_still_a_return(followed_up, facility, unit, feed):
    arrived(followed_up, facility, unit, feed, 48)
    arrived(followed_up, facility, unit, feed, 49, key="visit-3")
    a11(followed_up, feed)
    assert stage_of(followed_up)[0] == Stage.ASSESSING
    assert standing() == (2, "", False)


def test_a_case_reopened_since_stays_with_its_next_departure(
    followed_up, facility, unit, feed, manager, supervisor, at
):
    at(THEN + HOUR)
    said = {"closing": "goals_met", "handed_to": "none needed", "work_cancelled_because": "Settled"}
    actions.close_case(followed_up, by=manager, **said)
    at(THEN + 2 * HOUR)
    actions.reopen_case(followed_up, by=supervisor, why="Comes back tomorrow")
    arrived(followed_up, facility, unit, feed, 48)
    a11(followed_up, feed)
    assert stage_of(followed_up)[0] == Stage.ASSESSING
    assert standing()[0] == 2


def test_an_admission_of_somebody_who_never_left_changes_nothing_when_it_was_none(plan, visit, case, feed):
    a11(case, feed)
    assert standing() == (1, "01", False)


def test_casework_that_went_on_meanwhile_keeps_its_stage(followed_up, facility, unit, feed, manager):
    arrived(followed_up, facility, unit, feed, 48)
    begin_planning(followed_up, by=manager, why="Leaves tomorrow")
    a11(followed_up, feed)
    assert stage_of(followed_up)[0] == Stage.PLANNING
    assert standing() == (1, "01", True)


def test_a_visit_heard_of_once_it_is_over_leaves_the_stage(followed_up, facility, unit, feed):
    made = encounters.admit(
        followed_up.patient,
        by=feed,
        facility=facility,
        kind="IMP",
        unit=unit,
        event_at=THEN + 48 * HOUR,
        key="visit-2",
    )
    gone(made, feed, hours=60, key="left-2")
    encounters.link_to_case(made, by=feed, case=followed_up)
    assert stage_of(followed_up)[0] == Stage.FOLLOW_UP
    assert standing() == (2, "", True)


def test_an_emergency_visit_leaves_the_stage_until_it_is_an_admission(followed_up, facility, unit, feed):
    seen = arrived(followed_up, facility, unit, feed, 48, kind="EMER")
    assert stage_of(followed_up)[0] == Stage.FOLLOW_UP
    facts = {
        "facility": facility,
        "kind": "IMP",
        "unit": unit,
        "event_at": THEN + 50 * HOUR,
        "key": "inpatient",
    }
    encounters.leave(seen, by=feed, event_at=THEN + 50 * HOUR, disposition="09", key="left-2")
    again = encounters.admit(followed_up.patient, by=feed, **facts)
    encounters.link_to_case(again, by=feed, case=followed_up)
    assert stage_of(followed_up) == (Stage.ASSESSING, "The patient is in the house again.")
    assert standing()[0] == 2
