"""Where the patient could go: ranked, one chosen, one as the back-up, those put aside with why."""

import pytest

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from discharge import actions
from discharge.models import Destination, DischargePlan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(case, manager):
    return actions.start_plan(case, by=manager)


def add(plan, manager, *codes):
    return [actions.add_destination(plan, by=manager, disposition=code) for code in codes]


def ranks():
    rows = Destination.objects.exclude(status="dropped").order_by("rank")
    return [row.disposition for row in rows], [row.rank for row in rows]


def test_each_new_place_is_the_last(plan, manager, nurse):
    made = actions.add_destination(
        plan, by=nurse, disposition="03", words="Elm House", available=True, support_hours=24
    )
    assert (made.rank, made.status, made.available, made.accessible) == (1, "option", True, None)
    add(plan, manager, "06")
    assert ranks() == (["03", "06"], [1, 2])
    for code in ("20", "07", "30", ""):
        with pytest.raises(Refused, match="from the list"):
            actions.add_destination(plan, by=manager, disposition=code)
    assert Event.objects.filter(verb="discharge.add_destination", outcome="done").count() == 2


def test_one_is_chosen_and_the_plan_says_which(plan, manager):
    first, second = add(plan, manager, "03", "06")
    assert actions.choose_destination(plan, by=manager, destination=first).disposition == "03"
    actions.choose_destination(plan, by=manager, destination=second)
    first.refresh_from_db()
    assert (DischargePlan.objects.get().disposition, first.status) == ("06", "option")
    actions.choose_destination(plan, by=manager, disposition="01")
    assert Destination.objects.filter(status="chosen").get().disposition == "01"
    actions.choose_destination(plan, by=manager, disposition="03")
    assert Destination.objects.count() == 3


def test_a_place_of_another_plan_or_put_aside_cannot_be_chosen(plan, manager):
    (first,) = add(plan, manager, "03")
    actions.drop_destination(first, by=manager, why="No place")
    with pytest.raises(Refused, match="put aside"):
        actions.choose_destination(plan, by=manager, destination=first)
    with pytest.raises(Refused, match="already"):
        actions.drop_destination(first, by=manager, why="x")


def test_one_back_up_which_is_not_the_chosen_one(plan, manager):
    first, second, third = add(plan, manager, "03", "06", "01")
    actions.choose_destination(plan, by=manager, destination=first)
    first.refresh_from_db()
    with pytest.raises(Refused, match="not chosen"):
        actions.set_backup(first, by=manager)
    actions.set_backup(second, by=manager)
    actions.set_backup(third, by=manager)
    assert list(Destination.objects.order_by("rank").values_list("status", flat=True)) == [
        "chosen",
        "option",
        "backup",
    ]


def test_another_rank_moves_those_between(plan, manager):
    _first, _second, third = add(plan, manager, "03", "06", "01")
    actions.rank_destination(third, by=manager, rank=1)
    assert ranks() == (["01", "03", "06"], [1, 2, 3])
    with pytest.raises(Refused, match="already"):
        actions.rank_destination(third, by=manager, rank=1)
    with pytest.raises(Refused, match="of the list"):
        actions.rank_destination(third, by=manager, rank=4)
    actions.drop_destination(Destination.objects.get(disposition="03"), by=manager, why="Full")
    actions.rank_destination(third, by=manager, rank=2)
    assert ranks() == (["06", "01"], [1, 2])


def test_put_aside_with_a_reason_the_plan_has_none(plan, manager):
    (first,) = add(plan, manager, "03")
    actions.choose_destination(plan, by=manager, destination=first)
    with pytest.raises(Refused, match="Say why"):
        actions.drop_destination(first, by=manager, why=" ")
    assert actions.drop_destination(first, by=manager, why="No place").why == "No place"
    assert DischargePlan.objects.get().disposition == ""


def test_the_patients_wishes_are_an_answer_either_way(plan, manager):
    for said in ({}, {"wishes": "Home", "wishes_declined": True}):
        with pytest.raises(Refused, match="Write down"):
            actions.record_wishes(plan, by=manager, **said)
    assert actions.record_wishes(plan, by=manager, wishes="To my own bed").wishes == "To my own bed"
    assert actions.record_wishes(plan, by=manager, wishes_declined=True).wishes == ""


def test_who_may(plan, manager, on_team, outsider):
    for somebody in (on_team(Role.CONSULTANT), outsider):
        with pytest.raises(Denied):
            actions.add_destination(plan, by=somebody, disposition="01")
    assert not Destination.objects.exists()
