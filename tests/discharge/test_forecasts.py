"""The forecast of a house: from its own stays, once a day, held to account by who left."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.actors import system
from core import clock
from core.refusals import Refused
from discharge.actions.forecasts import forecast_house
from discharge.models import DischargePlan, Forecast, Milestone
from discharge.plans import plan_of
from discharge.queries import forecasts
from discharge.sweeps.forecasts import forecast_houses
from patients.actions import open_case
from patients.models import Patient
from tests.conftest import THEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]
HOUR = timedelta(hours=1)
CODES = (
    "medically_ready", "choice_made", "referral_accepted", "authorised", "medicines_reconciled", "taught",
    "equipment_there", "transport_booked", "packet_sent", "nursing_complete", "left",
)  # fmt: skip


@pytest.fixture
def plan(case, manager, visit):
    case.refresh_from_db()
    return plan_of(case, manager)


@pytest.fixture
def past(facility, unit, team, intake, plan):
    """So many stays of the unit in which every step took ten hours."""

    def make(number: int) -> None:
        patient = Patient.objects.create(
            facility=facility, family="Past", given="P", birth_date="1950-01-01", search_name="past"
        )
        before = open_case(patient, by=intake, team=team)
        old = plan_of(before, intake)
        Milestone.objects.bulk_create(
            Milestone(
                case=before, plan=old, leaving=n + 100, code=code, unit=unit, created_by=intake,
                ready_at=THEN - 48 * HOUR, reached_at=THEN - 38 * HOUR, reached_by=intake,
            )
            for n in range(number)
            for code in CODES
        )  # fmt: skip

    return make


def test_nothing_known_is_no_forecast(plan, facility):
    assert forecasts.of_house(facility) == []
    forecast_houses()
    assert not Forecast.objects.exists()


def test_the_house_is_forecast_once_a_day(plan, past, facility, at):
    past(30)
    assert forecast_houses() == 1
    said = Forecast.objects.get()
    # Ready, medicines, taught, nursing complete, left: five steps of ten hours one after the other are 50 hours.
    assert (said.case_id, said.p10, said.p50, said.p90) == (plan.case_id, *[date(2026, 11, 5)] * 3)
    assert (said.cases, said.thin, len(said.drivers)) == (30, False, 2)
    assert forecast_houses() == 0
    at(THEN + 24 * HOUR)
    assert forecast_houses() == 1
    assert Forecast.objects.count() == 2


def test_run_again_it_writes_only_what_is_missing(plan, past, facility):
    with pytest.raises(Refused):
        forecast_house(facility, by=system("keeper"))
    past(30)
    forecast_house(facility, by=system("keeper"))
    with pytest.raises(Refused):
        forecast_house(facility, by=system("keeper"))
    assert Forecast.objects.count() == 1


def test_few_stays_are_thin(plan, past, facility):
    past(3)
    assert [(each.range.cases, each.range.thin) for each in forecasts.of_house(facility)] == [(3, True)]


def test_what_was_reached_is_behind_them(plan, past, facility, manager):
    from discharge import actions

    past(30)
    DischargePlan.objects.update(disposition="01")
    assert forecasts.of_house(facility)[0].range.p50 == 50
    for code in ("medically_ready", "medicines_reconciled", "taught"):
        actions.reach_milestone(plan, by=manager, code=code)
    # The packet, nursing complete and left are still to come.
    assert forecasts.of_house(facility)[0].range.p50 == 30


def test_a_house_is_read_in_few_statements(plan, past, facility, django_assert_max_num_queries):
    past(5)
    with clock.held(), django_assert_max_num_queries(4):
        forecasts.of_house(facility)


def test_it_is_held_to_account_by_what_it_said_two_days_before(plan, manager, client, at):
    case = plan.case
    for made, days in ((THEN - 60 * HOUR, (3, 4, 5)), (THEN - 10 * HOUR, (9, 9, 9))):
        p10, p50, p90 = (date(2026, 11, n) for n in days)
        Forecast.objects.create(
            case=case, leaving=1, made_at=made, p10=p10, p50=p50, p90=p90, cases=30, thin=False
        )
    Milestone.objects.create(
        case=case,
        plan=plan,
        leaving=1,
        code="left",
        unit=case.unit,
        created_by=manager,
        reached_at=THEN,
        reached_by=manager,
    )
    (_all, found), (name, by_unit) = forecasts.calibrated(manager)
    assert (found.departures, found.inside, found.early, found.late) == (1, 1, 0, 0)
    assert (name, by_unit.departures) == ("4B Medicine", 1)
    client.force_login(manager)
    assert b"1/1" in client.get(reverse("board:forecast")).content


def test_without_departures_it_says_so(manager, client, packs):
    client.force_login(manager)
    assert b"n/a" in client.get(reverse("board:forecast")).content
