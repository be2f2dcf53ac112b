"""What was typed or taken over counts before a signature does: kept, and its danger told; nothing goes into what has ended."""

import json

import pytest
from django.test import Client

from accounts.permissions import Role
from assessments import raising
from assessments.actions.answering import answer
from assessments.actions.completing import abandon
from assessments.actions.signing import sign_section, verify_section
from assessments.actions.starting import start
from assessments.models import Answer, Protocol
from core.refusals import Refused
from patients.models import Case
from teams.actions import assign
from tests.assessments.conftest import fill, given, section
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
SEVERAL = "LA6569-3"


def at_desk(user):
    client = Client()
    client.force_login(user)
    return client


def press(user, part, verb, base, **typed):
    body = {link.replace("_", "-"): value for link, value in typed.items()}
    return at_desk(user).post(f"/sections/{part.pk}/{verb}/", body | {"base": json.dumps(base)})


@pytest.fixture
def phq9(ward):
    return start(ward.case, by=ward.nurse, instrument="phq-9").sections.get()


def test_signing_with_a_gap_keeps_what_was_typed_and_tells_of_danger(ward, phq9):
    refused = press(ward.nurse, phq9, "sign", {"q9": [0, None]}, q9=SEVERAL)
    assert refused.status_code == 409
    assert "have no answer yet" in refused.content.decode()
    assert Answer.objects.get(section=phq9).value == SEVERAL
    assert Protocol.objects.get().kind == "self_harm"


@pytest.mark.parametrize("verb", ["sign", "verify"])
def test_a_clash_and_what_cannot_be_are_shown_before_anything_else(ward, joint, verb, person, supervisor):
    second = person("n.two", Role.NURSE, name="Nadia Two")
    assign(ward.case, by=supervisor, user=second, role=Role.NURSE)
    nursing = section(joint, "nursing-section")
    answer(nursing, by=ward.nurse, answers=given(nursing_summary="Hers"))
    clashed = press(second, nursing, verb, {"nursing-summary": [0, None]}, nursing_summary="His")
    assert clashed.status_code == 409
    assert "Hers" in clashed.content.decode()
    wrong = press(second, nursing, verb, {"lives": [0, None], "falls": [0, None]}, lives="moon", falls="none")
    assert wrong.status_code == 422
    assert [row.link_id for row in Answer.objects.filter(answered_by=second)] == ["falls"]


def test_said_again_in_the_same_words_it_is_no_longer_being_cleared(ward, phq9):
    protocol = raising.raise_from(phq9, kind="self_harm", because="Item 9", by=ward.nurse)
    facts = {"status": "clearing", "asked_by": ward.worker, "asked_at": protocol.created_at}
    Protocol.objects.filter(pk=protocol.pk).update(asked_because="Safe", **facts)
    raising.raise_from(phq9, kind="self_harm", because="Item 9", by=ward.nurse)
    protocol.refresh_from_db()
    assert (protocol.status, protocol.asked_by) == ("raised", None)


def clear_all(ward, second):
    facts = {"status": "cleared", "asked_by": ward.worker, "cleared_by": second}
    for each in Protocol.objects.all():
        at = each.created_at
        Protocol.objects.filter(pk=each.pk).update(asked_at=at, cleared_at=at, asked_because="Safe", **facts)


def test_the_signature_opens_no_second_protocol_and_taking_over_opens_one(ward, phq9):
    fill(phq9, ward.nurse, q9=SEVERAL)
    clear_all(ward, ward.nurse)
    sign_section(phq9, by=ward.nurse)
    assert Protocol.objects.count() == 1
    again = start(ward.case, by=ward.nurse, instrument="phq-9").sections.get()
    verify_section(again, by=ward.nurse)
    assert Protocol.objects.filter(status="raised", section=again).count() == 1


def test_nothing_goes_into_what_was_given_up_or_closed(ward, joint):
    nursing = section(joint, "nursing-section")
    assert "data-answers" in at_desk(ward.nurse).get(f"/sections/{nursing.pk}/").content.decode()
    abandon(joint, by=ward.lead, reason="Moved")
    with pytest.raises(Refused, match="given up"):
        answer(nursing, by=ward.nurse, answers=given(lives="alone"))
    assert "data-answers" not in at_desk(ward.nurse).get(f"/sections/{nursing.pk}/").content.decode()


def test_nothing_goes_into_a_closed_case(ward, joint):
    nursing = section(joint, "nursing-section")
    facts = {"closed_at": THEN, "closed_by": ward.lead, "closing": "goals_met"}
    Case.objects.filter(pk=ward.case.pk).update(stage="closed", **facts)
    nursing.refresh_from_db()
    with pytest.raises(Refused, match="Reopen it first"):
        answer(nursing, by=ward.nurse, answers=given(lives="alone"))
