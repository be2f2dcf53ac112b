"""The application's database role: what it may, what it may not, and that saying it twice changes nothing."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection, transaction

from core import clock, privileges
from patients.models import Case, Patient
from tests.core.roles import ROLE, acting_as, grant, make_role, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(db):
    make_role()
    grant()
    return ROLE


def refused(sql):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        run(sql)


def stands():
    """Every right the role holds on tables and columns of the schema."""
    return run(
        "select table_name, privilege_type from information_schema.role_table_grants where grantee = %s order by 1, 2",
        ROLE,
    )


def test_it_may_do_the_application_s_work(role, case, intake):
    from patients.actions import open_case

    with acting_as(role):
        Patient.objects.filter(pk=case.patient_id).update(pronouns="she/her")
        opened = open_case(case.patient, by=intake)
        Case.objects.filter(pk=opened.pk).exists()
        run("select core_now()")


def test_it_may_give_access_by_the_verb_and_in_no_other_way(role, case, on_team, person, facility):
    from teams.actions import grant as give

    lead, colleague = on_team("case_manager", is_lead=True), person("c.col", "nurse", facility)
    with acting_as(role):
        made = give(
            case,
            by=lead,
            user=colleague,
            permission="view_plan",
            why="Sits in on rounds",
            until=clock.now() + timedelta(days=1),
        )
        assert run("select count(*) from teams_casegrant where id = %s", made.pk) == [(1,)]
    with acting_as(role), pytest.raises(ProgrammingError, match="granted by a verb"), transaction.atomic():
        run(
            "insert into case_access (user_id, permission_id, content_object_id) values (%s, %s, %s)",
            colleague.pk,
            made.permission_id,
            case.pk,
        )


@pytest.mark.parametrize("table", sorted(privileges.TRAIL))
def test_it_may_add_to_the_trail_and_never_change_it(role, table):
    with acting_as(role):
        run(f"select count(*) from {table}")
        for sql in (f"update {table} set at = at", f"delete from {table}", f"truncate {table}"):
            refused(sql)


def test_every_append_only_table_refuses_it(role):
    tables = privileges.append_only() & set(privileges.tables())
    assert {"patients_caseevent", "encounters_movement", "audit_event_other"} <= tables
    with acting_as(role):
        for table in sorted(tables):
            refused(f"delete from {table}")
            refused(f"truncate {table}")


@pytest.mark.parametrize("table", privileges.READ_ONLY)
def test_it_only_reads_what_migrate_writes(role, table):
    with acting_as(role):
        run(f"select count(*) from {table}")
        refused(f"delete from {table}")


@pytest.mark.parametrize(
    "sql",
    [
        "create table own_table (id int)",
        "drop table patients_case",
        "alter table patients_case disable trigger all",
        "create or replace function core_now() returns timestamptz language sql as 'select now()'",
        "truncate patients_case cascade",
    ],
)
def test_it_cannot_change_the_shape_of_the_database(role, sql):
    run("revoke create on schema public from public")
    with acting_as(role):
        refused(sql)


def test_it_may_add_a_month_to_the_trail_and_nothing_else(role):
    with acting_as(role):
        run("select audit_make_partition('audit_event_2091_01', '2091-01-01', '2091-02-01')")
        refused("drop table audit_event_2091_01")
    grant()
    with acting_as(role):
        refused("delete from audit_event_2091_01")


def test_a_second_run_changes_nothing_and_takes_back_what_was_added(role):
    first = stands()
    run(f"grant truncate, update on audit_event to {role}")
    grant()
    assert stands() == first


def test_a_role_that_is_not_there_is_said_in_a_sentence(db):
    with pytest.raises(CommandError, match=r"has no role nobody_here.*roles\.sql"):
        call_command("grant_app_role", "nobody_here")


def test_the_role_cannot_give_itself_rights(db):
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        (me,) = cursor.fetchone()
    with pytest.raises(CommandError, match="cannot give itself"):
        call_command("grant_app_role", me)
