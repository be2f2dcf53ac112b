"""Roles at a facility, cover of a unit, membership of a team: given by others, for a period."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from audit.models import Event
from core import access
from core.refusals import Denied, Refused
from patients.models import Case
from teams import actions
from teams.models import FacilityRole
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(person, facility):
    return person("a.root", Role.ADMINISTRATOR, facility)


def test_a_facility_role_gives_sight_and_taking_it_back_ends_it(at, facility, patient, admin, person):
    at(THEN)
    desk = person("d.one", Role.INTAKE)
    given = actions.give_facility_role(facility, by=admin, user=desk, role=Role.INTAKE)
    assert access.can(desk, "edit_intake", patient)
    at(THEN + timedelta(hours=1))
    actions.end_facility_role(given, by=admin)
    assert access.held(desk, patient) == frozenset()
    assert Event.objects.filter(verb="teams.end_facility_role", actor=admin.username).count() == 1


def test_a_role_with_an_end_ends_by_itself(at, facility, patient, admin, person):
    at(THEN)
    desk = person("d.one", Role.INTAKE)
    actions.give_facility_role(
        facility, by=admin, user=desk, role=Role.INTAKE, ends_at=THEN + timedelta(days=1)
    )
    at(THEN + timedelta(days=1))
    assert not access.can(desk, "edit_intake", patient)


def test_nobody_gives_access_to_themselves(facility, team, unit, admin, supervisor):
    with pytest.raises(Refused, match="Nobody gives access to themselves"):
        actions.give_facility_role(facility, by=admin, user=admin, role=Role.INTAKE)
    with pytest.raises(Refused, match="Nobody gives access to themselves"):
        actions.join_team(team, by=admin, user=admin, supervises=True)
    with pytest.raises(Refused, match="Nobody gives access to themselves"):
        actions.cover_unit(unit, by=supervisor, user=supervisor, role=Role.CASE_MANAGER)


def test_the_last_administrator_stays(facility, admin, person):
    with pytest.raises(Refused, match="last administrator"):
        actions.end_facility_role(FacilityRole.objects.get(user=admin), by=admin)
    person("a.two", Role.ADMINISTRATOR, facility)
    actions.end_facility_role(FacilityRole.objects.get(user=admin), by=admin)
    assert access.held(admin, facility) == frozenset()


def test_who_may_not(facility, team, unit, supervisor, intake, outsider, person):
    someone = person("s.one")
    for who in (supervisor, intake, outsider):
        with pytest.raises(Denied):
            actions.give_facility_role(facility, by=who, user=someone, role=Role.INTAKE)
        with pytest.raises(Denied):
            actions.join_team(team, by=who, user=someone)
    for who in (intake, outsider):
        with pytest.raises(Denied):
            actions.cover_unit(unit, by=who, user=someone, role=Role.NURSE)


def test_cover_gives_sight_of_the_units_open_cases_while_it_lasts(at, case, unit, supervisor, person):
    at(THEN)
    Case.objects.filter(pk=case.pk).update(unit=unit)
    nurse = person("n.cover", Role.NURSE)
    cover = actions.cover_unit(unit, by=supervisor, user=nurse, role=Role.NURSE)
    assert list(access.visible_to(Case, nurse)) == [case]
    at(THEN + timedelta(hours=8))
    actions.end_cover(cover, by=supervisor)
    assert not access.visible_to(Case, nurse).exists()
    with pytest.raises(Refused, match="already ended"):
        actions.end_cover(cover, by=supervisor)


def test_a_supervisors_desk_right_opens_no_case_of_another_team(case, facility, person):
    other = person("s.other", Role.SUPERVISOR, facility)
    assert "manage_team" in access.held(other, facility)
    assert access.held(other, case) & {"view_case", "manage_team"} == frozenset()


def test_cover_is_clinical_and_given_once(unit, supervisor, person):
    nurse = person("n.cover", Role.NURSE)
    with pytest.raises(Refused, match="clinical role"):
        actions.cover_unit(unit, by=supervisor, user=nurse, role=Role.SUPERVISOR)
    actions.cover_unit(unit, by=supervisor, user=nurse, role=Role.NURSE)
    with pytest.raises(ValidationError):
        actions.cover_unit(unit, by=supervisor, user=nurse, role=Role.NURSE)


def test_a_supervisor_of_a_team_sees_its_cases_until_leaving_it(at, case, team, admin, person):
    at(THEN)
    other = person("s.two", Role.SUPERVISOR)
    member = actions.join_team(team, by=admin, user=other, supervises=True)
    assert access.can(other, "supervise", case)
    at(THEN + timedelta(hours=1))
    actions.leave_team(member, by=admin)
    assert access.held(other, case) == frozenset()


def test_a_period_that_ends_before_it_starts(at, facility, admin, person):
    at(THEN)
    with pytest.raises(Refused, match="before the first"):
        actions.give_facility_role(
            facility, by=admin, user=person("d.one"), role=Role.INTAKE, ends_at=THEN - timedelta(days=1)
        )
