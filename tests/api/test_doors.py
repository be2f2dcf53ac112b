"""Who gets in, and what every answer looks like."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from accounts.permissions import Role
from audit.models import Event
from core import clock
from teams import actions as teams

pytestmark = pytest.mark.django_db
NEVER = "/api/v1/cases/01900000-0000-7000-8000-000000000000/"


def test_nobody_gets_in_without_a_session_or_key(case):
    answer = APIClient().get(f"/api/v1/cases/{case.pk}/")
    assert answer.status_code == 401
    assert set(answer.json()) == {"detail", "fields"}


def test_what_is_not_yours_answers_like_what_is_not_there(case, outsider, calling):
    mine, nothing = calling(outsider).get(f"/api/v1/cases/{case.pk}/"), calling(outsider).get(NEVER)
    assert (mine.status_code, mine.content) == (404, nothing.content)
    assert Event.objects.filter(outcome="denied", actor_id=outsider.pk, case_id=case.pk).exists()


def test_what_is_yours_is_shown_and_the_look_is_on_record(case, on_team, calling):
    nurse = on_team(Role.NURSE)
    answer = calling(nurse).get(f"/api/v1/cases/{case.pk}/")
    assert answer.json()["reference"] == case.reference
    assert Event.objects.filter(outcome="seen", actor_id=nurse.pk, patient_ids=[case.patient_id]).exists()


def test_seeing_is_not_doing(case, on_team, person, calling):
    nurse = on_team(Role.NURSE)
    answer = calling(nurse).post(f"/api/v1/cases/{case.pk}/assign/", {"no": "sense"})
    assert answer.status_code == 403
    assert Event.objects.filter(outcome="denied", verb="teams.assign", actor_id=nurse.pk).exists()
    assert case.assignments.count() == 1


def test_a_form_without_its_token_is_refused(case, on_team):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(on_team(Role.CASE_MANAGER))
    assert client.post(f"/api/v1/cases/{case.pk}/open-item/", {}).status_code == 403


@pytest.fixture
def key(facility, person):
    administrator = person("a.admin", Role.ADMINISTRATOR, facility)
    feed = teams.add_integration(facility, by=administrator, username="partner", name="Partner")
    return teams.issue_token(facility, by=administrator, user=feed, label="x", scopes=["api"]), administrator


def test_a_key_opens_but_gives_no_rights_by_itself(key, case):
    token, _administrator = key
    answer = APIClient().get("/api/v1/cases/", HTTP_AUTHORIZATION=f"Bearer {token.plain}")
    assert answer.json() == {"results": [], "next": None}


@pytest.mark.parametrize("fault", ["revoked", "expired", "wrong", "scope"])
def test_a_bad_key_is_401(key, facility, fault, at):
    token, administrator = key
    plain = token.plain
    if fault == "revoked":
        teams.revoke_token(facility, by=administrator, token=token)
    if fault == "expired":
        at(clock.now() + timedelta(days=91))
    if fault == "wrong":
        plain += "x"
    if fault == "scope":
        type(token).objects.filter(pk=token.pk).update(scopes=["hl7"])
    assert APIClient().get("/api/v1/cases/", HTTP_AUTHORIZATION=f"Bearer {plain}").status_code == 401


def test_the_schema_describes_every_address_without_a_warning():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_the_viewer_needs_no_inline_script(client, intake):
    client.force_login(intake)
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()
