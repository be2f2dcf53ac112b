"""The huddle: a round in its order, decisions that are work and date at once, and pages that need no script."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.permissions import Role
from core.refusals import Denied, Refused, Stale
from discharge import actions
from discharge.models import ExpectedDateChange, Huddle, HuddleDecision
from discharge.plans import plan_of
from discharge.sweeps.forecasts import end_forgotten_huddles
from tests.conftest import THEN
from worklist.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]
HOUR = timedelta(hours=1)
DAY = date(2026, 11, 10)


@pytest.fixture
def plan(case, manager, visit):
    case.refresh_from_db()
    made = plan_of(case, manager)
    return actions.set_expected_date(made, by=manager, expected_on=DAY, why="Usual length")


@pytest.fixture
def huddle(plan, manager, unit):
    return actions.start_huddle(manager, by=manager, cases=[plan.case_id], unit=unit, present=[Role.NURSE])


def test_it_keeps_its_order_and_who_is_there(huddle, manager, case):
    assert (huddle.cases, huddle.present, huddle.started_at) == ([case.pk], [Role.NURSE], THEN)
    actions.note_present(huddle, by=manager, present=[Role.SOCIAL_WORKER, Role.CASE_MANAGER])
    huddle.refresh_from_db()
    assert huddle.present == [Role.CASE_MANAGER, Role.SOCIAL_WORKER]
    with pytest.raises(Refused):
        actions.note_present(huddle, by=manager, present=["cook"])


def test_one_at_a_time_on_a_unit_and_for_a_person(huddle, manager, on_team, unit, case):
    nurse = on_team(Role.NURSE)
    with pytest.raises(Refused, match="leads a huddle"):
        actions.start_huddle(nurse, by=nurse, cases=[case.pk], unit=unit)
    with pytest.raises((Refused, ValidationError)):
        actions.start_huddle(manager, by=manager, cases=[case.pk])
    actions.end_huddle(huddle, by=manager)
    assert actions.start_huddle(nurse, by=nurse, cases=[case.pk], unit=unit)


def test_nobody_to_speak_of_is_no_round(manager, unit):
    with pytest.raises(Refused, match="Nobody is on the board"):
        actions.start_huddle(manager, by=manager, cases=[], unit=unit)


def test_a_decision_is_work_and_a_new_date_at_once(huddle, plan, manager):
    said = actions.decide_in_huddle(
        plan, by=manager, huddle=huddle, decision="Call the second supplier", owner=manager, due_at=THEN + 3 * HOUR,
        expected_on=DAY + timedelta(days=2), why="Oxygen is late", cause="D06", seconds=80,
    )  # fmt: skip
    assert (said.item.what, said.item.owner, said.item.due_at) == (
        "Call the second supplier",
        manager,
        THEN + 3 * HOUR,
    )
    assert (said.date_change.old, said.date_change.new, said.date_change.cause) == (
        DAY,
        DAY + timedelta(days=2),
        "D06",
    )
    plan.refresh_from_db()
    plan.case.refresh_from_db()
    assert plan.expected_on == plan.case.expected_leaving_on == DAY + timedelta(days=2)
    assert plan.case.leaving_moves == 1


def test_nothing_to_decide_is_an_answer(huddle, plan, manager):
    said = actions.decide_in_huddle(plan, by=manager, huddle=huddle)
    assert (said.item, said.date_change, said.decision) == (None, None, "")


@pytest.mark.parametrize(
    "said",
    [
        {"decision": "Call"},
        {"decision": "Call", "owner": "me"},
        {"decision": "Call", "owner": "me", "due_at": THEN - HOUR},
        {
            "decision": "Call",
            "owner": "me",
            "due_at": THEN + HOUR,
            "expected_on": DAY + timedelta(days=1),
            "why": "x",
        },
        {
            "decision": "Call",
            "owner": "me",
            "due_at": THEN + HOUR,
            "expected_on": date(2026, 11, 1),
            "why": "x",
            "cause": "D06",
        },
    ],
)
def test_what_is_refused_leaves_nothing_behind(huddle, plan, manager, said):
    if said.get("owner"):
        said = said | {"owner": manager}
    with pytest.raises((Refused, ValidationError)):
        actions.decide_in_huddle(plan, by=manager, huddle=huddle, **said)
    assert not HuddleDecision.objects.exists()
    assert not Item.objects.filter(what="Call").exists()
    assert ExpectedDateChange.objects.count() == 1


def test_once_for_each_by_who_leads_it_and_of_this_round(huddle, plan, manager, on_team, outsider):
    nurse = on_team(Role.NURSE)
    with pytest.raises(Refused, match="somebody else"):
        actions.decide_in_huddle(plan, by=nurse, huddle=huddle)
    with pytest.raises(Denied):
        actions.decide_in_huddle(plan, by=outsider, huddle=huddle)
    actions.decide_in_huddle(plan, by=manager, huddle=huddle)
    with pytest.raises(Refused, match="already"):
        actions.decide_in_huddle(plan, by=manager, huddle=huddle)


def test_a_plan_that_moved_meanwhile_is_not_decided_over(huddle, plan, manager):
    seen = plan.version
    actions.set_expected_date(plan, by=manager, expected_on=date(2026, 11, 9), why="Better")
    with pytest.raises(Stale):
        actions.decide_in_huddle(plan, by=manager, huddle=huddle, seen=seen)


def test_what_nobody_ended_ends_by_itself(huddle, at):
    assert end_forgotten_huddles() == 0
    at(THEN + 5 * HOUR)
    assert end_forgotten_huddles() == 1
    huddle.refresh_from_db()
    assert huddle.ended_at == THEN + 5 * HOUR


def test_from_beginning_to_end_by_pages_alone(plan, manager, unit, client):
    client.force_login(manager)
    assert client.get(reverse("board:huddle")).status_code == 200
    begun = client.post(reverse("board:huddle"), {"unit": unit.pk, "present": ["nurse"], "minutes_each": 2})
    assert begun.status_code == 303
    row = Huddle.objects.get()
    assert client.get(reverse("board:huddle")).headers["Location"] == reverse("board:round", args=[row.pk])
    page = client.get(reverse("board:round", args=[row.pk]))
    turn = reverse("board:decide", args=[row.pk, plan.case_id])
    assert turn in page.content.decode()
    asked = client.get(turn)
    assert asked.status_code == 200
    sent = {
        "decision": "Book a ride",
        "owner": "",
        "move": "1",
        "why": "",
        "seen": asked.context["line"].version,
    }
    refused = client.post(turn, sent)
    assert refused.status_code in (409, 422)
    assert "Book a ride" in refused.content.decode()
    sent |= {
        "owner": manager.pk,
        "due_at_0": "2026-11-04",
        "due_at_1": "12:00",
        "why": "No driver",
        "cause": "E05",
    }
    saved = client.post(turn, sent)
    assert (saved.status_code, saved.headers["Location"]) == (303, reverse("board:round", args=[row.pk]))
    decision = HuddleDecision.objects.get()
    assert (decision.item.what, decision.date_change.new) == ("Book a ride", DAY + timedelta(days=1))
    assert client.post(reverse("board:end", args=[row.pk])).status_code == 303
    assert b"Decided" in client.get(reverse("board:round", args=[row.pk])).content


def test_another_persons_round_is_not_there(huddle, on_team, client):
    client.force_login(on_team(Role.NURSE))
    assert client.get(reverse("board:round", args=[huddle.pk])).status_code == 404
