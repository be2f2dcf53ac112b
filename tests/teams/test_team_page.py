"""The team tab of a case and its verbs as pages."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from teams import actions
from teams.models import Assignment, TeamMember
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(person, team):
    user = person("c.one", Role.NURSE, name="Cleo Sato")
    TeamMember.objects.create(team=team, user=user, starts_at=THEN.replace(year=2020))
    return user


@pytest.fixture
def lead(at, case, on_team):
    at(THEN)
    return on_team(Role.CASE_MANAGER, is_lead=True)


def url(name, row):
    return reverse(f"teams:{name}", args=[row.pk])


def test_people_by_role_with_what_to_call_them_for(
    packs, client, case, lead, on_team, supervisor, django_assert_max_num_queries
):
    worker = on_team(Role.SOCIAL_WORKER)
    actions.stand_down(on_team(Role.NURSE).assignments.get(), by=supervisor, why="Moved on")
    client.force_login(lead)
    client.get(url("case", case))
    with django_assert_max_num_queries(12):
        page = client.get(url("case", case)).content.decode()
    assert worker.short in page
    assert "Looks after family, social needs" in page
    assert "Psychosocial assessment" in page
    assert "Moved on" in page


def test_the_lead_adds_somebody(client, case, lead, colleague):
    client.force_login(lead)
    answer = client.post(url("add", case), {"user": colleague.pk, "role": Role.NURSE})
    assert (answer.status_code, answer.url) == (303, url("case", case))
    assert Assignment.objects.get(user=colleague).created_by == lead


def test_twice_is_said_in_the_form(client, case, lead, colleague):
    client.force_login(lead)
    said = {"user": colleague.pk, "role": Role.NURSE}
    client.post(url("add", case), said)
    again = client.post(url("add", case), said, headers={"HX-Request": "true"})
    assert again.status_code == 422
    assert "already has that role" in again.content.decode()
    assert "<html" not in again.content.decode()


def test_only_colleagues_of_the_facility_can_be_named(client, case, lead, outsider):
    client.force_login(lead)
    assert client.post(url("add", case), {"user": outsider.pk, "role": Role.NURSE}).status_code == 422


def test_handing_the_lead_over(client, case, lead, colleague):
    client.force_login(lead)
    assert client.post(url("lead", case), {"to": colleague.pk, "why": ""}).status_code == 422
    assert client.post(url("lead", case), {"to": colleague.pk, "why": "Holiday"}).status_code == 303
    case.refresh_from_db()
    assert case.lead == colleague


def test_standing_somebody_down(client, case, lead, on_team):
    part = on_team(Role.NURSE).assignments.get()
    client.force_login(lead)
    assert client.get(url("stand-down", part)).status_code == 200
    assert client.post(url("stand-down", part), {"why": "Moved on"}).status_code == 303
    own = lead.assignments.get()
    assert client.post(url("stand-down", own), {"why": "Tired"}).status_code == 409


def test_who_may_not(client, case, lead, on_team, outsider, colleague):
    nurse = on_team(Role.NURSE)
    client.force_login(nurse)
    page = client.get(url("case", case)).content.decode()
    assert "Add somebody" not in page
    assert client.get(url("add", case)).status_code == 403
    assert client.post(url("add", case), {"user": colleague.pk, "role": Role.NURSE}).status_code == 403
    client.force_login(outsider)
    for name in ("case", "add", "lead"):
        assert client.get(url(name, case)).status_code == 404
    assert client.get(url("stand-down", nurse.assignments.get())).status_code == 404
    assert Event.objects.filter(outcome="denied", actor=nurse.username).exists()
