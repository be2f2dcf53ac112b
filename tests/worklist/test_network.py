"""The contact network: who stands round the patient, what they may be told, and who may know it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from coverage.models import Coverage, Plan
from directory.models import Organisation
from patients.models import Case, Consent, ContactPoint, RelatedPerson
from tests.conftest import THEN
from worklist import actions, network

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def daughter(patient):
    person = RelatedPerson.objects.create(
        patient=patient, name="Ngozi Okafor", relation="daughter", emergency=True
    )
    for value, safe in (("555-0111", True), ("555-0666", False)):
        ContactPoint.objects.create(
            patient=patient, person=person, kind="phone", value=value, safe_to_call=safe
        )
    return person


@pytest.fixture
def payer(patient):
    made = Organisation.objects.create(name="Northern Mutual", kinds=["payer"], phone="555-0900")
    plan = Plan.objects.create(payer=made, name="Gold")
    Coverage.objects.create(patient=patient, plan=plan, member_id="1", from_on=date(2026, 1, 1))
    return made


def consent(patient, **facts):
    facts = {
        "purpose": "family",
        "classes": ["plan", "discharge"],
        "method": "verbal",
        "starts_at": THEN - DAY,
    } | facts
    return Consent.objects.create(patient=patient, **facts)


def read(case):
    """The case as the page reads it."""
    return Case.objects.annotate(**network.of_patient()).get(pk=case.pk)


def node(case, user, name):
    from core.access import sight

    rights, _why = sight(user, case)
    found = network.circles(read(case), user, rights)
    nodes = [each for circle in found for each in circle.nodes]
    return next((each for each in nodes if each.name == name), None)


def page(client, case, user):
    client.force_login(user)
    answer = client.get(reverse("worklist:case_network", args=[case.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_groups_them_by_circle(client, case, lead, nurse, daughter, payer):
    text = page(client, case, lead)
    order = [
        text.index(words)
        for words in ("The patient and their people", "Ngozi", "Care team", "Payers", "Northern Mutual")
    ]
    assert order == sorted(order)
    for words in ("daughter", "emergency contact", "Gold", nurse.short, "555-0111", "Not safe to use"):
        assert words in text, words


@pytest.mark.parametrize(
    ("facts", "live"),
    [
        ({}, True),
        ({"ends_at": THEN + HOUR}, True),
        ({"ends_at": THEN}, False),
        ({"starts_at": THEN + HOUR}, False),
        ({"revoked_at": THEN}, False),
    ],
)
def test_consent_counts_while_it_is_in_force(case, patient, lead, daughter, facts, live):
    if "revoked_at" in facts:
        facts = facts | {"revoked_by": lead}
    consent(patient, to_person=daughter, **facts)
    found = node(case, lead, daughter.name)
    assert bool(found.consents) is live
    assert found.may_be_told == (["Care plan", "Plans for leaving"] if live else [])


def test_a_consent_for_one_says_nothing_of_another(client, case, patient, lead, daughter, payer):
    other = RelatedPerson.objects.create(patient=patient, name="Chidi", relation="son")
    consent(patient, to_person=other)
    assert node(case, lead, daughter.name).consents == []
    assert node(case, lead, payer.name).consents == []
    consent(patient, to_organisation=payer, purpose="payment", classes=["payer"])
    assert node(case, lead, payer.name).may_be_told == ["Decisions of payers"]
    text = page(client, case, lead)
    assert "no consent to talk" in text
    assert "May be told: Decisions of payers" in text


def test_last_and_next_contact(case, lead, daughter, payer, promise, open_work):
    call = {"activity": "family_contact", "mode": "phone"}
    actions.log_contact(case, by=lead, outcome="no_answer", person=daughter, **call)
    assert node(case, lead, daughter.name).last is None
    actions.log_contact(case, by=lead, outcome="reached", person=daughter, at=THEN - HOUR, **call)
    promise(person=daughter, first_due_at=THEN + 2 * DAY)
    promise(first_due_at=THEN + DAY)
    open_work(target_organisation=payer, due_at=THEN + 5 * HOUR)
    assert (node(case, lead, daughter.name).last, node(case, lead, daughter.name).next) == (
        THEN - HOUR,
        THEN + 2 * DAY,
    )
    assert (node(case, lead, "The patient").last, node(case, lead, "The patient").next) == (None, THEN + DAY)
    assert node(case, lead, payer.name).next == THEN + 5 * HOUR
    assert node(case, lead, lead.short).last == THEN


def test_private_numbers_and_payers_go_by_rights(client, case, lead, daughter, payer, on_team, outsider):
    """A nurse sees who pays only in summary, so no payer stands in her network."""
    nurse = on_team(Role.NURSE)
    text = page(client, case, nurse)
    assert "555-0111" in text
    assert "Northern Mutual" not in text
    client.force_login(outsider)
    assert client.get(reverse("worklist:case_network", args=[case.pk])).status_code == 404


def test_without_the_identity_nobody_near_is_named(case, lead, daughter):
    found = network.circles(read(case), lead, {"view_case"})
    names = [each.name for circle in found for each in circle.nodes]
    assert daughter.name not in names
    assert "The patient" in names


def test_questions_do_not_grow_with_the_network(client, case, patient, lead):
    counts = []
    for number in (2, 30):
        for n in range(number):
            one = RelatedPerson.objects.create(
                patient=patient, name=f"Person {number} {n}", relation="friend"
            )
            ContactPoint.objects.create(patient=patient, person=one, kind="phone", value=f"555-{n}")
            consent(patient, to_person=one)
            body = Organisation.objects.create(name=f"Body {number} {n}", kinds=["service"])
            consent(patient, to_organisation=body)
        page(client, case, lead)
        with CaptureQueriesContext(connection) as asked:
            page_again = client.get(reverse("worklist:case_network", args=[case.pk]))
            assert page_again.status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1], counts
    assert counts[0] <= 12, counts
