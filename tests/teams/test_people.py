"""Inviting colleagues and ending their access."""

import pytest

from accounts.models import ApiToken, User
from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from facilities.models import Facility
from teams import actions
from teams.models import FacilityRole
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(person, facility):
    return person("a.admin", Role.ADMINISTRATOR, facility)


def invited(facility, by, **more):
    facts = {
        "username": "n.new",
        "name": "Nora New",
        "email": "n@example.org",
        "role": Role.NURSE,
        "password": PASSWORD,
    }
    return actions.invite(facility, by=by, **(facts | more))


def test_an_invited_colleague_can_sign_in_with_the_role(facility, administrator, client):
    user = invited(facility, administrator)
    assert user.facility_roles.get().role == Role.NURSE
    assert client.post("/accounts/login/", {"login": "n.new", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.SUPERVISOR, Role.INTAKE, Role.PRIVACY])
def test_only_an_administrator_invites(facility, person, role):
    with pytest.raises(Denied):
        invited(facility, person("x.other", role, facility))


def test_a_taken_name_is_refused_beside_its_field(facility, administrator, client):
    invited(facility, administrator)
    client.force_login(administrator)
    facts = {
        "username": "N.NEW",
        "name": "N",
        "email": "n@example.org",
        "role": "nurse",
        "password": PASSWORD,
    }
    answer = client.post("/people/invite/", facts)
    assert answer.status_code == 409
    assert "This user name is taken" in answer.content.decode()


def test_ending_access_ends_open_sessions_at_once(facility, administrator, client):
    user = invited(facility, administrator)
    client.force_login(user)
    assert client.get("/settings/me/").status_code == 200
    actions.suspend(facility, by=administrator, user=user, reason="left the hospital")
    assert client.get("/settings/me/").status_code == 302
    event = Event.objects.get(verb="teams.suspend")
    assert (event.actor, event.reason) == (administrator.username, "left the hospital")


def test_nobody_ends_their_own_access(facility, administrator):
    with pytest.raises(Refused, match="your own access"):
        actions.suspend(facility, by=administrator, user=administrator, reason="x")


def test_an_administrator_of_another_facility_finds_nobody(facility, administrator, person, client):
    from facilities.models import Facility

    user = invited(facility, administrator)
    elsewhere = Facility.objects.create(code="EL", name="Elsewhere", zone="America/New_York")
    client.force_login(person("b.admin", Role.ADMINISTRATOR, elsewhere))
    assert client.get(f"/people/{user.pk}/suspend/").status_code == 404
    assert "Nora New" not in client.get("/people/").content.decode()


def test_a_key_is_shown_once_stored_as_a_digest_and_can_be_ended(facility, administrator):
    feed = actions.add_integration(facility, by=administrator, username="lab.feed", name="Laboratory")
    token = actions.issue_token(facility, by=administrator, user=feed, label="ADT", scopes=["hl7"])
    assert token.plain not in str(ApiToken.objects.values().get())
    assert actions.revoke_token(facility, by=administrator, token=token).revoked_at is not None
    with pytest.raises(Refused, match="integration account"):
        actions.issue_token(facility, by=administrator, user=administrator, label="x", scopes=[])


def test_an_integration_account_has_no_password(facility, administrator):
    feed = actions.add_integration(facility, by=administrator, username="lab.feed", name="Laboratory")
    assert not User.objects.get(pk=feed.pk).has_usable_password()


def test_the_list_names_people_and_its_queries_do_not_grow(
    facility, administrator, client, django_assert_max_num_queries
):
    for n in range(12):
        invited(facility, administrator, username=f"n.{n}")
    client.force_login(administrator)
    with django_assert_max_num_queries(12):
        assert client.get("/people/").content.decode().count("Nora New") >= 12


def test_a_person_stands_once_with_every_facility(facility, administrator, person, client):
    other = Facility.objects.create(code="ABB", name="Abbey Hospital", zone="America/New_York")
    nurse = person("two.sites", Role.NURSE, facility)
    for held in (nurse, administrator):
        begins = administrator.facility_roles.first().starts_at
        FacilityRole.objects.create(user=held, facility=other, role=held.default_role, starts_at=begins)
    client.force_login(administrator)
    page = client.get("/people/").content.decode()
    assert page.count(f'id="person-{nurse.pk}"') == page.count(">two.sites<") == 1
    row = page.partition(f'id="person-{nurse.pk}"')[2].partition("</tr>")[0]
    assert row.count("Nurse case manager") == 1
    assert "Abbey Hospital" in row
    assert "Northgate Hospital" in row


def test_who_keeps_no_access_finds_no_page_of_people(facility, person, client):
    client.force_login(person("n.nurse", Role.NURSE, facility))
    assert client.get("/people/").status_code == client.get("/people/invite/").status_code == 404


def test_who_keeps_several_places_chooses_where_somebody_starts(facility, administrator, client):
    other = Facility.objects.create(code="ABB", name="Abbey Hospital", zone="America/New_York")
    begins = administrator.facility_roles.first().starts_at
    FacilityRole.objects.create(user=administrator, facility=other, role=Role.ADMINISTRATOR, starts_at=begins)
    client.force_login(administrator)
    facts = {
        "username": "n.new",
        "name": "Nora New",
        "email": "n@example.org",
        "role": "nurse",
        "password": PASSWORD,
    }
    assert client.post("/people/invite/", facts).status_code == 422
    assert client.post("/people/invite/", facts | {"facility": other.pk}).status_code == 303
    assert User.objects.get(username="n.new").facility_roles.get().facility == other


def test_who_holds_a_role_in_no_house_belongs_to_where_they_work(
    facility, administrator, case, on_team, outsider
):
    nurse = on_team(Role.NURSE)
    assert not FacilityRole.objects.filter(user=nurse).exists()
    actions.suspend(facility, by=administrator, user=nurse, reason="Left")
    nurse.refresh_from_db()
    assert not nurse.is_active
    with pytest.raises(Refused, match="does not work here"):
        actions.suspend(facility, by=administrator, user=outsider, reason="Left")
