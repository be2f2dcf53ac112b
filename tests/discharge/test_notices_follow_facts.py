"""The kept notices follow the facts of a stay: owed, moved with old and new on record, owed no more; given stays given (E-9)."""

from datetime import date, timedelta

import pytest

from accounts.actors import system
from coverage import actions as coverage
from discharge import actions as leaving
from discharge import deadlines
from discharge.actions import notices
from discharge.models import Notice
from discharge.queries.notices import open_for
from discharge.sweeps import notices as sweeps
from encounters import actions as encounters
from policy import actions as policy
from policy.models import PackVersion
from tests.conftest import THEN
from tests.tables_of_time import shown
from worklist.models import Item, Notification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notice_packs")]
Status = Notice.Status


def row(case, kind, number=1):
    return Notice.objects.get(case=case, kind=kind, number=number, error_at=None)


def window(case, kind, number=1):
    found = row(case, kind, number)
    return found.status, shown(found.due_from), shown(found.due_by)


def expect(case, on, by, why="The physician says so", cause=""):
    plan = leaving.start_plan(case, by=by)

    return leaving.set_expected_date(plan, by=by, expected_on=on, why=why, cause=cause)


def order(visit, by, status, at, **more):
    return encounters.order_status(
        visit, by=by, status=status, ordered_at=at, ordered_by="Dr. Lindqvist", **{"reason": "Agreed", **more}
    )


def test_an_admission_of_somebody_with_medicare_owes_the_first_copy_and_the_rights(case, medicare, visit):
    assert window(case, "im_first") == ("due", "Tue 2026-10-27 00:00", "Thu 2026-11-05 23:59")
    assert window(case, "rights") == ("due", "Tue 2026-11-03 10:00", "Wed 2026-11-04 10:00")
    assert {each.kind for each in open_for(case)} == {"im_first", "rights"}


def test_the_work_is_the_case_managers_and_reminds_like_any_other(case, manager, medicare, visit):
    item = row(case, "im_first").item
    assert (item.kind, item.owner, item.due_at) == (Item.Kind.NOTICE, manager, row(case, "im_first").due_by)
    assert item.reminders.filter(status="waiting").exists()
    assert row(case, "rights").item is None


def test_without_medicare_the_first_copy_is_not_owed_until_a_policy_says_so(
    case, intake, visit, plan_of_medicare
):
    assert not Notice.objects.filter(case=case, kind="im_first", status=Status.DUE).exists()
    coverage.add_coverage(
        case.patient, by=intake, plan=plan_of_medicare, member_id="1", from_on=date(2026, 1, 1)
    )
    assert row(case, "im_first").status == Status.DUE
    assert deadlines.moves_of(case).count() == 0


def test_a_policy_that_ended_before_takes_the_notice_back_and_the_old_deadline_stays_on_record(
    case, intake, medicare, visit
):
    work = row(case, "im_first").item
    coverage.end_coverage(medicare, by=intake, until_on=date(2026, 11, 1))
    work.refresh_from_db()
    assert (row(case, "im_first").status, work.status) == (Status.NOT_REQUIRED, Item.Status.CANCELLED)
    [moved] = deadlines.moves_of(case)
    assert (shown(moved.old), moved.new, moved.rule) == ("Thu 2026-11-05 23:59", None, "R-IM-1")
    assert "No Medicare" in moved.because


def test_the_follow_up_copy_comes_with_the_expected_date_and_moves_with_it(case, manager, medicare, visit):
    expect(case, date(2026, 11, 9), manager)
    assert window(case, "im_follow_up") == ("due", "Sat 2026-11-07 00:00", "Mon 2026-11-09 08:00")
    item = row(case, "im_follow_up").item
    expect(case, date(2026, 11, 11), manager, cause="A01")
    item.refresh_from_db()
    assert shown(item.due_at) == "Wed 2026-11-11 08:00"
    [moved] = deadlines.moves_of(case, row(case, "im_follow_up"))
    assert (shown(moved.old), shown(moved.new)) == ("Mon 2026-11-09 08:00", "Wed 2026-11-11 08:00")
    assert moved.rule == "R-IM-2"


def test_a_copy_that_grows_old_makes_a_new_one_due_and_stays_given(case, manager, medicare, visit, at, give):
    expect(case, date(2026, 11, 9), manager)
    at(THEN + timedelta(days=4))
    given = give(row(case, "im_follow_up"))
    expect(case, date(2026, 11, 12), manager, cause="A01")
    given.refresh_from_db()
    assert (given.status, given.late) == (Status.DELIVERED, False)
    assert window(case, "im_follow_up", 2) == ("due", "Tue 2026-11-10 00:00", "Thu 2026-11-12 08:00")
    assert "more than two days old" in row(case, "im_follow_up", 2).because


def test_a_date_that_comes_back_takes_the_second_copy_back(case, manager, medicare, visit, at, give):
    expect(case, date(2026, 11, 9), manager)
    at(THEN + timedelta(days=4))
    give(row(case, "im_follow_up"))
    expect(case, date(2026, 11, 12), manager, cause="A01")
    expect(case, date(2026, 11, 9), manager)
    assert row(case, "im_follow_up", 2).status == Status.NOT_REQUIRED
    assert row(case, "im_follow_up").status == Status.DELIVERED


def test_a_first_copy_near_leaving_spares_the_second(case, manager, medicare, visit, at, give):
    expect(case, date(2026, 11, 5), manager)
    at(THEN + timedelta(hours=2))
    give(row(case, "im_first"))
    assert (row(case, "im_follow_up").status, row(case, "im_follow_up").item.status) == (
        "not_required",
        "cancelled",
    )


def test_observation_starts_the_clock_of_its_notice_at_the_order(case, manager, medicare, visit, at):
    at(THEN + timedelta(hours=30))
    order(visit, manager, "observation", THEN + timedelta(hours=2))
    assert window(case, "moon") == ("due", "Tue 2026-11-03 12:00", "Thu 2026-11-05 00:00")
    assert row(case, "im_first").status == Status.NOT_REQUIRED


def test_a_corrected_order_moves_the_deadline_old_to_new(case, manager, medicare, visit, at):
    at(THEN + timedelta(hours=30))
    wrong = order(visit, manager, "observation", THEN + timedelta(hours=2))
    order(visit, manager, "observation", THEN + timedelta(hours=5), corrects=wrong)
    [moved] = deadlines.moves_of(case, row(case, "moon"))
    assert (shown(moved.old), shown(moved.new)) == ("Thu 2026-11-05 00:00", "Thu 2026-11-05 03:00")


def test_an_admission_out_of_observation_stops_the_clock(case, manager, medicare, visit, at):
    at(THEN + timedelta(hours=30))
    order(visit, manager, "observation", THEN)
    order(visit, manager, "inpatient", THEN + timedelta(hours=20))
    assert row(case, "moon").status == Status.NOT_REQUIRED
    assert window(case, "im_first")[2] == "Fri 2026-11-06 23:59"


def test_days_alone_make_a_change_of_status_owed(case, manager, medicare, visit, at):
    at(THEN + timedelta(hours=50))
    order(visit, manager, "observation", THEN + timedelta(hours=48))
    assert row(case, "mcsn").status == Status.NOT_REQUIRED
    at(THEN + timedelta(hours=70))
    assert sweeps.owe_notices() == 1
    assert row(case, "mcsn").status == Status.DUE
    assert sweeps.owe_notices() == 0


def test_leaving_ends_every_window_and_the_sweep_says_what_was_missed(
    case, manager, supervisor, medicare, visit, at
):
    at(THEN + timedelta(hours=20))
    encounters.leave(visit, by=manager, event_at=THEN + timedelta(hours=19), disposition="01", key="gone")
    assert shown(row(case, "im_first").due_by) == "Wed 2026-11-04 05:00"
    assert sweeps.miss_notices() == 2
    assert sweeps.miss_notices() == 0
    missed = row(case, "im_first")
    assert (missed.status, missed.item.status) == (Status.MISSED, Item.Status.CANCELLED)
    assert Notification.objects.filter(recipient=supervisor, source=f"notice-missed:{missed.pk}").count() == 1


def test_a_departure_taken_back_gives_the_window_back(case, manager, medicare, visit, at):
    at(THEN + timedelta(hours=20))
    encounters.leave(visit, by=manager, event_at=THEN + timedelta(hours=19), disposition="01", key="gone")
    sweeps.miss_notices()
    encounters.cancel(visit, by=manager, kind="leave", key="not gone")
    assert window(case, "im_first") == ("due", "Tue 2026-10-27 00:00", "Thu 2026-11-05 23:59")
    assert row(case, "im_first").item.is_live


def test_a_copy_less_than_four_hours_before_leaving_was_late_unless_the_patient_chose(
    case, manager, medicare, visit, at, give
):
    expect(case, date(2026, 11, 9), manager)
    at(THEN + timedelta(days=6, hours=-4))
    given = give(row(case, "im_follow_up"))
    assert shown(given.delivered_at) == "Mon 2026-11-09 06:00"
    at(THEN + timedelta(days=6))
    encounters.leave(
        visit, by=manager, event_at=THEN + timedelta(days=6, hours=-1), disposition="01", key="gone"
    )
    given.refresh_from_db()
    assert (given.status, given.late) == (Status.DELIVERED, True)


def test_who_has_died_is_owed_no_copy(case, manager, medicare, visit, at):
    expect(case, date(2026, 11, 9), manager)
    at(THEN + timedelta(hours=20))
    encounters.leave(visit, by=manager, event_at=THEN + timedelta(hours=19), disposition="20", key="gone")
    assert {row(case, "im_first").status, row(case, "im_follow_up").status} == {Status.NOT_REQUIRED}


def test_the_version_in_force_at_the_trigger_governs_whenever_it_is_reckoned(
    case, manager, medicare, visit, at
):
    """E-10: new rules from the next day change nothing for who was admitted before."""
    first = PackVersion.objects.get(pack__kind="notices", pack__facility=None)
    longer = first.body["important_message"] | {"days_after_admission": 5}
    body = first.body | {"important_message": longer, "examples": first.body["examples"][2:5]}
    at(THEN + timedelta(days=1))
    drafted = policy.draft_pack(first.pack, by=system("setup"), body=body, source="The site")
    policy.put_in_force(drafted, by=system("setup"))
    at(THEN + timedelta(days=1, hours=1))
    expect(case, date(2026, 11, 9), manager)
    assert shown(row(case, "im_first").due_by) == "Thu 2026-11-05 23:59"
    assert row(case, "im_first").rules == first


def test_doing_it_again_writes_nothing(case, medicare, visit):
    before = list(Notice.objects.order_by("pk").values("pk", "version"))
    assert sweeps.owe_notices() == 0
    notices.settle_notices(visit, by=system("keeper"))
    assert list(Notice.objects.order_by("pk").values("pk", "version")) == before


def test_a_facility_without_rules_owes_nothing(case, medicare, visit):
    PackVersion.objects.filter(pack__kind="notices").update(in_force=None)
    assert sweeps.owe_notices() == 0
