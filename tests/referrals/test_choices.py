"""The patient's choice (42 CFR 482.43(c)): who is on the list, in which order, what is said, and what is written down."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from coverage.models import Coverage, Plan
from directory.models import Organisation, Quality, ServicePayer
from patients.models import CommunicationProfile, ContactPoint, RelatedPerson
from referrals import choosing
from referrals.actions.asking import withdraw
from referrals.actions.choices import offer_choice, put_aside, record_choice
from referrals.models import Choice
from referrals.queries import choices
from tests.conftest import THEN
from tests.referrals.conftest import SHOWN

pytestmark = pytest.mark.django_db


def names(choice):
    return [row.service.name for row in choices.options(choice)]


@pytest.mark.parametrize(
    ("facts", "listed"),
    [
        ({"kind": "snf"}, True),
        ({"kind": "snf", "medicare": False}, False),
        ({"kind": "snf", "serves": False}, False),
        ({"kind": "snf", "serves": False, "area": ""}, True),
        ({"kind": "snf", "asked_to_be_listed": False}, True),
        ({"kind": "home_health", "asked_to_be_listed": False}, False),
        ({"kind": "home_health"}, True),
        ({"kind": "equipment", "medicare": False, "asked_to_be_listed": False}, True),
        ({"kind": "snf", "is_open": False}, False),
    ],
)
def test_who_stands_on_a_list(facts, listed):
    usual = {"area": "10001", "is_open": True, "serves": True, "medicare": True, "asked_to_be_listed": True}
    assert choosing.belongs(**usual | facts) is listed


def test_the_order_is_by_chance_and_the_same_each_time():
    rows = [f"{n:02}" for n in range(20)]
    one = choosing.in_order(rows, 7, str)
    assert one == choosing.in_order(list(reversed(rows)), 7, str)
    assert one != rows
    firsts = {choosing.in_order(rows, seed, str)[0] for seed in range(400)}
    assert firsts == set(rows), "each has its turn at the head"


@pytest.mark.parametrize(
    ("takes", "payer", "product", "medicare", "said"),
    [
        (set(), None, "", True, None),
        (set(), "a", "commercial", True, None),
        ({"a"}, "a", "commercial", False, True),
        ({"b"}, "a", "commercial", True, False),
        (set(), "a", "medicare", True, True),
        (set(), "a", "medicare", False, False),
    ],
)
def test_what_is_said_of_the_network(takes, payer, product, medicare, said):
    assert choosing.in_network(medicare=medicare, takes=takes, payer=payer, product=product) is said


def test_the_list_copies_what_was_known_on_the_day(case, manager, houses, service, patient):
    elm, fir, _oak = houses
    service("Ash House", areas=["2"])
    service("Elm at Home", kind="home_health")
    payer = Organisation.objects.create(name="Plan A", kinds=["payer"])
    plan = Plan.objects.create(payer=payer, name="Gold", product="commercial")
    Coverage.objects.create(patient=patient, plan=plan, member_id="1", rank=1, from_on=date(2026, 1, 1))
    ServicePayer.objects.create(service=elm, payer=payer)
    ServicePayer.objects.create(
        service=fir, payer=Organisation.objects.create(name="Plan B", kinds=["payer"])
    )
    type(elm).objects.filter(pk=elm.pk).update(financial_interest="Owned by this hospital")
    for day, value in ((date(2026, 6, 1), "3"), (date(2026, 9, 1), "4")):
        Quality.objects.create(
            service=elm,
            measure="Stars",
            value=value,
            as_of=day,
            source="CMS",
            recorded_at=THEN,
            recorded_by=manager,
        )
    choice = offer_choice(case, by=manager, kind="snf", area="10001")
    assert sorted(names(choice)) == ["Elm House", "Fir House", "Oak House"]
    assert names(choice) == [row.name for row in choosing.in_order(houses, choice.seed, lambda each: each.pk)]
    by_name = {row.service.name: row for row in choices.options(choice)}
    assert by_name["Elm House"].quality == [
        {"measure": "Stars", "value": "4", "as_of": "2026-09-01", "source": "CMS"}
    ]
    assert by_name["Elm House"].interest == "Owned by this hospital"
    assert [by_name[f"{name} House"].in_network for name in ("Elm", "Fir", "Oak")] == [True, False, None]
    assert (choice.quality_on, choice.status, choice.offered_by) == (date(2026, 9, 1), "offered", manager)
    assert all(row.rank is None for row in by_name.values()), "nothing is ticked beforehand"
    type(elm).objects.filter(pk=elm.pk).update(financial_interest="")
    assert choices.options(choice)[0].choice_id == choice.pk
    assert {row.interest for row in choices.options(choice)} == {"", "Owned by this hospital"}


def test_what_no_list_is_made_of(case, manager, houses, on_team):
    with pytest.raises(Refused, match="postal code of the home") as refusal:
        offer_choice(case, by=manager, kind="home_health")
    assert refusal.value.field == "area"
    with pytest.raises(Refused, match="No service of this kind"):
        offer_choice(case, by=manager, kind="ltch")
    offer_choice(case, by=manager, kind="snf")
    with pytest.raises(Refused, match="given already"):
        offer_choice(case, by=manager, kind="snf")
    with pytest.raises(Denied):
        offer_choice(case, by=on_team(Role.CONSULTANT), kind="irf")
    assert Choice.objects.count() == 1


def test_a_choice_is_written_down_with_everything_the_law_asks(case, manager, houses):
    elm, fir, _oak = houses
    choice = offer_choice(case, by=manager, kind="snf")
    recorded = record_choice(
        choice, by=manager, how="verbal", witness="K. Ito", ranks=[fir.pk, elm.pk], **SHOWN
    )
    assert (recorded.status, recorded.recorded_at, recorded.recorded_by) == ("recorded", THEN, manager)
    assert {row.service: row.rank for row in recorded.options.all() if row.rank} == {fir: 1, elm: 2}
    assert choices.complete(case, "snf") == recorded
    assert choices.complete(case, "irf") is None
    assert choices.chosen(recorded) == {fir.pk, elm.pk}
    assert Event.objects.filter(verb="referrals.record_choice", actor=manager.username).exists()
    with pytest.raises(Refused, match="This is choice recorded"):
        record_choice(recorded, by=manager, how="signed", ranks=[elm.pk], **SHOWN)


@pytest.mark.parametrize("lacks", sorted(SHOWN))
def test_what_was_not_gone_through_makes_no_choice(case, manager, houses, lacks):
    choice = offer_choice(case, by=manager, kind="snf")
    with pytest.raises(ValidationError, match="Go through quality"):
        record_choice(choice, by=manager, how="signed", ranks=[houses[0].pk], **SHOWN | {lacks: False})
    assert choices.complete(case, "snf") is None
    assert not choice.options.exclude(rank=None).exists(), "nothing is half written"


def test_a_choice_that_cannot_be(case, manager, houses, service, patient, outsider):
    elm = houses[0]
    choice = offer_choice(case, by=manager, kind="snf")
    with pytest.raises(ValidationError, match="witness"):
        record_choice(choice, by=manager, how="verbal", ranks=[elm.pk], **SHOWN)
    with pytest.raises(Refused, match="Tick what the patient chose"):
        record_choice(choice, by=manager, how="signed", **SHOWN)
    with pytest.raises(Refused, match="another service"):
        record_choice(choice, by=manager, how="signed", ranks=[elm.pk, elm.pk], **SHOWN)
    with pytest.raises(Refused, match="of this list"):
        record_choice(choice, by=manager, how="signed", ranks=[service("Far House").pk], **SHOWN)
    with pytest.raises(Refused, match="leaves it to the team"):
        record_choice(choice, by=manager, how="declined", ranks=[elm.pk], **SHOWN)
    cousin = RelatedPerson.objects.create(patient=patient, name="Ada", relation="cousin")
    with pytest.raises(Refused, match="Record their authority"):
        record_choice(choice, by=manager, how="signed", ranks=[elm.pk], chosen_by=cousin, **SHOWN)
    CommunicationProfile.objects.create(patient=patient, spoken="es", interpreter="phone")
    with pytest.raises(Refused, match="asked for an interpreter") as refusal:
        record_choice(choice, by=manager, how="signed", ranks=[elm.pk], **SHOWN)
    assert refusal.value.field == "interpreter"
    with pytest.raises(Denied):
        record_choice(choice, by=outsider, how="signed", ranks=[elm.pk], **SHOWN)
    choice.refresh_from_db()
    assert choice.status == "offered"


def test_a_guardian_chooses_and_a_patient_may_leave_it_to_the_team(case, manager, houses, patient):
    guardian = RelatedPerson.objects.create(
        patient=patient, name="Ada", relation="sister", authority="guardian"
    )
    first = offer_choice(case, by=manager, kind="snf")
    assert (
        record_choice(
            first, by=manager, how="signed", ranks=[houses[0].pk], chosen_by=guardian, **SHOWN
        ).chosen_by
        == guardian
    )
    second = offer_choice(case, by=manager, kind="snf")
    left = record_choice(second, by=manager, how="declined", **SHOWN)
    assert choices.complete(case, "snf") == left, "a new choice stands beside the old one"
    assert choices.chosen(left) == {row.pk for row in houses}
    assert choices.chosen(first) == {houses[0].pk}


def test_a_list_is_put_aside_unless_referrals_stand_on_it(case, manager, sent):
    choice = choices.complete(case, "snf")
    with pytest.raises(Refused, match="Say why"):
        put_aside(choice, by=manager, reason=" ")
    with pytest.raises(Refused, match="Withdraw them first"):
        put_aside(choice, by=manager, reason="Another town")
    for row in sent:
        withdraw(row, by=manager, reason="Another town")
    assert put_aside(choice, by=manager, reason="Another town").status == "withdrawn"
    assert choices.complete(case, "snf") is None


def test_the_pages(client, case, manager, houses, patient, outsider, on_team):
    ContactPoint.objects.create(patient=patient, kind="address", value="1 Main St", postcode="10001")
    client.force_login(manager)
    offering = reverse("referrals:offer", args=[case.pk])
    assert 'value="10001"' in client.get(offering).content.decode()
    wrong = client.post(offering, {"kind": "ltch", "area": "10001", "interpreter": "K. Line"})
    assert wrong.status_code == 409
    assert "K. Line" in wrong.content.decode()
    assert client.post(offering, {"kind": "", "area": ""}).status_code == 422
    assert client.post(offering, {"kind": "snf", "area": "10001"}).status_code == 303
    choice = Choice.objects.get()
    page, recording = (reverse(f"referrals:{name}", args=[choice.pk]) for name in ("choice", "record-choice"))
    form = client.get(recording).content.decode()
    assert "checked" not in form, "no default tick"
    assert "selected" not in form.replace('value="" selected', "")
    said = {"how": "verbal", "witness": "", "wish_1": str(houses[1].pk)} | dict.fromkeys(SHOWN, "on")
    lost = client.post(recording, said)
    assert lost.status_code == 422
    assert f'value="{houses[1].pk}" selected' in lost.content.decode()
    gap = {"how": "signed", "wish_2": str(houses[1].pk)} | dict.fromkeys(SHOWN, "on")
    assert client.post(recording, gap).status_code == 422
    assert client.post(recording, said | {"witness": "K. Ito"}).status_code == 303
    assert client.post(recording, said | {"witness": "K. Ito"}).status_code == 409
    text = client.get(page).content.decode()
    assert "K. Ito" in text
    assert "Okafor" not in text.split("</title>")[0]
    paper = client.get(reverse("referrals:choice-paper", args=[choice.pk]))
    assert paper.content.startswith(b"%PDF")
    assert "Okafor" not in paper["Content-Disposition"]
    assert Event.objects.filter(verb="print", target_id=choice.pk).exists()
    client.force_login(on_team(Role.CONSULTANT))
    assert client.get(page).status_code == 200
    assert client.post(recording, said).status_code == 403
    client.force_login(outsider)
    assert client.get(page).status_code == 404
    assert client.get(reverse("referrals:choice-paper", args=[choice.pk])).status_code == 404


def test_what_a_reader_may_not_know_of_needs_is_not_on_the_list(client, case, manager, houses, on_team):
    choice = offer_choice(case, by=manager, kind="snf")
    choice.options.update(unmet=["physical", "emotional", "oxygen"])
    page = reverse("referrals:choice", args=[choice.pk])
    client.force_login(manager)
    assert "Mood and behaviour" in client.get(page).content.decode()
    client.force_login(on_team(Role.COORDINATOR))
    text = client.get(page).content.decode()
    assert "Oxygen" in text
    assert "Mood and behaviour" not in text
