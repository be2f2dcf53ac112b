"""Doing work together: joining, saying something, and handing over by an offer that is answered (R-DUP-5)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from core import clock
from core.refusals import Denied, Refused
from tests.conftest import THEN
from worklist import actions, my_day, sweeps
from worklist.models import Item, ItemComment, ItemHelper, ItemTransfer, Notification, Reminder

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WORDS = {"text": "I know them"}


@pytest.fixture
def asked(open_work, nurse):
    """The nurse asks the lead for a piece of work."""

    def make(**facts):
        item = actions.ask_for_item(open_work(**facts), by=nurse, **WORDS)
        return item.transfers.get(status="offered")

    return make


def told(person):
    return [
        source.partition(":")[0]
        for source in Notification.objects.filter(recipient=person).values_list("source", flat=True)
    ]


def test_joining_tells_the_owner_and_changes_no_owner(open_work, lead, nurse):
    item = actions.join(open_work(), by=nurse, text="I bring the leaflet")
    assert (item.owner, ItemHelper.objects.get().user) == (lead, nurse)
    assert ItemComment.objects.get().text == "I bring the leaflet"
    assert told(lead) == ["joined"]
    with pytest.raises(Refused, match="joined this already"):
        actions.join(item, by=nurse)
    with pytest.raises(Refused, match="yours already"):
        actions.join(item, by=lead)


def test_leaving_and_joining_again(open_work, nurse):
    item = actions.leave(actions.join(open_work(), by=nurse), by=nurse)
    assert ItemHelper.objects.get().left_at == THEN
    with pytest.raises(Refused, match="have not joined"):
        actions.leave(item, by=nurse)
    actions.join(item, by=nurse)
    assert ItemHelper.objects.count() == 2


def test_what_is_said_reaches_owner_and_helpers_but_not_the_speaker(open_work, lead, nurse, on_team):
    worker = on_team(Role.SOCIAL_WORKER)
    item = actions.join(open_work(), by=nurse)
    actions.comment(item, by=worker, text="He prefers mornings")
    assert "comment" in told(lead)
    assert told(nurse) == ["comment"]
    assert told(worker) == []
    with pytest.raises(Refused, match="Write what you want to say"):
        actions.comment(item, by=worker, text=" ")


def test_finished_work_can_be_spoken_of_but_not_joined(open_work, lead, nurse):
    item = actions.complete(open_work(), by=lead)
    assert actions.comment(item, by=nurse, text="Well done")
    with pytest.raises(Refused, match="It can be done only when"):
        actions.join(item, by=nurse)


def test_an_outsider_does_none_of_it(open_work, asked, outsider):
    item = open_work(subject="other")
    for verb, facts in ((actions.join, {}), (actions.comment, WORDS), (actions.ask_for_item, WORDS)):
        with pytest.raises(Denied):
            verb(item, by=outsider, **facts)
    transfer = asked()
    for verb in (actions.accept_item, actions.revoke_item):
        with pytest.raises(Denied):
            verb(transfer, by=outsider)


def test_the_owner_keeps_it_until_the_offer_is_accepted(promise, lead, nurse):
    item = Item.objects.get(series=promise(every_days=7))
    actions.offer_item(item, by=lead, to=nurse, **WORDS)
    transfer = ItemTransfer.objects.get()
    item.refresh_from_db()
    assert (item.owner, transfer.answer_by, transfer.expires_at) == (lead, nurse, THEN + 24 * HOUR)
    assert told(nurse) == ["offer"]
    actions.accept_item(transfer, by=nurse, answer="Gladly")
    item.refresh_from_db()
    transfer.refresh_from_db()
    assert (item.owner, item.series.owner, transfer.status) == (nurse, nurse, "accepted")
    assert set(
        Reminder.objects.filter(item=item, to="person", status="waiting").values_list("recipient", flat=True)
    ) == {nurse.pk}
    assert "answered" in told(lead)


def test_what_is_asked_for_is_answered_by_the_owner(asked, lead, nurse):
    transfer = asked()
    assert (transfer.from_user, transfer.to_user, transfer.answer_by) == (lead, nurse, lead)
    with pytest.raises(Refused, match="is to answer this"):
        actions.accept_item(transfer, by=nurse)
    actions.accept_item(transfer, by=lead)
    assert transfer.item.__class__.objects.get().owner == nurse


def test_a_helper_who_takes_over_helps_no_longer(open_work, lead, nurse):
    item = actions.join(open_work(), by=nurse)
    actions.offer_item(item, by=lead, to=nurse, **WORDS)
    actions.accept_item(ItemTransfer.objects.get(), by=nurse)
    assert ItemHelper.objects.get().left_at == THEN


def test_no_needs_a_reason_and_changes_nothing(asked, lead):
    transfer = asked()
    with pytest.raises(Refused, match="Say why not"):
        actions.reject_item(transfer, by=lead, answer="")
    assert actions.reject_item(transfer, by=lead, answer="Nearly done").status == "rejected"
    assert Item.objects.get().owner == lead
    with pytest.raises(Refused, match="It can be done only when it is offered"):
        actions.accept_item(transfer, by=lead)


def test_who_offered_takes_back_and_so_may_the_lead(asked, open_work, lead, nurse, on_team):
    worker = on_team(Role.COORDINATOR)
    transfer = asked()
    with pytest.raises(Refused, match=r"Only T\. Nurse can take this back"):
        actions.revoke_item(transfer, by=worker)
    assert actions.revoke_item(transfer, by=nurse).status == "revoked"
    actions.ask_for_item(Item.objects.get(), by=nurse, **WORDS)
    assert actions.revoke_item(ItemTransfer.objects.get(status="offered"), by=lead).status == "revoked"


def test_unanswered_it_goes_back_by_the_clock(asked, lead, nurse, at):
    transfer = asked()
    at(THEN + 24 * HOUR)
    with pytest.raises(Refused, match="time to answer is over"):
        actions.accept_item(transfer, by=lead)
    assert (sweeps.expire_offers(), sweeps.expire_offers()) == (1, 0)
    transfer.refresh_from_db()
    assert (transfer.status, Item.objects.get().owner) == ("expired", lead)
    assert told(nurse) == ["expired"]


def test_before_its_time_nothing_expires(asked):
    asked()
    assert sweeps.expire_offers() == 0


@pytest.mark.parametrize("ending", ["complete", "cancel", "reassign"])
def test_an_offer_ends_with_the_work_or_with_its_owner(asked, lead, nurse, supervisor, on_team, ending):
    transfer = asked()
    other = on_team(Role.COORDINATOR)
    how = {"complete": {}, "cancel": {"reason": "Moved"}, "reassign": {"to": other, "reason": "Away"}}[ending]
    getattr(actions, ending)(transfer.item, by=lead, **how)
    transfer.refresh_from_db()
    assert transfer.status == "expired"
    # Who asked need not wait for an answer that will never come.
    assert told(nurse) == ["lapsed"]
    assert Notification.objects.get(recipient=nurse).read_at is None
    with pytest.raises(Refused):
        actions.accept_item(transfer, by=lead)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"by": "nurse", "to": "nurse"}, "Only whoever has this"),
        ({"by": "lead", "to": "outsider"}, "may not do work"),
    ],
)
def test_only_ones_own_is_offered_and_only_to_somebody_able(open_work, lead, nurse, outsider, facts, said):
    people = {"nurse": nurse, "lead": lead, "outsider": outsider}
    with pytest.raises(Refused, match=said):
        actions.offer_item(open_work(), by=people[facts["by"]], to=people[facts["to"]], **WORDS)


def test_one_offer_at_a_time_and_nobody_to_ask(asked, open_work, lead, nurse, on_team):
    transfer = asked()
    with pytest.raises(Refused, match="already offered or asked for"):
        actions.offer_item(transfer.item, by=lead, to=nurse, **WORDS)
    nobodys = open_work(subject="x", owner=None, role="nurse")
    with pytest.raises(Refused, match="Nobody has this yet"):
        actions.ask_for_item(nobodys, by=nurse, **WORDS)


def test_long_reasons_are_not_cut_off(asked, open_work, nurse):
    item = open_work()
    actions.ask_for_item(item, by=nurse, text="Because " * 50)
    assert ItemComment.objects.get().text == ("Because " * 50).strip()
    assert len(ItemTransfer.objects.get().why) == 240


def at_once(*deeds):
    """Run deeds in threads of their own at the same moment; what each gave or raised."""
    results, gate = [], threading.Barrier(len(deeds))

    def work(deed):
        try:
            gate.wait(timeout=20)
            results.append(deed())
        except Refused as refusal:
            results.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(results) == len(deeds)
    return results


@pytest.mark.django_db(transaction=True)
def test_accepted_and_given_away_at_once_it_has_one_owner_and_no_open_offer(asked, lead, nurse, supervisor):
    transfer, item = asked(), Item.objects.get()
    clock.move(None)
    ItemTransfer.objects.update(expires_at=clock.now() + HOUR)
    at_once(
        lambda: actions.accept_item(transfer, by=lead),
        lambda: actions.reassign(item, by=supervisor, to=supervisor, reason="I do it"),
    )
    item.refresh_from_db()
    transfer.refresh_from_db()
    # Whichever came first: the supervisor disposes of it in either case, and nothing is left to answer.
    assert transfer.status in ("accepted", "expired")
    assert item.owner == supervisor


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_the_same_at_once_one_is_shown_the_other(case, lead, nurse, at):
    """The loser is told by the same refusal, with the winner's work."""
    from worklist.duplicates import Doubled

    facts = {"activity": "teaching", "what": "Teach", "why": "Asked"}
    results = at_once(
        *(lambda by=by: actions.open_item(case, by=by, owner=by, **facts) for by in (lead, nurse))
    )
    [winner] = [one for one in results if isinstance(one, Item)]
    [loser] = [one for one in results if isinstance(one, Doubled)]
    assert loser.row.pk == winner.pk
    assert Item.objects.count() == 1


# Pages


@pytest.fixture
def nurses(client, nurse):
    client.force_login(nurse)
    return client


def test_my_day_shows_what_i_joined_and_what_i_am_to_answer(client, nurses, open_work, lead, nurse):
    actions.join(open_work(what="The lead's own"), by=nurse)
    offered = actions.offer_item(open_work(subject="b", what="Order oxygen"), by=lead, to=nurse, **WORDS)
    page = nurses.get(reverse("worklist:my_day")).content.decode()
    assert (
        page.index("Waiting for your answer")
        < page.index("Order oxygen")
        < page.index("Joined")
        < page.index("The lead")
    )
    assert "T. Case_Manager offers it to you" not in page
    assert "offers it to you" in page
    transfer = offered.transfers.get()
    assert nurses.post(reverse("worklist:accept_item", args=[transfer.pk])).status_code == 303
    page = nurses.get(reverse("worklist:my_day")).content.decode()
    assert "Waiting for your answer" not in page


@pytest.mark.parametrize("name", ["my_day", "item"])
def test_questions_do_not_grow_with_helpers_and_offers(nurses, open_work, lead, nurse, on_team, name):
    counts, item = [], open_work(subject="the one")
    args = [item.pk] if name == "item" else []
    for number in (2, 30):
        for n in range(number):
            each = open_work(subject=f"{number} {n}")
            if n % 2:
                actions.join(each, by=nurse)
            else:
                actions.offer_item(each, by=lead, to=nurse, **WORDS)
            actions.comment(item, by=lead, text=f"Word {n}")
        nurses.get(reverse(f"worklist:{name}", args=args))
        with CaptureQueriesContext(connection) as asked_for:
            assert nurses.get(reverse(f"worklist:{name}", args=args)).status_code == 200
        counts.append(len(asked_for))
    assert counts[0] == counts[1] <= 12, counts


def test_the_page_tells_who_helps_and_what_was_said(nurses, open_work, lead, nurse):
    item = actions.join(open_work(), by=nurse)
    actions.comment(item, by=lead, text="He prefers mornings")
    page = nurses.get(reverse("worklist:item", args=[item.pk])).content.decode()
    for words in ("Who helps", "He prefers mornings", "Help no longer", "Ask for this"):
        assert words in page
    assert "Give to somebody else" not in page


def test_a_no_without_a_reason_is_asked_for_one(client, asked, lead):
    transfer = asked()
    client.force_login(lead)
    url = reverse("worklist:reject_item", args=[transfer.pk])
    assert "Why not" in client.get(url).content.decode()
    assert client.post(url, {"answer": ""}).status_code == 422
    assert client.post(url, {"answer": "Nearly done"}).status_code == 303


def test_an_offer_is_not_there_for_an_outsider(client, asked, outsider):
    client.force_login(outsider)
    assert client.get(reverse("worklist:accept_item", args=[asked().pk])).status_code == 404


def test_the_notices_say_what_happened(client, asked, lead, nurse):
    transfer = asked()
    client.force_login(lead)
    assert (
        "Your answer is asked for: Teach inhaler use"
        in client.get(reverse("worklist:notices")).content.decode()
    )
    actions.accept_item(transfer, by=lead)
    client.force_login(nurse)
    assert "An offer of work was answered" in client.get(reverse("worklist:notices")).content.decode()


def test_the_api_joins_asks_and_answers(client, nurses, open_work, lead, nurse):
    item = open_work()
    json = {"content_type": "application/json"}
    assert nurses.post(f"/api/v1/items/{item.pk}/join/", {}, **json).status_code == 200
    assert nurses.post(f"/api/v1/items/{item.pk}/comment/", WORDS, **json).status_code == 200
    assert nurses.post(f"/api/v1/items/{item.pk}/ask/", WORDS, **json).status_code == 200
    [row] = nurses.get(f"/api/v1/item-transfers/?item={item.pk}").json()["results"]
    client.force_login(lead)
    answer = client.post(f"/api/v1/item-transfers/{row['id']}/accept/", {}, **json)
    assert (answer.status_code, answer.json()["status"]) == (200, "accepted")
    assert Item.objects.get().owner == nurse
    assert len(client.get(f"/api/v1/item-comments/?item={item.pk}").json()["results"]) == 1


def test_the_timeline_tells_of_it(client, asked, lead, case):
    actions.reject_item(asked(), by=lead, answer="Nearly done")
    client.force_login(lead)
    page = client.get(reverse("cases:timeline", args=[case.pk])).content.decode()
    assert "Offered to T Nurse: Teach inhaler use" in page
    assert "Nearly done" in page


def test_shared_lists_only_what_is_live_and_mine(open_work, lead, nurse):
    item = actions.join(open_work(), by=nurse)
    assert my_day.shared(nurse).joined == [item]
    assert my_day.shared(lead).joined == []
    actions.complete(item, by=lead)
    assert my_day.shared(nurse).joined == []
