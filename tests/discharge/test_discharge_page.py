from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.permissions import Role
from discharge.models import DischargePlan
from encounters.models import Encounter
from patients.models import Case, Stage
from tests.conftest import THEN
from worklist import actions as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def to(case):
    return lambda name: reverse(f"cases:{name}", args=[case.pk])


def test_the_whole_way_out_by_its_pages(client, to, case, manager, visit, staged, goal, at):
    at(THEN)
    staged(Stage.ACTIVE)
    client.force_login(manager)
    assert "no expected discharge date" in client.get(to("discharge")).content.decode()
    assert client.post(to("begin-transition")).status_code == 409
    assert client.post(to("set-date"), {"expected_on": "2026-11-20", "why": "Usual length"}).url == to(
        "discharge"
    )
    assert client.post(to("choose-destination"), {"disposition": "06"}).status_code == 303
    text = client.get(to("discharge")).content.decode()
    assert "Usual length" in text
    assert "Home with home health services" in text
    assert client.post(to("begin-transition")).status_code == 303
    assert client.post(to("begin-follow-up")).status_code == 409
    at(THEN + timedelta(minutes=10))
    left = {"on": "2026-11-03", "at": "10:05", "disposition": "06", "destination": "Elm House"}
    assert client.post(to("leave"), left).status_code == 303
    assert Encounter.objects.get().ended_at == THEN + timedelta(minutes=5)
    assert client.post(to("begin-follow-up")).status_code == 303
    assert "What came of “Walk to church”" in client.get(to("close")).content.decode()
    closing = {"closing": "goals_met", "handed_to": "none needed", f"goal-{goal.pk}": "Walks"}
    assert client.post(to("close"), closing).url == to("summary")
    assert Case.objects.get().stage == Stage.CLOSED


def test_wrong_input_and_refusals_keep_what_was_typed(client, to, manager, at):
    at(THEN)
    client.force_login(manager)
    wrong = client.post(
        to("set-date"), {"expected_on": "soon", "why": "Oxygen"}, headers={"HX-Request": "true"}
    )
    assert wrong.status_code == 422
    assert "Oxygen" in wrong.content.decode()
    assert "<html" not in wrong.content.decode()
    past = client.post(to("set-date"), {"expected_on": "2026-11-02", "why": "Oxygen"})
    assert past.status_code == 409
    assert "Choose today or later" in past.content.decode()


def test_a_date_somebody_else_moved_is_not_overwritten(client, to, manager, at):
    at(THEN)
    client.force_login(manager)
    client.post(to("set-date"), {"expected_on": "2026-11-20", "why": "a"})
    stale = client.post(to("set-date"), {"expected_on": "2026-11-21", "why": "b", "version": "1"})
    assert stale.status_code == 409
    assert "Somebody changed this" in stale.content.decode()


def test_leaving_in_the_future_or_at_no_time_is_wrong_and_twice_is_once(client, to, manager, visit, at):
    at(THEN)
    client.force_login(manager)
    said = {"on": "2026-11-04", "at": "10:05", "disposition": "01"}
    assert "still to come" in client.post(to("leave"), said).content.decode()
    assert client.post(to("leave"), {**said, "on": "2026-03-08", "at": "02:30"}).status_code == 422
    early = client.post(to("leave"), {**said, "on": "2026-11-03", "at": "09:30"})
    assert early.status_code == 422
    assert "before the patient arrived" in early.content.decode()
    assert visit.movements.count() == 1
    at(THEN + timedelta(minutes=10))
    assert client.post(to("leave"), {**said, "on": "2026-11-03"}).status_code == 303
    assert client.post(to("leave"), {**said, "on": "2026-11-03"}).status_code == 409


def test_open_work_is_named_before_it_is_cancelled(client, to, case, manager, staged):
    work.open_item(case, by=manager, activity="equipment", what="Order oxygen", why="home", owner=manager)
    staged(Stage.FOLLOW_UP)
    client.force_login(manager)
    assert "Order oxygen" in client.get(to("close")).content.decode()
    closing = {"closing": "declined", "handed_to": "none needed", "work_cancelled_because": ""}
    assert client.post(to("close"), closing).status_code == 422
    assert client.post(to("close"), {**closing, "work_cancelled_because": "Declined all"}).status_code == 303


def test_a_nurse_sets_a_date_and_does_not_move_the_case(client, to, on_team, staged):
    nurse = on_team(Role.NURSE)
    staged(Stage.ACTIVE)
    client.force_login(nurse)
    text = client.get(to("discharge")).content.decode()
    assert to("set-date") in text
    assert to("close") not in text
    assert client.get(to("begin-transition")).status_code == 403
    assert client.post(to("close"), {"closing": "died"}).status_code == 403


def test_outsiders_find_nothing(client, to, outsider):
    client.force_login(outsider)
    for name in (
        "discharge",
        "set-date",
        "choose-destination",
        "leave",
        "begin-transition",
        "begin-follow-up",
        "close",
        "reopen",
    ):
        assert client.get(to(name)).status_code == 404
    assert not DischargePlan.objects.exclude(version=1).exists()


def test_back_and_reopen(client, to, manager, supervisor, staged):
    staged(Stage.TRANSITIONING)
    client.force_login(manager)
    assert client.post(to("return-to-active"), {"why": "Fever"}).status_code == 303
    assert client.post(to("close"), {"closing": "declined", "handed_to": "none needed"}).status_code == 303
    client.force_login(supervisor)
    assert client.post(to("reopen"), {"why": ""}).status_code == 422
    assert client.post(to("reopen"), {"why": "Came back"}).status_code == 303
    assert Case.objects.get().stage == Stage.ASSESSING


def test_the_page_costs_the_same_with_many_changes(
    client, to, case, manager, at, django_assert_max_num_queries
):
    at(THEN)
    client.force_login(manager)
    client.get(to("discharge"))
    with django_assert_max_num_queries(12) as few:
        client.get(to("discharge"))
    cost = len(few)
    for day in range(10, 25):
        client.post(to("set-date"), {"expected_on": f"2026-11-{day}", "why": "x"})
    with django_assert_max_num_queries(cost):
        client.get(to("discharge"))
