"""The ledger is a function of the facts alone: no order of arrival and no repeat changes what a visit is."""

from datetime import timedelta
from itertools import permutations

import pytest

from encounters.ledger import Effect, Fact, Problem, derive
from tests.conftest import THEN

A4, A2, B1 = ("4B", "01"), ("2A", "08"), ("ED", None)


def at(hours, kind, key="", **more):
    return Fact(key or f"{kind}{hours}", kind, THEN + timedelta(hours=hours), **more)


def shown(state):
    return (state.status, state.unit, state.bed, state.started_at, state.ended_at, state.disposition)


STORIES = {
    "there and back, then home": [
        at(0, "admit", place=A4),
        at(1, "transfer", place=A2),
        at(2, "cancel", takes_back="transfer"),
        at(3, "transfer", place=A2),
        at(4, "leave", disposition="01"),
        at(5, "cancel", takes_back="leave"),
        at(6, "leave", disposition="03"),
    ],
    "emergency, then inpatient, taken back": [
        at(0, "admit", place=B1, visit_kind="EMER"),
        at(1, "admit", place=A4, visit_kind="IMP"),
        at(2, "cancel", takes_back="admit"),
        at(3, "transfer", place=A2),
        at(4, "transfer", place=A2),
        at(5, "cancel", takes_back="transfer"),
    ],
    "all at one moment": [
        at(0, "admit", place=A4),
        at(0, "transfer", place=A2),
        at(0, "leave", disposition="06"),
        at(0, "cancel", takes_back="leave"),
        at(0, "cancel", key="cancel0b", takes_back="transfer"),
    ],
    "a cancel that finds nothing, and a move after leaving": [
        at(0, "cancel", takes_back="transfer"),
        at(1, "admit", place=A4),
        at(2, "leave", disposition="30"),
        at(3, "leave", disposition="07"),
        at(4, "transfer", place=A2),
        at(5, "cancel", takes_back="admit"),
    ],
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_every_order_and_every_repeat_ends_the_same(story):
    first = derive(story)
    for place, order in enumerate(permutations(story)):
        again = order[place % len(order)]
        found = derive([*order, again])
        assert found == first, [fact.key for fact in order]


def test_the_story_of_a_stay_is_told_right():
    story = STORIES["there and back, then home"]
    assert [shown(derive(story[: n + 1]))[:3] for n in range(7)] == [
        ("in_progress", *A4),
        ("in_progress", *A2),
        ("in_progress", *A4),
        ("in_progress", *A2),
        ("finished", *A2),
        ("in_progress", *A2),
        ("finished", *A2),
    ]
    assert (derive(story).disposition, derive(story).ended_at) == ("03", THEN + timedelta(hours=6))


def test_a_cancel_before_what_it_cancels_neutralises_it_but_nothing_later():
    cancel = at(2, "cancel", takes_back="leave")
    late = at(1, "leave", disposition="01")
    admit = at(0, "admit", place=A4)
    assert derive([cancel, admit]).effects[cancel.key] == Effect.WAITS
    assert derive([cancel, admit, late]).status == "in_progress"
    assert derive([cancel, admit, late]).effects[late.key] == Effect.TAKEN_BACK
    assert derive([cancel, admit, at(3, "leave", disposition="01")]).status == "finished"


def test_the_same_place_again_is_no_movement():
    again = at(2, "transfer", place=A4)
    state = derive([at(0, "admit", place=A4), again])
    assert state.effects[again.key] == Effect.REPEATS
    back = derive(
        [at(0, "admit", place=B1), at(1, "transfer", place=A4), again, at(3, "cancel", takes_back="transfer")]
    )
    assert (back.unit, back.effects["transfer1"]) == ("ED", Effect.TAKEN_BACK)


def test_another_bed_of_the_same_unit_is_a_movement():
    assert derive([at(0, "admit", place=A4), at(1, "transfer", place=("4B", "02"))]).bed == "02"


def test_a_cancel_that_says_where_the_patient_is_wins_over_the_ledger():
    story = [at(0, "admit", place=A4), at(1, "leave"), at(2, "cancel", takes_back="leave", place=A2)]
    assert shown(derive(story))[:3] == ("in_progress", *A2)


def test_a_departure_told_twice_is_corrected_and_taken_back_as_one():
    twice = [at(0, "admit", place=A4), at(1, "leave", disposition="01"), at(2, "leave", disposition="03")]
    assert (derive(twice).disposition, derive(twice).ended_at) == ("03", THEN + timedelta(hours=2))
    assert derive([*twice, at(3, "cancel", takes_back="leave")]).status == "in_progress"


def test_a_second_admission_keeps_the_earlier_start():
    state = derive([at(3, "admit", place=A4), at(1, "admit", place=B1)])
    assert (state.started_at, state.unit) == (THEN + timedelta(hours=1), "4B")


def test_an_interim_bill_is_not_a_departure():
    assert derive([at(0, "admit", place=A4), at(1, "leave", disposition="30")]).status == "in_progress"


def test_what_does_not_add_up_is_named():
    moved = derive([at(0, "admit", place=A4), at(1, "leave"), at(2, "transfer", place=A2)])
    assert (moved.status, moved.problems) == ("finished", (Problem.MOVED_AFTER_LEAVING,))
    assert derive([at(2, "admit"), at(1, "leave")]).problems[:1] == (Problem.LEFT_BEFORE_ARRIVING,)
    gone = derive(
        [at(0, "admit", place=A4), at(1, "transfer", place=A2), at(2, "cancel", takes_back="admit")]
    )
    assert (gone.status, gone.problems) == ("cancelled", (Problem.ARRIVAL_TAKEN_BACK,))


def test_nothing_known_yet_is_planned_and_an_update_alone_means_in_the_house():
    assert derive([]).status == "planned"
    state = derive([at(0, "transfer", place=A4)])
    assert (state.status, state.from_update) == ("in_progress", True)
