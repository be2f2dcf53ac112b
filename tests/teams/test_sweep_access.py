"""The sweep keeps indexes small; who sees what is decided by times alone."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from core import access
from core.refusals import Refused
from teams import actions, sweeps
from teams.models import Assignment, FacilityRole
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


def test_it_retires_after_the_tail_and_a_second_run_changes_nothing(at, case, on_team, supervisor):
    at(THEN)
    nurse = on_team(Role.NURSE)
    actions.stand_down(nurse.assignments.get(), by=supervisor, why="Done")
    at(THEN + timedelta(days=29))
    assert sweeps.sweep_access() == 0
    assert access.can(nurse, "view_case", case)
    at(THEN + timedelta(days=30))
    assert sweeps.sweep_access() == 1
    retired = nurse.assignments.get()
    assert (retired.live, retired.version) == (False, 3)
    assert sweeps.sweep_access() == 0
    assert nurse.assignments.get().version == 3


def test_an_assignment_that_ran_out_by_itself_has_its_tail_too(at, case, person, supervisor):
    at(THEN)
    nurse = person("n.one", Role.NURSE)
    actions.assign(case, by=supervisor, user=nurse, role=Role.NURSE, ends_at=THEN + timedelta(days=1))
    at(THEN + timedelta(days=30))
    assert access.can(nurse, "view_case", case)
    assert sweeps.sweep_access() == 0
    at(THEN + timedelta(days=31))
    assert not access.can(nurse, "view_case", case)
    assert sweeps.sweep_access() == 1
    assert nurse.assignments.get().status == Assignment.Status.ENDED


def test_facility_roles_have_no_tail(at, facility, patient, person):
    at(THEN)
    desk = person("d.one", Role.INTAKE, facility)
    FacilityRole.objects.filter(user=desk).update(ends_at=THEN)
    assert not access.can(desk, "edit_intake", patient)
    assert sweeps.sweep_access() == 1


def test_what_still_gives_access_is_not_retired(on_team, supervisor):
    nurse = on_team(Role.NURSE)
    with pytest.raises(Refused, match="still gives access"):
        actions.retire(nurse.assignments.get(), by=supervisor)


def test_one_refused_row_does_not_stop_the_others(at, case, on_team, supervisor, monkeypatch):
    at(THEN)
    rows = [on_team(role).assignments.get() for role in (Role.NURSE, Role.SOCIAL_WORKER)]
    for row in rows:
        actions.stand_down(row, by=supervisor, why="Done")
    at(THEN + timedelta(days=30))
    first, second = Assignment.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    retire = actions.retire

    def refusing(row, *, by):
        if row.pk == first.pk:
            raise Refused("Renewed in the same moment")
        return retire(row, by=by)

    monkeypatch.setattr(actions, "retire", refusing)
    assert sweeps.sweep_access() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.live, second.live) == (True, False)
