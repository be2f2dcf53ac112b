"""Who stands behind a version: disciplines sign their part, the patient or their proxy agrees, others comment."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from careplans import actions
from careplans.models import PlanComment, PlanSignature
from core.refusals import Denied, Refused
from patients.models import CommunicationProfile, Consent, RelatedPerson
from tests.conftest import THEN
from worklist.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(on_team):
    return on_team(Role.NURSE)


@pytest.fixture
def daughter(patient):
    return RelatedPerson.objects.create(
        patient=patient, name="Ngozi Okafor", relation="daughter", authority="proxy"
    )


@pytest.fixture
def advocate(person, patient):
    user = person("a.voice", Role.ADVOCATE)
    Consent.objects.create(
        patient=patient, purpose="advocacy", to_user=user, classes=["plan"], method="signed",
        starts_at=THEN.replace(year=2020),
    )  # fmt: skip
    return user


def test_a_discipline_signs_its_part_once(submitted, nurse):
    row = actions.sign_part(submitted, by=nurse)
    assert (row.signer, row.role, row.recorded_by, row.at) == ("discipline", "nurse", nurse, THEN)
    with pytest.raises(ValidationError, match="Your discipline has signed"):
        actions.sign_part(submitted, by=nurse)
    assert Event.objects.filter(verb="careplans.sign_part", actor=nurse.username).exists()


def test_only_for_a_discipline_that_one_is_here_for(submitted, nurse, supervisor):
    with pytest.raises(Refused, match="discipline for which you are on this case"):
        actions.sign_part(submitted, by=nurse, role="social_worker")
    with pytest.raises(Denied):
        actions.sign_part(submitted, by=supervisor)


def test_what_is_still_written_in_is_not_signed(plan, agreed, making, nurse, manager):
    for verb, who in ((actions.sign_part, nurse), (actions.record_agreement, manager)):
        with pytest.raises(Refused, match="Submit it first; then it is signed"):
            verb(making(plan), by=who)


def test_the_patient_agrees_in_their_words_and_language(submitted, patient, manager):
    CommunicationProfile.objects.create(patient=patient, spoken="ig", interpreter="phone")
    row = actions.record_agreement(submitted, by=manager, method="verbal", words="I will do that")
    assert (row.signer, row.method, row.words, row.language) == ("patient", "verbal", "I will do that", "ig")


def test_who_does_not_agree_says_why(submitted, manager):
    with pytest.raises(Refused, match="why they do not agree"):
        actions.record_agreement(submitted, by=manager, method="declined")
    assert (
        actions.record_agreement(submitted, by=manager, method="declined", words="Too much").method
        == "declined"
    )


def test_a_proxy_agrees_with_an_authority_on_record(submitted, manager, daughter, patient):
    with pytest.raises(Refused, match="who decides for the patient"):
        actions.record_agreement(submitted, by=manager, signer="proxy")
    friend = RelatedPerson.objects.create(patient=patient, name="Uche", relation="friend")
    with pytest.raises(Refused, match="Uche has no authority on record"):
        actions.record_agreement(submitted, by=manager, signer="proxy", person=friend)
    assert actions.record_agreement(submitted, by=manager, signer="proxy", person=daughter).person == daughter
    with pytest.raises(ValidationError, match="Choose the patient"):
        actions.record_agreement(submitted, by=manager, signer="discipline")


def test_signatures_are_never_changed(submitted, nurse):
    row = actions.sign_part(submitted, by=nurse)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        PlanSignature.objects.filter(pk=row.pk).update(role="social_worker")


def test_who_may_only_read_comments_and_the_lead_hears_of_it(submitted, goal, nurse, advocate, manager):
    row = actions.comment_on(submitted, by=advocate, text="She fears the stairs", about=f"goal:{goal.pk}")
    assert (row.text, row.about, row.written_by) == ("She fears the stairs", f"goal:{goal.pk}", advocate)
    assert Notification.objects.filter(source=f"plan-comment:{submitted.pk}", recipient=manager).count() == 1
    actions.comment_on(submitted, by=nurse, text="So do I")
    assert Notification.objects.filter(source=f"plan-comment:{submitted.pk}", recipient=manager).count() == 2


def test_a_comment_is_about_this_plan(submitted, nurse):
    for about in ("goal:x", "case:1", f"goal:{submitted.pk}"):
        with pytest.raises(Refused, match="Choose a part of this plan"):
            actions.comment_on(submitted, by=nurse, text="x", about=about)
    with pytest.raises(ValidationError, match="text"):
        actions.comment_on(submitted, by=nurse, text="")


def test_on_what_is_over_nobody_comments(submitted, goal, nurse, manager, plan):
    actions.take_back(submitted, by=manager)
    actions.close_goal(goal, by=manager, outcome="Reached")
    actions.close_plan(plan, by=manager)
    with pytest.raises(Refused, match="This version is over"):
        actions.comment_on(submitted, by=nurse, text="Late")


def test_whoever_does_not_see_the_plan_says_nothing(submitted, outsider):
    with pytest.raises(Denied):
        actions.comment_on(submitted, by=outsider, text="Hello")
    assert not PlanComment.objects.exists()


def test_by_their_pages(client, submitted, nurse, manager, daughter, advocate):
    sign, agree, say = (
        reverse(f"careplans:{name}", args=[submitted.pk]) for name in ("sign", "agreement", "comment")
    )
    client.force_login(nurse)
    assert client.post(sign).status_code == 303
    assert client.post(sign).status_code in (409, 422)
    assert client.get(agree).status_code == 403
    client.force_login(manager)
    assert "Ngozi Okafor, health care proxy" in client.get(agree).content.decode()
    wrong = client.post(agree, {"signer": "proxy", "method": "signed"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 409
    assert "who decides for the patient" in wrong.content.decode()
    assert client.post(agree, {"signer": "patient", "method": "verbal", "words": "Yes"}).status_code == 303
    client.force_login(advocate)
    assert client.post(say, {"text": "She fears the stairs"}).status_code == 303
    client.force_login(manager)
    text = client.get(reverse("careplans:plan", args=[submitted.case_id])).content.decode()
    for said in ("signed", "The patient agreed by word: “Yes”", "She fears the stairs"):
        assert said in text
