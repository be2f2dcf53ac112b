"""What nobody does: areas without an answer, needs without a goal, goals without anything done for them."""

from datetime import timedelta

import pytest

from accounts.actors import system
from accounts.permissions import Role
from assessments.models import Need
from audit.models import Event
from careplans.actions.overlaps import dismiss_overlap, refresh_overlaps
from careplans.models import Goal, Intervention, Overlap, Problem
from careplans.queries import overlaps as queries
from core import access
from core.refusals import Refused
from tests.conftest import THEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]
# Two working days after a Tuesday are over on Friday.
LATER = THEN + timedelta(days=3)


def holes(case, kind):
    """The words of the open holes of one sort."""
    rows = Overlap.objects.filter(case=case, kind="hole", status="open", key__startswith=f"hole|{kind}|")
    needs = {f"hole|need|{need.pk}": need.words for need in Need.objects.all()}
    return sorted(needs.get(row.key, row.evidence["words"]) for row in rows)


@pytest.fixture
def need(planning, manager):
    return Need.objects.create(
        case=planning, domain="food", words="Often without food", status="accepted", answered_at=THEN,
        answered_by=manager, created_by=manager,
    )  # fmt: skip


@pytest.fixture
def goal(plan, manager):
    return Goal.objects.create(
        case=plan.case, plan=plan, is_wish=True, words="Walk to church", status="accepted", agreed_at=THEN,
        agreed_by=manager, created_by=manager,
    )  # fmt: skip


def look(case, by, at, moment):
    at(moment)
    refresh_overlaps(case, by=by)


def test_an_area_that_nobody_answers_for_is_a_hole_until_somebody_does(planning, manager, on_team):
    refresh_overlaps(planning, by=manager)
    before = holes(planning, "activity")
    assert "Nursing assessment" in before
    on_team(Role.NURSE)
    refresh_overlaps(planning, by=manager)
    assert "Nursing assessment" not in holes(planning, "activity")
    gone = Overlap.objects.get(key="hole|activity|nursing_assessment")
    assert (gone.status, gone.ended_by) == ("gone", manager)


def test_an_accepted_need_is_a_hole_after_two_working_days(need, planning, manager, at):
    look(planning, manager, at, THEN + timedelta(days=2))
    assert holes(planning, "need") == []
    look(planning, manager, at, LATER)
    assert holes(planning, "need") == ["Often without food"]


@pytest.mark.parametrize("filled", ["owner", "reason", "goal", "declined"])
def test_somebody_a_goal_or_a_reason_fills_it(need, plan, manager, at, filled):
    look(plan.case, manager, at, LATER)
    assert holes(plan.case, "need") == ["Often without food"]
    if filled == "owner":
        Need.objects.update(owner=manager)
    elif filled == "reason":
        Need.objects.update(no_goal_because="The church brings meals")
    elif filled == "declined":
        Need.objects.update(status="declined")
    else:
        problem = Problem.objects.create(
            case=plan.case, plan=plan, words="Food", need=need, created_by=manager
        )
        refresh_overlaps(plan.case, by=manager)
        assert holes(plan.case, "need") == ["Often without food"]  # a problem alone is no goal
        Goal.objects.create(case=plan.case, plan=plan, problem=problem, words="Eat daily", created_by=manager)
    refresh_overlaps(plan.case, by=manager)
    assert holes(plan.case, "need") == []


def test_an_agreed_goal_for_which_nothing_is_done_is_a_hole(goal, plan, manager):
    refresh_overlaps(plan.case, by=manager)
    assert holes(plan.case, "goal") == ["Walk to church"]
    step = Intervention.objects.create(
        case=plan.case, plan=plan, goal=goal, words="Walk daily", activity="goal_coaching", owner_role="coordinator",
        created_by=manager,
    )  # fmt: skip
    refresh_overlaps(plan.case, by=manager)
    assert holes(plan.case, "goal") == []
    Intervention.objects.filter(pk=step.pk).update(
        status="stopped", ended_because="Pain", ended_at=THEN, ended_by=manager
    )
    refresh_overlaps(plan.case, by=manager)
    assert holes(plan.case, "goal") == ["Walk to church"]


def test_a_goal_only_proposed_may_wait(goal, plan, manager):
    Goal.objects.update(status="proposed", agreed_at=None, agreed_by=None)
    refresh_overlaps(plan.case, by=manager)
    assert holes(plan.case, "goal") == []


def test_a_hole_is_filled_and_not_dismissed(goal, plan, manager):
    refresh_overlaps(plan.case, by=manager)
    hole = Overlap.objects.get(key=f"hole|goal|{goal.pk}")
    with pytest.raises(Refused, match="A hole is not dismissed"):
        dismiss_overlap(hole, by=manager, reason="Later")


def test_the_words_of_a_need_are_for_those_who_read_needs(need, planning, manager, at, supervisor):
    look(planning, manager, at, LATER)
    found = [
        queries.page(planning, who, access.held(who, planning))["holes"] for who in (manager, supervisor)
    ]
    words, hidden = ([each.words for each in holes] for holes in found)
    assert "Often without food" in words
    assert len(hidden) == len(words)
    assert "Often without food" not in hidden
    assert "Often without food" not in str(list(Overlap.objects.values("evidence", "sentence")))


def test_every_open_case_is_looked_at_once_a_day(goal, plan, at):
    from careplans.sweeps import SLOTS, look_over

    for slot in range(SLOTS):
        at(THEN + timedelta(minutes=15 * slot))
        look_over()
    assert holes(plan.case, "goal") == ["Walk to church"]


def test_a_look_of_the_clock_that_finds_nothing_new_leaves_no_line(goal, planning, manager):
    keeper = system("keeper")
    lines = Event.objects.filter(verb="careplans.refresh_overlaps")
    refresh_overlaps(planning, by=keeper)
    assert lines.count() == 1, "holes were found"
    refresh_overlaps(planning, by=keeper)
    assert lines.count() == 1
    refresh_overlaps(planning, by=manager)
    assert lines.count() == 2, "what a person does is on record whatever came of it"
