"""What a verb asks for is what the matrix says it needs, for every address that leads to one."""

import pytest

from casemgmt.documents import ours
from core.walk import addresses
from tests.policy.authz.knocks import needs
from tests.policy.authz.matrix import matrix
from tests.policy.knocking import Door
from tests.policy.source import none

# Verbs of things that belong to a person ask for what everybody holds on their own.
OWN = "own_account"


def verbs_at_doors():
    """Every address that leads to a verb, with the permission that the verb itself asks for."""
    perms = {verb.verb_name: verb.perm for verb in ours.verbs().values()}
    for address in addresses():
        for card in address.cards:
            known = card.thing in matrix().data["things"] and address.name not in matrix().data["addresses"]
            if card.kind in ("phi", "admin") and card.does in perms and known:
                yield Door(address, card, f"/{address.template}"), perms[card.does]


def unlike(doors):
    """Sentences about verbs that ask for another permission than the matrix says."""
    return sorted(
        {
            f"{door.card.does} asks for {perm}, the matrix says {needs(door)[1]} ({door.title}): mend the verb, or say"
            " what it needs in [verbs] of tests/policy/matrix.toml"
            for door, perm in doors
            if perm not in (needs(door)[1], OWN)
        }
    )


def test_verbs_ask_for_what_the_matrix_says():
    none(unlike(verbs_at_doors()))


def unlike_within(perms, at_doors):
    """Sentences about verbs behind no address of a thing: what the matrix says of each, and of none besides."""
    said = matrix().data["verbs"] | matrix().data["verbs_within"]
    for name, perm in sorted(perms.items()):
        if name not in at_doors and said.get(name) != perm:
            yield f"{name} asks for {perm}, the matrix says {said.get(name)}: mend the verb, or [verbs_within] of tests/policy/matrix.toml"
    for name in sorted(set(matrix().data["verbs_within"]) & (at_doors | (set(said) - set(perms)))):
        yield f"{name} is asked for at an address, or is no verb: take it out of [verbs_within]"


def test_verbs_behind_no_address_ask_for_what_the_matrix_says():
    perms = {verb.verb_name: verb.perm for verb in ours.verbs().values()}
    at_doors = {door.card.does for door, _right in verbs_at_doors()}
    none(list(unlike_within(perms, at_doors)))
    planted = perms | {"teams.issue_token": "edit_plan", "teams.nothing_says_it": "view_case"}
    assert len(list(unlike_within(planted, at_doors))) == 2
    assert len(list(unlike_within(perms, at_doors | {"teams.issue_token"}))) == 1


@pytest.mark.parametrize("perm", ["view_case", "edit_ids"])
def test_a_planted_verb_is_seen(perm):
    door, _right = next(iter(verbs_at_doors()))
    assert unlike([(door, perm)])
