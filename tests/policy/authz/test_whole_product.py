"""The whole product of level 2, for `make authz`: every relation and role at every door and method, a way each in turn.

A block is one relation in one role. Blocks that were held before for the same state of the source are not held again:
their lines stand in the file that AUTHZ_RESULTS names.
"""

import json
import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.policy.authz.cast import possible
from tests.policy.authz.judging import KINDS, ROLES, client_of, judge, known, way_for
from tests.policy.authz.knocks import knock
from tests.policy.source import none

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

RELATIONS = (
    "none", "assignment", "assignment_future", "assignment_tail", "assignment_long_ended", "deputy", "deputy_over",
    "unit_cover", "supervision", "supervision_other_team", "facility_role", "facility_role_elsewhere", "consult",
    "conference", "offer", "manual", "consent", "consent_revoked", "consent_over", "emergency", "emergency_expired",
    "consent_on_retired_record", "blocked_assignment", "blocked_facility_role",
)  # fmt: skip
# Relations that give nothing are the same rows for every role: a few roles stand for all.
BLOCKS = [
    (relation, role)
    for relation in RELATIONS
    for role in ROLES
    if possible(relation, role) and not (relation.endswith(("future", "over", "expired", "elsewhere")) and role not in ("CM", "SUP", "IS"))
]  # fmt: skip


def held_before(block: str) -> bool:
    """Whether a block was held without a fault for this state of the source."""
    path = Path(os.environ.get("AUTHZ_RESULTS", ""))
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return any(line["block"] == block and not line["faults"] for line in map(json.loads, lines))


def write_down(block: str, knocks: int, faults: list[str], seconds: float) -> None:
    """One line for a block; lines of two processes do not mix, each is one write."""
    if name := os.environ.get("AUTHZ_RESULTS"):
        line = {"block": block, "knocks": knocks, "faults": faults, "seconds": round(seconds, 1)}
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(line)}\n")


@pytest.mark.parametrize(("relation", "role"), BLOCKS, ids=lambda word: word)
def test_a_block_is_answered_as_the_matrix_says(doorstep, relation, role):
    block = f"{relation}/{role}"
    if held_before(block):
        return
    began, faults, knocks = time.monotonic(), [], 0
    person, turn = doorstep.cast.of(relation, role), BLOCKS.index((relation, role))
    client = client_of(person)
    for n, (door, method) in enumerate(known(doorstep)):
        way = way_for(n + turn)
        faults += judge(door, method, way, person, knock(client, method, door.url, way))
        knocks += 1
    write_down(block, knocks, faults, time.monotonic() - began)
    none(faults)


def away(doorstep, client):
    """Sentences about doors that open, at all, to somebody who is not signed in as they must be."""
    for n, door in enumerate(door for door in doorstep.doors if door.url and door.card.kind in KINDS):
        for method in door.card.methods:
            answer = knock(client, method, door.url, way_for(n))
            if answer.status not in (302, 401, 403, 404) or answer.changed:
                yield f"{door.title}: {answer.status}"


def test_nobody_gets_in_at_any_door(doorstep):
    none(list(away(doorstep, Client(raise_request_exception=False))))


def test_whoever_was_suspended_gets_in_nowhere(doorstep):
    person = doorstep.cast.of("deactivated", "CM")
    none(list(away(doorstep, client_of(person))))


def test_without_the_second_factor_one_gets_in_nowhere(doorstep):
    person = doorstep.cast.of("assignment", "CM")
    with override_settings(REQUIRE_SECOND_FACTOR=True):
        assert settings.REQUIRE_SECOND_FACTOR
        none(list(away(doorstep, client_of(person))))
