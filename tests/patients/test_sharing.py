"""Consent: what was agreed to, ended at once, and every share made on it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import InternalError

from accounts.permissions import Role
from core.refusals import Denied, Refused
from directory.models import Organisation
from patients import actions
from patients.models import Consent, Disclosure
from patients.queries.parties import colleagues
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def elm_house(db):
    return Organisation.objects.create(name="Elm House", kinds=["provider"])


@pytest.fixture
def consent(register, intake, elm_house, at):
    at(THEN)
    return actions.record_consent(
        register(), by=intake, purpose="transition", classes=["identity", "clinical"], method="signed",
        to_organisation=elm_house, ends_at=THEN + timedelta(days=30),
    )  # fmt: skip


def share(consent, by, **more):
    details = {
        "classes": ["clinical"], "what": "Discharge summary", "how": "fax", "recipient": "Elm House, 1 Elm St",
        "to_organisation": consent.to_organisation,
    }  # fmt: skip
    return actions.disclose(consent.patient, by=by, **(details | more))


def test_a_share_on_a_live_consent_is_listed_with_its_recipient(consent, intake, trail):
    made = share(consent, intake)
    assert list(consent.disclosures.all()) == [made]
    assert (made.given_by, made.at, made.recipient) == (intake, THEN, "Elm House, 1 Elm St")
    [event] = trail("patients.disclose")
    assert event.patient_ids == [consent.patient_id]


def test_a_share_of_what_was_not_named_is_refused(consent, intake):
    with pytest.raises(Refused, match="no consent to share this with Elm House"):
        share(consent, intake, classes=["clinical", "behavioural"])
    with pytest.raises(Refused):
        share(consent, intake, classes=[])
    assert not Disclosure.objects.exists()


def test_a_share_with_another_party_is_refused(consent, intake):
    other = Organisation.objects.create(name="Oak House", kinds=["provider"])
    with pytest.raises(Refused, match="Oak House"):
        share(consent, intake, to_organisation=other)


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (29, True), (30, False)])
def test_a_consent_holds_from_its_start_up_to_its_end(consent, intake, at, days, allowed):
    at(THEN + timedelta(days=days))
    if allowed:
        share(consent, intake)
    else:
        with pytest.raises(Refused):
            share(consent, intake)


def test_revoking_stops_shares_and_keeps_the_past_ones(consent, intake, at):
    share(consent, intake)
    actions.revoke_consent(consent, by=intake, reason="Asked by phone")
    with pytest.raises(Refused):
        share(consent, intake)
    consent.refresh_from_db()
    assert (consent.revoked_by, consent.live) == (intake, False)
    assert consent.disclosures.count() == 1
    with pytest.raises(Refused, match="revoked already"):
        actions.revoke_consent(consent, by=intake)


def test_a_share_is_never_changed(consent, intake):
    share(consent, intake)
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update patients_disclosure set what = 'other'")


def test_others_neither_record_nor_share(consent, privacy):
    with pytest.raises(Denied):
        actions.revoke_consent(consent, by=privacy)
    with pytest.raises(Denied):
        share(consent, privacy)


def test_a_consent_names_one_party_what_and_a_period(register, intake, elm_house, at):
    at(THEN)
    patient, agreed = register(), {"purpose": "transition", "method": "signed"}
    with pytest.raises(ValidationError, match="exactly one person or organisation"):
        actions.record_consent(patient, by=intake, classes=["plan"], **agreed)
    with pytest.raises(ValidationError, match="exactly one"):
        actions.record_consent(
            patient, by=intake, classes=["plan"], to_organisation=elm_house, to_class="Kin", **agreed
        )
    with pytest.raises(ValidationError):
        actions.record_consent(patient, by=intake, classes=[], to_organisation=elm_house, **agreed)
    with pytest.raises(ValidationError, match="ends before it starts"):
        actions.record_consent(
            patient,
            by=intake,
            classes=["plan"],
            to_organisation=elm_house,
            ends_at=THEN,
            starts_at=THEN,
            **agreed,
        )
    with pytest.raises(Refused, match="witness"):
        actions.record_consent(
            patient,
            by=intake,
            classes=["plan"],
            to_organisation=elm_house,
            purpose="payment",
            method="verbal",
        )
    assert not Consent.objects.exists()


def test_only_known_kinds_of_information_are_agreed_to(register, intake, elm_house):
    with pytest.raises(Refused, match="kinds of information") as refused:
        actions.record_consent(
            register(), by=intake, purpose="transition", method="signed", classes=["plan", "safeguarding"],
            to_organisation=elm_house,
        )  # fmt: skip
    assert refused.value.field == "classes"
    assert not Consent.objects.exists()


def test_a_consent_for_advocacy_names_an_advocate_and_never_its_writer(register, intake, person, facility):
    patient = register()
    agreed = {"purpose": "advocacy", "method": "signed", "classes": ["plan"]}
    for user, sentence in ((intake, "for themselves"), (person("n.one", Role.NURSE, facility), "advocate")):
        with pytest.raises(Refused, match=sentence) as refused:
            actions.record_consent(patient, by=intake, to_user=user, **agreed)
        assert refused.value.field == "to_user"
    advocate = person("a.voice", Role.ADVOCATE)
    assert actions.record_consent(patient, by=intake, to_user=advocate, **agreed).to_user == advocate


def test_parties_to_name_are_advocates_and_who_belongs_to_the_house(patient, facility, person, on_team):
    nurse, advocate = on_team(Role.NURSE), person("any.advocate", Role.ADVOCATE)
    desk, stranger = person("a.desk", Role.INTAKE, facility), person("a.stranger", Role.NURSE)
    found = set(colleagues(patient.facility))
    assert {nurse, advocate, desk} <= found
    assert stranger not in found
