"""Emergency access: narrow, short, told at once, reviewed by another, and nothing of it leaves the screen."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from core.access import held, visible_to
from core.refusals import Denied, Refused
from oversight import actions, sweeps
from patients.models import Case, Patient
from teams.models import EmergencyAccess
from teams.sweeps import sweep_access
from tests.conftest import THEN
from tests.oversight.conftest import WORDS
from worklist.models import Notification

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(user, kind="emergency"):
    return Notification.objects.filter(recipient=user, source__startswith=f"{kind}:").count()


def test_it_opens_one_patient_for_four_hours(at, case, patient, opened, doctor):
    assert (opened.expires_at, opened.role) == (THEN + 4 * HOUR, Role.NURSE)
    assert "view_clinical" in held(doctor, case)
    assert list(visible_to(Case, doctor)) == [case]
    at(THEN + 4 * HOUR)
    assert held(doctor, case) == frozenset()
    assert not visible_to(Case, doctor).exists()


def test_it_gives_sight_only_and_never_the_private_classes(case, opened, doctor):
    names = held(doctor, case)
    assert not {name for name in names if name.startswith(("edit_", "sign_"))}
    assert not {"view_oversight", "view_quality", "view_ids", "view_feed", "clear_42cfr2"} & names
    assert "clear_sens" in names


def test_part_2_opens_only_with_the_facts_of_a_medical_emergency(case, patient, doctor, supervisor, officer):
    facts = {
        "part2_recipient": "Dr. Lind",
        "part2_affiliation": "Northgate Hospital",
        "part2_nature": "Overdose",
    }
    with pytest.raises(ValidationError, match="substance use programme"):
        actions.break_glass(patient, by=doctor, reason="safety", words=WORDS, **facts)
    with pytest.raises(ValidationError, match="substance use programme"):
        actions.break_glass(patient, by=doctor, reason="treatment", words=WORDS, part2_recipient="Dr. Lind")
    actions.break_glass(patient, by=doctor, reason="treatment", words=WORDS, **facts)
    assert "clear_42cfr2" in held(doctor, case)


def test_those_who_answer_for_it_are_told_in_the_same_transaction(opened, officer, supervisor, doctor):
    assert (told(officer), told(supervisor), told(doctor)) == (1, 0, 0)
    assert (told(officer, "emergency-told"), told(supervisor, "emergency-told")) == (0, 1)


def test_the_review_is_due_two_business_days_later(opened):
    # Opened on Tuesday morning: the end of Thursday in New York.
    assert opened.review_due_at.isoformat().startswith("2026-11-06T05:00") or (
        opened.review_due_at.isoformat().startswith("2026-11-06T04:59")
    )


def test_a_second_emergency_is_refused_while_the_first_runs(at, patient, opened, doctor):
    with pytest.raises(ValidationError, match="already have emergency access"):
        actions.break_glass(patient, by=doctor, reason="treatment", words=WORDS)
    at(THEN + 4 * HOUR)
    again = actions.break_glass(patient, by=doctor, reason="treatment", words=WORDS)
    assert again.pk != opened.pk


def test_ones_own_record_is_never_opened_this_way(patient, doctor):
    Patient.objects.filter(pk=patient.pk).update(own_user=doctor)
    with pytest.raises(Refused, match="own record"):
        actions.break_glass(patient, by=doctor, reason="treatment", words=WORDS)


def test_a_block_gives_way_to_an_emergency(case, patient, doctor, officer, supervisor):
    from teams.actions import block_access

    block_access(patient, by=officer, user=doctor, why="conflict")
    actions.break_glass(patient, by=doctor, reason="treatment", words=WORDS)
    assert "view_clinical" in held(doctor, case)


def test_too_few_words_and_the_wrong_role_are_refused(patient, doctor, intake, officer):
    with pytest.raises(Refused, match="15"):
        actions.break_glass(patient, by=doctor, reason="treatment", words="urgent          ")
    for user in (intake, officer):
        with pytest.raises(Denied):
            actions.break_glass(patient, by=user, reason="treatment", words=WORDS)


def test_it_can_be_given_back_and_is_over_on_the_next_request(client, case, opened, doctor):
    client.force_login(doctor)
    page = client.get(reverse("cases:summary", args=[case.pk])).content.decode()
    assert "Emergency access" in page
    assert reverse("oversight:end-emergency", args=[opened.pk]) in page
    client.post(reverse("oversight:end-emergency", args=[opened.pk]))
    assert client.get(reverse("cases:summary", args=[case.pk])).status_code == 404


def test_the_banner_stands_on_every_page_of_the_patient(client, case, patient, opened, doctor):
    client.force_login(doctor)
    for name in ("cases:summary", "careplans:plan", "teams:case", "worklist:case_work", "cases:timeline"):
        assert "cm-emergency" in client.get(reverse(name, args=[case.pk])).content.decode(), name
    assert "cm-emergency" in client.get(reverse("patients:patient", args=[patient.pk])).content.decode()


def test_no_banner_for_somebody_on_the_team(client, at, case, on_team, opened):
    client.force_login(on_team(Role.CASE_MANAGER))
    assert "cm-emergency" not in client.get(reverse("cases:summary", args=[case.pk])).content.decode()


def test_nobody_elses_emergency_can_be_ended_as_ones_own(client, opened, supervisor):
    client.force_login(supervisor)
    answer = client.post(reverse("oversight:end-emergency", args=[opened.pk]))
    assert answer.status_code == 404
    opened.refresh_from_db()
    assert opened.ended_at is None


# What leaves the screen -------------------------------------------------------------------------------------------


def test_the_interface_for_programs_gives_nothing_open_in_an_emergency(client, case, patient, opened, doctor):
    client.force_login(doctor)
    assert client.get("/api/v1/cases/").json()["results"] == []
    assert client.get("/api/v1/patients/").json()["results"] == []
    assert client.get(f"/api/v1/cases/{case.pk}/").status_code == 404
    assert client.get(f"/api/v1/patients/{patient.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["intake:next-steps", "intake:letter"])
def test_nothing_is_printed_in_an_emergency(client, case, patient, opened, doctor, supervisor, name):
    from intake.models import IntakeAnswer, IntakeRequest

    asked = IntakeRequest.objects.create(
        patient=patient, facility=patient.facility, case=case, received_at=THEN, created_by=supervisor
    )
    IntakeAnswer.objects.create(request=asked, to_name="Dr. Lind", text="Sent on", said_by=supervisor)
    client.force_login(doctor)
    assert client.get(reverse("intake:request", args=[asked.pk])).status_code == 200
    assert client.get(reverse(name, args=[asked.pk])).status_code == 404
    client.force_login(supervisor)
    assert client.get(reverse(name, args=[asked.pk])).status_code == 200


def test_what_is_to_be_taken_along_leaves_the_emergency_out(case, opened, doctor, on_team):
    lead = on_team(Role.CASE_MANAGER)
    assert not visible_to(Case, doctor, portable=True).exists()
    assert list(visible_to(Case, lead, portable=True)) == [case]


# The page ---------------------------------------------------------------------------------------------------------


def test_the_page_opens_a_record_and_leads_to_its_case(client, case, doctor, officer, door, typed):
    client.force_login(doctor)
    answer = client.post(door, typed)
    assert answer.status_code == 303
    assert answer["Location"] == reverse("cases:summary", args=[case.pk])
    assert client.get(answer["Location"]).status_code == 200
    assert EmergencyAccess.objects.get().user == doctor


@pytest.mark.parametrize(
    "wrong", [{"mrn": "204311"}, {"born_0": "15"}, {"mrn": "2043"}, {"mrn": "Okafor"}, {"mrn": "%"}]
)
def test_the_page_says_the_same_for_every_miss_and_lists_nothing(client, doctor, door, typed, wrong):
    client.force_login(doctor)
    answer = client.post(door, typed | wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "No record has exactly this" in page
    assert "Okafor" not in page.replace('value="Okafor"', "")
    assert (
        Event.objects.filter(verb="oversight.emergency_lookup", outcome="failed", actor_id=doctor.pk).count()
        == 1
    )


def test_a_wrong_password_looks_nothing_up(client, doctor, door, typed):
    client.force_login(doctor)
    answer = client.post(door, typed | {"password": "not-it", "mrn": "999"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is not your password" in page
    assert "No record has" not in page
    assert not EmergencyAccess.objects.exists()
    assert "not-it" not in page


def test_many_misses_must_wait(client, at, doctor, door, typed):
    client.force_login(doctor)
    for _ in range(5):
        assert client.post(door, typed | {"mrn": "1"}).status_code == 422
    assert client.post(door, typed).status_code == 429
    assert not EmergencyAccess.objects.exists()
    at(THEN + timedelta(minutes=16))
    client.logout()
    client.force_login(doctor)
    assert client.post(door, typed).status_code == 303


def test_a_role_without_the_duty_finds_no_form(client, intake, door, typed):
    client.force_login(intake)
    assert client.get(door).status_code == 403
    assert client.post(door, typed).status_code == 403


def test_a_record_of_another_house_is_not_found(client, outsider, door, typed):
    client.force_login(outsider)
    assert client.post(door, typed).status_code == 422


# The review -------------------------------------------------------------------------------------------------------


def review(opened, by, outcome="justified"):
    return actions.review_emergency(opened, by=by, outcome=outcome, review_note="Seen on the ward")


def test_another_privacy_officer_reviews_it_once(opened, officer, second_officer):
    done = review(opened, officer)
    assert (done.status, done.outcome, done.reviewed_by) == ("reviewed", "justified", officer)
    with pytest.raises(Refused, match="reviewed"):
        review(opened, second_officer)


def test_nobody_reviews_their_own(person, facility, opened, doctor):
    from teams.models import FacilityRole

    FacilityRole.objects.create(user=doctor, facility=facility, role=Role.PRIVACY, starts_at=THEN - DAY)
    with pytest.raises(Refused, match="Somebody else"):
        review(opened, doctor)


def test_a_supervisor_sees_it_and_may_not_review(client, opened, supervisor, outsider):
    with pytest.raises(Denied):
        review(opened, supervisor)
    client.force_login(supervisor)
    page = client.get(reverse("oversight:review", args=[opened.pk])).content.decode()
    assert WORDS in page
    assert "Save the review" not in page
    client.force_login(outsider)
    assert client.get(reverse("oversight:review", args=[opened.pk])).status_code == 404


@pytest.mark.parametrize("name", ["review", "close-emergency"])
def test_a_supervisor_is_told_that_the_verdict_is_not_theirs_before_the_form_is_judged(
    client, opened, supervisor, name
):
    client.force_login(supervisor)
    for sent in ({}, {"outcome": "justified", "review_note": "All well", "reason": "Over"}):
        assert client.post(reverse(f"oversight:{name}", args=[opened.pk]), sent).status_code == 403
    verb = {"review": "review", "close-emergency": "close"}[name]
    answer = client.post(f"/api/v1/emergencies/{opened.pk}/{verb}/", {}, content_type="application/json")
    assert answer.status_code == 403
    opened.refresh_from_db()
    assert (opened.status, opened.ended_at) == ("opened", None)


def test_the_review_page_says_what_was_opened(client, case, opened, doctor, officer):
    client.force_login(doctor)
    client.get(reverse("cases:summary", args=[case.pk]))
    client.force_login(officer)
    page = client.get(reverse("oversight:review", args=[opened.pk])).content.decode()
    assert "looked at the case" in page
    answer = client.post(
        reverse("oversight:review", args=[opened.pk]),
        {"outcome": "not_justified", "review_note": "Curiosity"},
    )
    assert answer.status_code == 303
    assert "Not justified" in client.get(reverse("oversight:reviews")).content.decode()


def test_a_review_without_a_finding_is_asked_again(client, opened, officer):
    client.force_login(officer)
    answer = client.post(reverse("oversight:review", args=[opened.pk]), {"outcome": "justified"})
    assert answer.status_code == 422


def test_the_privacy_officer_ends_it_before_its_time(client, case, opened, officer, doctor):
    client.force_login(officer)
    url = reverse("oversight:close-emergency", args=[opened.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "No emergency at all"}).status_code == 303
    assert held(doctor, case) == frozenset()


def test_what_is_not_reviewed_in_time_climbs_every_day(at, opened, officer, supervisor):
    assert sweeps.press_late_reviews() == 0
    at(opened.review_due_at + HOUR)
    assert sweeps.press_late_reviews() == 1
    assert sweeps.press_late_reviews() == 0
    at(opened.review_due_at + DAY + HOUR)
    assert sweeps.press_late_reviews() == 1
    assert (told(officer, "emergency-late"), told(supervisor, "emergency-told-late")) == (2, 2)
    review(opened, officer)
    at(opened.review_due_at + 2 * DAY + HOUR)
    assert sweeps.press_late_reviews() == 0


def test_the_notice_leads_to_the_review(client, opened, officer):
    client.force_login(officer)
    page = client.get(reverse("worklist:notices")).content.decode()
    assert reverse("oversight:review", args=[opened.pk]) in page
    assert "Emergency access was opened" in page


def test_the_sweep_retires_what_is_over(at, opened):
    at(THEN + 5 * HOUR)
    assert sweep_access() == 1
    opened.refresh_from_db()
    assert not opened.live
