"""Which role a person may be given on a case: one they have, and of this facility."""

import pytest

from accounts.permissions import Role
from core.refusals import Refused
from facilities.models import Facility
from teams import actions
from teams.models import Assignment, FacilityRole, UnitCover
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
EARLIER = THEN.replace(year=2020)


@pytest.fixture(autouse=True)
def then(at):
    at(THEN)


@pytest.fixture
def elsewhere(db):
    return Facility.objects.create(code="LKS", name="Lakeside Hospital", zone="America/New_York")


def test_nobody_gives_themselves_a_role_they_do_not_hold(case, supervisor):
    with pytest.raises(Refused, match="not a role you hold") as refused:
        actions.assign(case, by=supervisor, user=supervisor, role=Role.CASE_MANAGER, is_lead=True)
    assert refused.value.field == "role"
    with pytest.raises(Refused, match="not a role you hold"):
        actions.change_lead(case, by=supervisor, to=supervisor, why="Mine")
    assert not Assignment.objects.exists()


def test_who_covers_a_unit_here_in_a_role_may_take_it_on_a_case(case, supervisor, unit):
    cover = UnitCover.objects.create(user=supervisor, unit=unit, role=Role.NURSE, starts_at=EARLIER)
    made = actions.change_lead(case, by=supervisor, to=supervisor, why="Nobody else today")
    assert (made.user, made.role) == (supervisor, Role.NURSE)
    actions.change_lead(case, by=supervisor, to=_manager(case), why="Monday")
    UnitCover.objects.filter(pk=cover.pk).update(live=False)
    with pytest.raises(Refused, match="not a role you hold"):
        actions.assign(case, by=supervisor, user=supervisor, role=Role.NURSE)


def _manager(case):
    from accounts.models import User

    user = User.objects.create(username="m.monday", name="M Monday", default_role=Role.CASE_MANAGER)
    FacilityRole.objects.create(user=user, facility=case.facility, role=Role.CASE_MANAGER, starts_at=EARLIER)
    return user


def test_the_role_is_one_the_person_has(case, supervisor, person, facility):
    nurse = person("n.one", Role.NURSE, facility)
    with pytest.raises(Refused, match="does not hold that role here"):
        actions.assign(case, by=supervisor, user=nurse, role=Role.SOCIAL_WORKER)
    FacilityRole.objects.create(user=nurse, facility=facility, role=Role.SOCIAL_WORKER, starts_at=EARLIER)
    assert actions.assign(case, by=supervisor, user=nurse, role=Role.SOCIAL_WORKER).role == "social_worker"


def test_a_role_held_elsewhere_is_not_held_here(case, supervisor, person, elsewhere, facility):
    nurse = person("n.two", Role.NURSE, facility)
    FacilityRole.objects.create(user=nurse, facility=elsewhere, role=Role.COORDINATOR, starts_at=EARLIER)
    with pytest.raises(Refused, match="does not hold that role here"):
        actions.assign(case, by=supervisor, user=nurse, role=Role.COORDINATOR)


def test_somebody_whose_last_role_here_has_ended_is_not_put_on(case, supervisor, person, facility):
    former = person("f.former", Role.CASE_MANAGER, facility)
    FacilityRole.objects.filter(user=former).update(ends_at=THEN, live=False)
    with pytest.raises(Refused, match="does not work at this facility"):
        actions.assign(case, by=supervisor, user=former, role=Role.CASE_MANAGER)


def test_somebody_of_another_facility_is_not_put_on(case, supervisor, person, elsewhere, unit):
    stranger = person("f.away", Role.CASE_MANAGER, elsewhere)
    with pytest.raises(Refused, match="does not work at this facility"):
        actions.assign(case, by=supervisor, user=stranger, role=Role.CASE_MANAGER)
    with pytest.raises(Refused, match="does not work at this facility"):
        actions.change_lead(case, by=supervisor, to=stranger, why="Knows them")
    UnitCover.objects.create(user=stranger, unit=unit, role=Role.CASE_MANAGER, starts_at=EARLIER)
    assert actions.assign(case, by=supervisor, user=stranger, role=Role.CASE_MANAGER).user == stranger
