"""What is kept of each day, gaps told as gaps, and the week's letter, which is the page of that moment."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from dashboards import letters, page, queries, sweeps
from dashboards.metrics import MEASURES
from dashboards.models import Brief, DailySnapshot
from teams.models import FacilityRole
from tests.conftest import THEN
from worklist import told
from worklist.models import Notification

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_day_is_kept_once_and_as_the_page_says(full, supervisor):
    assert sweeps.keep_days() == 2
    assert sweeps.keep_days() == 0
    rows = {row.measure: row for row in DailySnapshot.objects.filter(team=full.team)}
    [team] = queries.teams_of(supervisor)
    figures = page.as_seen(supervisor, team).figures
    assert set(rows) == set(MEASURES)
    for name, row in rows.items():
        assert (row.numerator, row.denominator) == (figures[name].numerator, figures[name].denominator), name
        assert (row.day, row.version) == (date(2026, 11, 3), MEASURES[name].version)


def test_missed_days_are_told_again_as_far_as_they_can_be(full, supervisor, client, at):
    sweeps.keep_days()
    at(THEN + 3 * DAY)
    assert sweeps.keep_days() == 6
    assert sweeps.keep_days() == 0
    days = DailySnapshot.objects.filter(team=full.team)
    again = {name for name, measure in MEASURES.items() if measure.told_again}
    missed = days.filter(day=date(2026, 11, 4))
    assert set(missed.values_list("measure", flat=True)) == again
    assert set(days.filter(day=date(2026, 11, 6)).values_list("measure", flat=True)) == set(MEASURES)
    client.force_login(supervisor)
    text = client.get(reverse("dashboards:measure", args=["breaching"])).content.decode()
    assert text.count("nothing was kept on this day") == 2
    assert (
        "nothing was kept" not in client.get(reverse("dashboards:measure", args=["notices"])).content.decode()
    )


def test_what_is_told_again_is_what_was_told(full, at):
    sweeps.keep_days()
    first = {
        row.measure: (row.numerator, row.denominator) for row in DailySnapshot.objects.filter(team=full.team)
    }
    told_again = dict(sweeps._then(full.team, date(2026, 11, 3)))
    at(THEN + 5 * DAY)
    later = dict(sweeps._then(full.team, date(2026, 11, 3)))
    assert later == told_again
    assert set(told_again) < set(first)


def test_a_day_too_long_ago_stays_a_gap(full, at):
    sweeps.keep_days()
    at(THEN + 40 * DAY)
    assert sweeps.keep_days() == 2


def test_the_letter_is_the_page_at_that_moment(full, supervisor, other_supervisor, client):
    [team] = queries.teams_of(supervisor)
    figures = page.as_seen(supervisor, team).figures
    assert sweeps.write_briefs() == 2
    assert sweeps.write_briefs() == 0
    row = Brief.objects.get(team=full.team)
    assert row.week_of == date(2026, 10, 26)
    assert {measure.name: figure for measure, figure, _same in letters.read(row.figures)} == figures
    full.fill(full.team, 3, "V")
    client.force_login(supervisor)
    text = client.get(reverse("dashboards:brief", args=[row.pk])).content.decode()
    assert all(str(figure.words) in text for figure in figures.values())
    client.force_login(other_supervisor)
    assert client.get(reverse("dashboards:brief", args=[row.pk])).status_code == 404


def test_the_letter_needs_no_role_of_the_house(full, supervisor, client):
    """Who is shown the link may open it: a supervisor of the team is one without being one of the house."""
    sweeps.write_briefs()
    FacilityRole.objects.filter(user=supervisor).update(live=False)
    assert not FacilityRole.objects.filter(user=supervisor, live=True).exists()
    client.force_login(supervisor)
    row = Brief.objects.get(team=full.team)
    assert client.get(reverse("dashboards:brief", args=[row.pk])).status_code == 200


def test_its_notice_is_a_link_and_nothing_else(full, supervisor):
    supervisor.email = "s.berg@example.org"
    supervisor.save()
    sweeps.write_briefs()
    notice = Notification.objects.get(recipient=supervisor)
    row = Brief.objects.get(team=full.team)
    link = told.link(notice.source)
    assert link is not None
    assert link["url"] == reverse("dashboards:brief", args=[row.pk])
    assert "Name" not in link["says"]
    assert not [message for message in mail.outbox if "Name" in message.body]
