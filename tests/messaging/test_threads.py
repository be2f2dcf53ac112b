"""Conversations on a case: what is unread for whom, who is named, what was decided."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from core.access import visible_to
from core.refusals import Denied, Refused
from messaging import actions
from messaging.models import Message, Thread
from messaging.queries import threads
from patients.header import headed
from patients.models import Consent
from tests.conftest import THEN
from worklist.models import Notification

pytestmark = pytest.mark.django_db


def begin(case, by, **facts):
    facts = {"topic": "Home oxygen", "text": "Can we order it?"} | facts
    return actions.open_thread(case, by=by, **facts)


def unread(case, user):
    return headed(type(case).objects.get(pk=case.pk), user)["unread"]


def test_what_others_say_is_unread_until_it_is_opened(case, team_of_four, client):
    thread = begin(case, team_of_four.lead)
    actions.say(thread, by=team_of_four.nurse, text="I ask the supplier")
    assert [unread(case, user) for user in (team_of_four.nurse, team_of_four.worker)] == [0, 2]
    assert unread(case, team_of_four.lead) == 1
    client.force_login(team_of_four.worker)
    page = client.get(reverse("messaging:case", args=[case.pk])).content.decode()
    assert "2 unread" in page
    assert unread(case, team_of_four.worker) == 2, "opening the case reads nothing"
    client.get(reverse("messaging:thread", args=[thread.pk]))
    assert unread(case, team_of_four.worker) == 0
    client.post(reverse("messaging:unread", args=[thread.pk]))
    assert unread(case, team_of_four.worker) == 1


def test_a_settled_conversation_is_no_news_to_who_comes_later(case, team_of_four, on_team):
    thread = begin(case, team_of_four.lead)
    actions.settle_thread(thread, by=team_of_four.lead)
    late = on_team(Role.COORDINATOR)
    assert unread(case, late) == 0
    with pytest.raises(Refused):
        actions.say(thread, by=late, text="One more")
    thread = actions.reopen_thread(thread, by=late)
    assert (thread.status, thread.settled_at, thread.settled_by) == ("open", None, None)
    assert unread(case, late) == 1


def test_who_is_named_is_told_and_knows_by_reading(case, team_of_four, client):
    thread = begin(case, team_of_four.lead, mentions=[team_of_four.doctor, team_of_four.lead])
    notice = Notification.objects.get(kind="message")
    assert (notice.recipient, notice.source) == (team_of_four.doctor, f"mention:{thread.pk}")
    client.force_login(team_of_four.doctor)
    assert "You are named in a conversation" in client.get(reverse("worklist:notices")).content.decode()
    client.get(reverse("messaging:thread", args=[thread.pk]))
    notice.refresh_from_db()
    assert notice.read_at == THEN


def test_what_is_said_while_the_page_is_on_its_way_is_still_new(case, team_of_four, client, monkeypatch):
    thread, doctor = begin(case, team_of_four.lead, mentions=[team_of_four.doctor]), team_of_four.doctor
    shown = threads.messages

    def then_somebody_says_more(*args, **facts):
        page = shown(*args, **facts)
        actions.say(thread, by=team_of_four.nurse, text="Stop: he is allergic", mentions=[doctor])
        return page

    monkeypatch.setattr(threads, "messages", then_somebody_says_more)
    client.force_login(doctor)
    page = client.get(reverse("messaging:thread", args=[thread.pk]))
    assert [message.n for message in page.context["said"].rows] == [1]
    assert unread(case, doctor) == 1
    told = Notification.objects.filter(recipient=doctor, kind="message")
    assert list(told.order_by("n").values_list("n", "read_at")) == [(1, THEN), (2, None)]


def test_a_page_that_shows_nothing_reads_nothing(case, team_of_four, client):
    thread = begin(case, team_of_four.lead, mentions=[team_of_four.doctor])
    client.force_login(team_of_four.doctor)
    assert client.get(reverse("messaging:thread", args=[thread.pk]) + "?after=999").status_code == 200
    assert unread(case, team_of_four.doctor) == 1
    assert Notification.objects.filter(recipient=team_of_four.doctor, kind="message", read_at=None).exists()


@pytest.mark.parametrize(("n", "left"), [(1, 1), (None, 0), (99, 0), (-1, 2)])
def test_one_reads_up_to_a_number(case, team_of_four, n, left):
    thread = begin(case, team_of_four.lead)
    actions.say(thread, by=team_of_four.lead, text="On Friday")
    actions.read_thread(thread, by=team_of_four.doctor, n=n)
    assert unread(case, team_of_four.doctor) == left
    actions.read_thread(thread, by=team_of_four.doctor, n=1)
    assert unread(case, team_of_four.doctor) == min(left, 1), "reading again what is above takes nothing back"


def test_only_readers_are_named(case, team_of_four, outsider, supervisor):
    assert set(threads.readers(case, but=team_of_four.lead)) == {
        team_of_four.nurse, team_of_four.worker, team_of_four.doctor, supervisor,
    }  # fmt: skip
    with pytest.raises(Refused) as no:
        begin(case, team_of_four.lead, mentions=[outsider])
    assert no.value.field == "mentions"
    assert not Thread.objects.exists()


def test_a_decision_is_pinned_and_replaced(case, team_of_four, at):
    thread = begin(case, team_of_four.lead)
    first = Message.objects.get()
    second = actions.say(thread, by=team_of_four.nurse, text="Ordered for Friday")
    actions.pin_decision(first, by=team_of_four.lead)
    with pytest.raises(Refused):
        actions.pin_decision(first, by=team_of_four.nurse)
    at(THEN + timedelta(minutes=1))
    actions.pin_decision(second, by=team_of_four.nurse)
    thread.refresh_from_db()
    assert (thread.pinned, thread.pinned_by) == (second, team_of_four.nurse)


def test_an_advocate_never_sees_a_conversation(case, team_of_four, person, patient, client):
    thread = begin(case, team_of_four.lead, topic="Zyxquav")
    advocate = person("a.voice", Role.ADVOCATE)
    facts = {"purpose": "advocacy", "method": "signed", "starts_at": THEN - timedelta(hours=1)}
    Consent.objects.create(patient=patient, to_user=advocate, classes=["identity", "plan", "work"], **facts)
    assert not visible_to(Thread, advocate).exists()
    client.force_login(advocate)
    page = client.get(reverse("messaging:case", args=[case.pk]))
    assert page.status_code == 200
    assert "Zyxquav" not in page.content.decode()
    assert "1 unread" not in page.content.decode()
    assert client.get(reverse("messaging:thread", args=[thread.pk])).status_code == 404


def test_nobody_writes_where_they_cannot_read(case, team_of_four, intake):
    # The desk works on cases not yet assigned and reads no notes.
    with pytest.raises(Denied):
        begin(case, intake)


def test_a_hidden_case_hides_its_conversations(case, team_of_four, outsider, client):
    thread = begin(case, team_of_four.lead)
    client.force_login(outsider)
    for name in ("thread", "say", "settle", "reopen", "unread"):
        assert client.get(reverse(f"messaging:{name}", args=[thread.pk])).status_code == 404
    assert client.get("/threads/").content.decode().count("thread-") == 0


def test_a_long_conversation_comes_in_pages(case, team_of_four, client):
    lead, nurse = team_of_four.lead, team_of_four.nurse
    thread = begin(case, lead)
    for n in range(2, 121):
        actions.say(thread, by=lead, text=f"Message {n:03}")
        thread.refresh_from_db()
    client.force_login(nurse)
    url = reverse("messaging:thread", args=[thread.pk])

    def numbers(query):
        page = client.get(url + query)
        return [message.n for message in page.context["said"].rows], page.content.decode()

    rows, page = numbers("?before=71")
    assert (rows[0], rows[-1]) == (21, 70)
    assert unread(case, nurse) == 120, "the end was not looked at"
    rows, page = numbers("")
    assert (rows[0], rows[-1]) == (71, 120)
    assert "?before=71" in page
    assert 'rel="next"' not in page
    assert unread(case, nurse) == 0
    assert numbers("?before=21")[0] == list(range(1, 21))
    rows, page = numbers("?after=20")
    assert (rows[0], rows[-1]) == (21, 70)
    assert "?after=70" in page
    for n in range(121, 181):
        actions.say(thread, by=lead, text=f"Message {n:03}")
        thread.refresh_from_db()
    assert numbers("")[0] == list(range(121, 171)), "from the first that is new"
    assert unread(case, nurse) == 60
    assert numbers("?after=170")[0] == list(range(171, 181))
    assert unread(case, nurse) == 0
    for wrong in ("?before=x", "?after=-1", "?before=99999999999"):
        assert client.get(url + wrong).status_code == 400
    assert client.get(url + "?before=1").status_code == 200
