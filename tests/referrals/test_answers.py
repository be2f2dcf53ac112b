"""What services answer, and every move that is out of order refused with its sentence."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.permissions import Role
from core.refusals import Denied, Refused
from referrals import happened
from referrals.actions import answering, booking, going
from referrals.actions.asking import draft_referrals, send_referrals, withdraw
from referrals.actions.starting import record_start_check
from referrals.models import Referral
from referrals.queries.asking import equipment_missing
from tests.conftest import THEN
from worklist.models import Item

pytestmark = pytest.mark.django_db
LATER = THEN + timedelta(hours=3)
YES = {"who": "A. Ng"}
WHEN = {"promised_at": THEN + timedelta(days=1)}


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setattr(happened, "HEARS", [lambda code, case, **more: heard.append(code)])
    return heard


def live():
    return sorted(Item.objects.filter(kind="referral", status="open").values_list("what", flat=True))


def test_seen_asked_more_sent_again_accepted(sent, manager, told, at):
    row = answering.mark_viewed(sent[0], by=manager)
    assert (row.status, row.viewed_at, row.first_answer_at) == ("viewed", THEN, None), "to look is no answer"
    at(LATER)
    row = answering.ask_more(row, by=manager, asked="The last blood test", **YES)
    assert (row.status, row.first_answer_at, row.asked_for_more) == (
        "info_requested",
        LATER,
        "The last blood test",
    )
    assert live() == ["Send what the service asks"]
    row = answering.resend(row, by=manager, words="The blood test of today")
    assert (row.status, row.sent_at) == ("sent", THEN)
    assert live() == []
    row = answering.accept(row, by=manager, **YES)
    assert (row.status, row.accepted_at, row.answered_by, row.first_answer_at) == (
        "accepted",
        LATER,
        "A. Ng",
        LATER,
    )
    assert told == ["referral_accepted"]
    assert [step.status for step in row.steps.order_by("pk")] == [
        "draft",
        "sent",
        "viewed",
        "info_requested",
        "sent",
        "accepted",
    ]


def test_a_decline_says_why_and_the_last_one_asks_for_the_next(sent, manager):
    for number, row in enumerate(sent):
        with pytest.raises(Refused, match="Choose why"):
            answering.decline(row, by=manager, because="", **YES)
        with pytest.raises(Refused, match="few words"):
            answering.decline(row, by=manager, because="other", **YES)
        assert live() == []
        row = answering.decline(row, by=manager, because="no_bed", **YES)
        assert (row.status, row.declined_because, row.ended_at) == ("declined", "no_bed", THEN)
        assert live() == (["Ask the next service"] if number == 2 else [])


def test_one_is_booked_and_the_others_are_withdrawn_and_told(sent, manager, told):
    first, second, third = sent
    answering.accept(first, by=manager, **YES)
    answering.accept(second, by=manager, **YES)
    row = booking.book(first, by=manager, **WHEN, place="Room 4", report_to="Nurse Lee")
    assert (row.status, row.place, row.report_to, row.booked_at) == ("booked", "Room 4", "Nurse Lee", THEN)
    assert {each.status for each in Referral.objects.exclude(pk=first.pk)} == {"withdrawn"}
    assert second.steps.latest("pk").words == "Another service was booked."
    assert live() == ["Tell Fir House, Oak House that it is not needed"]
    with pytest.raises(Refused, match="This is withdrawn"):
        answering.accept(third, by=manager, **YES)
    with pytest.raises(Refused, match="This is withdrawn"):
        booking.book(second, by=manager, **WHEN)


def test_a_second_of_the_kind_cannot_be_booked(sent, manager, send, houses, choose):
    booking.book(answering.accept(sent[0], by=manager, **YES), by=manager, **WHEN)
    again = send(houses[1])[0]
    answering.accept(again, by=manager, **YES)
    with pytest.raises(Exception, match="Another service of this kind is booked"):
        booking.book(again, by=manager, **WHEN)
    again.refresh_from_db()
    assert again.status == "accepted"


def test_it_begins_and_the_loop_is_closed(sent, manager, at):
    row = booking.book(answering.accept(sent[0], by=manager, **YES), by=manager, **WHEN)
    with pytest.raises(Refused, match="still to come"):
        booking.start(row, by=manager, at=THEN + timedelta(minutes=1))
    at(THEN + timedelta(days=1))
    with pytest.raises(Refused, match="before it was accepted"):
        booking.start(row, by=manager, at=THEN - timedelta(hours=1))
    row = booking.start(row, by=manager, at=THEN + timedelta(hours=23))
    assert row.started_at == THEN + timedelta(hours=23)
    with pytest.raises(Refused, match="whether the need was met"):
        booking.close_loop(row, by=manager, outcome="")
    assert booking.close_loop(row, by=manager, outcome="partly").outcome == "partly"


def test_one_that_does_not_begin_asks_for_another(sent, manager):
    row = booking.book(answering.accept(sent[0], by=manager, **YES), by=manager, **WHEN)
    with pytest.raises(Refused, match="Say what happened"):
        booking.not_started(row, by=manager, words=" ")
    row = booking.not_started(row, by=manager, words="Nobody came")
    assert row.status == "not_started"
    assert live() == ["Ask the next service"]
    with pytest.raises(Refused, match="never began"):
        booking.close_loop(row, by=manager, outcome="met")
    assert booking.close_loop(row, by=manager, outcome="not_met").status == "closed"


def test_nothing_begins_before_it_was_asked(sent, manager):
    row = answering.accept(sent[0], by=manager, **YES)
    with pytest.raises(Refused, match="before it was asked"):
        booking.book(row, by=manager, promised_at=THEN - timedelta(minutes=1))


STATES = {
    "draft": lambda row, by: row,
    "sent": lambda row, by: send_referrals(row.case, by=by, referrals=[row])[0],
    "viewed": lambda row, by: answering.mark_viewed(row, by=by),
    "info_requested": lambda row, by: answering.ask_more(row, by=by, asked="More", **YES),
    "accepted": lambda row, by: answering.accept(row, by=by, **YES),
    "booked": lambda row, by: booking.book(row, by=by, promised_at=THEN),
    "started": lambda row, by: booking.start(row, by=by, at=THEN),
    "closed": lambda row, by: booking.close_loop(row, by=by, outcome="met"),
    "withdrawn": lambda row, by: withdraw(row, by=by, reason="x"),
    "declined": lambda row, by: answering.decline(row, by=by, because="payer", **YES),
    "not_started": lambda row, by: booking.not_started(row, by=by, words="Nobody came"),
}
WAYS = {
    "draft": (), "sent": ("sent",), "viewed": ("sent", "viewed"), "info_requested": ("sent", "info_requested"),
    "accepted": ("sent", "accepted"), "booked": ("sent", "accepted", "booked"),
    "started": ("sent", "accepted", "booked", "started"), "closed": ("sent", "accepted", "booked", "started", "closed"),
    "withdrawn": ("sent", "withdrawn"), "declined": ("sent", "declined"),
    "not_started": ("sent", "accepted", "booked", "not_started"),
}  # fmt: skip
# From each state, where a person may go next; every other move is refused.
NEXT = {
    "draft": {"sent", "withdrawn"},
    "sent": {"viewed", "info_requested", "accepted", "declined", "withdrawn"},
    "viewed": {"info_requested", "accepted", "declined", "withdrawn"},
    "info_requested": {"accepted", "declined", "withdrawn"},
    "accepted": {"booked", "declined", "withdrawn"},
    "booked": {"started", "not_started", "declined", "withdrawn"},
    "started": {"closed"},
    "not_started": set(),
    "closed": set(),
    "withdrawn": set(),
    "declined": set(),
}


@pytest.mark.parametrize("state", STATES)
def test_only_the_moves_in_order(case, manager, houses, choose, state):
    choose(*houses)
    row = draft_referrals(case, by=manager, services=houses[:1], asks_for="Care")[0]
    for step in WAYS[state]:
        row = STATES[step](row, manager)
    assert row.status == state
    possible, sentences = set(), []
    for name in set(STATES) - {"draft"}:
        try:
            with transaction.atomic():
                STATES[name](Referral.objects.get(pk=row.pk), manager)
                possible.add(name)
                transaction.set_rollback(True)
        except Refused as refusal:
            sentences.append(str(refusal.sentence))
    assert all(sentence.endswith(".") for sentence in sentences)
    assert possible == NEXT[state]


def test_equipment_is_there_and_its_use_is_taught(service, send, manager, told, case):
    one, two = service("Air", "equipment"), service("Air Two", "equipment")
    row = send(one, asks_for="Oxygen", essential=True)[0]
    assert equipment_missing(case, 1) == ["Oxygen"]
    with pytest.raises(Refused, match="This is sent"):
        going.deliver(row, by=manager, at=THEN)
    answering.decline(row, by=manager, because="staffing", **YES)
    assert equipment_missing(case, 1) == ["Oxygen"], "a supplier who declines does not make it unneeded"
    row = booking.book(
        answering.accept(send(two, asks_for="Oxygen")[0], by=manager, **YES), by=manager, **WHEN
    )
    with pytest.raises(Refused, match="when it was delivered"):
        going.teach_use(row, by=manager, at=THEN, who="The daughter")
    with pytest.raises(Refused, match="still to come"):
        going.deliver(row, by=manager, at=LATER)
    row = going.deliver(row, by=manager, at=THEN)
    assert equipment_missing(case, 1) == ["Oxygen"]
    with pytest.raises(Refused, match="before it is there"):
        going.teach_use(row, by=manager, at=THEN - timedelta(minutes=1), who="The daughter")
    assert "equipment_there" not in told
    going.teach_use(row, by=manager, at=THEN, who="The daughter")
    assert equipment_missing(case, 1) == []
    assert told[-1] == "equipment_there"
    with pytest.raises(Refused, match="not transport"):
        going.arrange_transport(row, by=manager, mode="car")


def test_transport_comes_and_goes(service, send, manager, told, at):
    row = send(service("Ride", "transport"), mode="wheelchair")[0]
    row = booking.book(answering.accept(row, by=manager, **YES), by=manager, promised_at=LATER)
    assert told == ["referral_accepted", "transport_booked"]
    at(LATER)
    going.transport_arrived(row, by=manager, at=LATER)
    row = booking.start(row, by=manager, at=LATER)
    assert [step.words for step in row.steps.filter(at=LATER).order_by("pk")] == ["Arrived", ""]
    with pytest.raises(Refused, match="not equipment"):
        going.deliver(row, by=manager, at=LATER)


def test_a_check_moves_what_was_booked(sent, manager, at):
    row = booking.book(answering.accept(sent[0], by=manager, **YES), by=manager, **WHEN)
    said = {"started": True, "asked": "The daughter", "started_on_time": True, "as_ordered": False}
    with pytest.raises(Refused, match="after the promised time"):
        record_start_check(row, by=manager, **said)
    at(WHEN["promised_at"] + timedelta(hours=2))
    with pytest.raises(Refused, match="who was asked"):
        record_start_check(row, by=manager, **said | {"asked": " "})
    with pytest.raises(Exception, match="when promised and as ordered"):
        record_start_check(row, by=manager, **said | {"as_ordered": None})
    check = record_start_check(row, by=manager, **said, punctual=4)
    row.refresh_from_db()
    assert (row.status, row.started_at, check.punctual) == ("started", WHEN["promised_at"], 4)
    with pytest.raises(Refused, match="on record as begun"):
        record_start_check(row, by=manager, started=False, asked="The daughter", words="x")


def test_a_check_that_nobody_came(sent, manager, at):
    row = booking.book(answering.accept(sent[0], by=manager, **YES), by=manager, **WHEN)
    at(WHEN["promised_at"])
    with pytest.raises(Refused, match="Say what happened"):
        record_start_check(row, by=manager, started=False, asked="The daughter")
    record_start_check(row, by=manager, started=False, asked="The daughter", words="Nobody came")
    row.refresh_from_db()
    assert row.status == "not_started"
    assert live() == ["Ask the next service"]


def test_the_pages(client, case, manager, sent, outsider, on_team, django_assert_max_num_queries):
    client.force_login(manager)
    page = reverse("referrals:case", args=[case.pk])
    client.get(page)
    with django_assert_max_num_queries(12) as few:
        text = client.get(page).content.decode()
    assert "Elm House" in text
    assert "Okafor" not in text.split("</title>")[0]
    Referral.objects.bulk_create(
        Referral(
            case=case, service=sent[0].service, kind="community", asks_for=f"Meals {n}", created_by=manager
        )
        for n in range(30)
    )
    with django_assert_max_num_queries(len(few)):
        client.get(page)
    row = sent[0]
    one = reverse("referrals:referral", args=[row.pk])
    at = {
        name: reverse(f"referrals:{name}", args=[row.pk])
        for name in ("accept", "book", "decline", "withdraw", "check")
    }
    client.get(one)
    with django_assert_max_num_queries(12):  # while its answer is waited for, its clock is read besides
        assert "They accept" in client.get(one).content.decode()
    assert client.post(at["accept"], {"who": "", "words": "Bed on Friday"}).status_code == 422
    assert (
        "Bed on Friday" in client.post(at["accept"], {"who": "", "words": "Bed on Friday"}).content.decode()
    )
    assert (
        client.post(at["book"], {"promised_at_0": "2026-11-04", "promised_at_1": "10:00"}).status_code == 409
    )
    assert client.post(at["accept"], {"who": "A. Ng"}).status_code == 303
    assert (
        client.post(at["book"], {"promised_at_0": "2026-11-02", "promised_at_1": "10:00"}).status_code == 409
    )
    assert (
        client.post(at["book"], {"promised_at_0": "2026-11-04", "promised_at_1": "10:00"}).status_code == 303
    )
    assert client.get(at["check"]).status_code == 200
    with django_assert_max_num_queries(11):
        assert "Booked" in client.get(one).content.decode()
    other = reverse("referrals:withdraw", args=[sent[1].pk])
    assert client.post(other, {"reason": "x"}).status_code == 409, "it went when the other was booked"
    client.force_login(on_team(Role.CONSULTANT))
    assert client.get(one).status_code == 200
    assert client.post(at["withdraw"], {"reason": "x"}).status_code == 403
    client.force_login(outsider)
    assert {client.get(url).status_code for url in (page, one, at["accept"])} == {404}


def test_the_pages_of_asking(client, case, manager, houses, choose):
    client.force_login(manager)
    drafting = reverse("referrals:draft", args=[case.pk, "snf"])
    assert "choice before the referral" in client.get(drafting).content.decode()
    keys = [str(row.pk) for row in houses]
    wrong = client.post(drafting, {"services": keys, "asks_for": ""})
    assert wrong.status_code == 422
    assert wrong.content.decode().count("checked") == 3
    assert client.post(drafting, {"services": keys, "asks_for": "A bed"}).status_code == 303
    sending = reverse("referrals:send", args=[case.pk])
    text = client.get(sending).content.decode()
    assert "not verified lately" in text
    rows = [str(row.pk) for row in Referral.objects.all()]
    refused = client.post(sending, {"referrals": rows})
    assert refused.status_code == 409
    assert "Record the patient&#x27;s choice before the referral." in refused.content.decode()
    choose(*houses)
    assert client.post(sending, {"referrals": rows}).status_code == 303
    assert client.post(sending, {"referrals": rows}).status_code == 422
    assert client.get(reverse("referrals:draft", args=[case.pk, "castle"])).status_code == 400
    assert client.get(reverse("referrals:compare", args=[case.pk]) + "?kind=snf").status_code == 200
    assert client.get(reverse("referrals:compare", args=[case.pk]) + "?kind=castle").status_code == 400


def test_who_may_not_write_cannot(sent, on_team):
    with pytest.raises(Denied):
        answering.accept(sent[0], by=on_team(Role.CONSULTANT), **YES)
