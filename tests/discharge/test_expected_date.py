from datetime import date

import pytest
from django.db import InternalError, transaction

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused, Stale
from discharge import actions
from discharge.models import DischargePlan, ExpectedDateChange
from patients.models import Case
from tests.conftest import THEN

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2026, 11, 20), date(2026, 11, 27)


@pytest.fixture
def plan(case, manager, at):
    at(THEN)
    return actions.start_plan(case, by=manager)


def test_the_plan_is_started_once(plan, case, manager):
    assert actions.start_plan(case, by=manager) == plan
    assert DischargePlan.objects.count() == 1


def test_every_change_is_kept_and_the_case_shows_the_last(plan, manager):
    actions.set_expected_date(plan, by=manager, expected_on=FIRST, why="Usual length")
    actions.set_expected_date(plan, by=manager, expected_on=SECOND, why="Waits for oxygen")
    case = Case.objects.get()
    assert (case.expected_leaving_on, case.leaving_moves) == (SECOND, 1)
    kept = ExpectedDateChange.objects.order_by("pk").values_list(
        "old", "new", "why", "changed_by", "changed_at"
    )
    assert list(kept) == [
        (None, FIRST, "Usual length", manager.pk, THEN),
        (FIRST, SECOND, "Waits for oxygen", manager.pk, THEN),
    ]


def test_today_is_possible_and_yesterday_is_not(plan, manager):
    with pytest.raises(Refused, match="in the past") as refusal:
        actions.set_expected_date(plan, by=manager, expected_on=date(2026, 11, 2), why="x")
    assert refusal.value.field == "expected_on"
    assert actions.set_expected_date(plan, by=manager, expected_on=date(2026, 11, 3), why="x").expected_on


def test_the_same_day_again_is_no_change(plan, manager):
    actions.set_expected_date(plan, by=manager, expected_on=FIRST, why="x")
    with pytest.raises(Refused, match="already"):
        actions.set_expected_date(plan, by=manager, expected_on=FIRST, why="x")


def test_a_stale_date_is_not_overwritten(plan, manager):
    actions.set_expected_date(plan, by=manager, expected_on=FIRST, why="x", version=plan.version)
    with pytest.raises(Stale):
        actions.set_expected_date(plan, by=manager, expected_on=SECOND, why="y", version=plan.version)


def test_who_may_and_who_may_not(plan, on_team, outsider, supervisor):
    assert actions.set_expected_date(plan, by=on_team(Role.NURSE), expected_on=FIRST, why="x")
    for somebody in (supervisor, outsider):
        with pytest.raises(Denied):
            actions.set_expected_date(plan, by=somebody, expected_on=SECOND, why="x")


def test_a_change_is_never_changed(plan, manager):
    actions.set_expected_date(plan, by=manager, expected_on=FIRST, why="x")
    with pytest.raises(InternalError), transaction.atomic():
        ExpectedDateChange.objects.update(why="something else")


def test_the_disposition_is_one_a_team_can_plan_for(plan, manager):
    assert actions.choose_destination(plan, by=manager, disposition="06").disposition == "06"
    for code in ("20", "07", "30", "", "zz"):
        with pytest.raises(Refused, match="from the list"):
            actions.choose_destination(plan, by=manager, disposition=code)
    assert Event.objects.filter(verb="discharge.choose_destination").count() == 1
