"""Asking services: nothing goes to home health, SNF, IRF or LTCH before a choice, and never to who is closed or not chosen."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction

from accounts.permissions import Role
from assessments.models import Need
from audit.models import Event
from core.refusals import Denied, Refused
from directory.actions import close_service
from referrals.actions.asking import draft_referrals, send_referrals, withdraw
from referrals.actions.choices import offer_choice, record_choice
from referrals.actions.going import arrange_transport
from referrals.models import BY_CHOICE, Referral, ReferralStep
from tests.conftest import THEN
from tests.referrals.conftest import SHOWN
from worklist.models import Item

pytestmark = pytest.mark.django_db


def test_several_are_asked_at_once_and_go_together(case, manager, houses, choose):
    choice = choose(*houses)
    rows = draft_referrals(case, by=manager, services=houses, asks_for="A bed from Friday on")
    assert [(row.status, row.kind, row.leaving) for row in rows] == [("draft", "snf", 1)] * 3
    sent = send_referrals(case, by=manager, referrals=rows)
    assert {(row.status, row.sent_at, row.choice) for row in sent} == {("sent", THEN, choice)}
    assert [step.status for step in sent[0].steps.order_by("pk")] == ["draft", "sent"]
    assert Event.objects.filter(verb="referrals.send_referrals", actor=manager.username).count() == 1


@pytest.mark.parametrize("kind", BY_CHOICE)
def test_nothing_goes_before_the_choice(case, manager, service, kind):
    house = service("Elm House", kind)
    rows = draft_referrals(case, by=manager, services=[house], asks_for="Care")
    for _given in range(2):
        with pytest.raises(Refused, match=r"Record the patient.s choice before the referral\."):
            send_referrals(case, by=manager, referrals=rows)
        if not _given:
            offer_choice(case, by=manager, kind=kind, area="10001")
    assert Referral.objects.get().status == "draft"


def test_the_database_itself_refuses_it(case, manager, service):
    row = draft_referrals(case, by=manager, services=[service("Elm House")], asks_for="Care")[0]
    with pytest.raises(IntegrityError, match="recorded choice"), transaction.atomic():
        Referral.objects.filter(pk=row.pk).update(status="sent", sent_at=THEN)


def test_only_those_chosen_are_asked_unless_the_patient_left_it_to_the_team(case, manager, houses, choose):
    elm, _fir, oak = houses
    choose(elm)
    rows = draft_referrals(case, by=manager, services=[elm, oak], asks_for="Care")
    with pytest.raises(Refused, match="has not chosen Oak House"):
        send_referrals(case, by=manager, referrals=rows)
    assert not Referral.objects.exclude(status="draft").exists(), "all of them or none"
    choice = offer_choice(case, by=manager, kind="snf")
    record_choice(choice, by=manager, how="declined", **SHOWN)
    assert {row.status for row in send_referrals(case, by=manager, referrals=rows)} == {"sent"}


def test_what_needs_no_choice_goes_without(send, service):
    assert send(service("Ride", "transport"), mode="wheelchair")[0].choice is None
    assert send(service("Meals", "community"), asks_for="Meals")[0].status == "sent"


def test_a_closed_service_is_not_asked(case, manager, houses, choose, person, facility):
    desk = person("m.desk", Role.CASE_MANAGER, facility)
    choose(*houses)
    rows = draft_referrals(case, by=manager, services=houses[:1], asks_for="Care")
    close_service(houses[0], by=desk, reason="Closed its doors")
    with pytest.raises(Refused, match="Elm House is not offered any more"):
        send_referrals(case, by=manager, referrals=rows)
    close_service(houses[1], by=desk, reason="Closed its doors")
    with pytest.raises(Refused, match="Fir House is not offered any more"):
        draft_referrals(case, by=manager, services=[houses[1]], asks_for="Care")


def test_what_cannot_be_asked(case, manager, houses, choose, send, outsider, on_team, patient):
    choose(*houses)
    with pytest.raises(Refused, match="Choose whom to ask"):
        draft_referrals(case, by=manager, services=[], asks_for="Care")
    with pytest.raises(ValidationError):
        draft_referrals(case, by=manager, services=houses[:1], asks_for=" ")
    with pytest.raises(Refused, match="Choose what to send"):
        send_referrals(case, by=manager, referrals=[])
    for who in (outsider, on_team(Role.CONSULTANT)):
        with pytest.raises(Denied):
            draft_referrals(case, by=who, services=houses, asks_for="Care")
    sent = send(houses[0])
    with pytest.raises(Refused, match="was asked already"):
        send_referrals(case, by=manager, referrals=sent)
    with pytest.raises(ValidationError, match="asked already"):
        send(houses[0])
    assert Referral.objects.count() == 1


def test_an_ambulance_is_certified(case, manager, service, send):
    ride = service("Ride", "transport")
    with pytest.raises(Refused, match="by what the patient travels"):
        send(ride)
    rows = draft_referrals(case, by=manager, services=[ride], asks_for="To Elm House", mode="bls")
    with pytest.raises(Refused, match="Name the physician"):
        send_referrals(case, by=manager, referrals=rows)
    with pytest.raises(Refused, match="Name the physician"):
        arrange_transport(rows[0], by=manager, mode="als")
    arrange_transport(rows[0], by=manager, mode="als", certified_by="Dr. Roe")
    assert send_referrals(case, by=manager, referrals=rows)[0].certified_by == "Dr. Roe"


def test_a_referral_may_answer_a_need_of_the_case(case, manager, service):
    need = Need.objects.create(case=case, domain="food", words="No food", created_by=manager)
    row = draft_referrals(
        case, by=manager, services=[service("Meals", "community")], asks_for="Meals", need=need
    )[0]
    assert row.need == need
    need.case_id = case.patient_id
    with pytest.raises(Refused, match="need of this case"):
        draft_referrals(
            case, by=manager, services=[service("Soup", "community")], asks_for="Meals", need=need
        )


def test_it_is_withdrawn_with_a_reason_and_the_service_is_told(case, manager, sent):
    with pytest.raises(Refused, match="Say why"):
        withdraw(sent[0], by=manager, reason=" ")
    row = withdraw(sent[0], by=manager, reason="Goes home")
    assert (row.status, row.words, row.ended_at) == ("withdrawn", "Goes home", THEN)
    item = Item.objects.get(kind="referral")
    assert (item.what, item.about, item.owner) == (
        "Tell Elm House that it is not needed",
        f"referral:{row.pk}",
        manager,
    )
    with pytest.raises(Refused, match="This is withdrawn"):
        withdraw(row, by=manager, reason="Again")


def test_a_draft_is_taken_back_without_a_word_to_anybody(case, manager, service):
    row = draft_referrals(case, by=manager, services=[service("Elm House")], asks_for="Care")[0]
    withdraw(row, by=manager, reason="A slip")
    assert not Item.objects.filter(kind="referral").exists()


def test_steps_are_never_changed(sent):
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        ReferralStep.objects.update(words="x")
