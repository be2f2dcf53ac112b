"""Every number is its list and its file: for each measure and each role, over a generated house."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from core import clock
from dashboards import counting, page, queries
from dashboards import scope as scopes
from dashboards.house_rules import columns, rules_at, rules_of
from dashboards.measured.carrying import parts
from dashboards.metrics import MEASURES, Kind
from dashboards.models import DailySnapshot
from demo.bench.hand import blocks, watched
from facilities.models import Team
from patients.models import Case
from supervision import loads
from teams.models import AccessBlock, TeamMember
from tests.conftest import THEN
from tests.dashboards.conftest import LONG_AGO
from tests.dashboards.world import DAY

pytestmark = pytest.mark.django_db


def said(user, team):
    """The page's own figures, of a team as the page reads it."""
    [row] = [each for each in queries.teams_of(user) if each.pk == team.pk]
    return page.as_seen(user, row)


def listing(user, team, name):
    [row] = [each for each in queries.teams_of(user) if each.pk == team.pk]
    return queries.listing(MEASURES[name], queries.scope_of(user, row))


def on_pages(client, name, team, **words):
    """Every row that the pages of a list show, following "Later"."""
    keys, url = [], f"{reverse('dashboards:list', args=[name])}?team={team.pk}"
    while url:
        answer = client.get(url, words)
        assert answer.status_code == 200
        keys += [str(line.row.pk) for line in answer.context["lines"]]
        url, words = answer.context["older_url"], {}
    return keys


def exported(client, name, team):
    answer = client.get(reverse("dashboards:csv", args=[name]), {"team": team.pk})
    assert answer.status_code == 200, answer.content
    text = b"".join(answer.streaming_content).decode()
    return list(csv.reader(StringIO(text)))[1:]


def rows_in(figure):
    """How many rows a figure was counted from; None where its kind does not say."""
    if figure.kind is Kind.COUNT:
        return figure.numerator
    return figure.denominator if figure.kind in (Kind.RATE, Kind.MEDIAN) else None


def test_count_is_list_is_file_for_every_measure(full, supervisor, client, monkeypatch):
    monkeypatch.setattr("discharge.export.MOST", 1000)
    monkeypatch.setattr("dashboards.queries.ROWS", 5)
    client.force_login(supervisor)
    figures = said(supervisor, full.team).figures
    assert list(figures) == list(MEASURES)
    for name, figure in figures.items():
        found = listing(supervisor, full.team, name)
        keys = on_pages(client, name, full.team)
        lines = exported(client, name, full.team)
        assert len(keys) == len(set(keys)) == len(lines) == len(found.keys()), name
        assert rows_in(figure) in (None, len(keys)), name
        if figure.kind is Kind.RATE:
            assert figure.numerator == len(on_pages(client, name, full.team, met="yes")), name
            assert [line[-1] for line in lines].count("yes") == figure.numerator, name
        if name != "offers":
            assert keys, f"{name}: a measure without rows proves nothing"


def test_totals_are_made_of_the_rows_of_their_lists(full, supervisor):
    figures = said(supervisor, full.team).figures
    for name in ("load", "delays", "avoidable", "slips", "stay-index"):
        found = listing(supervisor, full.team, name)
        rows = found.read(found.keys())
        assert float(figures[name].numerator) == pytest.approx(
            sum(float(row.amount) for row in rows), abs=0.01
        ), name
        if MEASURES[name].kind is Kind.RATIO:
            assert float(figures[name].denominator) == pytest.approx(
                sum(float(row.base) for row in rows), abs=0.01
            )


def test_what_is_kept_of_a_day_is_what_the_page_says(full, supervisor):
    assert page.whole(full.team).figures == said(supervisor, full.team).figures


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SUPERVISOR, Role.INTEGRATION)])
def test_nobody_else_has_any_of_it(house, client, person, role):
    """Also a member of the team, and a supervisor who acts in another role."""
    user = person(f"x.{role}", role, house.facility)
    TeamMember.objects.create(team=house.team, user=user, starts_at="2020-01-01T00:00Z")
    client.force_login(user)
    answers = {client.get(reverse("dashboards:home")).status_code}
    for name in MEASURES:
        for part in ("measure", "list", "csv"):
            url = reverse(f"dashboards:{part}", args=[name])
            answers.add(client.get(url, {"team": house.team.pk}).status_code)
    assert answers == {404}
    assert not Event.objects.filter(actor_id=user.pk, outcome="seen").exists()


def test_a_supervisor_without_a_team_is_told_so(house, client, person):
    client.force_login(person("s.none", Role.SUPERVISOR, house.facility))
    page_ = client.get(reverse("dashboards:home"))
    assert (page_.status_code, "You supervise no team." in page_.content.decode()) == (200, True)
    assert client.get(reverse("dashboards:list", args=["breaching"])).status_code == 404


def test_a_supervisor_who_acts_in_another_role_has_none(house, supervisor):
    assert queries.teams_of(supervisor)
    supervisor.acting_role = Role.NURSE
    assert not queries.teams_of(supervisor)
    assert not scopes.open_cases(supervisor, house.team).exists()


def test_the_team_of_another_is_not_there(house, client, other_supervisor):
    client.force_login(other_supervisor)
    assert client.get(reverse("dashboards:home")).context["team"].pk == house.other.pk
    for url in (reverse("dashboards:home"), *(reverse("dashboards:list", args=[name]) for name in MEASURES)):
        assert client.get(url, {"team": house.team.pk}).status_code == 404
    assert client.get(reverse("dashboards:home"), {"team": "=1"}).status_code == 404
    assert client.get("/measures/nothing/").status_code == 404


def test_a_case_outside_the_team_changes_nothing(full, supervisor):
    before = said(supervisor, full.team)
    full.fill(full.other, 3, "T")
    Case.objects.filter(reference="T00000").update(team=None)
    assert said(supervisor, full.team) == before


def test_a_patient_one_is_kept_from_is_in_no_number(full, supervisor):
    before = said(supervisor, full.team).figures
    kept = Case.objects.get(reference="R00001")
    AccessBlock.objects.create(
        user=supervisor, patient=kept.patient, starts_at="2020-01-01T00:00Z", why="family", created_by=supervisor
    )  # fmt: skip
    after = said(supervisor, full.team).figures
    assert after["followups-kept"].denominator == before["followups-kept"].denominator - 2
    assert after["notices"].denominator == before["notices"].denominator - 1
    rows = listing(supervisor, full.team, "delays")
    assert kept.pk not in {row.case_id for row in rows.read(rows.keys())}


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_page_takes_twelve_statements_whatever_the_rows(full, supervisor, client):
    client.force_login(supervisor)
    urls = [
        reverse("dashboards:home"),
        reverse("dashboards:causes"),
        reverse("dashboards:list", args=["breaching"]),
        reverse("dashboards:measure", args=["notices"]),
    ]
    few = [statements(client, url) for url in urls]
    full.fill(full.team, 30, "U")
    assert [statements(client, url) for url in urls] == few
    assert max(few) <= 12


def test_the_rules_beside_a_team_are_those_in_force(house, supervisor):
    row = Team.objects.annotate(**columns("facility", clock.now())).get(pk=house.team.pk)
    assert rules_of(row) == rules_at(house.facility, clock.now())
    assert rules_of(row).quiet.inside == {"low": 72, "moderate": 72, "high": 48}
    assert rules_of(row).quiet.after == {"low": 31 * 24, "moderate": 14 * 24, "high": 7 * 24}


def test_the_load_of_each_is_the_sum_of_their_parts(full, supervisor, manager):
    people = {each.user: each for each in said(supervisor, full.team).people}
    [row] = queries.teams_of(supervisor)
    scope = queries.scope_of(supervisor, row)
    weights = [
        part.amount
        for part in parts(scope).filter(user=manager).annotate(amount=loads.weight(scope.rules.weights))
    ]
    assert (people[manager].load, people[manager].parts) == (sum(weights), len(weights))
    assert [each.user.name for each in people.values()] == sorted(each.user.name for each in people.values())


def test_looks_and_files_are_on_record_with_their_cases(full, supervisor, client):
    client.force_login(supervisor)
    client.get(reverse("dashboards:home"))
    client.get(reverse("dashboards:list", args=["overrides"]))
    exported(client, "overrides", full.team)
    events = {event.verb: event for event in Event.objects.filter(actor_id=supervisor.pk, outcome="seen")}
    assert set(events) >= {"list_team", "list", "export"}
    patients = set(
        Case.objects.filter(gatechecks__status="overridden", team=full.team).values_list("patient", flat=True)
    )
    assert set(events["list"].patient_ids) == set(events["export"].patient_ids) == patients


def test_a_file_holds_no_formula(full, supervisor, client):
    client.force_login(supervisor)
    cells = [cell for line in exported(client, "breaching", full.team) for cell in line]
    assert cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'+SUM(A1)" in cells


def test_counted_one_by_one_is_counted_together(full, supervisor):
    [row] = queries.teams_of(supervisor)
    found, _causes = counting.numbers(supervisor, row, rules_of(row))
    assert counting.counted(scopes.as_seen(supervisor, row, rules_of(row))) == found
    assert not DailySnapshot.objects.exists()


def test_years_of_closed_cases_elsewhere_are_not_read(full, supervisor):
    """Whose teams are many and old is not asked for more blocks for the numbers of one of them."""
    [row] = queries.teams_of(supervisor)

    def touched():
        counting.numbers(supervisor, row, rules_of(row))
        with watched() as asked:
            counting.numbers(supervisor, row, rules_of(row))
        return blocks(asked.statements)

    before = touched()
    TeamMember.objects.create(team=full.other, user=supervisor, supervises=True, starts_at=LONG_AGO)
    old = THEN - 400 * DAY
    Case.objects.bulk_create(
        Case(
            reference=f"OLD{n:05}", patient=full.one("patients.Patient"), facility=full.facility, team=full.other,
            stage="closed", stage_since=old, opened_at=old, closed_at=old, closed_by=full.manager,
            closing="goals_met",
        )
        for n in range(3000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("analyze patients_case")
    assert touched() < before + 100
