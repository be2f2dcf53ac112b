"""The measures of leaving and of the time after on real rows, with what each leaves out."""

from datetime import date, timedelta

import pytest

from accounts.actors import system
from discharge.actions.planning import set_expected_date
from discharge.models import AfterDischarge, FollowUpVisit
from discharge.plans import plan_of
from discharge.queries import measures_after, measures_leaving
from encounters import actions as encounters
from encounters.models import Encounter
from tests.conftest import THEN
from worklist.actions import log_contact

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEFT = THEN + 3 * DAY
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture(autouse=True)
def rules(packs):
    """The packs are in force."""


@pytest.fixture
def left(visit, at, manager):
    """The patient left on 6 November, so many hours before or after 10:00."""

    def make(hours=0, disposition="01"):
        when = LEFT + hours * HOUR
        at(when)
        return encounters.leave(visit, by=manager, event_at=when, disposition=disposition, key="left")

    return make


@pytest.fixture
def called(case, manager, at):
    """A call so many hours after leaving."""

    def make(hours, outcome="reached"):
        at(LEFT + hours * HOUR)
        facts = {"activity": "follow_up", "mode": "phone", "outcome": outcome, "distinct_because": "Another"}
        return log_contact(case, by=manager, **facts)

    return make


def after(group="community"):
    return measures_after.departures(AfterDischarge.objects.all(), *NOVEMBER, group)


@pytest.mark.parametrize(
    ("hours", "in_48", "in_2_days"),
    [(48, 1, 1), (48.01, 0, 1), (109.99, 0, 1), (110.01, 0, 0)],
    ids=["at 48:00:00", "a moment later", "last minute of the second business day", "after it"],
)
def test_reached_in_time(left, called, hours, in_48, in_2_days):
    left()
    called(hours)
    assert measures_after.contact_48_hours(after()).met == in_48
    assert measures_after.contact_2_business_days(after()).met == in_2_days


def test_nobody_was_called(left):
    left()
    assert measures_after.contact_48_hours(after()).words == "0.0 % (0 of 1)"


def test_a_message_is_an_attempt_and_two_of_them_are_enough(left, called):
    left()
    called(3, "message")
    assert measures_after.two_attempts_in_time(after()).met == 0
    called(26, "no_answer")
    assert measures_after.two_attempts_in_time(after()).met == 1
    assert measures_after.contact_48_hours(after()).met == 0


def test_against_advice_is_shown_apart_and_hospice_not_at_all(left):
    left(disposition="07")
    assert measures_after.contact_48_hours(after()).of == 0
    assert measures_after.contact_48_hours(after("ama")).of == 1


def test_admitted_again_before_the_deadline_without_contact_is_left_out(left, case, facility, unit, at):
    left()
    at(LEFT + 20 * HOUR)
    encounters.admit(
        case.patient,
        by=system("feed"),
        facility=facility,
        kind="IMP",
        unit=unit,
        event_at=LEFT + 20 * HOUR,
        key="b",
    )
    assert measures_after.contact_48_hours(after()).words == "n/a (0 of 0)"
    assert measures_after.visit_kept(after(), 7).of == 0


def test_reached_before_the_return_counts(left, called, case, facility, unit, at):
    left()
    called(5)
    at(LEFT + 20 * HOUR)
    encounters.admit(
        case.patient,
        by=system("feed"),
        facility=facility,
        kind="IMP",
        unit=unit,
        event_at=LEFT + 20 * HOUR,
        key="b",
    )
    assert measures_after.contact_48_hours(after()).words == "100.0 % (1 of 1)"


@pytest.mark.parametrize(("day", "week", "fortnight"), [(7, 1, 1), (8, 0, 1), (14, 0, 1), (15, 0, 0)])
def test_visits_kept(left, case, manager, at, day, week, fortnight):
    left()
    at(LEFT + 20 * DAY)
    facts = {"kind": "primary", "with_whom": "Dr. A", "status": "kept", "ended_at": LEFT + 20 * DAY}
    FollowUpVisit.objects.create(case=case, created_by=manager, at=LEFT + day * DAY, **facts)
    from discharge.sweeps.afterwards import look_after_visits

    assert look_after_visits() == 1
    assert measures_after.visit_kept(after(), 7).met == week
    assert measures_after.visit_kept(after(), 14).met == fortnight


def leaving():
    return measures_leaving.departures(Encounter.objects.all(), *NOVEMBER)


@pytest.mark.parametrize(
    ("hours", "met"), [(1.99, 1), (2, 0), (5, 0)], ids=["11:59", "noon is not before", "15:00"]
)
def test_before_noon(left, hours, met):
    left(hours)
    assert measures_leaving.before_noon(leaving()).met == met


@pytest.mark.parametrize("disposition", ["20", "07", "51"])
def test_before_noon_leaves_out(left, disposition):
    left(disposition=disposition)
    assert measures_leaving.before_noon(leaving()).of == 0


@pytest.mark.parametrize(("expected", "words"), [(6, "100.0 % (1 of 1)"), (7, "0.0 % (0 of 1)")])
def test_the_date_expected_48_hours_before(left, case, manager, at, expected, words):
    set_expected_date(
        plan_of(case, manager), by=manager, expected_on=date(2026, 11, expected), why="First look"
    )
    # What is said on the last day does not count.
    at(LEFT - 47 * HOUR)
    set_expected_date(
        plan_of(case, manager), by=manager, expected_on=date(2026, 11, expected - 1), why="Second look"
    )
    left()
    assert measures_leaving.on_expected_day(leaving()).words == words


def test_without_a_date_then_it_is_not_counted(left):
    left()
    assert measures_leaving.on_expected_day(leaving()).words == "n/a (0 of 0)"


def test_medicines_and_teaching_are_milestones_reached_before_leaving(left, case, manager):
    from discharge import milestones

    plan = plan_of(case, manager)
    milestones.reached(plan, "medicines_reconciled", at=THEN + DAY, by=manager)
    left()
    assert measures_leaving.medicines_and_teaching(leaving()).words == "0.0 % (0 of 1)"
    milestones.reached(plan, "taught", at=THEN + 2 * DAY, by=manager)
    assert measures_leaving.medicines_and_teaching(leaving()).met == 1


def test_every_measure_is_one_statement(left, django_assert_num_queries):
    left()
    with django_assert_num_queries(1):
        measures_after.contact_48_hours(after())
    with django_assert_num_queries(1):
        measures_leaving.before_noon(leaving())
