"""The caseload: whose, which, in what order; paged by key, counted to a cap, and the same cost at any length."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from discharge.queries import caseload as q
from discharge.queries.rows import SHOWN, read
from encounters.models import Encounter
from patients.models import Case, CaseStage, Patient
from teams.models import Assignment, TeamMember, UnitCover
from tests.conftest import THEN

pytestmark = pytest.mark.django_db

PAGE = "/cases/"
EARLIER = THEN.replace(year=2020)


@pytest.fixture
def manager(person):
    return person("m.svensson", Role.CASE_MANAGER)


@pytest.fixture
def many(facility, manager, team, unit):
    """`many(n)` open cases of the manager; due, leaving and contact differ, some have none."""

    def make(number, letter="R"):
        patients = Patient.objects.bulk_create(
            Patient(
                facility=facility,
                family=f"Name{n:03}",
                search_name=f"name{n:03}",
                birth_date=date(1950, 1, 1),
            )
            for n in range(number)
        )
        rows = Case.objects.bulk_create(
            Case(
                reference=f"{letter}{n:05}", patient=patient, facility=facility, team=team, unit=unit if n % 2 else None, stage="active",
                stage_since=EARLIER, opened_at=EARLIER, high_risk=n % 5 == 0, lead=manager,
                next_due_at=THEN + timedelta(hours=n // 2) if n % 3 else None,
                expected_leaving_on=date(2026, 11, 1) + timedelta(days=n % 7) if n % 4 else None,
                last_contact_at=THEN - timedelta(hours=n) if n % 3 else None,
            )
            for n, patient in enumerate(patients)
        )  # fmt: skip
        Assignment.objects.bulk_create(
            Assignment(case=row, user=manager, role=Role.CASE_MANAGER, starts_at=EARLIER, created_by=manager)
            for row in rows
        )
        with connection.cursor() as cursor:
            # As autovacuum would: without statistics five hundred rows are planned as if they were one.
            cursor.execute("analyze patients_case, patients_patient, teams_assignment")
        return rows

    return make


def walk(user, wanted):
    """Every page to the end by the cursors, then back to the start."""
    pages, after = [q.caseload(user, wanted)], ""
    while after := pages[-1].after:
        pages.append(q.caseload(user, wanted, after=after))
    there = [[row.pk for row in page.rows] for page in pages]
    back = [there[-1]]
    before = pages[-1].before
    while before:
        page = q.caseload(user, wanted, before=before)
        back.insert(0, [row.pk for row in page.rows])
        before = page.before
    return there, back


@pytest.mark.parametrize("sort", ["due", "leaving", "contact"])
def test_every_case_comes_once_in_order_and_the_way_back_is_the_same(many, manager, sort, monkeypatch):
    monkeypatch.setattr(q, "ROWS", 4)
    many(22)
    there, back = walk(manager, q.Wanted(sort=sort))
    assert there == back
    keys = [key for page in there for key in page]
    assert len(keys) == len(set(keys)) == 22
    column = q.ORDERS[sort].column
    values = [getattr(Case.objects.get(pk=key), column) for key in keys]
    filled = [value for value in values if value is not None]
    assert filled == sorted(filled)
    empty = [value is None for value in values]
    assert empty == sorted(empty, reverse=sort == "contact")


def test_mine_team_and_covering_are_three_questions(many, manager, person, team, unit, at, case):
    at(THEN)
    mine = {row.pk for row in many(6)}
    assert {row.pk for row in q.caseload(manager, q.Wanted()).rows} == mine
    TeamMember.objects.create(team=team, user=manager, starts_at=EARLIER)
    assert {row.pk for row in q.caseload(manager, q.Wanted(scope="team")).rows} == mine, (
        "the team's other case is not theirs to see"
    )
    cover = person("k.ito", Role.NURSE)
    UnitCover.objects.create(user=cover, unit=unit, role=Role.NURSE, starts_at=EARLIER)
    assert {row.unit for row in q.caseload(cover, q.Wanted(scope="covering")).rows} == {unit.code}
    assert q.caseload(cover, q.Wanted()).rows == []


def test_filters_narrow_and_closed_cases_come_only_when_asked_for(many, manager, unit):
    many(10)
    assert len(q.caseload(manager, q.Wanted(at_risk=True)).rows) == 2
    assert len(q.caseload(manager, q.Wanted(unit=unit.pk)).rows) == 5
    assert q.caseload(manager, q.Wanted(stage="closed")).rows == []
    assert len(q.caseload(manager, q.Wanted(stage="active")).rows) == 10


def test_who_is_at_risk_is_for_those_who_may_know(client, case, on_team):
    Case.objects.filter(pk=case.pk).update(high_risk=True)
    for role, knows in ((Role.NURSE, True), (Role.COORDINATOR, False)):
        user = on_team(role)
        client.force_login(user)
        assert ("At risk</span>" in client.get(PAGE).content.decode().split('id="rows"')[1]) is knows
        assert (q.counted(user, q.Wanted(at_risk=True))[0] == 1) is knows


def test_the_count_stops_at_the_cap(many, manager, monkeypatch):
    monkeypatch.setattr(q, "CAP", 5)
    many(9)
    assert q.counted(manager, q.Wanted()) == (6, False)


def test_the_page_costs_the_same_for_2_and_for_500(client, many, manager, django_assert_max_num_queries):
    client.force_login(manager)
    many(2)
    client.get(PAGE)
    with django_assert_max_num_queries(12) as few:
        assert client.get(PAGE).status_code == 200
    cost = len(few)
    many(498, letter="S")
    with django_assert_max_num_queries(cost):
        text = client.get(PAGE).content.decode()
    assert text.count("<tr data-row") == 50
    assert "500 cases" in text


def test_a_row_says_what_one_reads_in_a_second(client, many, manager, at):
    at(THEN)
    many(2)
    client.force_login(manager)
    text = client.get(PAGE).content.decode()
    assert "Name001" in text
    assert "76 y" in text
    assert "Name" not in text.split("</title>")[0]
    seen = Event.objects.get(verb="list", actor=manager.username)
    assert len(seen.patient_ids) == 2


def test_htmx_gets_the_rows_alone(client, many, manager):
    many(2)
    client.force_login(manager)
    text = client.get(PAGE, {"risk": "on"}, headers={"HX-Request": "true"}).content.decode()
    assert text.lstrip().startswith('<div id="rows"')
    assert text.count("<tr data-row") == 1


@pytest.mark.parametrize(
    "query", ["after=nonsense", "order=name", "family=Okafor", "unit=7", "stage=asleep", "show=all"]
)
def test_what_cannot_be_asked_is_a_bad_request(client, manager, query, many):
    client.force_login(manager)
    assert client.get(f"{PAGE}?{query}").status_code == 400


def test_an_empty_list_says_what_to_do(client, manager, person):
    manager.manager = person("m.berg")
    manager.save()
    client.force_login(manager)
    assert "No cases are assigned to you." in (text := client.get(PAGE).content.decode())
    assert "ask M. Berg" in text
    assert "No case matches" in client.get(PAGE, {"stage": "active"}).content.decode()


def test_a_supervisor_starts_with_the_team(client, supervisor, case):
    client.force_login(supervisor)
    assert "Okafor" in client.get(PAGE).content.decode()


def test_an_advocate_with_a_narrow_consent_reads_the_name_and_no_more(case, person, patient):
    from patients.models import Consent

    advocate = person("a.voice", Role.ADVOCATE)
    Consent.objects.create(
        patient=patient,
        purpose="advocacy",
        to_user=advocate,
        classes=["plan"],
        method="signed",
        starts_at=EARLIER,
    )
    (row,) = read(advocate, [case.pk])
    assert row.family == "Okafor"
    assert {name: getattr(row, name) for kept in SHOWN.values() for name in kept if getattr(row, name)} == {}


def test_the_address_is_the_one_the_shell_links_to():
    assert reverse("cases:list") == PAGE
    assert not CaseStage.objects.exists()


def test_who_has_left_is_listed_as_gone(many, manager, client):
    one, _other = many(2)
    Case.objects.update(expected_leaving_on=date(2026, 11, 8))
    visit = {"patient": one.patient, "case": one, "facility": one.facility}
    Encounter.objects.create(**visit, status="finished", ended_at=THEN - timedelta(days=2))
    client.force_login(manager)
    page = client.get(PAGE).content.decode()
    assert f'data-open href="{reverse("cases:summary", args=[one.pk])}"' in page
    assert page.count("left Sun 1 Nov") == 1
    assert page.count("Sun 8 Nov") == 1


def test_the_folded_filters_say_how_many_are_in_use_and_the_rows_bring_the_number(many, manager, client):
    many(2)
    client.force_login(manager)
    asked = {"show": "mine", "stage": "active", "risk": "on"}
    page = client.get(PAGE, asked).content.decode()
    assert page.count('id="filter-count"') == 1
    assert '<span class="cm-tab-count" id="filter-count">2<' in page
    rows = client.get(PAGE, {"show": "mine"}, HTTP_HX_REQUEST="true").content.decode()
    assert '<span class="cm-tab-count" id="filter-count" hx-swap-oob="true" hidden>0<' in rows
