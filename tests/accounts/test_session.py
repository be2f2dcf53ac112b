"""A session: the idle lock, the role acted in, and text that a time-out must not lose."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from core import access
from patients.models import Case
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def seated(client, intake, at):
    """The intake specialist, signed in and having just opened a page."""
    at(THEN)
    client.force_login(intake)
    client.get("/settings/me/")
    return client


def test_the_screen_locks_after_fifteen_minutes_without_use(seated, at):
    at(THEN + timedelta(minutes=15, seconds=1))
    assert seated.get("/settings/me/").status_code == 302
    assert "What you typed is kept" in seated.get("/accounts/login/").content.decode()


def test_use_extends_the_session(seated, at):
    at(THEN + timedelta(minutes=14))
    assert seated.post("/session/extend/").status_code == 204
    at(THEN + timedelta(minutes=28))
    assert seated.get("/settings/me/").status_code == 200


def test_polling_does_not_extend_the_session(seated, at):
    at(THEN + timedelta(minutes=14))
    assert seated.get("/readyz").status_code == 200
    at(THEN + timedelta(minutes=15, seconds=1))
    assert seated.get("/settings/me/").status_code == 302


def test_no_parameter_extends_the_session(seated, at):
    at(THEN + timedelta(minutes=16))
    assert seated.get("/settings/me/?skip_timeout_reset=1&last_use=now").status_code == 302


def test_a_draft_outlives_the_lock_and_is_for_its_author_alone(seated, at, client, supervisor):
    url = "/drafts/registration/"
    assert seated.post(url, {"family": "Okafor", "_focus": "family"}).status_code == 204
    at(THEN + timedelta(hours=1))
    assert seated.get(url).status_code == 302
    seated.force_login(seated_user := type(supervisor).objects.get(username="i.desk"))
    assert seated.get(url).json() == {"saved": "10:00", "focus": "family", "fields": {"family": ["Okafor"]}}
    client.force_login(supervisor)
    assert client.get(url).status_code == 204
    assert seated_user != supervisor


def test_a_draft_can_be_thrown_away(seated):
    seated.post("/drafts/registration/", {"family": "Okafor"})
    assert seated.post("/drafts/registration/", {"discard": "1"}).status_code == 204
    assert seated.get("/drafts/registration/").status_code == 204


def test_somebody_with_two_roles_acts_in_one(case, on_team, supervisor, client):
    """The lead who also supervises sees a team's cases only while acting as supervisor."""
    other = on_team(Role.NURSE)
    supervisor.acting_role = Role.INTAKE.value
    assert not access.visible_to(Case, supervisor).exists()
    supervisor.acting_role = Role.SUPERVISOR.value
    assert list(access.visible_to(Case, supervisor)) == [case]
    assert access.can(other, "view_case", case)


def test_a_role_that_is_not_held_cannot_be_chosen(seated):
    key = seated.session.session_key
    assert seated.post("/settings/me/role/", {"role": "supervisor"}).status_code == 303
    assert "acting_role" not in seated.session
    assert seated.session.session_key == key


def test_a_held_role_can_be_chosen_and_gives_a_new_session_key(seated, facility):
    from teams.models import FacilityRole

    user = type(facility.roles.first().user).objects.get(username="i.desk")
    FacilityRole.objects.create(user=user, facility=facility, role=Role.SUPERVISOR, starts_at=THEN)
    key = seated.session.session_key
    seated.post("/settings/me/role/", {"role": "supervisor"})
    assert seated.session["acting_role"] == "supervisor"
    assert seated.session.session_key != key
    assert "Supervisor" in seated.get("/settings/me/").content.decode()


def test_colours_are_kept_on_the_account(seated):
    seated.post("/settings/me/theme/", {"theme": "dark", "next": "/settings/me/"})
    assert 'data-bs-theme="dark"' in seated.get("/settings/me/").content.decode()
    assert (
        seated.post("/settings/me/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})[
            "Location"
        ]
        == "/"
    )
