"""The packs of milestones and delays: they prove themselves, and say what is wrong with them. Pure."""

from copy import deepcopy

import pytest

from policy import delays, milestones
from policy.loading import PACKS, whole

STEPS = whole(PACKS / "milestones.json")["body"]
CAUSES = whole(PACKS / "delays.json")["body"]


def test_the_packs_that_come_along_hold_on_their_own_examples():
    assert milestones.problems(STEPS) == []
    assert delays.problems(CAUSES) == []


def test_every_milestone_of_the_application_is_in_the_pack_in_an_order_that_works():
    read = milestones.read(STEPS)
    assert {step.code for step in read.steps} == set(milestones.CODES)
    seen: set[str] = set()
    for step in read.steps:
        assert set(step.waits_for) <= seen
        seen.add(step.code)


def test_home_needs_no_acceptance_and_a_nursing_facility_does():
    read = milestones.read(STEPS)
    assert "referral_accepted" not in read.waits("01")
    assert "referral_accepted" in read.waits("03")
    assert "referral_accepted" in read.waits("")


def broken_steps(change):
    body = deepcopy(STEPS)
    change({row["code"]: row for row in body["milestones"]}, body)
    return " ".join(milestones.problems(body))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows, _b: rows["medically_ready"].update(waits_for=["left"]), "wait for left"),
        (lambda rows, _b: rows["choice_made"].update(waits_for=["authorised"]), "wait for each other"),
        (lambda rows, _b: rows["taught"].update(waits_for=["lunch"]), "waits for lunch"),
        (lambda rows, _b: rows["taught"].update(code="tea"), "does not know when this is reached"),
        (lambda rows, _b: rows["taught"].update(source=" "), "say its source"),
        (lambda rows, _b: rows["left"].update(waits_for=[]), "Nothing waits for nursing_complete"),
        (lambda _r, body: body["milestones"].append(dict(body["milestones"][0])), "twice"),
        (lambda _r, body: body["milestones"].pop(), "left is missing"),
        (lambda _r, body: body["forecast"].update(shrinkage=0), "shrinkage must be"),
        (lambda _r, body: body.update(examples=[]), "worked example"),
        (lambda _r, body: body["examples"][0].update(next="left"), "next comes out as medically_ready"),
        (lambda _r, body: body.pop("forecast"), "cannot be read"),
    ],
)
def test_what_is_wrong_with_milestones_is_a_sentence(change, says):
    assert says in broken_steps(change)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda b: b["causes"][0].update(attribution="nobody_known"), "no attribution"),
        (lambda b: b["causes"][0].update(avoidable="maybe"), "avoidable must be"),
        (lambda b: b["causes"][0].update(code="Z01"), "no group Z"),
        (lambda b: b["causes"][0].update(holds="lunch"), "no milestone lunch"),
        (lambda b: b["causes"].append(dict(b["causes"][0])), "twice"),
        (lambda b: b["words"].append("X"), "no cause X"),
        (lambda b: b["rungs"].reverse(), "hours must grow"),
        (lambda b: b["rungs"][0].update(to="mayor"), "not mayor"),
        (lambda b: b["rungs"][0].update(hours=0), "above 0"),
        (lambda b: b["counts"].update(partly=2), "yes counts most"),
        (lambda b: b.update(day_from_hours=25), "no more than a day"),
        (lambda b: b["examples"][1].update(told=[]), "told comes out as"),
        (lambda b: b.pop("rungs"), "cannot be read"),
    ],
)
def test_what_is_wrong_with_delays_is_a_sentence(change, says):
    body = deepcopy(CAUSES)
    change(body)
    assert says in " ".join(delays.problems(body))


@pytest.mark.parametrize(
    ("hours", "told"), [(0, 0), (23.99, 0), (24, 1), (47, 1), (48, 2), (72, 3), (1000, 3)]
)
def test_a_delay_climbs_with_its_age(hours, told):
    assert delays.read(CAUSES).level(hours) == told
