"""What is counted back from leaving: the day that passes, the day that was not said, and the departure itself (R-IM, R-MCSN, R-HINN)."""

from datetime import date, timedelta

import pytest

from accounts.actors import system
from core.refusals import Refused
from discharge import actions as leaving
from discharge import deadlines
from discharge.actions import notices
from discharge.models import GateCheck, Notice
from discharge.sweeps import notices as sweeps
from encounters import actions as encounters
from tests.conftest import THEN
from tests.discharge.leaving import gates, override_all, to_the_door
from tests.tables_of_time import shown, wall
from worklist.models import Item, Notification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notice_packs")]
Status = Notice.Status
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def row(case, kind, number=1):
    return Notice.objects.get(case=case, kind=kind, number=number, error_at=None)


def expect(case, on, by, cause=""):
    plan = leaving.start_plan(case, by=by)
    return leaving.set_expected_date(plan, by=by, expected_on=on, why="The physician says so", cause=cause)


def gone(visit, by, when, **more):
    facts = {"disposition": "01", "key": f"gone {when}", **more}
    return encounters.leave(visit, by=by, event_at=when, **facts)


@pytest.fixture
def spared(case, manager, medicare, visit, give):
    """The first copy of today spares the second: leaving is expected in two days."""
    expect(case, date(2026, 11, 5), manager)
    give(row(case, "im_first"))
    assert row(case, "im_follow_up").status == Status.NOT_REQUIRED
    return visit


@pytest.fixture
def observed(case, manager, medicare, visit, at):
    """Under observation since the arrival."""
    encounters.order_status(
        visit, by=manager, status="observation", ordered_at=THEN, ordered_by="Dr. L", reason="Agreed"
    )
    return visit


def test_a_date_that_has_passed_makes_the_copy_owed_without_an_hour(case, spared, at, give):
    at(THEN + 2 * DAY)
    assert sweeps.owe_notices() == 0
    at(THEN + 3 * DAY)
    assert sweeps.owe_notices() == 1
    copy = row(case, "im_follow_up")
    assert (copy.status, shown(copy.due_from), copy.due_by) == ("due", "Wed 2026-11-04 00:00", None)
    assert shown(Item.objects.get(pk=copy.item_id).due_at) == "Fri 2026-11-06 12:00"
    assert (sweeps.owe_notices(), sweeps.miss_notices()) == (0, 1)  # the rights of the patient are over
    assert give(copy).late is False


def test_leaving_as_planned_on_a_later_day_asks_for_the_copy_first(
    plan, case, spared, manager, nurse, supervisor, at, give
):
    to_the_door(plan, manager=manager, nurse=nurse)
    give(row(case, "rights"))
    override_all(plan, supervisor)
    assert gates(case)["notices"] == "met"
    at(THEN + 6 * DAY)
    said = {"by": manager, "event_at": THEN + 6 * DAY, "receiver": "Daughter"}
    with pytest.raises(Refused, match="follow-up copy") as refused:
        leaving.leave_as_planned(plan, **said)
    assert refused.value.status == 409
    sweeps.owe_notices()
    give(row(case, "im_follow_up"), goes_sooner=True)
    leaving.leave_as_planned(plan, **said)
    assert row(case, "im_follow_up").late is False


def test_leaving_sooner_than_expected_says_to_move_the_date_first(case, manager, medicare, visit, give):
    expect(case, date(2026, 11, 12), manager)
    with pytest.raises(Refused, match="If they leave sooner, move the date first"):
        give(row(case, "im_follow_up"))


# Copy given | left | late | why
ON_THE_DAY = [
    ("09:00:00", "15:00", False, "six hours, though the usual hour would have left three"),
    ("11:00:00", "15:00", False, "E-1: exactly four hours"),
    ("11:00:01", "15:00", True, "a second less"),
]


@pytest.mark.parametrize(("given", "left", "late", "why"), ON_THE_DAY)
def test_a_copy_of_the_day_itself_is_judged_when_they_have_left(
    case, manager, medicare, visit, at, give, given, left, late, why
):
    expect(case, date(2026, 11, 9), manager)
    at(wall(f"Mon 2026-11-09 {given}"))
    sweeps.miss_notices()
    copy = give(row(case, "im_follow_up"))
    assert copy.late is False
    at(wall("Mon 2026-11-09 16:00"))
    gone(visit, manager, wall(f"Mon 2026-11-09 {left}"))
    copy.refresh_from_db()
    assert copy.late is late
    encounters.cancel(visit, by=manager, kind="leave", key="not gone")
    copy.refresh_from_db()
    assert copy.late is False


@pytest.mark.parametrize("kind", ["im_first", "rights"])
def test_only_the_follow_up_copy_knows_hours_to_forgo(case, medicare, visit, give, kind):
    with pytest.raises(Refused, match="Only before the follow-up copy") as refused:
        give(row(case, kind), goes_sooner=True)
    assert refused.value.field == "goes_sooner"


def test_while_nobody_has_said_when_a_change_of_status_has_no_latest_instant(
    case, manager, medicare, visit, at, give
):
    at(THEN + 48 * HOUR)
    encounters.order_status(
        visit, by=manager, status="observation", ordered_at=THEN + 47 * HOUR, ordered_by="Dr. L", reason="Yes"
    )
    at(THEN + 70 * HOUR)
    sweeps.owe_notices()
    owed = row(case, "mcsn")
    assert (owed.status, shown(owed.due_from), owed.due_by) == ("due", "Fri 2026-11-06 00:00", None)
    assert shown(owed.item.due_at) == "Fri 2026-11-06 12:00"
    sweeps.miss_notices()
    assert row(case, "mcsn").status == Status.DUE
    expect(case, date(2026, 11, 8), manager)
    owed = row(case, "mcsn")
    assert shown(owed.due_by) == shown(owed.item.due_at) == "Sun 2026-11-08 08:00"
    given = give(owed)
    at(THEN + 75 * HOUR)
    gone(visit, manager, THEN + 73 * HOUR)
    given.refresh_from_db()
    assert given.late is True


def test_what_a_person_picks_is_work_and_follows_the_date(case, manager, supervisor, observed, at):
    picked = notices.pick_notice(observed, by=manager, trigger="no_part_b")
    work = picked.item
    assert (work.owner, shown(work.due_at)) == (manager, "Tue 2026-11-03 12:00")
    assert work.reminders.filter(status="waiting").exists()
    for day, cause in ((5, ""), (6, "A01")):
        expect(case, date(2026, 11, day), manager, cause=cause)
        picked.refresh_from_db()
        work.refresh_from_db()
        assert shown(picked.due_by) == shown(work.due_at)
        assert picked.due_by == wall(f"{date(2026, 11, day):%a} 2026-11-0{day} 08:00")
    assert [shown(each.old) for each in deadlines.moves_of(case, picked)] == ["Thu 2026-11-05 08:00"]
    at(wall("Fri 2026-11-06 08:01"))
    sweeps.miss_notices()
    assert row(case, "mcsn").status == Status.MISSED
    assert Notification.objects.filter(recipient=supervisor, source=f"notice-missed:{picked.pk}").exists()


def test_a_picked_notice_nobody_gave_is_missed_when_the_patient_has_gone(
    case, manager, supervisor, medicare, visit, at
):
    picked = notices.pick_notice(visit, by=manager, trigger="stays_on")
    at(THEN + 30 * DAY)
    sweeps.miss_notices()
    picked.refresh_from_db()
    assert (picked.status, picked.item.is_live) == (Status.DUE, True)
    gone(visit, manager, THEN + 29 * DAY)
    sweeps.miss_notices()
    missed = row(case, "hinn_12")
    assert (missed.status, missed.due_by, missed.item.is_live) == (Status.MISSED, THEN + 29 * DAY, False)
    assert Notification.objects.filter(recipient=supervisor, source=f"notice-missed:{picked.pk}").exists()


# Hours and seconds of observation | how the gate stands | why
OBSERVED = [
    (20 * HOUR, "met", "may be given, and holds nobody"),
    (24 * HOUR, "met", "E-1: exactly 24 hours are not more than 24"),
    (24 * HOUR + timedelta(seconds=1), "open", "a second more is"),
]


@pytest.mark.parametrize(("hours", "state", "why"), OBSERVED)
def test_the_notice_of_observation_holds_past_24_hours(plan, case, observed, give, at, hours, state, why):
    give(row(case, "rights"))
    at(THEN + hours)
    assert row(case, "moon").status == Status.DUE
    assert gates(case)["notices"] == state


def test_entered_late_the_hours_up_to_leaving_count(
    plan, case, observed, manager, nurse, supervisor, at, give
):
    to_the_door(plan, manager=manager, nurse=nurse)
    give(row(case, "rights"))
    override_all(plan, supervisor)
    at(THEN + 30 * HOUR)
    assert gates(case)["notices"] == "open"
    said = {"by": manager, "event_at": THEN + 20 * HOUR, "receiver": "Daughter"}
    leaving.leave_as_planned(plan, **said)
    assert row(case, "moon").status == Status.NOT_REQUIRED


def again(case, unit, facility, when, kind):
    made = encounters.admit(
        case.patient, by=system("feed"), facility=facility, kind=kind, unit=unit, event_at=when, key=f"{kind} {when}"
    )  # fmt: skip
    return encounters.link_to_case(made, by=system("feed"), case=case)


def test_an_ambulatory_visit_hides_nothing_of_the_stay(plan, case, medicare, visit, unit, facility, at):
    at(THEN + 2 * HOUR)
    again(case, unit, facility, THEN + HOUR, "AMB")
    assert gates(case)["notices"] == "open"


def test_observation_that_went_on_as_an_admission_keeps_what_was_missed(
    plan, case, observed, manager, unit, facility, give, at
):
    at(THEN + 31 * HOUR)
    gone(observed, manager, THEN + 30 * HOUR, disposition="09")
    again(case, unit, facility, THEN + 30 * HOUR, "IMP")
    sweeps.miss_notices()
    for kind in ("im_first", "rights"):
        give(Notice.objects.get(case=case, kind=kind, encounter__status="in_progress"))
    assert row(case, "moon").status == Status.MISSED
    assert gates(case)["notices"] == "open"
    at(THEN + 40 * HOUR)
    gone(case.encounters.get(status="in_progress"), manager, THEN + 39 * HOUR)
    assert GateCheck.objects.get(gate="notices").status == GateCheck.Status.LEFT_OPEN


def test_what_was_missed_before_the_last_departure_does_not_hold_the_next(
    plan, case, observed, manager, unit, facility, give, at
):
    at(THEN + 31 * HOUR)
    gone(observed, manager, THEN + 30 * HOUR)
    at(THEN + 50 * HOUR)
    again(case, unit, facility, THEN + 49 * HOUR, "IMP")
    for kind in ("im_first", "rights"):
        give(Notice.objects.get(case=case, kind=kind, encounter__status="in_progress"))
    assert gates(case)["notices"] == "met"
