"""An open board hears of everything that it, or a gate on it, rests on: rows, rules that enter force, and the moment of a notice."""

# ruff: noqa: F811 - fixtures of other files are imported by name

from datetime import timedelta

import pytest
from django.db.models import F

from careplans import actions as careplans
from careplans.models import Intervention
from core.models import Record, new_key
from directory.models import Service
from discharge import actions
from discharge.models import Destination, Forecast, Notice, PlanTold
from discharge.plans import plan_of
from discharge.queries import board
from policy.models import PackVersion
from referrals.models import PendingResult
from tests.conftest import THEN
from tests.discharge.test_board import TODAY, house  # noqa: F401
from tests.discharge.test_board_gates import PLACES, staff, varied  # noqa: F401
from tests.referrals.conftest import service  # noqa: F401

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def forecast(case):
    days = {"p10": TODAY, "p50": TODAY + timedelta(days=9), "p90": TODAY + timedelta(days=9)}
    return Forecast.objects.create(case=case, made_at=THEN, cases=0, thin=True, **days)


def observed(case, since=THEN):
    """The patient is under observation since then and has not got the notice of it."""
    notice = Notice.objects.filter(case=case).order_by("pk")[:1]
    Notice.objects.filter(pk__in=notice.values("pk")).update(
        kind="moon", status="due", due_from=since, due_by=since + 36 * 60 * MINUTE
    )


def rare(case, manager, service):
    """What the varied house does not have."""
    plan = plan_of(case, manager)
    actions.open_delay(plan, by=manager, cause="D06", owner=manager)
    forecast(case)
    facts = {"case": case, "created_by": manager}
    PendingResult.objects.create(what="Culture", owner=manager, clinician="Dr Elm", **facts)
    said = {"response": "Fine", "agrees": True, "told_at": THEN, "told_by": manager}
    PlanTold.objects.create(case=case, what="evaluation", **said)
    aims = careplans.draft_plan(case, by=manager, what_matters="Home")
    goal = careplans.propose_goal(aims, by=manager, words="Walk to church", in_patients_words=True)
    Intervention.objects.create(
        plan=aims, goal=goal, words="Walks", activity="plan_edd_rounds", owner_role="nurse", **facts
    )
    actions.choose_destination(plan, by=manager, disposition="06", service=service("Oak", "home_health"))
    observed(case, since=THEN - 48 * 60 * MINUTE)


def touch(each, keys):
    """One row of what is watched changes; of a kind that never changes there is one more."""
    rows = board._of_cases(each, keys)
    row = rows.order_by("pk").last()
    assert row is not None, f"of {each.rows.model.__name__} the house has none"
    if each.version == "service__version":
        Service.objects.filter(pk=row.service_id).update(version=F("version") + 1)
    elif isinstance(row, Record):
        type(row)._default_manager.filter(pk=row.pk).update(version=F("version") + 1)
    else:
        row.pk, row._state.adding = new_key(), True
        if hasattr(row, "rated_at"):
            row.rated_at += MINUTE
        row.save(force_insert=True)


def test_the_token_changes_with_each_thing_it_watches(varied, manager, service):
    cases = varied(len(PLACES))
    rare(next(case for case in cases if Notice.objects.filter(case=case).exists()), manager, service)
    keys, seen = [case.pk for case in cases], {board.token(manager)}
    for each in board._watched():
        touch(each, keys)
        now = board.token(manager)
        assert now not in seen, f"{each.rows.model.__name__} by {each.path}, {each.version}"
        seen.add(now)
    shown = {Forecast, Destination, Notice}
    assert shown <= {each.rows.model for each in board._watched()}


def test_a_forecast_puts_somebody_at_risk_on_an_open_board(house, manager):
    case = house(1)[0]
    actions.set_expected_date(plan_of(case, manager), by=manager, expected_on=TODAY, why="x")
    before, group = board.token(manager), board.rows(manager)[0].group
    forecast(case)
    assert (group, board.rows(manager)[0].group) == ("today", "at_risk")
    assert board.token(manager) != before


def test_hours_that_a_service_takes_back_are_news(house, manager, service):
    case, elm = house(1)[0], service("Elm", "home_health", support_hours=8)
    actions.choose_destination(plan_of(case, manager), by=manager, disposition="06", service=elm)
    before = board.token(manager)
    Service.objects.filter(pk=elm.pk).update(support_hours=2, version=F("version") + 1)
    assert board.token(manager) != before


def test_rules_are_news_when_they_enter_force_and_not_before(house, manager, at):
    house(1)
    old = PackVersion.objects.get(pack__kind="gates", in_force__contains=THEN)
    since = (old.in_force.lower, THEN + 20 * MINUTE)
    PackVersion.objects.filter(pk=old.pk).update(in_force=since)
    PackVersion.objects.create(
        pack=old.pack, number=old.number + 1, body=old.body, source="x", in_force=(since[1], None)
    )
    before = board.token(manager)
    at(THEN + 19 * MINUTE)
    assert board.token(manager) == before
    at(THEN + 20 * MINUTE)
    assert board.token(manager) != before


def test_the_moment_past_a_day_of_observation_is_news(house, manager, at):
    """R-MOON-1, E-1: exactly 24:00:00 holds nobody; what the facts say is what the token counts."""
    case = house(1)[0]
    made = Notice.objects.filter(case=case).exists()
    assert made, "the stay owes a notice"
    observed(case)
    at(THEN + 24 * 60 * MINUTE)
    before = board.token(manager)
    at(THEN + 24 * 60 * MINUTE + timedelta(microseconds=1))
    assert board.token(manager) != before
