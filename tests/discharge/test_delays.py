"""The ledger of delays: its verbs, its work, who is told as it grows old, and its page."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from discharge import actions
from discharge.models import DelaySegment, Milestone
from discharge.plans import plan_of
from discharge.queries.delays import ledger
from discharge.sweeps.delays import escalate_delays
from encounters import actions as encounters
from tests.conftest import THEN
from worklist import actions as work
from worklist.models import Item, Notification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]
HOUR = timedelta(hours=1)


@pytest.fixture
def plan(case, manager, visit):
    case.refresh_from_db()
    return plan_of(case, manager)


@pytest.fixture
def oxygen(plan, manager) -> Any:
    return actions.open_delay(plan, by=manager, cause="D06", owner=manager, action="Second supplier asked")


def test_it_comes_with_what_is_usual_for_its_cause_and_becomes_work(oxygen, manager):
    assert (oxygen.attribution, oxygen.avoidable, oxygen.holds) == ("equipment", "yes", "equipment_there")
    assert oxygen.started_at == THEN
    item = oxygen.item
    assert (item.kind, item.owner, item.status) == (Item.Kind.DELAY, manager, Item.Status.OPEN)
    assert item.due_at == THEN + 24 * HOUR
    assert Event.objects.filter(verb="discharge.open_delay", target="discharge.dischargeplan").exists()


def test_causes_run_side_by_side_but_each_only_once(oxygen, plan, manager):
    payer = actions.open_delay(plan, by=manager, cause="C01", owner=manager)
    assert DelaySegment.objects.filter(status="open").count() == 2
    with pytest.raises((ValidationError, Refused)):
        actions.open_delay(plan, by=manager, cause="C01", owner=manager)
    assert payer.item_id != oxygen.item_id
    assert DelaySegment.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"cause": "Z99"}, "cause"),
        ({"cause": "G99"}, "words"),
        ({"cause": "D06", "attribution": "x"}, "attribution"),
    ],
)
def test_what_the_rules_do_not_know_is_refused_beside_its_field(plan, manager, said, field):
    with pytest.raises(ValidationError) as wrong:
        actions.open_delay(plan, by=manager, owner=manager, **said)
    assert field in wrong.value.error_dict
    assert not Item.objects.filter(kind=Item.Kind.DELAY).exists()


def test_it_does_not_begin_tomorrow(plan, manager):
    with pytest.raises(Refused) as refusal:
        actions.open_delay(plan, by=manager, cause="D06", owner=manager, started_at=THEN + HOUR)
    assert refusal.value.field == "started_at"


def test_who_may_and_who_may_not(plan, on_team, supervisor, outsider, manager):
    for number, who in enumerate((supervisor, on_team(Role.SOCIAL_WORKER))):
        assert actions.open_delay(plan, by=who, cause=("D01", "E03")[number], owner=manager)
    for who in (on_team(Role.NURSE), on_team(Role.CONSULTANT), outsider):
        with pytest.raises(Denied):
            actions.open_delay(plan, by=who, cause="B01", owner=manager)


def test_another_owner_gets_the_work(oxygen, manager, on_team):
    worker = on_team(Role.SOCIAL_WORKER)
    before = oxygen.item
    after = actions.change_delay(oxygen, by=manager, owner=worker, words="Truck broke down")
    before.refresh_from_db()
    assert before.status == Item.Status.CANCELLED
    assert (after.item.owner, after.words) == (worker, "Truck broke down")


def test_over_is_over_and_its_work_is_done(oxygen, manager, at):
    at(THEN + 30 * HOUR)
    closed = actions.close_delay(oxygen, by=manager, ended_at=THEN + 29 * HOUR, note="Delivered")
    assert (closed.status, closed.ended_at, closed.ended_by) == ("closed", THEN + 29 * HOUR, manager)
    closed.item.refresh_from_db()
    assert (closed.item.status, closed.item.done_note) == (Item.Status.DONE, "Delivered")
    with pytest.raises(Refused):
        actions.close_delay(closed, by=manager)


@pytest.mark.parametrize("hours", [-1, 31])
def test_it_ends_after_it_began_and_not_in_the_future(oxygen, manager, at, hours):
    at(THEN + 30 * HOUR)
    with pytest.raises(Refused) as refusal:
        actions.close_delay(oxygen, by=manager, ended_at=THEN + hours * HOUR)
    assert refusal.value.field == "ended_at"


def test_not_over_after_all_is_work_again(oxygen, manager, at):
    at(THEN + 2 * HOUR)
    actions.close_delay(oxygen, by=manager)
    again = actions.reopen_delay(oxygen, by=manager, reason="Wrong tank")
    assert (again.status, again.ended_at, again.item.status) == ("open", None, Item.Status.OPEN)
    with pytest.raises(Refused):
        actions.reopen_delay(again, by=manager, reason="again")


def test_entered_in_error_counts_nowhere(oxygen, case, manager):
    with pytest.raises(Refused):
        actions.mark_delay_in_error(oxygen, by=manager, reason=" ")
    wrong = actions.mark_delay_in_error(oxygen, by=manager, reason="Other patient")
    wrong.item.refresh_from_db()
    assert wrong.item.status == Item.Status.CANCELLED
    assert ledger(case).rows == []


def test_its_work_ends_on_its_page_only(oxygen, manager):
    with pytest.raises(Refused, match="its page"):
        work.complete(oxygen.item, by=manager)


def test_age_climbs_once_each_and_tells_owner_lead_supervisor(plan, manager, supervisor, on_team, at):
    worker = on_team(Role.SOCIAL_WORKER)
    row = actions.open_delay(plan, by=manager, cause="D06", owner=worker)
    told = Notification.objects.filter(source=f"delay:{row.pk}")
    for hours, level, who in (
        (23, 0, []),
        (24, 1, [worker]),
        (49, 2, [worker, manager]),
        (72, 3, [worker, manager, supervisor]),
    ):
        at(THEN + hours * HOUR)
        assert escalate_delays() == (1 if level and hours != 23 else 0)
        assert escalate_delays() == 0
        row.refresh_from_db()
        assert row.level == level
        assert [each.recipient for each in told.order_by("n")] == who


def test_a_delay_found_late_tells_everybody_it_should_have(plan, manager, supervisor, at):
    at(THEN + 100 * HOUR)
    actions.open_delay(plan, by=manager, cause="D06", owner=manager, started_at=THEN)
    assert escalate_delays() == 1
    assert Notification.objects.filter(source__startswith="delay:").count() == 3


def test_leaving_ends_what_is_open(oxygen, visit, manager, at):
    from accounts.actors import system

    at(THEN + 10 * HOUR)
    encounters.leave(visit, by=system("feed"), event_at=THEN + 9 * HOUR, disposition="01", key="gone")
    oxygen.refresh_from_db()
    assert (oxygen.status, oxygen.ended_at) == ("closed", THEN + 9 * HOUR)
    assert Milestone.objects.get(code="left").reached_at == THEN + 9 * HOUR
    with pytest.raises(Refused, match="left"):
        actions.open_delay(oxygen.plan, by=manager, cause="C01", owner=manager)


def test_the_page_draws_it_and_says_it_in_a_table(
    oxygen, case, manager, client, at, django_assert_max_num_queries
):
    at(THEN + 24 * HOUR)
    client.force_login(manager)
    url = reverse("board:delays", args=[case.pk])
    client.get(url)
    with django_assert_max_num_queries(12):
        page = client.get(url)
    body = page.content.decode()
    assert page.status_code == 200
    assert "Equipment is late" in body
    assert "<rect" in body
    assert 'style="' not in body
    assert Event.objects.filter(actor_id=manager.pk, case_id=case.pk, outcome=Event.Outcome.SEEN).exists()


def test_wrong_input_stays_on_the_form(case, visit, manager, client):
    client.force_login(manager)
    url = reverse("board:open-delay", args=[case.pk])
    sent = {
        "cause": "G99",
        "owner": manager.pk,
        "started_at_0": "2026-11-03",
        "started_at_1": "09:00",
        "action": "Keep me",
    }
    page = client.post(url, sent)
    assert page.status_code == 422
    assert "Keep me" in page.content.decode()
    assert not DelaySegment.objects.exists()
    assert client.post(url, sent | {"words": "Flood"}).status_code == 303
    assert DelaySegment.objects.get().words == "Flood"


def test_one_delay_and_its_verbs_by_page(oxygen, manager, client, at):
    at(THEN + 5 * HOUR)
    client.force_login(manager)
    assert client.get(reverse("board:delay", args=[oxygen.pk])).status_code == 200
    assert client.get(reverse("board:change-delay", args=[oxygen.pk])).status_code == 200
    sent = {"ended_at_0": "2026-11-03", "ended_at_1": "12:00", "note": "There"}
    assert client.post(reverse("board:close-delay", args=[oxygen.pk]), sent).status_code == 303
    oxygen.refresh_from_db()
    assert oxygen.ended_at == THEN + 2 * HOUR
    assert client.post(reverse("board:close-delay", args=[oxygen.pk]), sent).status_code == 409


def test_an_outsider_does_not_find_it(oxygen, outsider, client):
    client.force_login(outsider)
    assert client.get(reverse("board:delay", args=[oxygen.pk])).status_code == 404
