"""The patient's page, the form of every verb on it, and the merge page."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from coverage.actions import add_coverage, log_benefit_check
from coverage.models import Coverage, Plan
from directory.models import Organisation
from patients import actions
from patients.models import Consent, DuplicateCandidate, Merge, Patient
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


def at_page(patient, **query):
    return reverse("patients:patient", args=[patient.pk], query=query or None)


@pytest.fixture
def plan(db):
    payer = Organisation.objects.create(name="Northern Mutual", kinds=["payer"])
    return Plan.objects.create(payer=payer, name="Gold")


@pytest.fixture
def full(patient, intake, plan, at):
    at(THEN)
    actions.set_communication(patient, by=intake, spoken="ig", interpreter="phone")
    daughter = actions.add_related_person(
        patient, by=intake, name="Ada Okafor", relation="daughter", phone="602 555 0199"
    )
    actions.add_contact_point(patient, by=intake, kind="phone", value="602 555 0134", safe_to_call=False)
    actions.add_identifier(patient, by=intake, kind="MR", authority="NGH", value="204310")
    actions.add_identifier(patient, by=intake, kind="SS", authority="SSA", value="900-12-3456")
    actions.verify_field(patient, by=intake, field="birth_date", verification="document", source="passport")
    actions.record_consent(
        patient, by=intake, purpose="family", classes=["plan"], method="signed", to_person=daughter
    )
    actions.disclose(
        patient,
        by=intake,
        classes=["plan"],
        what="Plan on paper",
        how="paper",
        recipient="Ada Okafor",
        to_person=daughter,
    )
    policy = add_coverage(patient, by=intake, plan=plan, member_id="M1", from_on=date(2026, 1, 1))
    log_benefit_check(policy, by=intake, how="phone", covered="20 days", units_left=20)
    return patient


@pytest.fixture
def desk(client, intake):
    client.force_login(intake)
    return client


def test_the_page_says_who_how_to_reach_who_pays_and_who_may_know(full, desk, intake):
    page = desk.get(at_page(full)).content.decode()
    for text in (
        "Okafor", "68 y", "14 Mar 1958", "204310", "900-12-3456", "Document seen", "Igbo", "By phone", "Not safe to use",
        "Northern Mutual, Gold", "20 days or units left", "Ada Okafor", "Care plan", "Plan on paper",
    ):  # fmt: skip
        assert text in page, text
    assert "Okafor" not in page.split("<title>")[1].split("</title>")[0]
    assert Event.objects.filter(verb="view", target_id=full.pk, actor=intake.username).exists()


@pytest.mark.parametrize(
    ("part", "text"), [("who", "204310"), ("reach", "Igbo"), ("pays", "Gold"), ("know", "Ada")]
)
def test_each_block_is_a_part(full, desk, part, text):
    answer = desk.get(at_page(full, part=part), headers={"HX-Request": "true"}).content.decode()
    assert answer.lstrip().startswith(f'<section class="cm-card" id="{part}"')
    assert text in answer


@pytest.mark.parametrize(
    ("role", "number", "pays", "correct"),
    [
        (Role.NURSE, False, False, False),
        (Role.CASE_MANAGER, "…3456", True, True),
        (Role.CONSULTANT, False, False, False),
    ],
)
def test_each_role_sees_and_does_its_part(full, case, on_team, client, role, number, pays, correct):
    client.force_login(on_team(role))
    page = client.get(at_page(full)).content.decode()
    assert "900-12-3456" not in page
    assert ("…3456" in page) is bool(number)
    assert ("Northern Mutual" in page) is ("Who pays" in page) is pays
    assert (reverse("patients:correct", args=[full.pk]) in page) is correct


def test_it_is_not_there_for_others(full, client, outsider):
    client.force_login(outsider)
    assert client.get(at_page(full)).status_code == 404
    assert client.get(reverse("patients:correct", args=[full.pk])).status_code == 404
    assert Event.objects.filter(outcome="denied", target_id=full.pk).count() == 2


@pytest.mark.parametrize("rows", [2, 30])
def test_the_page_asks_the_same_whatever_there_is(
    full, desk, intake, plan, rows, django_assert_max_num_queries
):
    for n in range(rows):
        actions.add_related_person(
            full, by=intake, name=f"Person {n}", relation="friend", phone=f"602 555 {1000 + n}"
        )
        actions.add_name(full, by=intake, use="alias", family=f"Name {n}")
        Consent.objects.create(
            patient=full, purpose="payment", classes=["plan"], method="signed", to_class="Kin", starts_at=THEN
        )
        Coverage.objects.create(
            patient=full, plan=plan, member_id=f"X{n}", rank=2, from_on=date(2000, 1, 1) + timedelta(days=n),
            until_on=date(2000, 1, 1) + timedelta(days=n),
        )  # fmt: skip
    desk.get(at_page(full))
    with django_assert_max_num_queries(12):
        desk.get(at_page(full))


def test_a_stub_leads_on_with_a_banner(full, register, desk, supervisor):
    stub = register("Okafor", "Amy")
    actions.merge(full, by=supervisor, retired=stub, reason="Same passport")
    answer = desk.get(at_page(stub), follow=True)
    assert answer.redirect_chain == [(at_page(full), 302)]
    page = answer.content.decode()
    assert "The record you opened was joined with this one." in page
    assert "Joined with this record:" in page


FORMS = [
    (
        "correct",
        {
            "family": "Okafor-Bell",
            "given": "Amara",
            "sex": "female",
            "verification": "document",
            "reason": "Passport",
        },
    ),
    ("verify", {"field": "given", "verification": "document", "source": "passport"}),
    ("add-name", {"use": "maiden", "family": "Bell"}),
    ("add-number", {"kind": "MC", "authority": "CMS", "value": "1EG4"}),
    ("add-contact", {"kind": "phone", "value": "602 555 0111"}),
    ("communication", {"spoken": "en", "interpreter": "none", "decides": "alone"}),
    ("add-person", {"name": "Obi", "relation": "son", "authority": "none"}),
    (
        "record-consent",
        {"purpose": "treatment", "classes": ["plan"], "method": "signed", "to_class": "Physicians"},
    ),
]


@pytest.mark.parametrize(("name", "typed"), FORMS)
def test_every_verb_has_a_page_that_does_it(patient, desk, name, typed):
    url = reverse(f"patients:{name}", args=[patient.pk])
    page = desk.get(url).content.decode()
    assert "<h1>" in page
    part = desk.get(url, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<form")
    events = Event.objects.filter(outcome="done").count()
    answer = desk.post(url, typed)
    assert answer.status_code == 303, answer.content.decode()
    assert answer.url.startswith(at_page(patient))
    assert Event.objects.filter(outcome="done").count() == events + 1


@pytest.mark.parametrize(("name", "typed"), FORMS)
def test_an_empty_form_is_wrong_input_and_changes_nothing(patient, desk, name, typed):
    required = [
        field
        for field in typed
        if field in {"reason", "source", "use", "value", "name", "purpose", "interpreter"}
    ]
    answer = desk.post(
        reverse(f"patients:{name}", args=[patient.pk]), {**typed, **dict.fromkeys(required, "")}
    )
    assert answer.status_code == 422
    assert "cm-error-summary" in answer.content.decode()
    assert not Event.objects.filter(outcome="done", target_id=patient.pk).exists()


@pytest.mark.parametrize(("name", "typed"), FORMS)
def test_who_may_only_look_gets_a_sentence(patient, case, on_team, client, name, typed):
    client.force_login(on_team(Role.NURSE))
    url = reverse(f"patients:{name}", args=[patient.pk])
    assert client.get(url).status_code == 403
    assert client.post(url, typed).status_code == 403


def test_an_older_view_is_not_saved_over_a_newer_one(patient, desk, intake):
    actions.correct(patient, by=intake, pronouns="she/her")
    answer = desk.post(
        reverse("patients:correct", args=[patient.pk]), {**FORMS[0][1], "version": patient.version}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this after you opened it." in page
    assert "Okafor-Bell" in page


def test_revoking_shows_what_was_shared(full, desk):
    consent = Consent.objects.get(purpose="family")
    url = reverse("patients:revoke-consent", args=[consent.pk])
    assert "Plan on paper" in desk.get(url).content.decode()
    assert desk.post(url, {}).status_code == 303
    page = desk.get(at_page(full)).content.decode()
    assert "Revoked" in page
    assert "Plan on paper" in page


def test_a_share_without_consent_is_refused_on_its_page(full, desk):
    oak = Organisation.objects.create(name="Oak House", kinds=["provider"])
    typed = {
        "to_organisation": oak.pk,
        "classes": ["clinical"],
        "what": "Summary",
        "how": "fax",
        "recipient": "Oak House",
    }
    answer = desk.post(reverse("patients:disclose", args=[full.pk]), typed)
    assert answer.status_code == 409
    assert "There is no consent to share this with Oak House" in answer.content.decode()


def test_somebody_close_to_another_patient_is_not_offered(full, register, intake, desk):
    stranger = actions.add_related_person(register(), by=intake, name="Stranger", relation="friend")
    url = reverse("patients:record-consent", args=[full.pk])
    assert "Stranger" not in desk.get(url).content.decode()
    typed = {"purpose": "family", "classes": ["plan"], "method": "signed", "to_person": stranger.pk}
    assert desk.post(url, typed).status_code == 422


def test_a_policy_is_added_checked_and_ended(patient, desk, plan, at):
    at(THEN)
    typed = {"plan": plan.pk, "member_id": "M1", "rank": "1", "from_on": "2026-01-01"}
    add = reverse("coverage:add", args=[patient.pk])
    assert desk.post(add, typed).url == f"{at_page(patient)}#pays"
    answer = desk.post(add, typed)
    assert answer.status_code == 422
    assert "Two policies are both first from 1 Jan 2026 on. Change a rank or date." in answer.content.decode()
    policy = Coverage.objects.get()
    assert (
        desk.post(reverse("coverage:check", args=[policy.pk]), {"how": "phone", "covered": "All"}).status_code
        == 303
    )
    assert desk.post(reverse("coverage:end", args=[policy.pk]), {"until_on": "2026-11-03"}).status_code == 303


# Duplicates.


@pytest.fixture
def pair(register, intake):
    return actions.suspect(
        register("Silva", "Joao"),
        by=intake,
        other=register("Silva", "Joan"),
        score=72,
        reasons=["name_typo", "birth"],
    )


def test_the_list_gives_reasons_and_each_role_its_verb(pair, desk, client, supervisor):
    page = desk.get(reverse("patients:merges")).content.decode()
    assert "name differs by a letter or two" in page
    assert reverse("patients:dismiss", args=[pair.pk]) in page
    client.force_login(supervisor)
    assert (
        reverse("patients:merge", args=[pair.one_id, pair.other_id])
        in client.get(reverse("patients:merges")).content.decode()
    )


def test_two_people_are_told_apart(pair, desk):
    assert desk.post(reverse("patients:dismiss", args=[pair.pk]), {"reason": "kin"}).status_code == 303
    assert DuplicateCandidate.objects.get().status == "dismissed"


def test_records_are_compared_joined_and_parted(pair, client, supervisor):
    client.force_login(supervisor)
    url = reverse("patients:merge", args=[pair.one_id, pair.other_id])
    page = client.get(url).content.decode()
    assert "differs" in page
    assert "details with their proof" in page
    assert client.post(url, {"retired": pair.other_id, "reason": ""}).status_code == 422
    assert client.post(url, {"retired": pair.other_id, "reason": "Same passport"}).status_code == 303
    merge = Merge.objects.get()
    assert client.post(reverse("patients:unmerge", args=[merge.pk]), {"reason": "Cousins"}).status_code == 303
    assert not Patient.objects.filter(merged_into__isnull=False).exists()


def test_the_desk_does_not_join(pair, desk):
    assert desk.get(reverse("patients:merge", args=[pair.one_id, pair.other_id])).status_code == 403


def test_the_form_cannot_retire_another_record_than_the_one_shown(pair, client, supervisor, register):
    third = register("Third", "Person")
    client.force_login(supervisor)
    client.post(
        reverse("patients:merge", args=[pair.one_id, pair.other_id]), {"retired": third.pk, "reason": "Same"}
    )
    third.refresh_from_db()
    assert third.merged_into is None
