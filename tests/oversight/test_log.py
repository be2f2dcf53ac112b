"""The trail as people read it: by patient and by person, narrowed, paged by key, exported, and itself on record."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from audit import record
from audit.models import Event
from core import clock
from facilities.models import Facility
from oversight.queries import log
from patients.models import Patient
from teams.models import FacilityRole, TeamMember
from tests.conftest import THEN

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def nurse(at, on_team, team):
    at(THEN)
    user = on_team(Role.NURSE, why="")
    TeamMember.objects.create(team=team, user=user, starts_at=THEN - DAY)
    return user


@pytest.fixture
def looked(case, nurse):
    """The nurse looked at the case an hour ago."""
    record.seen([case], by=nurse, at=THEN)


def url(name, row, **words):
    found = reverse(f"oversight:{name}", args=[row.pk])
    return found + ("?" + "&".join(f"{key}={value}" for key, value in words.items()) if words else "")


def test_who_looked_at_a_record(client, patient, looked, nurse, officer):
    client.force_login(officer)
    page = client.get(url("log-of-patient", patient)).content.decode()
    assert f"{nurse.name} looked at the case" in page
    assert Event.objects.filter(verb="read_log", actor_id=officer.pk, patient_ids=[patient.pk]).exists()


def test_what_somebody_looked_at(client, patient, looked, nurse, officer):
    client.force_login(officer)
    page = client.get(url("log-of-person", nurse)).content.decode()
    assert "looked at the case" in page
    assert "Okafor" in page
    assert Event.objects.filter(verb="read_log", target_id=nurse.pk, actor_id=officer.pk).exists()


def test_names_are_resolved_with_the_readers_rights(client, patient, looked, nurse, supervisor, case):
    stranger = Patient.objects.create(
        facility=patient.facility, family="Lindqvist", given="Bo", search_name="lindqvist bo"
    )
    elsewhere = Patient.objects.create(
        facility=type(patient.facility).objects.create(code="X", name="X", zone="UTC"),
        family="Zyxquav",
        given="Bo",
        search_name="zyxquav bo",
    )
    record.seen([stranger, elsewhere], by=nurse, at=THEN, verb="list")
    client.force_login(supervisor)
    page = client.get(url("log-of-person", nurse)).content.decode()
    assert "Zyxquav" not in page
    assert "not yours to see" in page


def test_only_privacy_and_the_teams_supervisor_read_it(
    client, patient, nurse, intake, outsider, supervisor, looked
):
    for user in (nurse, intake, outsider):
        client.force_login(user)
        for name, row in (
            ("log-of-patient", patient),
            ("patient-csv", patient),
            ("report", patient),
            ("log-of-person", nurse),
            ("person-csv", nurse),
            ("disclosures", patient),
            ("protect", patient),
        ):
            assert client.get(url(name, row)).status_code == 404, (user, name)
        assert client.get(reverse("oversight:home")).status_code == 404
    client.force_login(supervisor)
    assert client.get(url("log-of-patient", patient)).status_code == 200


def test_a_supervisor_reads_of_their_own_team_only(client, case, patient, nurse, looked, supervisor, intake):
    record.seen([case], by=intake, at=THEN)
    client.force_login(supervisor)
    page = client.get(url("log-of-patient", patient)).content.decode()
    assert nurse.name in page
    assert intake.name not in page
    assert client.get(url("log-of-person", nurse)).status_code == 200
    assert client.get(url("log-of-person", intake)).status_code == 404


def test_an_officer_of_one_house_reads_all_there_and_at_another_only_what_their_team_did(
    client, case, patient, nurse, looked, officer, intake, facility, team
):
    record.seen([case], by=intake, at=THEN)
    FacilityRole.objects.filter(user=officer).update(
        facility=Facility.objects.create(code="X", name="X", zone="UTC")
    )
    TeamMember.objects.create(team=team, user=officer, supervises=True, starts_at=THEN - 30 * DAY)
    officer.acting_role = ""
    everyone = log.reads_all(patient, officer)
    rows = log.of_patient(
        patient, officer, log.Wanted(THEN - DAY, THEN + DAY, kind="read"), everyone=everyone
    )
    assert (everyone, [row.actor_id for row in rows]) == (False, [nurse.pk])


def test_a_report_of_one_team_says_that_it_is_one_teams(
    client, case, patient, nurse, looked, supervisor, officer, intake
):
    record.seen([case], by=intake, at=THEN)
    for reader, of_one_team in ((supervisor, True), (officer, False)):
        client.force_login(reader)
        page = client.get(url("report", patient)).content.decode()
        assert ("people of one team only" in page, intake.name in page) == (of_one_team, not of_one_team)


def test_it_is_narrowed_by_period_kind_and_outcome(client, case, patient, nurse, officer):
    record.seen([case], by=nurse, at=THEN - 200 * DAY)
    record.seen([case], by=nurse, at=THEN, verb="print")
    record.denied("view", case, by=nurse, at=THEN)

    def shown(since=THEN - DAY, until=THEN + DAY, **words):
        return [
            row.verb
            for row in log.of_patient(patient, officer, log.Wanted(since, until, **words), everyone=True)
        ]

    assert shown(since=THEN - 300 * DAY, kind="read", outcome="seen").count("view") == 1
    assert "view" not in shown(kind="read", outcome="seen")
    assert shown(kind="taken") == ["print"]
    assert shown(kind="refused") == shown(outcome="denied") == ["view"]
    assert "teams.assign" in shown(kind="changed")
    client.force_login(officer)
    page = client.get(url("log-of-patient", patient, kind="taken", since="2026-11-01", until="2026-11-03"))
    assert page.content.decode().count("cm-row-title") == 1
    assert client.get(url("log-of-patient", patient, kind="x")).status_code == 400
    assert client.get(url("log-of-patient", patient, surname="x")).status_code == 400


def test_who_had_no_relation_and_who_broke_the_glass_is_marked(
    case, patient, nurse, intake, opened, doctor, looked
):
    record.seen([case], by=doctor, at=THEN)
    record.seen([patient], by=intake, at=THEN)
    wanted = log.Wanted(since=THEN - DAY, until=THEN + DAY)
    rows = {
        (row.actor, row.verb): row
        for row in log._wanted(Event.objects.filter(patient_ids__contains=[patient.pk]), wanted, patient.pk)
    }
    assert not rows[(nurse.username, "view")].unrelated
    assert not rows[(nurse.username, "view")].broke_glass
    assert rows[(doctor.username, "view")].broke_glass
    assert not rows[(doctor.username, "view")].unrelated
    assert rows[(intake.username, "view")].unrelated


def test_the_marks_are_the_same_by_person(client, case, patient, intake, doctor, opened, officer):
    record.seen([patient], by=intake, at=THEN)
    record.seen([case], by=doctor, at=THEN)
    client.force_login(officer)
    assert "no relation" in client.get(url("log-of-person", intake, unrelated="on")).content.decode()
    assert "looked at the case" in client.get(url("log-of-person", doctor, emergency="on")).content.decode()
    assert (
        "looked at the case" not in client.get(url("log-of-person", doctor, unrelated="on")).content.decode()
    )


def test_a_relation_that_is_over_was_one_then(at, case, patient, nurse, looked, supervisor):
    from teams.actions import stand_down

    stand_down(nurse.assignments.get(), by=supervisor, why="Moved on")
    at(THEN + 60 * DAY)
    record.seen([case], by=nurse, at=clock.now())
    wanted = log.Wanted(since=THEN - DAY, until=THEN + 90 * DAY)
    rows = log._wanted(
        Event.objects.filter(patient_ids__contains=[patient.pk], verb="view"), wanted, patient.pk
    )
    assert [row.unrelated for row in rows.order_by("at")] == [False, True]


def test_pages_by_key_lose_and_repeat_nothing(client, case, patient, nurse, officer):
    for number in range(120):
        record.seen([case], by=nurse, at=THEN + timedelta(minutes=number // 3))
    wanted = log.Wanted(since=THEN - DAY, until=THEN + DAY, kind="read")
    rows = log.of_patient(patient, officer, wanted, everyone=True)
    first = log.page(rows, officer)
    second = log.page(rows, officer, before=first.earlier)
    third = log.page(rows, officer, before=second.earlier)
    keys = [row.pk for each in (first, second, third) for row in each.rows]
    assert len(keys) == len(set(keys)) == 120
    assert (first.later, third.earlier) == ("", "")
    assert [row.pk for row in log.page(rows, officer, after=third.later).rows] == [
        row.pk for row in second.rows
    ]
    assert [row.pk for row in log.page(rows, officer, after=second.later).rows] == [
        row.pk for row in first.rows
    ]
    client.force_login(officer)
    assert client.get(url("log-of-patient", patient, before="rubbish")).status_code == 400


def test_the_count_goes_no_further_than_the_cap(monkeypatch, case, patient, nurse, officer):
    monkeypatch.setattr(log, "CAP", 3)
    for _ in range(6):
        record.seen([case], by=nurse, at=THEN)
    assert (
        log.number(log.of_patient(patient, officer, log.Wanted(THEN - DAY, THEN + DAY), everyone=True)) == 4
    )


@pytest.mark.parametrize("number", [2, 30])
def test_a_page_costs_the_same_whatever_it_shows(
    client, case, patient, nurse, officer, django_assert_max_num_queries, number
):
    for _ in range(number):
        record.seen([case], by=nurse, at=THEN)
    client.force_login(officer)
    client.get(url("log-of-patient", patient))
    with django_assert_max_num_queries(12):
        client.get(url("log-of-patient", patient))


def test_the_export_has_the_rows_of_the_list_and_is_written_down_first(
    client, case, patient, looked, nurse, officer
):
    client.force_login(officer)
    answer = client.get(url("patient-csv", patient, kind="read"))
    # Not a byte was asked for yet.
    assert Event.objects.filter(verb="export", actor_id=officer.pk, patient_ids=[patient.pk]).count() == 1
    text = b"".join(answer.streaming_content).decode()
    assert answer["Content-Disposition"] == 'attachment; filename="record-log.csv"'
    assert f"{nurse.name}," in text
    assert "looked at,the case" in text
    assert "assign" not in text


def test_a_cell_is_never_a_formula(client, case, patient, nurse, officer):
    record.seen([case], by=nurse, at=THEN, reason='=HYPERLINK("x")')
    client.force_login(officer)
    text = b"".join(client.get(url("patient-csv", patient)).streaming_content).decode()
    assert "'=HYPERLINK" in text


def test_an_export_is_read_in_chunks(monkeypatch, case, patient, nurse, officer):
    monkeypatch.setattr(log, "CHUNK", 4)
    for _ in range(11):
        record.seen([case], by=nurse, at=THEN)
    rows = log.of_patient(patient, officer, log.Wanted(THEN - DAY, THEN + DAY, kind="read"), everyone=True)
    assert len({row.pk for row in log.every(rows, officer)}) == 11


def test_the_patients_own_report_is_in_plain_words(
    client, case, patient, nurse, looked, opened, doctor, officer
):
    record.seen([case], by=doctor, at=THEN)
    client.force_login(officer)
    page = client.get(url("report", patient)).content.decode()
    assert nurse.name in page
    assert "in an emergency" in page
    assert "cm-print-head" in page
    # A paper is read on another day: its days are dates, never "today".
    assert "to 3 Nov 2026" in page
    assert Event.objects.filter(verb="print", actor_id=officer.pk).exists()


def test_the_home_leads_by_number_and_by_person(client, patient, mrn, nurse, officer):
    client.force_login(officer)
    home = reverse("oversight:home")
    assert client.get("/")["Location"] == home
    assert client.get(home).status_code == 200
    assert client.post(home, {"mrn": "204310"})["Location"] == url("log-of-patient", patient)
    assert client.post(home, {"person": nurse.pk})["Location"] == url("log-of-person", nurse)
    answer = client.post(home, {"mrn": "2043"})
    assert answer.status_code == 422
    assert "No record of yours" in answer.content.decode()


def test_the_patients_report_is_paged_to_read_and_whole_to_print_and_to_take_along(
    client, at, patient, nurse, officer
):
    for n in range(120):
        at(THEN + timedelta(minutes=n))
        record.seen([patient], by=nurse, at=clock.now(), verb="print" if n == 0 else "view")
    client.force_login(officer)
    page = client.get(url("report", patient)).content.decode()
    assert "looked at" in page
    assert "looked at, printed" not in page
    assert "before=" in page
    whole = client.get(url("report", patient), {"format": "print"}).content.decode()
    assert "looked at, printed" in whole
    assert "before=" not in whole
    lines = b"".join(client.get(url("report-csv", patient)).streaming_content).decode().splitlines()
    assert sum(nurse.name in line for line in lines) == 120


def test_the_patients_report_tells_two_of_one_name_apart_and_nothing_of_who_was_refused(
    client, at, patient, person, officer
):
    at(THEN)
    for role in (Role.NURSE, Role.COORDINATOR):
        record.seen([patient], by=person(f"twin.{role}", role, name="Twin Doe"), at=THEN)
    record.denied("view", patient, by=person("r.refused", Role.NURSE, name="Refused Roe"), at=THEN)
    client.force_login(officer)
    page = client.get(url("report", patient)).content.decode()
    assert page.count("Twin Doe") == 2
    assert "Refused Roe" not in page


def test_a_supervisor_to_come_reads_nobodys_trail_yet(at, team, person, facility):
    at(THEN)
    nurse, later = person("n.now", Role.NURSE, facility), person("s.later", Role.SUPERVISOR, facility)
    TeamMember.objects.create(team=team, user=nurse, starts_at=THEN - DAY)
    TeamMember.objects.create(team=team, user=later, supervises=True, starts_at=THEN + DAY)
    assert not log.people(later).exists()
    at(THEN + DAY)
    assert nurse in log.people(later)
