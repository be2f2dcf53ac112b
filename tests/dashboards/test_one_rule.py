"""A number that another part of the house reckons as well is the same there; and SQL written by hand counts the same."""

from datetime import timedelta

import pytest
from django.db import connection

from dashboards import page, queries
from dashboards.causes import costs
from dashboards.counting import plainly
from demo.bench.dashboard_sql import TEAM
from discharge.models import AfterDischarge
from discharge.queries.delays import ledger
from discharge.queries.measures_after import contact_48_hours, departures
from encounters.models import Encounter
from encounters.queries import readmissions, stays
from patients.models import Case
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
TODAY, DAY = THEN.date(), timedelta(days=1)


@pytest.fixture
def said(full, supervisor):
    [team] = queries.teams_of(supervisor)
    return page.as_seen(supervisor, team)


def pair(figure):
    return figure.numerator, figure.denominator


def test_contact_after_leaving_is_that_of_the_time_after(full, said):
    among = AfterDischarge.objects.filter(case__team=full.team)
    rate = contact_48_hours(departures(among, TODAY - 31 * DAY, TODAY - 3 * DAY))
    assert pair(said.figures["after-contact"]) == (rate.met, rate.of)
    assert 0 < rate.met < rate.of < 16


def test_stays_and_returns_are_those_of_the_house(full, said):
    among = Encounter.objects.filter(case__team=full.team)
    lately = stays.ended(among, TODAY - 29 * DAY, TODAY)
    against = stays.variance(lately).all
    assert pair(said.figures["stay-index"]) == (against.observed, against.expected)
    assert said.figures["stay-days"].value == stays.lengths_of_stay(lately).all.median
    for days in (7, 30):
        last = TODAY - (days + 1) * DAY
        rate = readmissions.readmissions(among, last - 29 * DAY, last, within=days, today=TODAY)
        assert pair(said.figures[f"readmitted-{days}"]) == (rate.met, rate.of)


def test_by_hand(full, said, supervisor):
    with connection.cursor() as cursor:
        cursor.execute(TEAM.replace("now()", "core_now()"), {"user": supervisor.pk, "team": full.team.pk})
        row = cursor.fetchone()
    for each, (above, below) in zip(plainly(), zip(row[:-1:2], row[1:-1:2], strict=True), strict=True):
        figure = said.figures[each.name]
        ours = [float(figure.numerator), float(figure.denominator or 0)]
        assert ours == pytest.approx([above, below or 0], abs=0.002), each.name
    assert [cause.code for cause in said.causes] == [cause[0] for cause in row[-1]]


def test_causes_are_the_ledgers_of_the_cases_together(full, supervisor):
    [team] = queries.teams_of(supervisor)
    found = costs(queries.scope_of(supervisor, team))
    ledgers = [ledger(case) for case in Case.objects.filter(team=full.team)]
    assert found.stays == len(ledgers) == 16
    assert found.total == pytest.approx(sum(each.total for each in ledgers))
    wanted = {}
    for each in ledgers:
        for cost in each.costs:
            wanted[cost.label] = wanted.get(cost.label, 0) + cost.share
    assert {cost.label: cost.share for cost in found.rows} == pytest.approx(wanted)
    assert sum(cost.share for cost in found.rows) == pytest.approx(found.total)


def test_the_page_of_causes(full, supervisor, client):
    client.force_login(supervisor)
    text = client.get("/team/dashboard/causes/").content.decode()
    assert "h in 16 stays" in text
