"""A question is planned once on a connection; its answer is the same as if it were asked anew."""

import pytest
from django.db import connection

from core import access, prepared
from teams.models import Assignment

pytestmark = pytest.mark.django_db


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
