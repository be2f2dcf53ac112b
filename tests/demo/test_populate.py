"""Bulk rows are rows like any others: valid, connected, seen by the right people, and never among real patients."""

import re
from io import StringIO
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Count, Exists, F, Min, OuterRef
from django.test import Client

from accounts.models import User
from core import clock
from core.access import held, visible_among, visible_of_mine, visible_to, why
from core.sources import ALL, sources_giving
from demo.bulk import fill, sql
from demo.bulk.indexes import put_aside
from demo.bulk.size import Size
from discharge.board import due
from discharge.queries import board, forecasts
from encounters import ledger
from encounters.models import Encounter, Movement
from facilities.models import Facility
from patients.folding import fold_name
from patients.models import Case, CaseStage, Patient
from patients.stages import FOLLOWS
from referrals.models import Referral
from teams.models import AccessBlock, Assignment, CaseAccess, FacilityAccess, Responsibility, Transfer
from worklist.models import ContactAttempt, Item, Notification, Reminder
from worklist.models.item import LIVE

SIZE = Size(patients=2000, beds=220, seed=5)
SAMPLE = 25


def populate(size: Size = SIZE, **more: Any) -> str:
    said = StringIO()
    call_command("populate", patients=size.patients, beds=size.beds, seed=size.seed, stdout=said, **more)
    return said.getvalue()


@pytest.fixture(scope="module")
def hospital(django_db_setup: None, django_db_blocker: Any) -> Any:
    """One hospital for all tests of this file: two facilities; everything is rolled back at the end."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield populate()
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture(autouse=True)
def unblocked(hospital: str, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def filled() -> list[Any]:
    """Every model of ours that has rows."""
    ours = [
        model for model in apps.get_models() if model.__module__.split(".")[0] in OURS and model._meta.managed
    ]
    return [model for model in ours if model._default_manager.exists()]


OURS = {
    "facilities",
    "patients",
    "encounters",
    "coverage",
    "teams",
    "worklist",
    "careplans",
    "discharge",
    "directory",
    "referrals",
}


def test_it_says_what_is_switched_off_and_how_much_it_made(hospital: str) -> None:
    assert "History and audit triggers are off in this session" in hospital
    assert "2,000 patients, 2,400 cases" in hospital
    assert Patient.objects.count() == SIZE.patients
    assert Case.objects.exclude(stage="closed").count() == SIZE.open == 330


def test_triggers_are_on_again_afterwards(hospital: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("show session_replication_role")
        assert cursor.fetchone() == ("origin",)
    before = apps.get_model("patients.PatientEvent").objects.count()
    Patient.objects.filter(pk=Patient.objects.values("pk")[:1]).update(pronouns="they/them")
    assert before == 0
    assert apps.get_model("patients.PatientEvent").objects.count() == 1


def test_rows_pass_every_check_that_a_form_would_make() -> None:
    checked = set()
    for model in filled():
        if model._meta.auto_created:
            continue
        for row in model._default_manager.order_by("?")[:SAMPLE]:
            # References are checked for the whole table by populate itself, and below.
            row.full_clean(exclude=[field.name for field in model._meta.concrete_fields if field.is_relation])
        checked.add(model._meta.label)
    assert {"patients.Case", "worklist.Item", "teams.Assignment", "coverage.Coverage"} <= checked
    assert len(checked) >= 25


def test_no_key_leads_nowhere_and_a_loose_one_is_found() -> None:
    assert fill.loose_ends() == []
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
    Case.objects.filter(pk=Case.objects.values("pk")[:1]).update(team="00000000-0000-7000-8000-000000000000")
    assert fill.loose_ends() == ["patients_case.team_id"]


def test_constraints_that_were_put_aside_are_back() -> None:
    lead = Assignment.objects.filter(is_lead=True, live=True).first()
    assert lead is not None
    other = User.objects.exclude(pk=lead.user_id).first()
    with pytest.raises(IntegrityError, match="one_lead_per_case"), transaction.atomic():
        Assignment.objects.create(
            case=lead.case,
            user=other,
            role="nurse",
            is_lead=True,
            starts_at=lead.starts_at,
            created_by=lead.user,
        )
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_indexes where indexname = 'patient_name_trgm'")
        assert cursor.fetchone() == (1,)


def _overlap_without_constraint() -> None:
    stretch = CaseStage.objects.first()
    assert stretch is not None
    with transaction.atomic(), put_aside("patients_casestage"), connection.cursor() as cursor:
        stretch.pk, stretch._state.adding = uuid4(), True
        stretch.save()
        # Else the table could not be altered: its keys still wait to be checked.
        cursor.execute("set constraints all immediate")


def test_what_a_put_aside_constraint_forbids_still_fails() -> None:
    with pytest.raises(IntegrityError, match="one_stage_at_a_time"):
        _overlap_without_constraint()


def test_an_open_case_has_six_people_one_lead_and_what_it_shows() -> None:
    on_it = Count("assignments", filter=models.Q(assignments__live=True, assignments__status="active"))
    rows = Case.objects.exclude(stage="closed").annotate(people=on_it)
    assert set(rows.values_list("people", flat=True)) == {6}
    leads = Assignment.objects.filter(case=OuterRef("pk"), is_lead=True, live=True, user=OuterRef("lead"))
    assert not rows.filter(~Exists(leads)).exists()
    live = models.Q(items__status__in=LIVE)
    assert (
        not rows.annotate(due=Min("items__due_at", filter=live)).exclude(due=models.F("next_due_at")).exists()
    )
    assert not Case.objects.filter(stage="closed").exclude(lead=None, next_due_at=None, unit=None).exists()
    latest = ContactAttempt.objects.filter(case=OuterRef("pk"), at=OuterRef("last_contact_at"))
    assert not Case.objects.filter(~Exists(latest)).exists()


def test_whoever_answers_for_something_is_on_the_case_or_at_its_desk() -> None:
    held = Responsibility.objects.filter(live=True)
    on_it = Assignment.objects.filter(case=OuterRef("case"), user=OuterRef("holder"), live=True)
    others = held.filter(~Exists(on_it)).values_list("holder__default_role", flat=True)
    assert set(others) <= {"intake", "supervisor"}
    assert set(held.values_list("case__stage", flat=True)) == set(
        Case.objects.exclude(stage="closed").values_list("stage", flat=True)
    )


def test_stages_follow_each_other_without_a_gap() -> None:
    for case in Case.objects.order_by("?")[:SAMPLE]:
        stretches = list(case.stages.order_by("period"))
        assert stretches[0].period.lower == case.opened_at
        for one, next_ in pairwise(stretches):
            assert next_.stage in FOLLOWS[one.stage]
            assert one.period.upper == next_.period.lower
        assert (stretches[-1].stage, stretches[-1].period.upper) == (case.stage, None)
        assert stretches[-1].period.lower == case.stage_since


def test_a_visit_is_what_its_movements_say() -> None:
    for visit in Encounter.objects.order_by("?")[:SAMPLE]:
        facts = [
            ledger.Fact(
                row.key,
                row.kind,
                row.event_at,
                (row.to_unit_id, row.to_bed_id) if row.to_unit_id else None,
                row.visit_kind,
                disposition=row.disposition,
            )
            for row in Movement.objects.filter(encounter=visit)
        ]
        state = ledger.derive(facts)
        assert (state.status, state.unit, state.bed) == (visit.status, visit.unit_id, visit.bed_id)
        assert (state.started_at, state.ended_at, state.problems) == (visit.started_at, visit.ended_at, ())


def test_nobody_shares_a_bed() -> None:
    taken = Encounter.objects.filter(status="in_progress").values("bed").annotate(n=Count("pk"))
    assert taken.count() == SIZE.beds
    assert not taken.filter(n__gt=1).exists()


def test_a_reminder_is_told_exactly_when_its_time_has_come() -> None:
    told = Notification.objects.filter(reminder=OuterRef("pk"), recipient=OuterRef("recipient"))
    assert not Reminder.objects.filter(status="planned").filter(~Exists(told)).exists()
    assert not Reminder.objects.exclude(status="planned").filter(Exists(told)).exists()
    assert {"planned", "waiting", "cancelled"} == set(Reminder.objects.values_list("status", flat=True))
    assert set(Reminder.objects.values_list("status", "told")) == {
        ("planned", 1),
        ("waiting", 0),
        ("cancelled", 0),
    }
    assert not Reminder.objects.exclude(risk=F("item__priority")).exists()


def test_names_are_found_as_registration_folds_them() -> None:
    for patient in Patient.objects.order_by("?")[:SAMPLE]:
        assert patient.search_name == fold_name(f"{patient.family} {patient.given}")


def test_people_see_the_cases_they_are_on_cover_or_supervise_and_no_others() -> None:
    nurse, boss = User.objects.get(username="nurse.1.1"), User.objects.get(username="supervisor.1.1")
    kept_from = AccessBlock.objects.filter(user=nurse).values("patient")
    mine = set(Assignment.objects.filter(user=nurse, live=True).values_list("case", flat=True))
    offered = set(Transfer.objects.filter(to_user=nurse).values_list("case", flat=True))
    covered = Case.objects.filter(unit__covers__user=nurse, restricted=False).exclude(stage="closed")
    covered = set(covered.values_list("pk", flat=True))
    hidden = set(Case.objects.filter(patient__in=kept_from).values_list("pk", flat=True))
    assert mine
    assert covered - mine
    assert set(visible_to(Case, nurse).values_list("pk", flat=True)) == (mine | covered | offered) - hidden
    assert set(visible_to(Case, boss).values_list("facility__code", flat=True)) == {"B1"}
    elsewhere = Case.objects.filter(facility__code="B2").exclude(stage="closed").first()
    assert elsewhere is not None
    assert held(boss, elsewhere) == frozenset()
    closed = Case.objects.filter(facility__code="B1", stage="closed").first()
    assert {line.source for line in why(boss, closed)} == {"past_supervision", "facility_role"}  # type: ignore[arg-type]


def test_every_source_of_access_has_rows_and_none_gives_what_lists_do_not_ask_it_for() -> None:
    given = CaseAccess.objects.values_list("source", "role", "permission__codename").distinct()
    found = set(given)
    assert {source for source, _role, _perm in found} == ALL
    for source, role, perm in found:
        assert source in sources_giving(perm)
        assert source in sources_giving(perm, role)
    for role, perm in FacilityAccess.objects.values_list("role", "permission__codename").distinct():
        assert sources_giving(perm, role, "facility") == {"facility_role"}


@pytest.mark.parametrize(
    ("username", "acting"),
    [("nurse.1.1", "nurse"), ("coordinator.1.2", ""), ("supervisor.1.1", "supervisor"), ("intake.1.1", "")],
)
def test_rights_read_for_some_rows_are_those_of_the_list(username: str, acting: str) -> None:
    user: Any = User.objects.get(username=username)
    user.acting_role = acting
    for model in (Item, Case):
        listed = set(visible_to(model, user).values_list("pk", flat=True))
        for way in (visible_among, visible_of_mine):
            assert listed == set(way(model.objects.all(), user).values_list("pk", flat=True))  # type: ignore[attr-defined]
        assert listed or username == "intake.1.1"


@pytest.mark.parametrize("username", ["case_manager.1.1", "nurse.1.1", "supervisor.2.1"])
def test_the_pages_of_the_day_open(username: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username=username))
    cases, day = (
        client.get("/cases/?show=covering" if "nurse" in username else "/cases/"),
        client.get("/my-day/"),
    )
    assert (cases.status_code, day.status_code) == (200, 200)
    shown = re.findall(r'id="case-([0-9a-f-]{36})"', cases.content.decode())
    assert shown
    assert client.get(f"/cases/{shown[0]}/").status_code == 200
    assert client.get(f"/cases/{shown[0]}/items/").status_code in (200, 404)


def test_a_house_stands_on_the_board_in_every_group_and_is_forecast() -> None:
    user, house = User.objects.get(username="supervisor.1.1"), Facility.objects.get(code="B1")
    lines = board.rows(user)
    beds = Encounter.objects.filter(status="in_progress", case__facility=house).count()
    assert len(lines) == beds
    assert {line.group for line in lines} >= {"late", "at_risk", "today", "tomorrow", "ready"}
    assert sum(line.blocker is not None for line in lines) > beds / 2
    said = forecasts.of_house(house)
    assert len(said) == beds
    assert all(each.days == tuple(sorted(each.days)) for each in said)


def test_board_and_case_page_list_the_same_open_gates() -> None:
    user, client = User.objects.get(username="supervisor.1.1"), Client()
    client.force_login(user)
    lines = board.rows(user)
    # Not by the gates that the board found: a line that lost them is to be looked at as well.
    near = [line for line in lines if due(line.expected_on, line.facts.reached, clock.today(line.zone))]
    assert {line.group for line in near} >= {"late", "at_risk", "today", "ready"}
    for line in near[:: max(1, len(near) // SAMPLE)]:
        rows = client.get(f"/cases/{line.pk}/discharge/").context["leaving"].must
        assert list(line.facts.gates) == [(row.gate.rule.code, row.gate.sentence) for row in rows]


def test_who_needs_a_choice_has_one_and_three_were_asked_on_it() -> None:
    asked = Referral.objects.values("case").annotate(
        number=Count("pk"), answers=Count("status", distinct=True)
    )
    assert {(row["number"], row["answers"]) for row in asked} == {(3, 3)}
    assert not Referral.objects.exclude(choice__kind=F("kind"), choice__case=F("case")).exists()


def test_whoever_has_left_has_the_stage_and_a_programme() -> None:
    gone = Case.objects.filter(encounters__status="finished", closed_at=None)
    assert gone.exists()
    assert not gone.exclude(leavingsteps__stage="left", afterdischarges__status="running").exists()


def test_every_kind_of_person_has_work_or_a_desk() -> None:
    owners = set(Item.objects.filter(status__in=LIVE).values_list("owner__default_role", flat=True))
    assert owners == {"case_manager", "nurse", "social_worker", "coordinator", "supervisor"}


def test_a_second_run_of_the_same_size_changes_nothing() -> None:
    assert "nothing to do" in populate()
    assert Patient.objects.count() == SIZE.patients


def test_another_size_is_refused() -> None:
    with pytest.raises(CommandError, match="Use a new database for another size"):
        populate(Size(patients=3000, beds=220))


def test_real_patients_are_refused() -> None:
    facility = apps.get_model("facilities.Facility").objects.first()
    Patient.objects.create(facility=facility, family="Real", given="Person", search_name="real person")
    with pytest.raises(CommandError, match="patients that populate did not make"):
        populate()


def test_a_production_setting_is_refused(settings: Any) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="not a demonstration"):
        populate()


@pytest.mark.parametrize(("patients", "beds"), [(2000, 19), (100, 200), (6_000_000, 200)])
def test_an_impossible_size_is_said(patients: int, beds: int) -> None:
    with pytest.raises(CommandError, match="Choose"):
        populate(Size(patients=patients, beds=beds))


def test_the_same_seed_gives_the_same_keys() -> None:
    sql.begin(5)
    with connection.cursor() as cursor:
        cursor.execute("select pg_temp.key(11, 7), pg_temp.draw(7, 3, 1000)")
        first = cursor.fetchone()
        sql.begin(6)
        cursor.execute("select pg_temp.key(11, 7), pg_temp.draw(7, 3, 1000)")
        assert cursor.fetchone() != first
    assert Patient.objects.filter(pk=first[0]).exists()


def test_a_column_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(LookupError, match="colour"):
        sql.Rows(Patient, "generate_series(1, 1) p", {"colour": "'red'"}).sql()
