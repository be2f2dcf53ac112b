"""The trail: names of fields and moved states, every patient concerned, and never a value."""

import pytest

from accounts.permissions import Role
from audit import partitions, record, sweeps
from audit.models import Event
from core import clock
from patients.models import Case, Merge, Patient
from teams.models import Assignment
from tests.conftest import THEN
from tests.core.roles import run

pytestmark = pytest.mark.django_db


def test_it_names_what_changed_and_no_value(case, on_team):
    from patients.actions import correct

    correct(case.patient, by=on_team(Role.SOCIAL_WORKER), pronouns="they/them")
    event = Event.objects.get(verb="patients.correct")
    assert "pronouns" in event.fields
    assert "they/them" not in str(event.__dict__)


def test_a_move_says_from_where_to_where(case, on_team):
    from core.actions import action
    from patients.models import Stage

    @action("lead_case", moves={Stage.REFERRED: Stage.ASSESSING}, state="stage")
    def begin(case, *, by):
        return case

    begin(case, by=on_team(Role.CASE_MANAGER))
    assert Event.objects.get(verb__endswith=".begin").moved == "stage: referred > assessing"


def test_a_list_is_one_event_with_every_patient(facility, intake, team):
    from patients.actions import open_case

    cases = []
    for n in range(3):
        patient = Patient.objects.create(facility=facility, family=f"F{n}", given="G")
        cases.append(open_case(patient, by=intake, team=team))
    record.seen(cases, by=intake, at=THEN, verb="list")
    event = Event.objects.get(verb="list")
    assert set(event.patient_ids) == {case.patient_id for case in cases}
    assert set(event.objects_seen) == {case.pk for case in cases}


def test_a_list_costs_the_same_whatever_its_length(case, on_team, django_assert_num_queries):
    people = [on_team(role) for role in (Role.NURSE, Role.SOCIAL_WORKER, Role.COORDINATOR)]
    for wanted in (1, 3):
        rows = list(Assignment.objects.filter(user__in=people[:wanted]))
        with django_assert_num_queries(2):
            record.seen(rows, by=people[0], at=THEN, verb="list")


def test_patients_are_found_through_the_rows_around(case, facility, person):
    other = Patient.objects.create(facility=facility, family="Silva", given="Rui")
    merge = Merge(survivor=case.patient, retired=other)
    assert record.patients_of(merge) == {case.patient_id, other.pk}
    assert record.patients_of(Case.objects.get(pk=case.pk)) == {case.patient_id}
    assert record.patients_of(facility) == set()


def test_real_time_stands_beside_the_moved_one(intake, at):
    at(THEN)
    record.noted("policy.checked", by=intake, at=clock.now())
    event = Event.objects.get(verb="policy.checked")
    assert event.at == THEN
    assert event.recorded_at != THEN


def test_the_coming_months_are_made_once(at):
    from datetime import UTC, datetime

    at(datetime(2093, 11, 15, tzinfo=UTC))
    assert sweeps.keep_partitions() == 4
    assert sweeps.keep_partitions() == 0
    names = {
        name
        for (name,) in run(
            "select inhrelid::regclass::text from pg_inherits where inhparent = 'audit_event'::regclass"
        )
    }
    assert {
        "audit_event_2093_11",
        "audit_event_2093_12",
        "audit_event_2094_01",
        "audit_event_2094_02",
    } <= names


def test_rows_go_to_their_month_and_others_to_the_rest(intake, at):
    from datetime import UTC, datetime

    partitions.keep(datetime(2095, 3, 1, tzinfo=UTC).date(), 1)
    for month in (3, 7):
        record.noted(f"month.{month}", by=intake, at=datetime(2095, month, 31, 23, 59, tzinfo=UTC))
    found = dict(run("select verb, tableoid::regclass::text from audit_event where verb like 'month.%%'"))
    assert found == {"month.3": "audit_event_2095_03", "month.7": "audit_event_other"}


def test_a_month_whose_rows_came_early_stays_where_they_are(intake):
    from datetime import UTC, datetime

    record.noted("early", by=intake, at=datetime(2096, 5, 5, tzinfo=UTC))
    assert partitions.keep(datetime(2096, 5, 1, tzinfo=UTC).date(), 1) == 0
    assert Event.objects.filter(verb="early").count() == 1


def test_the_trail_points_at_nothing():
    assert run(
        "select count(*) from pg_constraint where conrelid = 'audit_event'::regclass and contype = 'f'"
    ) == [(0,)]


def test_a_failed_write_of_the_trail_stops_the_thing_itself(case, on_team, monkeypatch):
    from patients.actions import correct

    worker = on_team(Role.SOCIAL_WORKER)

    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(record, "did", broken)
    with pytest.raises(OSError, match="disk full"):
        correct(case.patient, by=worker, pronouns="they/them")
    case.patient.refresh_from_db()
    assert case.patient.pronouns == ""
