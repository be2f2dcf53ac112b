"""Sight given by hand through guardian's own functions, and sight taken away by a block."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from guardian.shortcuts import assign_perm, get_objects_for_user, remove_perm

from accounts.actors import system
from accounts.permissions import Role
from core import access, granting
from core.access import can, held, visible_to
from core.refusals import Denied, Refused
from encounters.actions import admit
from encounters.models import Encounter
from intake.models import IntakeRequest
from patients.models import Case, ContactPoint, Patient
from teams import actions
from teams.models import AccessBlock, CaseAccess, CaseGrant, EmergencyAccess, TeamMember
from teams.sweeps import sweep_access
from tests.conftest import THEN
from worklist.actions import ask_consult
from worklist.consults import shareable

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WHY = "Reads the plan before the ward round"


@pytest.fixture
def lead(at, case, on_team):
    at(THEN)
    return on_team(Role.CASE_MANAGER, is_lead=True)


@pytest.fixture
def guest(person, facility):
    return person("g.guest", Role.NURSE, facility)


@pytest.fixture
def officer(person, facility):
    return person("p.officer", Role.PRIVACY, facility)


def given(case, lead, guest, permission="view_plan", until=THEN + DAY):
    return actions.grant(case, by=lead, user=guest, permission=permission, why=WHY, until=until)


def test_a_grant_gives_one_permission_until_its_end_and_says_why(at, case, lead, guest):
    row = given(case, lead, guest)
    assert (row.kind, row.created_by, row.why, row.ends_at) == ("manual", lead, WHY, THEN + DAY)
    assert held(guest, case) == {"view_plan"}
    assert [line.source for line in access.why(guest, case)] == ["manual"]
    at(THEN + DAY)
    assert not held(guest, case)
    assert not visible_to(Case, guest, "view_plan").exists()


def test_a_grant_counts_in_whatever_role_the_person_acts(case, lead, guest):
    given(case, lead, guest)
    guest.acting_role = Role.SOCIAL_WORKER
    assert can(guest, "view_plan", case)


def test_a_grant_taken_back_is_over_on_the_next_request(client, case, lead, guest):
    given(case, lead, guest, "view_case")
    row = CaseGrant.objects.get()
    client.force_login(guest)
    assert client.get(reverse("cases:summary", args=[case.pk])).status_code == 200
    ended = actions.revoke_grant(row, by=lead, why="The round is over")
    assert (ended.ends_at, ended.live, ended.why) == (THEN, False, "The round is over")
    assert client.get(reverse("cases:summary", args=[case.pk])).status_code == 404
    with pytest.raises(Refused, match="already ended"):
        actions.revoke_grant(row, by=lead, why="Again")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"permission": "view_safeguarding"}, "only what you may see"),
        ({"permission": "edit_work"}, "only what you may see"),
        ({"until": THEN}, "in the past"),
        ({"why": " "}, "Say why"),
        ({"user": "lead"}, "to themselves"),
        ({"user": "outsider"}, "works here"),
    ],
)
def test_what_a_grant_refuses(case, lead, guest, outsider, change, sentence):
    facts = {"user": guest, "permission": "view_plan", "why": WHY, "until": THEN + DAY, **change}
    facts["user"] = {"lead": lead, "outsider": outsider}.get(facts["user"], guest)
    with pytest.raises(Refused, match=sentence):
        actions.grant(case, by=lead, **facts)
    assert not CaseGrant.objects.exists()


def test_what_somebody_sees_already_is_not_granted(case, lead, on_team):
    with pytest.raises(Refused, match="already"):
        given(case, lead, on_team(Role.NURSE))


def test_only_who_manages_the_team_gives(case, lead, guest, on_team):
    with pytest.raises(Denied):
        given(case, on_team(Role.NURSE), guest)


def test_guardians_whole_interface_answers_from_the_view(case, lead, guest):
    with transaction.atomic(), granting.giving(lead, WHY, THEN + DAY):
        assign_perm("patients.view_plan", guest, case)
        assign_perm("patients.view_plan", guest, case)
    assert CaseGrant.objects.count() == 1
    assert guest.has_perm("patients.view_plan", case)
    assert not guest.has_perm("patients.edit_plan", case)
    asked = {"use_groups": False, "accept_global_perms": False, "klass": Case}
    assert list(get_objects_for_user(guest, "patients.view_plan", **asked)) == [case]
    with transaction.atomic(), granting.giving(lead, "Done"):
        remove_perm("view_plan", guest, case)
    guest = type(guest).objects.get(pk=guest.pk)
    assert not guest.has_perm("patients.view_plan", case)
    assert not get_objects_for_user(guest, "patients.view_plan", **asked).exists()


def test_a_grant_beside_a_relation_leaves_the_relation_alone(case, lead, on_team):
    nurse = on_team(Role.NURSE)
    with transaction.atomic(), granting.giving(lead, WHY, THEN + DAY):
        assign_perm("view_plan", nurse, case)
        remove_perm("view_plan", nurse, case)
    assert can(nurse, "view_plan", case)


@pytest.mark.parametrize("change", [assign_perm, remove_perm])
def test_guardian_changes_nothing_outside_a_verb(case, lead, guest, change):
    if change is remove_perm:
        given(case, lead, guest)
    before = CaseAccess.objects.count()
    with pytest.raises(DatabaseError, match="granted by a verb"), transaction.atomic():
        change("view_plan", guest, case)
    assert CaseAccess.objects.count() == before


def test_the_setting_ends_with_the_verb(case, lead, guest):
    given(case, lead, guest)
    with pytest.raises(DatabaseError, match="granted by a verb"), transaction.atomic():
        assign_perm("view_work", guest, case)


def test_only_the_access_module_speaks_to_guardian():
    root = Path(access.__file__).parent.parent
    # The bench asks guardian as a witness, never to decide.
    apps = [path.parent for path in root.glob("*/apps.py") if path.parent.name != "demo"]
    speaking = {
        str(path.relative_to(root))
        for app in apps
        for path in app.rglob("*.py")
        if "migrations" not in path.parts and _imports_guardian(path)
    }
    # The view is a table of guardian's; nothing else knows the library.
    assert speaking == {"core/granting.py", "teams/models/access.py"}


def _imports_guardian(path):
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return any(name.split(".")[0] == "guardian" for name in names)


def test_a_block_takes_the_case_and_everything_seen_through_the_facility(
    client, at, case, patient, intake, officer, lead
):
    admit(patient, by=system("feed"), facility=patient.facility, kind="IMP", event_at=THEN, key="one")
    IntakeRequest.objects.create(
        patient=patient, facility=patient.facility, case=case, received_at=THEN, created_by=intake
    )
    ContactPoint.objects.create(patient=patient, kind="phone", value="555-0000")
    for model in (Patient, Encounter, IntakeRequest, ContactPoint):
        assert visible_to(model, intake).exists(), model
    block = actions.block_access(patient, by=officer, user=intake, why="family")
    for model in (Patient, Encounter, IntakeRequest, ContactPoint, Case):
        assert not visible_to(model, intake).exists(), model
        for row in model.objects.all():
            assert held(intake, row) <= {"break_glass"}, model
    client.force_login(intake)
    assert client.get(reverse("patients:patient", args=[patient.pk])).status_code == 404
    actions.lift_block(block, by=officer, reason="They moved away")
    assert client.get(reverse("patients:patient", args=[patient.pk])).status_code == 200


def test_a_block_leaves_other_patients_and_other_people_alone(patient, facility, intake, officer):
    other = Patient.objects.create(facility=facility, family="Lund", given="Ola", search_name="lund ola")
    actions.block_access(patient, by=officer, user=intake, why="conflict")
    assert list(visible_to(Patient, intake)) == [other]
    assert can(intake, "view_identity", other)
    assert set(visible_to(Patient, officer)) == {patient, other}


def test_a_block_of_somebody_on_the_team_cuts_them_off_at_once(client, case, patient, lead, officer):
    client.force_login(lead)
    assert client.get(reverse("cases:summary", args=[case.pk])).status_code == 200
    actions.block_access(patient, by=officer, user=lead, why="conflict")
    assert client.get(reverse("cases:summary", args=[case.pk])).status_code == 404
    assert held(lead, case) == frozenset()


def test_ones_own_record_is_blocked_by_itself_and_stays_so(case, patient, intake, officer, lead):
    actions.watch_record(patient, by=officer, own_user=lead)
    patient.refresh_from_db()
    assert patient.watch == "employee"
    assert held(lead, case) == frozenset()
    block = AccessBlock.objects.get(why="self")
    with pytest.raises(Refused, match="own record"):
        actions.lift_block(block, by=officer, reason="Asked for it")
    actions.watch_record(patient, by=officer, watch="vip", own_user=None)
    assert can(lead, "view_case", case)
    block.refresh_from_db()
    assert not block.live


def test_nobody_lifts_what_keeps_themselves_away(patient, person, facility, officer):
    second = person("p.second", Role.PRIVACY, facility)
    block = actions.block_access(patient, by=officer, user=second, why="asked")
    assert not can(second, "review_access", block)
    own = actions.block_access(patient, by=officer, user=officer, why="family")
    with pytest.raises((Refused, Denied)):
        actions.lift_block(own, by=officer, reason="I want to look")


def test_only_the_privacy_officer_blocks(patient, intake, lead):
    for user in (intake, lead):
        with pytest.raises(Denied):
            actions.block_access(patient, by=user, user=lead, why="family")


def test_a_model_about_nobody_costs_no_block(facility, intake, officer, patient):
    from facilities.models import Unit

    assert "accessblock" not in str(visible_to(Unit, intake).query)
    assert "accessblock" in str(visible_to(Patient, intake).query)
    assert "accessblock" not in str(visible_to(Case, intake).query)


def test_a_right_on_a_row_is_one_statement_a_path(patient, intake, django_assert_num_queries):
    held(intake, patient)
    with django_assert_num_queries(2):
        held(intake, patient)


def test_what_is_over_is_retired_by_the_sweep(at, case, patient, lead, guest, officer, facility):
    given(case, lead, guest)
    AccessBlock.objects.create(
        patient=patient, user=guest, why="asked", starts_at=THEN - DAY, ends_at=THEN, created_by=officer
    )
    at(THEN + 2 * DAY)
    assert sweep_access() == 2
    assert sweep_access() == 0
    assert not CaseGrant.objects.get().live


def test_giving_and_taking_back_by_the_page(client, case, team, lead, guest, on_team):
    TeamMember.objects.create(team=team, user=guest, starts_at=THEN)
    client.force_login(lead)
    page = reverse("teams:grant", args=[case.pk])
    sent = {"user": guest.pk, "permission": "view_plan", "until": "2026-11-05", "why": WHY}
    assert client.post(page, {"user": guest.pk}).status_code == 422
    assert client.post(page, sent).status_code == 303
    row = CaseGrant.objects.get()
    assert (
        reverse("teams:revoke-grant", args=[row.pk])
        in client.get(reverse("worklist:case_consults", args=[case.pk])).content.decode()
    )
    assert client.post(reverse("teams:revoke-grant", args=[row.pk]), {"why": "Done"}).status_code == 303
    assert not held(guest, case)
    client.force_login(on_team(Role.NURSE))
    assert client.get(page).status_code == 403


def test_programs_block_and_lift_with_the_same_verbs(client, case, patient, lead, officer, facility):
    from teams.models import FacilityRole

    FacilityRole.objects.create(user=lead, facility=facility, role=Role.CASE_MANAGER, starts_at=THEN)
    client.force_login(officer)
    sent = {"user": str(lead.pk), "why": "family"}
    answer = client.post(
        f"/api/v1/patients/{patient.pk}/block-access/", sent, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    assert held(lead, case) <= {"break_glass"}
    block = answer.json()["id"]
    lifted = {"reason": "A mistake"}
    assert (
        client.post(f"/api/v1/blocks/{block}/lift/", lifted, content_type="application/json").status_code
        == 200
    )
    taken = {"received_on": "2026-11-02", "asked_by": "patient"}
    made = client.post(
        f"/api/v1/patients/{patient.pk}/open-accounting/", taken, content_type="application/json"
    )
    assert made.json()["due_on"] == "2027-01-01"


def test_a_grant_taken_back_stays_taken_back_when_a_block_is_lifted(at, case, lead, guest, officer):
    row = given(case, lead, guest)
    block = actions.block_access(case.patient, by=officer, user=guest, why="conflict")
    ended = actions.revoke_grant(row, by=lead, why="Not needed any more")
    assert (ended.ends_at, ended.live, ended.why) == (THEN, False, "Not needed any more")
    at(THEN + timedelta(hours=1))
    actions.lift_block(block, by=officer, reason="It was a mistake")
    assert not held(guest, case)


def test_a_grant_of_somebody_whose_account_is_closed_can_be_taken_back(case, lead, guest):
    row = given(case, lead, guest)
    guest.is_active = False
    guest.save()
    actions.revoke_grant(row, by=lead, why="They have left")
    guest.is_active = True
    guest.save()
    assert not held(guest, case)


def test_what_is_open_in_an_emergency_alone_is_not_given_on(case, lead, guest):
    before = held(lead, case)
    EmergencyAccess.objects.create(
        patient=case.patient, user=lead, role="case_manager", reason="treatment", words="Unconscious on the ward",
        opened_at=THEN, expires_at=THEN + timedelta(hours=4), review_due_at=THEN + DAY,
    )  # fmt: skip
    gained = {name for name in held(lead, case) - before if name.startswith("view_")}
    assert gained
    for permission in gained:
        with pytest.raises(Refused, match="only what you may see yourself"):
            given(case, lead, guest, permission)
    assert not gained & {f"view_{name}" for name in shareable(lead, case)}


def test_nobody_is_given_what_a_block_keeps_them_from(case, lead, guest, officer, supervisor):
    actions.block_access(case.patient, by=officer, user=guest, why="conflict")
    asked = {"to_user": guest, "question": "May she walk?", "summary": "Two falls this week"}
    tries = (
        lambda: given(case, lead, guest),
        lambda: actions.assign(case, by=supervisor, user=guest, role=Role.NURSE),
        lambda: actions.change_lead(case, by=supervisor, to=guest, why="Nearer to the ward"),
        lambda: ask_consult(case, by=lead, **asked),
        lambda: actions.offer_part(case.assignments.get(is_lead=True), by=lead, to=guest),
    )
    for each in tries:
        with pytest.raises(Refused, match="cannot work with this patient"):
            each()
