"""A question is written once for all who ask it alike, and its answer is each one's own."""

from datetime import timedelta

import pytest
from django.db import connection

from core import access, clock, one_row, permission_ids, written
from core.prepared import AnyOf
from patients.models import Case
from teams.models import Assignment
from tests.conftest import THEN
from worklist.actions import open_item

pytestmark = pytest.mark.django_db


def learned():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements")
        return cursor.fetchone()[0]


def test_a_stranger_gets_the_same_question_and_another_answer(case, on_team, outsider):
    nurse = on_team("nurse")
    assert access.can(nurse, "edit_work", case)
    before = learned()
    assert not access.can(outsider, "edit_work", case)
    assert learned() == before


def test_one_permission_is_held_exactly_where_all_of_them_say_so(case, on_team):
    nurse = on_team("nurse")
    item = open_item(case, by=nurse, activity="call", what="Call", why="x", owner=nurse)
    for row in (case, item, case.patient):
        held = access.held(nurse, row)
        assert {perm for perm in access.CODENAMES if access.can(nurse, perm, row)} == held


def test_one_permission_is_one_statement(case, on_team, django_assert_num_queries):
    nurse = on_team("nurse")
    access.can(nurse, "edit_work", case)
    with django_assert_num_queries(1):
        access.can(nurse, "edit_work", case)


def test_what_hangs_on_nothing_is_asked_of_nobody(case, on_team, django_assert_num_queries):
    nurse = on_team("nurse")
    item = open_item(case, by=nurse, activity="call", what="Call", why="x", owner=nurse)
    assert item.facility_for_intake_id is None
    with django_assert_num_queries(0):
        assert one_row.names(item, "facility_for_intake", None, nurse, None) == set()


def test_the_present_and_the_keys_are_those_of_whoever_asks(case, on_team, at):
    at(THEN)
    on_team("nurse")
    begun = Assignment.objects.filter(AnyOf("case", written.SOME), starts_at__lte=clock.now())
    question = written.written(begun.order_by().values_list("case"))
    assert question.values.count("now") == question.values.count("keys") == 1
    assert (case.pk,) in question.ask(keys=[case.pk])
    assert question.ask(keys=[]) == []
    Assignment.objects.update(starts_at=THEN + timedelta(days=1), ends_at=None)
    assert question.ask(keys=[case.pk]) == []
    at(THEN + timedelta(days=2))
    assert (case.pk,) in question.ask(keys=[case.pk])


def test_a_value_of_nobodys_is_refused(db):
    yesterday = clock.now() - timedelta(days=1)
    with pytest.raises(TypeError, match="Nobody knows where"):
        written.written(Case.objects.filter(created_at__lt=yesterday).values_list("pk"))


def test_what_has_no_rows_counts_none(db):
    assert written.written(Case.objects.none().values_list("pk")) is None
    question = written.joined("select count(*) from ({}) nothing", None)
    assert question.ask() == [(0,)]


def test_what_was_written_is_forgotten_with_the_keys_of_permissions():
    asked, made = written.Questions(), []
    for _ in range(2):
        asked.find("shape", lambda: made.append(1))
    assert made == [1]
    permission_ids.forget_ids()
    asked.find("shape", lambda: made.append(2))
    assert made == [1, 2]
