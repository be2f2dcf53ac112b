"""A question is planned once on a connection; its answer is the same as if it were asked anew."""

import pytest
from django.db import connection

from core import access, prepared
from teams.models import Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(monkeypatch):
    """The tests before have taught their connection many a plan."""
    monkeypatch.setattr(prepared, "MOST", 100_000)


def plans():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements")
        return cursor.fetchone()[0]


def test_another_value_needs_no_other_plan(db):
    assert prepared.answer("select %s::int + 1, '100%%'", [1]) == [(2, "100%")]
    before = plans()
    assert prepared.answer("select %s::int + 1, '100%%'", [41]) == [(42, "100%")]
    assert plans() == before


def test_a_pooler_gets_plain_statements(db, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    before = plans()
    assert prepared.answer("select %s::int + 2, '100%%'", [1]) == [(3, "100%")]
    assert plans() == before


def test_a_connection_learns_only_so_many(db, monkeypatch):
    monkeypatch.setattr(prepared, "MOST", 0)
    before = plans()
    assert prepared.answer("select %s::int + 3", [1]) == [(4,)]
    assert plans() == before


def test_nothing_is_asked_for_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert prepared.column(Assignment.objects.none().values_list("pk", flat=True)) == []


def test_rights_are_those_of_the_moment(case, on_team):
    nurse = on_team("nurse")
    assert "edit_clinical" in access.held(nurse, case)
    before = plans()
    Assignment.objects.filter(user=nurse).update(live=False)
    assert "edit_clinical" not in access.held(nurse, case)
    assert plans() == before


def test_rows_come_as_objects_by_one_plan_however_many_keys(case, on_team):
    for role in ("nurse", "coordinator"):
        on_team(role)
    keys = list(Assignment.objects.values_list("pk", flat=True))
    asked = []

    def watch(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    def read(wanted):
        rows = Assignment.objects.filter(prepared.AnyOf("pk", wanted)).select_related("user")
        return {row.pk: row.user.name for row in prepared.objects(rows)}

    with connection.execute_wrapper(watch):
        assert set(read(keys)) == set(keys)
        before = plans()
        assert list(read(keys[:1])) == keys[:1]
        assert read([]) == {}
    assert plans() == before
    assert all(sql.startswith("execute ") for sql in asked if "pg_prepared_statements" not in sql)
    assert connection.execute_wrappers == []


def test_keys_may_be_a_question_themselves(case, on_team):
    nurse = on_team("nurse")
    theirs = Assignment.objects.filter(user=nurse)
    found = Assignment.objects.filter(prepared.AnyOf("user", theirs.values("user")))
    assert set(found) == set(theirs)
    assert not Assignment.objects.filter(prepared.AnyOf("user", theirs.none().values("user"))).exists()


def test_a_plan_is_for_whatever_values(db):
    for n in range(8):
        prepared.answer("select %s::int + 4", [n])
    with connection.cursor() as cursor:
        cursor.execute("select sum(custom_plans), sum(generic_plans) from pg_prepared_statements")
        custom, generic = cursor.fetchone()
    assert custom == 0
    assert generic >= 8
