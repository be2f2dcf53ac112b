"""The simulator says what the real rule would say, of another day and after a change, and leaves no trace of a trial."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from audit.models import Event
from core.access import held
from oversight import simulator
from oversight.simulator import Trial
from patients.models import Case, Consent
from teams import actions
from teams.models import Assignment, FacilityRole, TeamMember, UnitCover
from tests.conftest import THEN

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
URL = "/privacy/simulator/"


@pytest.fixture
def nurse(at, on_team, team):
    at(THEN)
    user = on_team(Role.NURSE)
    TeamMember.objects.create(team=team, user=user, starts_at=THEN - DAY)
    return user


@pytest.fixture
def free(person, team):
    """A social worker of the team who has no part in the case."""
    user = person("f.free", Role.SOCIAL_WORKER)
    TeamMember.objects.create(team=team, user=user, starts_at=THEN - DAY)
    return user


def asked(case, user, trial=None, *, by, at=THEN):
    return simulator.compare(case, user, trial or Trial(), by=by, now=THEN, at=at)


def everything():
    return {model: model.objects.count() for model in (Assignment, UnitCover, FacilityRole, Consent, User)}


def test_now_is_what_the_rule_says(case, nurse, supervisor, intake, officer):
    for user in (nurse, supervisor, intake):
        before, after = asked(case, user, by=officer)
        assert before.names == after.names == held(user, case), user
        assert before.why


def test_another_day_is_what_the_rule_will_say(at, case, nurse, supervisor, officer):
    actions.stand_down(nurse.assignments.get(), by=supervisor, why="Moved on")
    for days in (0, 1, 29, 30, 31):
        _before, after = asked(case, nurse, by=officer, at=THEN + days * DAY + timedelta(minutes=1))
        at(THEN + days * DAY + timedelta(minutes=1))
        assert after.names == held(nurse, case), days


def test_a_day_in_the_past_counts_what_was_retired_since(at, case, nurse, supervisor, officer):
    actions.stand_down(nurse.assignments.get(), by=supervisor, why="Moved on")
    Assignment.objects.update(
        starts_at=THEN - 90 * DAY, ends_at=THEN - 80 * DAY, read_until=THEN - 50 * DAY, live=False
    )
    before, then = asked(case, nurse, by=officer, at=THEN - 85 * DAY)
    assert before.names == frozenset()
    assert "edit_clinical" in then.names


@pytest.mark.parametrize(
    ("trial", "perm"),
    [
        (Trial("assignment", Role.SOCIAL_WORKER), "edit_psychosocial"),
        (Trial("cover", Role.SOCIAL_WORKER), "edit_psychosocial"),
        (Trial("role", Role.INTAKE), "edit_intake"),
    ],
)
def test_a_change_that_is_tried_is_what_the_change_would_give(case, unit, free, officer, at, trial, perm):
    at(THEN)
    Case.objects.filter(pk=case.pk).update(unit=unit)
    case.refresh_from_db()
    stood, history = everything(), Event.objects.count()
    before, after = asked(case, free, trial, by=officer)
    assert perm not in before.names
    assert perm in after.names
    assert (everything(), Event.objects.count()) == (stood, history)
    assert perm not in held(free, case)


def test_a_consent_opens_what_it_names(case, nurse, officer):
    _before, after = asked(case, nurse, Trial("consent", "", ("42cfr2",)), by=officer)
    assert "clear_42cfr2" in after.names
    assert not Consent.objects.exists()


def test_somebody_new_in_a_role(case, officer, person, at):
    at(THEN)
    # Somebody may really be called that.
    person("preview", Role.NURSE, name="P. Review")
    before, after = asked(case, None, Trial("assignment", Role.NURSE), by=officer)
    assert before.names == frozenset()
    assert "edit_clinical" in after.names
    assert not User.objects.filter(name="Preview").exists()


def test_blocks_count(case, patient, nurse, officer):
    actions.block_access(patient, by=officer, user=nurse, why="family")
    assert asked(case, nurse, by=officer)[0].names == frozenset()


def test_the_page_shows_before_and_after_with_reasons_and_is_on_record(client, case, nurse, free, officer):
    client.force_login(officer)
    assert client.get(URL).status_code == 200
    sent = {"reference": case.reference, "person": free.pk, "kind": "assignment", "role": "social_worker"}
    page = client.post(URL, sent).content.decode()
    assert "psychosocial" in page
    assert "You are social worker on this case since today" in page
    assert Event.objects.filter(
        verb="preview", actor_id=officer.pk, case_id=case.pk, reason="f.free"
    ).exists()
    assert not Assignment.objects.filter(user=free).exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"reference": "ZZZZZZZZ"},
        {"person": ""},
        {"kind": "assignment", "role": ""},
        {"kind": "assignment", "role": "privacy"},
        {"kind": "cover", "role": "nurse"},
        {"kind": "consent"},
    ],
)
def test_what_the_page_asks_again(client, case, free, officer, at, sent):
    at(THEN)
    client.force_login(officer)
    answer = client.post(URL, {"reference": case.reference, "person": free.pk, **sent})
    assert answer.status_code == 422


def test_a_change_the_database_refuses_is_said(client, case, nurse, officer):
    client.force_login(officer)
    sent = {"reference": case.reference, "person": nurse.pk, "kind": "assignment", "role": "nurse"}
    answer = client.post(URL, sent)
    assert answer.status_code == 422
    assert "already has that role" in answer.content.decode()
    assert Assignment.objects.filter(user=nurse).count() == 1


def test_a_supervisor_asks_about_their_own_team_only(client, case, nurse, supervisor, intake, outsider):
    client.force_login(supervisor)
    assert client.post(URL, {"reference": case.reference, "person": nurse.pk}).status_code == 200
    assert client.post(URL, {"reference": case.reference, "person": intake.pk}).status_code == 422
    Case.objects.filter(pk=case.pk).update(team=None)
    assert client.post(URL, {"reference": case.reference, "person": nurse.pk}).status_code == 422
    for user in (nurse, intake, outsider):
        client.force_login(user)
        assert client.get(reverse("oversight:simulator")).status_code == 404
