"""A role becomes another one on a day: rights move with its first moment, and nobody has to do anything then."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from core.access import can, visible_to
from core.refusals import Denied, Refused
from facilities.models import Facility
from patients.models import Case
from supervision import actions as covering
from teams import standing, sweeps
from teams.actions import change_role
from teams.models import Assignment, FacilityRole
from tests.conftest import THEN
from tests.supervision.conftest import *  # noqa: F403 - the same cast

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 10)
# Midnight of that day in New York, in winter.
MOMENT = datetime(2026, 11, 10, 5, tzinfo=UTC)


@pytest.fixture
def administrator(person, facility):
    return person("a.admin", Role.ADMINISTRATOR, facility)


def held(user):
    return FacilityRole.objects.get(user=user, ends_at=None)


def test_rights_at_the_facility_move_in_the_first_moment_of_the_day(lead, administrator, facility, at):
    made = change_role(held(lead), by=administrator, role=Role.PRIVACY, on=ON)
    assert (made.starts_at, FacilityRole.objects.get(user=lead, role="case_manager").ends_at) == (
        MOMENT,
        MOMENT,
    )
    assert not can(lead, "view_identity", facility)
    at(MOMENT - timedelta(microseconds=1))
    assert not visible_to(Facility, lead).exists()
    at(MOMENT)
    assert visible_to(Facility, lead).exists()
    assert standing.roles_at(facility, lead) == {"privacy", "case_manager"}
    assert (sweeps.take_up_roles(), sweeps.take_up_roles()) == (1, 0)
    lead.refresh_from_db()
    assert standing.roles_at(facility, lead) == {"privacy"}


def test_parts_in_cases_end_with_the_former_role(led, lead, administrator, at):
    [case] = led(lead)
    change_role(held(lead), by=administrator, role=Role.SUPERVISOR, on=ON)
    assert can(lead, "lead_case", case)
    at(MOMENT)
    assert not can(lead, "lead_case", case)
    assert can(lead, "view_case", case)


def test_or_go_on_in_the_new_one_without_a_gap(led, lead, administrator, at):
    [case] = led(lead)
    change_role(held(lead), by=administrator, role=Role.NURSE, on=ON, keep_cases=True)
    assert {(row.role, row.is_lead) for row in Assignment.objects.filter(case=case)} == {
        ("case_manager", True),
        ("nurse", True),
    }
    assert can(lead, "edit_plan", case)
    at(MOMENT)
    assert can(lead, "edit_clinical", case)
    assert not can(lead, "edit_plan", case)
    assert visible_to(Case, lead, "edit_clinical").get() == case


def test_today_is_at_once(lead, administrator):
    made = change_role(held(lead), by=administrator, role=Role.NURSE, on=date(2026, 11, 3))
    lead.refresh_from_db()
    assert (made.starts_at, lead.default_role) == (THEN, "nurse")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"on": date(2026, 11, 2)}, "This day is over"),
        ({"role": Role.CASE_MANAGER}, "another role than the present one"),
        ({"role": Role.INTEGRATION}, "another role than the present one"),
        ({"role": "emperor"}, "another role than the present one"),
        ({"keep_cases": True}, "Nobody works on cases in that role"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(lead, administrator, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        change_role(held(lead), by=administrator, **({"role": Role.PRIVACY, "on": ON} | facts))
    assert FacilityRole.objects.filter(user=lead).count() == 1
    assert held(lead).role == "case_manager"


def test_only_an_administrator_changes_roles_and_never_their_own(administrator, lead, supervisor):
    with pytest.raises(Refused, match="Nobody gives access to themselves"):
        change_role(held(administrator), by=administrator, role=Role.SUPERVISOR, on=ON)
    with pytest.raises(Denied):
        change_role(held(lead), by=supervisor, role=Role.SUPERVISOR, on=ON)


def test_the_last_administrator_stays_one(person, administrator, facility):
    # Somebody who administers only for a while does not count: nobody would be left afterwards.
    other = person("b.admin")
    FacilityRole.objects.create(
        user=other,
        facility=facility,
        role=Role.ADMINISTRATOR,
        starts_at=datetime(2020, 1, 1, tzinfo=UTC),
        ends_at=THEN,
    )
    with pytest.raises(Denied):
        change_role(held(administrator), by=other, role=Role.PRIVACY, on=ON)
    FacilityRole.objects.filter(user=other).update(ends_at=None)
    assert change_role(held(administrator), by=other, role=Role.PRIVACY, on=ON).role == "privacy"


def test_a_deputy_keeps_the_role_in_which_they_stand_in(led, lead, deputy, administrator, away):
    led(lead)
    covering.accept_cover(away(ends=timedelta(days=30)), by=deputy)
    with pytest.raises(Refused, match=r"They stand in for M\. Lead"):
        change_role(held(deputy), by=administrator, role=Role.NURSE, on=ON)
    assert held(deputy).role == "case_manager"


def test_the_page_asks_and_answers(client, led, lead, administrator):
    led(lead)
    client.force_login(administrator)
    url = reverse("teams:change-role", args=[held(lead).pk])
    assert "They are on 1 open case" in client.get(url).content.decode()
    assert client.post(url, {"role": "nurse", "on": "2026-11-02"}).status_code == 409
    assert client.post(url, {"role": "nurse", "on": "soon"}).status_code == 422
    assert client.post(url, {"role": "nurse", "on": "2026-11-10", "keep_cases": "on"}).status_code == 303
    page = client.get("/people/").content.decode()
    assert "from Tue 10 Nov" in page
    client.force_login(lead)
    assert client.get(url).status_code == 404
