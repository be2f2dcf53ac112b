"""Every way of losing a right counts on the next request: nothing is remembered in a session, page or token."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.permissions import Role
from core import clock
from oversight.actions import end_emergency
from patients.actions import revoke_consent
from patients.models import Consent
from teams.actions import block_access, end_cover, end_facility_role, revoke_grant, stand_down, suspend
from teams.models import Assignment, CaseGrant, EmergencyAccess, FacilityRole, UnitCover
from tests.conftest import THEN
from tests.policy.filling import LONG_AGO

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def where(case, unit):
    """The case in a unit and past intake, so that its page is there for a relation alone."""
    type(case).objects.filter(pk=case.pk).update(stage="active", unit=unit)
    case.refresh_from_db()
    return f"/cases/{case.pk}/"


@pytest.fixture
def signed_in():
    def make(user):
        client = Client()
        client.force_login(user)
        return client

    return make


def status(client, url):
    return client.get(url).status_code


def given_by_hand(case, user, by):
    """One permission on one case, as the verb leaves it."""
    sight = Permission.objects.get(codename="view_case", content_type__model="case")
    return CaseGrant.objects.create(
        case=case,
        user=user,
        created_by=by,
        kind="manual",
        permission=sight,
        why="asked",
        starts_at=clock.now() - DAY,
        ends_at=clock.now() + DAY,
    )


def test_standing_down_takes_the_pen_and_leaves_the_sight_for_the_tail(
    where, case, on_team, supervisor, signed_in, at
):
    at(THEN)
    nurse = on_team(Role.NURSE)
    client, form = signed_in(nurse), f"{where}items/new/"
    assert (status(client, where), status(client, form)) == (200, 200)
    stand_down(Assignment.objects.get(user=nurse), by=supervisor, why="moved")
    at(THEN + HOUR / 60)
    assert (status(client, where), status(client, form)) == (200, 403)
    at(THEN + 31 * DAY)
    assert status(signed_in(nurse), where) == 404


def test_an_end_that_passes_needs_nobody_to_end_anything(where, on_team, signed_in, at):
    at(THEN)
    nurse = on_team(Role.NURSE)
    client = signed_in(nurse)
    Assignment.objects.filter(user=nurse).update(ends_at=THEN + HOUR / 60, status="ended")
    assert status(client, f"{where}items/new/") == 200
    at(THEN + HOUR / 30)
    assert status(client, f"{where}items/new/") == 403


def test_who_is_suspended_is_out_at_once(where, facility, on_team, person, signed_in):
    nurse, admin = on_team(Role.NURSE), person("a.admin", Role.ADMINISTRATOR, facility)
    FacilityRole.objects.create(user=nurse, facility=facility, role=Role.NURSE, starts_at=LONG_AGO)
    client = signed_in(nurse)
    assert status(client, where) == 200
    suspend(facility, by=admin, user=nurse, reason="left the house")
    assert status(client, where) == 302
    assert status(client, "/api/v1/cases/") == 401


def test_a_consent_taken_back_closes_the_advocates_sight(where, case, on_team, person, signed_in):
    advocate, manager = person("p.adv", Role.ADVOCATE), on_team(Role.CASE_MANAGER, is_lead=True)
    consent = Consent.objects.create(
        patient=case.patient,
        to_user=advocate,
        purpose="advocacy",
        classes=["identity"],
        method="signed",
        starts_at=LONG_AGO,
    )
    client = signed_in(advocate)
    assert status(client, where) == 200
    revoke_consent(consent, by=manager, reason="asked by phone")
    assert status(client, where) == 404
    assert status(client, f"/patients/{case.patient_id}/") == 404


def test_the_end_of_a_cover_and_of_a_role_in_the_house(
    where, case, unit, person, supervisor, facility, signed_in
):
    nurse, desk = person("u.nurse", Role.NURSE), person("d.desk", Role.INTAKE, facility)
    admin = person("a.admin", Role.ADMINISTRATOR, facility)
    cover = UnitCover.objects.create(user=nurse, unit=unit, role=Role.NURSE, starts_at=LONG_AGO)
    covering, at_desk = signed_in(nurse), signed_in(desk)
    record = f"/patients/{case.patient_id}/"
    assert (status(covering, where), status(at_desk, record)) == (200, 200)
    end_cover(cover, by=supervisor)
    end_facility_role(FacilityRole.objects.get(user=desk), by=admin)
    assert (status(covering, where), status(at_desk, record)) == (404, 404)


def test_a_block_and_a_grant_taken_back(where, case, on_team, person, supervisor, facility, signed_in):
    nurse, guest = on_team(Role.NURSE), person("g.guest", Role.SOCIAL_WORKER)
    privacy = person("p.officer", Role.PRIVACY, facility)
    given = given_by_hand(case, guest, supervisor)
    on_case, invited = signed_in(nurse), signed_in(guest)
    assert (status(on_case, where), status(invited, where)) == (200, 200)
    block_access(case.patient, by=privacy, user=nurse, why="family")
    revoke_grant(given, by=supervisor, why="no longer needed")
    assert (status(on_case, where), status(invited, where)) == (404, 404)


def test_an_emergency_ends_by_hand_and_by_itself(where, case, person, facility, signed_in, at):
    at(THEN)
    nurse = person("e.nurse", Role.NURSE, facility)
    client = signed_in(nurse)
    assert status(client, where) == 404
    opened = EmergencyAccess.objects.create(
        patient=case.patient,
        user=nurse,
        role=Role.NURSE,
        reason="treatment",
        words="collapsed in the lobby",
        opened_at=clock.now(),
        expires_at=clock.now() + 4 * HOUR,
        review_due_at=clock.now() + 2 * DAY,
    )
    assert (status(client, where), status(client, f"/api{where}".replace("/api/", "/api/v1/"))) == (200, 404)
    at(THEN + 4 * HOUR)
    assert status(signed_in(nurse), where) == 404
    at(THEN + HOUR)
    client = signed_in(nurse)
    assert status(client, where) == 200
    end_emergency(opened, by=nurse)
    assert status(client, where) == 404


def test_ones_own_record_is_closed_to_oneself_from_the_moment_it_is_known(where, case, on_team, signed_in):
    nurse = on_team(Role.NURSE)
    client = signed_in(nurse)
    assert status(client, where) == 200
    type(case.patient).objects.filter(pk=case.patient_id).update(own_user=nurse)
    assert status(client, where) == 404
