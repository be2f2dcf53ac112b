"""Watched records, keeping people away by the page, disclosures and their accounting."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from audit import record
from audit.models import Event
from core import clock
from core.access import can
from core.refusals import Denied, Refused
from oversight import accounting, actions, sweeps
from oversight.models import AccountingRequest
from oversight.people import look_key
from oversight.queries import home
from patients.actions import disclose, record_consent
from patients.models import Patient
from tests.conftest import THEN
from worklist.models import Notification

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def lead(at, case, on_team):
    at(THEN)
    return on_team(Role.CASE_MANAGER, is_lead=True)


def told(user, kind):
    return Notification.objects.filter(recipient=user, source__startswith=f"{kind}:").count()


# Watched records --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["vip", "employee", "own"])
def test_every_look_at_a_watched_record_is_told_once_a_day(at, case, patient, lead, officer, intake, why):
    change = {"own_user": intake} if why == "own" else {"watch": why}
    Patient.objects.filter(pk=patient.pk).update(**change)
    for _ in range(3):
        record.seen([case], by=lead, at=THEN)
    assert sweeps.tell_of_looks() >= 1
    first = told(officer, "watched")
    assert sweeps.tell_of_looks() == 0
    at(THEN + DAY)
    record.seen([case], by=lead, at=clock.now())
    assert sweeps.tell_of_looks() == 1
    assert told(officer, "watched") == first + 1


def test_other_records_and_the_application_itself_alert_nobody(case, patient, lead, officer):
    record.seen([case], by=lead, at=THEN)
    assert sweeps.tell_of_looks() == 0
    assert told(officer, "watched") == 0


def test_a_privacy_officers_own_look_is_told_to_the_other(patient, officer, second_officer, at):
    at(THEN)
    Patient.objects.filter(pk=patient.pk).update(watch="vip")
    record.seen([patient], by=officer, at=THEN)
    sweeps.tell_of_looks()
    assert (told(officer, "watched"), told(second_officer, "watched")) == (0, 1)


def test_the_only_officers_own_look_is_told_to_the_supervisor_and_never_again(
    case, patient, lead, officer, supervisor
):
    Patient.objects.filter(pk=patient.pk).update(watch="vip")
    record.seen([case], by=officer, at=THEN)
    sweeps.tell_of_looks()
    hears = Notification.objects.filter(source=f"watched:{look_key(patient.pk, officer.pk)}")
    assert [notice.recipient for notice in hears] == [supervisor]
    assert sweeps.tell_of_looks() == 0


def test_a_look_that_nobody_is_there_to_hear_of_stays_in_the_trail_alone(at, patient, officer):
    at(THEN)
    Patient.objects.filter(pk=patient.pk).update(watch="vip")
    record.seen([patient], by=officer, at=THEN)
    rows = Event.objects.count()
    assert (sweeps.tell_of_looks(), sweeps.tell_of_looks()) == (0, 0)
    assert Event.objects.count() == rows


def test_looks_at_watched_records_have_a_page(client, case, patient, lead, officer):
    Patient.objects.filter(pk=patient.pk).update(watch="vip")
    record.seen([case], by=lead, at=THEN)
    sweeps.tell_of_looks()
    client.force_login(officer)
    assert lead.name in client.get(reverse("oversight:watched")).content.decode()
    notices = client.get(reverse("worklist:notices")).content.decode()
    assert reverse("oversight:log-of-patient", args=[patient.pk]) in notices
    client.force_login(lead)
    assert client.get(reverse("oversight:watched")).status_code == 404


# Keeping people away ----------------------------------------------------------------------------------------------


def test_blocking_and_lifting_by_the_page(client, case, patient, lead, officer):
    client.force_login(officer)
    page = reverse("oversight:protect", args=[patient.pk])
    assert client.post(page, {"user": lead.pk}).status_code == 422
    assert client.post(page, {"user": lead.pk, "why": "family", "note": "Her aunt"}).status_code == 303
    assert not can(lead, "view_case", case)
    block = patient.blocks.get()
    assert client.post(reverse("oversight:lift-block", args=[block.pk]), {}).status_code == 422
    assert (
        client.post(reverse("oversight:lift-block", args=[block.pk]), {"reason": "A mistake"}).status_code
        == 303
    )
    assert can(lead, "view_case", case)
    answer = client.post(reverse("oversight:watch", args=[patient.pk]), {"watch": "", "own_user": lead.pk})
    assert answer.status_code == 303
    assert not can(lead, "view_case", case)


@pytest.mark.parametrize("name", ["protect", "disclosures"])
def test_who_is_kept_away_and_what_was_given_out_are_the_privacy_officers_alone(
    client, patient, case, supervisor, officer, lead, name
):
    page, trail = (reverse(f"oversight:{door}", args=[patient.pk]) for door in (name, "log-of-patient"))
    client.force_login(supervisor)
    assert page not in client.get(trail).content.decode()
    assert client.get(page).status_code == 403
    assert client.post(page, {"user": lead.pk, "why": "family"}).status_code == 403
    assert not patient.blocks.exists()
    client.force_login(officer)
    assert page in client.get(trail).content.decode()
    assert client.get(page).status_code == 200


# Accountings ------------------------------------------------------------------------------------------------------


def test_the_clock_is_sixty_days_and_thirty_more_once(at, patient, officer):
    at(THEN)
    asked = actions.open_accounting(patient, by=officer, received_on=date(2026, 11, 3))
    assert (asked.due_on, asked.from_on, asked.until_on, asked.is_free) == (
        date(2027, 1, 2), date(2020, 11, 3), date(2026, 11, 3), True,
    )  # fmt: skip
    with pytest.raises(Refused, match="longer"):
        actions.extend_accounting(asked, by=officer, reason=" ")
    longer = actions.extend_accounting(asked, by=officer, reason="Paper records of 2021")
    assert longer.due_on == date(2027, 2, 1)
    with pytest.raises(Refused, match="once"):
        actions.extend_accounting(asked, by=officer, reason="Again")


def test_it_is_not_extended_when_it_is_late(at, patient, officer):
    at(THEN)
    asked = actions.open_accounting(patient, by=officer, received_on=date(2026, 11, 3))
    at(THEN + 61 * DAY)
    with pytest.raises(Refused, match="late"):
        actions.extend_accounting(asked, by=officer, reason="Forgot")


def test_the_first_in_twelve_months_is_free(at, patient, officer):
    at(THEN)
    actions.open_accounting(patient, by=officer, received_on=date(2026, 3, 1))
    assert not actions.open_accounting(patient, by=officer, received_on=date(2026, 11, 1)).is_free


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"received_on": date(2026, 11, 4)}, "still to come"),
        ({"from_on": date(2020, 11, 2)}, "six years"),
    ],
)
def test_what_a_request_refuses(at, patient, officer, change, sentence):
    at(THEN)
    with pytest.raises(Refused, match=sentence):
        actions.open_accounting(patient, by=officer, **{"received_on": date(2026, 11, 3)} | change)
    assert not AccountingRequest.objects.exists()


def test_only_the_privacy_officer_keeps_accountings(patient, case, supervisor, intake):
    for user in (supervisor, intake):
        with pytest.raises(Denied):
            actions.open_accounting(patient, by=user, received_on=date(2026, 11, 3))


@pytest.fixture
def shared(at, case, patient, lead):
    """Shares on consents: for treatment, for the family, and of a substance use programme."""
    at(THEN)
    for purpose, classes in (
        ("treatment", ["plan"]), ("family", ["plan"]), ("treatment", ["42cfr2"]),
    ):  # fmt: skip
        record_consent(
            patient,
            by=lead,
            purpose=purpose,
            classes=classes,
            method="signed",
            to_class=f"{purpose} {classes[0]}",
        )
    for consent in patient.consents.all():
        disclose(
            patient, by=lead, classes=consent.classes, what=f"Letter {consent.to_class}", how="paper",
            recipient="Dr. Lind", to_class=consent.to_class,
        )  # fmt: skip


def test_what_is_listed_and_what_is_left_out(patient, officer, shared):
    actions.note_disclosure(
        patient, by=officer, at=THEN, recipient="County health", address="1 Main St", what="A case of measles",
        purpose="public_health",
    )  # fmt: skip
    asked = actions.open_accounting(patient, by=officer, received_on=date(2026, 11, 3))
    lines = {line.what: line for line in home.accounted(asked)}
    assert lines["A case of measles"].left_out == ""
    assert lines["Letter treatment plan"].left_out == "treatment"
    assert lines["Letter family plan"].left_out == "authorised by the patient"
    assert (lines["Letter treatment 42cfr2"].left_out, lines["Letter treatment 42cfr2"].part2) == ("", True)


def test_part_2_is_listed_for_three_years_only(at, patient, officer, shared):
    at(THEN + 4 * 365 * DAY)
    asked = actions.open_accounting(patient, by=officer, received_on=date(2030, 11, 1))
    lines = {line.what: line for line in home.accounted(asked)}
    assert lines["Letter treatment 42cfr2"].left_out == "treatment"


def test_an_accounting_reaches_back_six_years():
    assert accounting.earliest(date(2026, 2, 28)) == date(2020, 2, 28)
    assert accounting.earliest(date(2024, 2, 29)) == date(2018, 2, 28)


def test_the_pages_take_a_request_and_answer_it(client, at, patient, officer, shared):
    client.force_login(officer)
    given = reverse("oversight:disclosures", args=[patient.pk])
    assert "Letter family plan" in client.get(given).content.decode()
    sent = {"received_on": "2026-11-03", "asked_by": "patient"}
    answer = client.post(reverse("oversight:new-accounting", args=[patient.pk]), sent)
    asked = AccountingRequest.objects.get()
    assert answer["Location"] == reverse("oversight:accounting", args=[asked.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "Letter treatment 42cfr2" in page
    extend = reverse("oversight:extend-accounting", args=[asked.pk])
    assert client.post(extend, {"reason": ""}).status_code == 422
    assert client.post(extend, {"reason": "Paper of 2021"}).status_code == 303
    assert client.post(answer["Location"], {"how": "By post"}).status_code == 303
    asked.refresh_from_db()
    assert (asked.status, asked.answered_by) == ("answered", officer)


def test_writing_down_a_disclosure_by_the_page(client, at, patient, officer):
    at(THEN)
    client.force_login(officer)
    url = reverse("oversight:disclosures", args=[patient.pk])
    sent = {"recipient": "Court", "what": "Record", "purpose": "court", "at": "2026-11-02T10:00"}
    assert client.post(url, sent | {"at": "2027-01-01T10:00"}).status_code == 409
    assert client.post(url, sent).status_code == 303
    assert "Court or tribunal" in client.get(url).content.decode()


def test_an_accounting_that_is_due_soon_is_told_each_day(at, patient, officer):
    at(THEN)
    actions.open_accounting(patient, by=officer, received_on=date(2026, 11, 3))
    assert sweeps.press_accountings() == 0
    at(THEN + 55 * DAY)
    assert (sweeps.press_accountings(), sweeps.press_accountings()) == (1, 0)
    at(THEN + 56 * DAY)
    assert sweeps.press_accountings() == 1
    assert told(officer, "accounting") == 2
