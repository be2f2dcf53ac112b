"""Level 2: everybody in every relation at every door; what they are answered is what the matrix says, and a no is silent.

On a submission: everybody who has nothing (relation none, and those whose part is long over) at every door and method.
`AUTHZ=all` (make authz): every relation and role, a way each in turn; see dev/authz.py for how blocks are shared out.
"""

import itertools
import os

import pytest
from django.test import Client

from tests.policy.authz.knocks import WAYS, Unknown, bare, elsewhere, knock, needs, place, wanted
from tests.policy.authz.matrix import matrix
from tests.policy.source import none
from tests.policy.world import CANARY

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

KINDS = ("phi", "admin")
NOTHING = ("none", "assignment_long_ended")
ROLES = ("CM", "RN", "SW", "CC", "CON", "IS", "SUP", "PA", "PRI", "ADM", "SYS")


def named(step):
    """The doors that name an object, with each method."""
    for door in step.doors:
        if door.url and door.card.kind in KINDS and door.names_an_object:
            yield from ((door, method) for method in door.card.methods)


def known(step):
    """Those of them whose thing the matrix knows; the first test below names the others."""
    return [pair for pair in named(step) if pair[0].card.thing in matrix().data["things"]]


def client_of(person):
    client = Client(raise_request_exception=False)
    client.force_login(person.user)
    return client


def judge(door, method, way, person, answer):
    """Sentences about an answer that is not the matrix's, or a no that is not silent."""
    title = f"{method} /{door.address.template} ({way}) to {person.relation} as {person.role}"
    right = wanted(door, person)
    if answer.outcome not in right:
        see, need = needs(door)
        yield f"{title}: {answer.status}, the matrix says {' or '.join(sorted(right))} (see {see}, needs {need})"
    if answer.outcome not in ("unseen", "refused"):
        return
    if answer.changed:
        yield f"{title}: refused, but {answer.changed} rows changed"
    if CANARY in answer.told or (answer.outcome == "unseen" and CANARY.encode() in answer.body):
        yield f"{title}: refused, but told the patient's name"
    if door.card.kind == "phi" and [event.outcome for event in answer.denials] != ["denied"]:
        yield f"{title}: {len(answer.denials)} denials on record, not one"
    yield from (f"{title}: the denial says {CANARY}" for event in answer.denials if CANARY in str(vars(event)))


def ways_for(n):
    """Ways in turn, so that each is gone at each door by somebody."""
    names = list(WAYS)
    return names[n % len(names)]


def test_the_matrix_has_a_word_for_every_door(doorstep):
    faults = []
    for door, _method in named(doorstep):
        try:
            place(door.card.thing)
            words = needs(door) if place(door.card.thing)[1] else ()
            unknown = [name for name in words if name not in matrix().codenames]
            faults += [f"{door.title}: there is no permission {name}; say in [verbs] or [addresses]" for name in unknown]
        except Unknown as problem:
            faults.append(f"{door.title}: {problem}")
    none(sorted(set(faults)))


def test_who_has_nothing_is_told_nothing_at_any_door(doorstep):
    """Both relations at every door and method, the role and the way in turn; the same bytes as for a key nothing has."""
    faults, clients = [], {}
    for (n, (door, method)), relation in itertools.product(enumerate(known(doorstep)), NOTHING):
        roles = [role for role in ROLES if relation == "none" or role not in ("PA",)]
        person = doorstep.cast.of(relation, roles[n % len(roles)])
        client = clients.setdefault(person.user.pk, client_of(person))
        way = ways_for(n + NOTHING.index(relation))
        answer = knock(client, method, door.url, way)
        faults += judge(door, method, way, person, answer)
        if relation == "none" and door.card.arg:
            pk = doorstep.world.one(door.card.thing).pk
            empty = elsewhere(door, pk)
            if bare(answer, door.url) != bare(knock(client, method, empty, way), empty):
                faults.append(f"{method} /{door.address.template} ({way}): another answer than for a key nothing has")
    none(faults)


@pytest.mark.skipif(os.environ.get("AUTHZ") == "all", reason="the whole product holds it")
def test_who_stands_in_a_relation_is_answered_as_the_matrix_says(doorstep):
    """A sample of the whole product: at every door and method one person of some relation that gives something."""
    gives = [one for one in doorstep.cast.people if matrix().relations[one.relation]["gives"] != "nothing"]
    faults, clients = [], {}
    for n, (door, method) in enumerate(known(doorstep)):
        person = gives[(n * 37) % len(gives)]
        client = clients.setdefault(person.user.pk, client_of(person))
        way = ways_for(n)
        faults += judge(door, method, way, person, knock(client, method, door.url, way))
    none(faults)
