"""A departure is a fact: what was open becomes a debt with an owner and a time, and comes back when it was none."""

from datetime import timedelta

import pytest

from accounts.actors import ensure, system
from core.refusals import Refused
from discharge import actions, departed
from discharge.models import Destination, DischargePlan, GateCheck, LeavingStep
from encounters import actions as encounters
from patients.models import Case, Stage
from tests.conftest import THEN
from tests.discharge.leaving import override_all
from worklist.models import Item, Notification

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def feed(visit):
    return system("feed")


def gone(visit, by, hours=1, disposition="01", key="left-1"):
    return encounters.leave(visit, by=by, event_at=THEN + hours * HOUR, disposition=disposition, key=key)


def arrived(case, facility, unit, feed, hours, key="visit-2", kind="IMP"):
    made = encounters.admit(
        case.patient, by=feed, facility=facility, kind=kind, unit=unit, event_at=THEN + hours * HOUR, key=key
    )
    return encounters.link_to_case(made, by=feed, case=case)


def debts(**which):
    return {row.gate: row.status for row in GateCheck.objects.filter(**which).exclude(status="undone")}


def test_a_plan_opens_with_the_case(case):
    assert DischargePlan.objects.get().case == case


def test_a_fact_leaves_breaches_and_debts(plan, visit, manager, supervisor, feed):
    gone(visit, feed)
    step, found = LeavingStep.objects.get(), debts()
    assert (step.stage, step.at, step.by_fact, step.leaving) == ("left", THEN + HOUR, True, 1)
    assert found["medicines"] == found["discharge_order"] == "left_open"
    assert found["red_flag_sheet"] == "carried"
    assert "identity" not in found
    breach = GateCheck.objects.get(gate="medicines").item
    assert (breach.kind, breach.owner, breach.due_at) == (Item.Kind.GATE, manager, THEN + 25 * HOUR)
    assert breach.priority == Item.Priority.HIGH
    assert breach.reminders.exists()
    told = Notification.objects.get(recipient=supervisor, source__startswith="left-open")
    assert told.source == f"left-open:{plan.case_id}"


def test_where_they_really_went_says_what_was_asked(plan, visit, feed):
    gone(visit, feed, disposition="20")
    assert set(debts(hard=True)) == {"next_of_kin", "procurement"}
    assert set(debts(hard=False)) == {"belongings"}


def test_where_they_really_went_says_whether_it_was_done(plan, visit, supervisor, feed):
    """Planned home with nothing left open; the feed says a nursing facility: nobody screened, nobody chose (482.43(c), 483.106)."""
    override_all(plan, supervisor)
    gone(visit, feed, disposition="03")
    assert {gate for gate, status in debts(hard=True).items() if status == "left_open"} == {"choice", "pasrr"}
    owed = dict(GateCheck.objects.filter(status="left_open").values_list("gate", "item__why"))
    assert owed["choice"] == "The patient's choice is not recorded."
    assert "(Level I) is not recorded" in owed["pasrr"]
    assert Notification.objects.filter(recipient=supervisor, source=f"left-open:{plan.case_id}").count() == 1


def test_a_place_with_a_readmission_planned_asks_the_same(plan, visit, feed):
    gone(visit, feed, disposition="83")
    assert debts()["pasrr"] == debts()["choice"] == "left_open"


def test_what_was_planned_and_is_not_asked_where_they_went_is_no_breach(plan, visit, manager, feed):
    actions.choose_destination(plan, by=manager, disposition="03")
    gone(visit, feed, disposition="62")
    assert "pasrr" not in debts()
    assert debts()["choice"] == "left_open"


def test_a_debt_that_the_corrected_destination_does_not_ask_for_is_none(plan, visit, feed):
    gone(visit, feed, disposition="03")
    gone(visit, feed, hours=2, disposition="62", key="left-2")
    assert "pasrr" not in debts()
    assert GateCheck.objects.get(gate="pasrr").item.status == "cancelled"
    gone(visit, feed, hours=3, disposition="61", key="left-3")
    assert debts()["pasrr"] == "left_open"


def test_the_plan_itself_is_judged_by_what_was_planned(case, manager, packs, visit, feed):
    gone(visit, feed, disposition="03")
    assert GateCheck.objects.get(gate="date_and_place").item.why.endswith(
        "Where the patient goes is not chosen."
    )


def test_a_corrected_destination_corrects_the_debts(plan, visit, feed):
    gone(visit, feed, disposition="20")
    encounters.cancel(visit, by=feed, kind="leave", key="back-1", event_at=THEN + 2 * HOUR)
    gone(visit, feed, hours=3, disposition="07", key="left-2")
    assert "risks_explained" in debts(hard=True)
    assert not {"next_of_kin", "procurement"} & set(debts())
    assert Item.objects.filter(kind="gate", about="gate:1:procurement", status="cancelled").count() == 1


def test_what_was_answered_before_stands(plan, visit, manager, nurse, supervisor, feed):
    actions.override_gate(plan, by=supervisor, gate="medicines", reason="List follows")
    mine = actions.carry_gate(plan, by=manager, gate="transport", reason="Son comes")
    gone(visit, feed)
    assert debts()["medicines"] == "overridden"
    encounters.cancel(visit, by=feed, kind="leave", key="back-1", event_at=THEN + 2 * HOUR)
    assert debts() == {"medicines": "overridden", "transport": "carried"}
    assert Item.objects.get(pk=mine.item_id).is_live


def test_taken_back_it_was_none(plan, visit, feed):
    gone(visit, feed)
    encounters.cancel(visit, by=feed, kind="leave", key="back-1", event_at=THEN + 2 * HOUR)
    assert LeavingStep.objects.get().reversed_at is not None
    assert debts() == {}
    assert not Item.objects.filter(kind="gate").exclude(status="cancelled").exists()
    gone(visit, feed, hours=3, key="left-2")
    assert LeavingStep.objects.get(reversed_at=None).at == THEN + 3 * HOUR
    assert debts()["medicines"] == "left_open"


def test_the_same_departure_told_again_is_one(plan, visit, feed):
    gone(visit, feed)
    before = GateCheck.objects.count()
    gone(visit, feed)
    gone(visit, feed, hours=2, key="left-2")
    assert LeavingStep.objects.count() == 1
    assert GateCheck.objects.count() == before


def test_back_in_the_house_is_the_next_departure(plan, visit, case, facility, unit, feed, manager):
    actions.set_expected_date(plan, by=manager, expected_on=THEN.date(), why="Today")
    gone(visit, feed)
    arrived(case, facility, unit, feed, 48)
    plan.refresh_from_db()
    assert (plan.leaving, plan.expected_on, plan.disposition) == (2, None, "")
    assert Destination.objects.get().status == Destination.Status.DROPPED
    assert Case.objects.get(pk=case.pk).expected_leaving_on is None
    assert debts(leaving=1)["medicines"] == "left_open"
    again = Case.objects.get(pk=case.pk).encounters.get(status="in_progress")
    gone(again, feed, hours=60, key="left-2")
    assert set(LeavingStep.objects.values_list("leaving", flat=True)) == {1, 2}
    assert debts(leaving=2)["medicines"] == "left_open"


def test_reopened_after_leaving_it_prepares_the_next(plan, visit, case, feed, manager, staged, supervisor):
    staged(Stage.TRANSITIONING)
    gone(visit, feed)
    closing = {"closing": "goals_met", "handed_to": "none needed", "work_cancelled_because": "Died at home"}
    actions.close_case(case, by=manager, **closing)
    assert not Item.objects.filter(kind="gate", status="open").exists()
    assert Item.objects.filter(kind="gate", cancel_reason="Died at home").count() == len(debts())
    heard = []
    departed.NEXT.append(lambda case, plan, encounter, by: heard.append((plan.leaving, encounter)))
    try:
        actions.reopen_case(case, by=supervisor, why="Came back")
    finally:
        departed.NEXT.pop()
    assert heard == [(2, None)]


def test_a_case_is_not_closed_over_its_debts_without_a_reason(plan, visit, case, feed, manager, staged):
    staged(Stage.TRANSITIONING)
    gone(visit, feed)
    with pytest.raises(Refused, match="still open"):
        actions.close_case(case, by=manager, closing="goals_met", handed_to="none needed")


def test_what_is_no_departure(plan, visit, case, facility, unit, feed):
    other = arrived(case, facility, unit, feed, 1, kind="EMER")
    gone(other, feed, hours=2, key="left-2")
    assert not LeavingStep.objects.exists()
    gone(visit, feed, hours=3, disposition="09", key="left-3")
    assert not LeavingStep.objects.exists()


def test_a_mistyped_time_before_the_case_is_a_departure_all_the_same(plan, case, facility, unit):
    ensure()
    feed = system("feed")
    here = arrived(case, facility, unit, feed, -48)
    assert case.opened_at > THEN - 47 * HOUR
    gone(here, feed, hours=-47)
    assert LeavingStep.objects.get().at == THEN - 47 * HOUR
    assert debts()["medicines"] == "left_open"
    gone(here, feed, hours=-46, key="left-2")
    assert LeavingStep.objects.get().at == THEN - 46 * HOUR
    gone(here, feed, hours=1, key="left-3")
    assert LeavingStep.objects.get().at == THEN + HOUR


def test_a_stay_that_was_over_before_the_case_is_none_of_ours(plan, case, facility, unit):
    ensure()
    feed = system("feed")
    before = encounters.admit(
        case.patient,
        by=feed,
        facility=facility,
        kind="IMP",
        unit=unit,
        event_at=THEN - 48 * HOUR,
        key="visit-2",
    )
    gone(before, feed, hours=-47)
    encounters.link_to_case(before, by=feed, case=case)
    gone(before, feed, hours=-46, disposition="03", key="left-2")
    assert not LeavingStep.objects.exists()
    assert not debts()


def test_whoever_listens_hears_of_it(plan, visit, feed):
    heard = []
    departed.LISTENERS.append(lambda case, plan, visit, by: heard.append(("left", visit.ended_at)))
    departed.TAKEN_BACK.append(lambda case, plan, visit, by: heard.append(("back", visit.ended_at)))
    try:
        gone(visit, feed)
        encounters.cancel(visit, by=feed, kind="leave", key="back-1", event_at=THEN + 2 * HOUR)
    finally:
        departed.LISTENERS.pop()
        departed.TAKEN_BACK.pop()
    assert heard == [("left", THEN + HOUR), ("back", None)]


def test_without_rules_the_departure_stands_alone(case, manager, visit, feed):
    gone(visit, feed)
    assert LeavingStep.objects.get().by_fact
    assert not GateCheck.objects.exists()


def test_a_person_cannot_enter_a_departure_before_the_arrival(plan, visit, manager):
    with pytest.raises(Refused, match="before the patient arrived"):
        gone(visit, manager, hours=-1)
    assert not LeavingStep.objects.exists()
    assert visit.movements.count() == 1


# --- After closing, and in follow-up --------------------------------------------------------------------------------


@pytest.fixture
def closed(plan, visit, case, feed, manager, staged):
    """The patient left, and the case was closed with what was open."""
    staged(Stage.TRANSITIONING)
    gone(visit, feed)
    said = {"closing": "goals_met", "handed_to": "none needed", "work_cancelled_because": "Settled"}
    return actions.close_case(case, by=manager, **said)


def test_a_departure_taken_back_after_closing_is_told_to_the_supervisors(closed, visit, supervisor, feed):
    encounters.cancel(visit, by=feed, kind="leave", key="back-1", event_at=THEN + 2 * HOUR)
    assert debts() == {}
    told = Notification.objects.filter(recipient=supervisor, source__startswith=f"closed-inside:{closed.pk}")
    assert told.count() == 1


def test_the_departure_after_it_leaves_its_debts_with_a_supervisor(closed, visit, supervisor, feed):
    encounters.cancel(visit, by=feed, kind="leave", key="back-1", event_at=THEN + 2 * HOUR)
    gone(visit, feed, hours=3, key="left-2")
    assert debts()["medicines"] == "left_open"
    breach = GateCheck.objects.exclude(status="undone").get(gate="medicines")
    assert (breach.item.owner, breach.item.is_live) == (supervisor, True)
    assert breach.item.reminders.filter(status="waiting").exists()
    assert Notification.objects.filter(recipient=supervisor, source__startswith="left-open").count() == 2
    actions.make_up(breach, by=supervisor, note="List sent")
    assert not Item.objects.get(pk=breach.item_id).is_live


def test_reopened_meanwhile_it_goes_on_as_any_other(closed, visit, manager, supervisor, feed):
    encounters.cancel(visit, by=feed, kind="leave", key="back-1", event_at=THEN + 2 * HOUR)
    case = actions.reopen_case(closed, by=supervisor, why="Still here")
    assert (case.stage, DischargePlan.objects.get().leaving) == (Stage.ASSESSING, 1)
    gone(visit, feed, hours=3, key="left-2")
    assert debts()["medicines"] == "left_open"


def test_a_correction_after_closing_adds_no_debts(closed, visit, feed):
    before = debts()
    gone(visit, feed, disposition="07", key="left-2")
    assert not set(debts()) - set(before)


def stage_of(case):
    row = Case.objects.get(pk=case.pk)
    return row.stage, row.stages.get(period__upper_inf=True).why


def test_a_return_in_follow_up_is_assessed_again(plan, visit, case, facility, unit, feed, manager, staged):
    staged(Stage.TRANSITIONING)
    gone(visit, feed)
    actions.begin_follow_up(case, by=manager)
    arrived(case, facility, unit, feed, 48)
    assert stage_of(case) == (Stage.ASSESSING, "The patient is in the house again.")


def test_in_follow_up_a_departure_that_was_none_goes_back_to_the_way_out(
    plan, visit, case, feed, manager, staged
):
    staged(Stage.TRANSITIONING)
    gone(visit, feed)
    actions.begin_follow_up(case, by=manager)
    encounters.cancel(visit, by=feed, kind="leave", key="back-1", event_at=THEN + 2 * HOUR)
    assert stage_of(case) == (Stage.TRANSITIONING, "The departure was taken back.")


def test_a_return_before_follow_up_leaves_the_stage(plan, visit, case, facility, unit, feed, staged):
    staged(Stage.TRANSITIONING)
    gone(visit, feed)
    arrived(case, facility, unit, feed, 48)
    assert Case.objects.get(pk=case.pk).stage == Stage.TRANSITIONING
