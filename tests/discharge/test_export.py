"""The caseload as a file: the list's own rows, for supervisors, safe to open, on record, and not without end."""

import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from audit.models import Event
from discharge.export import MOST, must_wait
from patients.models import Case, Patient
from teams.models import EmergencyAccess
from tests.conftest import THEN

pytestmark = pytest.mark.django_db

FILE = "/cases/csv/"


def lines(answer):
    return list(csv.DictReader(b"".join(answer.streaming_content).decode().splitlines()))


@pytest.fixture
def two(at, case, facility, team, intake, unit):
    """The case, and another of the team on a unit."""
    from patients.actions import open_case

    at(THEN)
    patient = Patient.objects.create(
        facility=facility, family="=cmd|calc", given="Bo", birth_date="1970-05-01"
    )
    other = open_case(patient, by=intake, team=team)
    Case.objects.filter(pk=other.pk).update(unit=unit)
    return case, other


def test_a_supervisor_takes_the_list_along_as_it_is_filtered(client, two, supervisor, unit):
    client.force_login(supervisor)
    page = client.get("/cases/").content.decode()
    assert FILE in page
    assert {row["Case"] for row in lines(client.get(FILE))} == {row.reference for row in two}
    narrowed = lines(client.get(FILE, {"unit": unit.pk}))
    assert [row["Case"] for row in narrowed] == [two[1].reference]
    assert client.get(FILE, {"colour": "red"}).status_code == 400


def test_a_cell_that_would_be_a_formula_is_text(client, two, supervisor):
    client.force_login(supervisor)
    assert "'=cmd|calc, Bo" in {row["Patient"] for row in lines(client.get(FILE))}


def test_it_is_on_record_with_every_patient_before_its_first_byte(client, two, supervisor):
    client.force_login(supervisor)
    client.get(FILE)
    event = Event.objects.get(verb="export", actor_id=supervisor.pk)
    assert set(event.patient_ids) == {row.patient_id for row in two}
    assert set(event.objects_seen) == {row.pk for row in two}


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.NURSE, Role.COORDINATOR])
def test_others_are_told_who_may(client, case, on_team, role):
    client.force_login(on_team(role))
    assert FILE not in client.get("/cases/").content.decode()
    answer = client.get(FILE)
    assert answer.status_code == 403
    assert "Only supervisors may export this list." in answer.content.decode()
    assert Event.objects.filter(verb="export", outcome="denied").exists()


def test_what_is_open_in_an_emergency_alone_stays_on_the_screen(client, at, two, supervisor, facility, team):
    case, other = two
    Case.objects.filter(pk=case.pk).update(team=None)
    EmergencyAccess.objects.create(
        patient=case.patient, user=supervisor, role=Role.SUPERVISOR, reason="treatment", words="Seizure on the ward",
        opened_at=THEN, expires_at=THEN + timedelta(hours=4), review_due_at=THEN + timedelta(days=2),
    )  # fmt: skip
    client.force_login(supervisor)
    assert client.get(f"/cases/{case.pk}/").status_code == 200
    assert [row["Case"] for row in lines(client.get(FILE))] == [other.reference]


def test_ten_files_an_hour_are_enough(client, at, two, supervisor):
    client.force_login(supervisor)
    assert [client.get(FILE).status_code for _ in range(MOST)] == [200] * MOST
    assert client.get(FILE).status_code == 409
    at(THEN + timedelta(minutes=61))
    must_wait(supervisor)


def test_many_rows_cost_as_few_statements_as_two(
    client, two, supervisor, facility, team, django_assert_max_num_queries
):
    client.force_login(supervisor)
    with CaptureQueriesContext(connection) as few:
        lines(client.get(FILE))
    patients = [Patient(facility=facility, family=f"Name{n}", birth_date="1950-01-01") for n in range(30)]
    Case.objects.bulk_create(
        Case(
            reference=f"R{n:05}", patient=patient, facility=facility, team=team, stage="active", stage_since=THEN,
            opened_at=THEN,
        )
        for n, patient in enumerate(Patient.objects.bulk_create(patients))
    )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        assert len(lines(client.get(FILE))) == 32
