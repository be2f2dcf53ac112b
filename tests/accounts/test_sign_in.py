"""Signing in: who gets in, what is on record, when the door closes."""

from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.permissions import Role
from audit.models import Event
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
DOOR = "/accounts/login/"


def sign_in(client, username, password=PASSWORD):
    return client.post(DOOR, {"login": username, "password": password})


def test_every_page_asks_for_a_signed_in_person(client):
    answer = client.get("/settings/me/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/settings/me/")


def test_a_part_of_a_page_sends_the_whole_page_to_the_door(client):
    answer = client.get("/settings/me/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="/settings/me/")
    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith(DOOR)


def test_the_right_password_opens_and_is_on_record(client, intake):
    assert sign_in(client, intake.username).status_code == 302
    event = Event.objects.get(verb="accounts.sign_in", outcome="done")
    assert event.actor_id == intake.pk


def test_the_last_sign_in_is_shown(client, intake):
    sign_in(client, intake.username)
    assert "This is your first sign-in" in client.get("/settings/me/").content.decode()
    client.post("/accounts/logout/")
    sign_in(client, intake.username)
    assert "Your last sign-in was" in client.get("/settings/me/").content.decode()


def test_a_wrong_password_is_on_record_without_what_was_typed(client, intake):
    assert sign_in(client, intake.username, "wrong-wrong-wrong").status_code == 200
    event = Event.objects.get(verb="accounts.sign_in", outcome="failed")
    assert (event.actor_id, event.actor) == (None, "anonymous")


def test_the_account_locks_after_five_failures_with_the_same_words_for_an_unknown_name(client, intake):
    said = {}
    for name in (intake.username, "nobody.at.all"):
        for _try in range(5):
            answer = sign_in(client, name, "wrong-wrong-wrong")
        assert answer.status_code == 429
        said[name] = answer.content.decode().split("<main")[1]
    assert len(set(said.values())) == 1
    assert sign_in(client, intake.username).status_code == 429


def test_nobody_signs_up_alone(client):
    client.post("/accounts/signup/", {"username": "x", "password1": PASSWORD})
    assert not User.objects.filter(username="x").exists()


def test_a_service_cannot_sign_in(client, db):
    assert sign_in(client, "system:feed", "").status_code == 200
    assert "_auth_user_id" not in client.session


def test_passwords_are_kept_as_argon2(intake):
    assert intake.password.startswith("argon2$argon2id$")


def test_a_second_factor_is_asked_for_before_any_page_where_the_site_requires_it(client, intake, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client, intake.username)
    assert client.get("/settings/me/")["Location"] == "/accounts/2fa/totp/activate/"


def test_the_first_administrator_is_made_once(db, facility):
    out = StringIO()
    line = [
        "first_admin",
        "a.first",
        "--name",
        "Ada First",
        "--email",
        "a@example.org",
        "--facility",
        "New",
        "--code",
        "NEW",
    ]
    with patch("getpass.getpass", return_value=PASSWORD):
        call_command(*line, "--zone", "America/New_York", stdout=out)
        with pytest.raises(CommandError, match="can sign in already"):
            call_command(*line, "--zone", "America/New_York", stdout=out)
    made = User.objects.get(username="a.first")
    assert made.facility_roles.get().role == Role.ADMINISTRATOR
    assert not made.is_superuser


def test_a_first_administrator_with_a_wrong_zone_leaves_nothing_behind(db):
    with patch("getpass.getpass", return_value=PASSWORD), pytest.raises(CommandError, match="time zone"):
        call_command(
            "first_admin",
            "a.first",
            "--name",
            "A",
            "--email",
            "a@example.org",
            "--facility",
            "N",
            "--code",
            "N",
            "--zone",
            "Nowhere",
        )
    assert not User.objects.filter(username="a.first").exists()


def test_the_first_password_is_changed_before_any_page(client, intake, settings):
    settings.FIRST_PASSWORD_MUST_CHANGE = True
    sign_in(client, intake.username)
    assert client.get("/settings/me/")["Location"] == "/accounts/password/change/"
    new = "another-long-passphrase"
    facts = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", facts).status_code == 302
    assert client.get("/settings/me/").status_code == 200


def test_acting_in_another_role_is_on_record(client, intake, facility):
    from core import clock
    from teams.models import FacilityRole

    FacilityRole.objects.create(user=intake, facility=facility, role=Role.SUPERVISOR, starts_at=clock.now())
    client.force_login(intake)
    client.post("/settings/me/role/", {"role": "supervisor"})
    assert Event.objects.get(verb="accounts.act_as").reason == "supervisor"


def test_tab_goes_from_the_name_to_the_password_and_not_to_a_link(client):
    page = client.get(DOOR).content.decode()
    places = [page.index(text) for text in ('name="login"', 'name="password"', "Forgot your password?")]
    assert places == sorted(places)
    assert 'aria-describedby="id_password_helptext"' in page
    assert page.count('id="id_password_helptext"') == 1


def test_a_forgotten_password_is_asked_for_in_our_words(client):
    page = client.get("/accounts/password/reset/").content.decode()
    assert "Reset your password" in page
    assert client.post("/accounts/password/reset/", {"email": "nobody@example.org"}).status_code == 302
    assert "Fill this in." in client.post("/accounts/password/reset/", {"email": ""}).content.decode()
