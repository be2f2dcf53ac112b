"""Holding disclosures back on an agency's word: for how long, on which word, and from whom it is kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.refusals import Denied, Refused
from oversight import actions
from oversight.models import Suspension
from oversight.queries import home
from tests.conftest import THEN

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)
POLICE = "State Police"


@pytest.fixture
def given(at, patient, officer):
    at(THEN)
    for recipient, purpose in ((POLICE, "police"), ("County Court", "court")):
        facts = {
            "recipient": recipient,
            "address": "",
            "what": f"Summary for {recipient}",
            "purpose": purpose,
        }
        actions.note_disclosure(patient, by=officer, at=THEN - timedelta(days=1), **facts)
    return actions.open_accounting(patient, by=officer, received_on=TODAY)


def said(**changes):
    return {
        "recipient": POLICE, "form": "written", "official": "Det. Ruiz, badge 41", "statement": "It would impede the case",
        "stated_on": TODAY, "until_on": TODAY + timedelta(days=120),
    } | changes  # fmt: skip


def listed(request):
    return {line.recipient for line in home.accounted(request) if not line.held_until}


def test_what_an_agency_had_held_back_is_out_of_accountings_until_its_day_is_over(
    at, given, patient, officer
):
    assert listed(given) == {POLICE, "County Court"}
    actions.suspend_accounting(patient, by=officer, **said())
    assert listed(given) == {"County Court"}
    at(THEN + timedelta(days=120))
    assert listed(given) == {"County Court"}
    at(THEN + timedelta(days=121))
    assert listed(given) == {POLICE, "County Court"}


def test_an_oral_statement_lasts_thirty_days_at_most(given, patient, officer):
    with pytest.raises(ValidationError, match="30 days at most"):
        actions.suspend_accounting(
            patient, by=officer, **said(form="oral", until_on=TODAY + timedelta(days=31))
        )
    made = actions.suspend_accounting(
        patient, by=officer, **said(form="oral", until_on=TODAY + timedelta(days=30))
    )
    assert made.form == "oral"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"recipient": "County Court"}, "recipient"),
        ({"recipient": "Nobody"}, "recipient"),
        ({"stated_on": TODAY + timedelta(days=1)}, "stated_on"),
        ({"stated_on": TODAY - timedelta(days=9), "until_on": TODAY - timedelta(days=1)}, "until_on"),
    ],
)
def test_what_cannot_be_held_back_is_refused_beside_its_field(given, patient, officer, changes, field):
    with pytest.raises(Refused) as refused:
        actions.suspend_accounting(patient, by=officer, **said(**changes))
    assert refused.value.field == field


def test_it_ends_early_with_a_reason_and_only_once(given, patient, officer, supervisor):
    row = actions.suspend_accounting(patient, by=officer, **said())
    with pytest.raises(Denied):
        actions.end_suspension(row, by=supervisor, reason="No.")
    with pytest.raises(Refused):
        actions.end_suspension(row, by=officer, reason="")
    actions.end_suspension(row, by=officer, reason="The agency said so.")
    assert listed(given) == {POLICE, "County Court"}
    with pytest.raises(Refused):
        actions.end_suspension(row, by=officer, reason="Again.")


def test_the_page_takes_it_keeps_what_was_typed_and_gives_it_back(
    client, given, patient, officer, supervisor
):
    page = reverse("oversight:suspend", args=[patient.pk])
    client.force_login(officer)
    wrong = client.post(page, said(form="oral"))
    assert wrong.status_code == 422
    assert "Det. Ruiz" in wrong.content.decode()
    assert client.post(page, said()).status_code == 303
    assert (
        "held back; not told to the patient"
        in client.get(reverse("oversight:accounting", args=[given.pk])).content.decode()
    )
    end = reverse("oversight:end-suspension", args=[Suspension.objects.get().pk])
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "Over."}).status_code == 303
    client.force_login(supervisor)
    assert client.get(page).status_code == 404


def test_the_patients_report_says_nothing_of_it(client, given, patient, officer):
    actions.suspend_accounting(patient, by=officer, **said())
    client.force_login(officer)
    words = client.get(reverse("oversight:report", args=[patient.pk])).content.decode()
    assert "took a request for an accounting" in words
    assert "held a disclosure back" not in words
    assert "wrote down a disclosure" not in words
