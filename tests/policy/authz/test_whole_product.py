"""The whole product of level 2, for `make authz`: every relation and role at every door and method, in every way.

A block is one relation in one role. At each door it goes every way that the door is made for (page and part, or JSON
and ?format=), and in every second cell one of the two others besides. Blocks that were held before for the same state
of the source are not held again: their lines stand in the file that AUTHZ_RESULTS names, each with the state it is of.
"""

import gc
import json
import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from core import prepared
from tests.policy.authz.cast import possible
from tests.policy.authz.judging import ROLES, away, client_of, judge, known, ways_of
from tests.policy.authz.knocks import Planned, Visitor, changes, knock, wanted
from tests.policy.source import none

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

RELATIONS = (
    "none", "assignment", "assignment_future", "assignment_tail", "assignment_long_ended", "deputy", "deputy_over",
    "unit_cover", "supervision", "supervision_other_team", "facility_role", "facility_role_elsewhere", "consult",
    "conference", "offer", "manual", "consent", "consent_employed", "consent_revoked", "consent_over", "emergency",
    "emergency_expired", "consent_on_retired_record", "blocked_assignment", "blocked_facility_role",
)  # fmt: skip
# Relations that give nothing are the same rows for every role: a few roles stand for all, but where 3.4 of the design
# asks for everybody (none, and a part that is long over).
NOTHING = (
    "future", "_over", "expired", "elsewhere", "other_team", "revoked", "retired_record", "blocked_assignment",
)  # fmt: skip
FEW = ("CM", "SUP", "IS", "PA")
BLOCKS = [
    (relation, role)
    for relation in RELATIONS
    for role in ROLES
    if possible(relation, role) and not (relation.endswith(NOTHING) and role not in FEW)
]


@pytest.fixture(autouse=True)
def quick(doorstep, monkeypatch):
    """Nothing is logged, garbage is looked for seldom and never in what was built once, and plans are kept for a block."""
    logging.disable(logging.CRITICAL)
    monkeypatch.setattr(prepared, "MOST", 2000)
    usual, planned = gc.get_threshold(), Planned()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    with connection.execute_wrapper(planned):
        yield
    planned.forget()
    gc.set_threshold(*usual)
    gc.unfreeze()
    logging.disable(logging.NOTSET)


def held_before(block: str) -> bool:
    """Whether a block was without a fault when it was last held, by the file."""
    path = Path(os.environ.get("AUTHZ_RESULTS", ""))
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    faults = [line["faults"] for line in map(json.loads, lines) if line["block"] == block]
    return bool(faults) and not faults[-1]


def write_down(block: str, knocks: int, faults: list[str], seconds: float, cpu: float) -> None:
    """One line for a block; lines of two processes do not mix, each is one write."""
    if name := os.environ.get("AUTHZ_RESULTS"):
        line = {
            "at": os.environ.get("AUTHZ_STATE", ""),
            "block": block,
            "knocks": knocks,
            "faults": faults,
            "seconds": round(seconds, 1),
            "cpu": round(cpu, 1),
        }
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(line)}\n")


def hold(doorstep, person, turn) -> Iterator[list[str]]:
    """The faults of each answer: first where the person gets in, then everywhere else, where no table may change at all."""
    client, cells = client_of(person), [(door, method) for door, method in known(doorstep)]
    shut = {n for n, (door, method) in enumerate(cells) if "in" not in wanted(door, person, method=method)}
    for n in sorted(range(len(cells)), key=lambda n: n in shut):
        if n in shut and n == min(shut):
            before = changes()
        door, method = cells[n]
        for way in ways_of(door, n + turn):
            yield list(judge(door, method, way, person, knock(client, method, door.url, way)))
    if shut and (rows := changes() - before):
        yield [f"{person.relation} as {person.role}: {rows} rows changed where everything was refused"]


@pytest.mark.parametrize(("relation", "role"), BLOCKS, ids=lambda word: word)
def test_a_block_is_answered_as_the_matrix_says(doorstep, relation, role):
    block = f"{relation}/{role}"
    if held_before(block):
        return
    began, cpu = time.monotonic(), time.process_time()
    found = list(hold(doorstep, doorstep.cast.of(relation, role), BLOCKS.index((relation, role))))
    faults = [fault for faults in found for fault in faults]
    write_down(block, len(found), faults, time.monotonic() - began, time.process_time() - cpu)
    none(faults)


def test_nobody_gets_in_at_any_door(doorstep):
    none(list(away(doorstep, Visitor())))


def test_whoever_was_suspended_gets_in_nowhere(doorstep):
    person = doorstep.cast.of("deactivated", "CM")
    none(list(away(doorstep, client_of(person))))


def test_without_the_second_factor_one_gets_in_nowhere(doorstep):
    person = doorstep.cast.of("assignment", "CM")
    with override_settings(REQUIRE_SECOND_FACTOR=True):
        assert settings.REQUIRE_SECOND_FACTOR
        none(list(away(doorstep, client_of(person))))
