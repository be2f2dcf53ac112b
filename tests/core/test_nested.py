"""Verbs inside verbs: on other rows, never on the row that is being changed; and one present for all of it."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from audit.models import Event
from core import clock
from core.actions import action
from core.refusals import Denied
from patients.models import Case
from teams.actions import assign
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@action("lead_case")
def say_purpose(case, *, by, purpose):
    case.purpose = purpose
    return case


@action("lead_case")
def say_purpose_twice(case, *, by, purpose):
    return say_purpose(case, by=by, purpose=purpose)


@action("lead_case")
def say_purpose_elsewhere(case, *, by, other, purpose):
    return say_purpose(other, by=by, purpose=purpose)


@action("lead_case")
def read_the_clock_twice(case, *, by):
    first = clock.now()
    clock.now()
    case.purpose = first.isoformat()
    return case


@pytest.fixture
def lead(on_team):
    return on_team(Role.CASE_MANAGER, is_lead=True)


def test_a_verb_on_the_row_an_outer_verb_is_changing_is_a_programming_error(case, lead):
    with pytest.raises(RuntimeError, match="outer verb"):
        say_purpose_twice(case, by=lead, purpose="Home with help")
    case.refresh_from_db()
    assert case.purpose == ""


def test_the_row_is_free_again_after_such_an_error(case, lead):
    with pytest.raises(RuntimeError):
        say_purpose_twice(case, by=lead, purpose="Home with help")
    assert say_purpose(case, by=lead, purpose="Home with help").purpose == "Home with help"


def test_a_verb_on_another_row_needs_its_own_permission_and_takes_everything_back(
    case, lead, patient, intake
):
    from patients.actions import open_case

    other = open_case(patient, by=intake)
    with pytest.raises(Denied):
        say_purpose_elsewhere(case, by=lead, other=other, purpose="Home")
    assert not Event.objects.filter(verb__contains="say_purpose").exists()


def test_a_verb_on_another_row_is_audited_by_itself(case, lead, patient, intake, supervisor):
    from patients.actions import open_case

    other = open_case(patient, by=intake, team=case.team)
    assign(other, by=supervisor, user=lead, role=Role.CASE_MANAGER)
    say_purpose_elsewhere(case, by=lead, other=other, purpose="Home")
    done = Event.objects.filter(verb__contains="say_purpose").values_list("verb", "case_id")
    assert {(verb.split(".")[-1], key) for verb, key in done} == {
        ("say_purpose", other.pk),
        ("say_purpose_elsewhere", case.pk),
    }


def test_one_action_has_one_present(case, lead):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        read_the_clock_twice(case, by=lead)
    assert sum(line["sql"] == "select core_now()" for line in asked) == 1


def test_a_moved_clock_is_the_present_of_rows_and_trail(case, lead, at):
    at(THEN + timedelta(days=30))
    say_purpose(case, by=lead, purpose="Later")
    event = Event.objects.filter(verb__endswith="say_purpose").get()
    assert event.at == THEN + timedelta(days=30)
    assert event.recorded_at != event.at


def test_the_clock_stands_still_while_it_is_held(db, at):
    at(THEN)
    with clock.held():
        assert clock.now() == THEN
        clock.move(THEN + timedelta(hours=1))
        assert clock.now() == THEN + timedelta(hours=1)


def test_the_version_grows_by_one_and_the_caller_may_name_the_one_it_saw(case, lead):
    seen = Case.objects.get(pk=case.pk).version
    say_purpose(case, by=lead, version=seen, purpose="First")
    assert Case.objects.get(pk=case.pk).version == seen + 1


def test_nothing_changed_is_not_a_new_version(case, lead):
    seen = Case.objects.get(pk=case.pk).version
    say_purpose(case, by=lead, purpose="")
    assert Case.objects.get(pk=case.pk).version == seen
