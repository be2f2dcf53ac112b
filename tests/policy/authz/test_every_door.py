"""Level 2: everybody in every relation at every door; what they are answered is what the matrix says, and a no is silent.

On a submission: everybody who has nothing (relation none, and those whose part is long over) at every door and method,
and one person of some other relation at each. `make authz` holds the whole product (test_whole_product.py).
"""

import itertools
from datetime import timedelta

import pytest

from accounts import keys
from accounts.models import ApiToken
from core import clock
from tests.policy.authz.judging import ROLES, away, client_of, effort_told_apart, judge, known, named, way_for
from tests.policy.authz.knocks import Unknown, Visitor, bare, elsewhere, knock, needs, place
from tests.policy.authz.matrix import matrix
from tests.policy.source import none

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOTHING = ("none", "assignment_long_ended")


def test_the_matrix_has_a_word_for_every_door(doorstep):
    faults = []
    for door, _method in named(doorstep):
        try:
            place(door.card.thing)
            words = needs(door) if place(door.card.thing)[1] else ()
            unknown = [name for name in words if name not in matrix().codenames]
            faults += [
                f"{door.title}: there is no permission {name}; say in [verbs] or [addresses]"
                for name in unknown
            ]
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
        way = way_for(n + NOTHING.index(relation))
        answer = knock(client, method, door.url, way)
        faults += judge(door, method, way, person, answer)
        if relation == "none" and door.card.arg:
            pk = doorstep.world.one(door.card.thing).pk
            empty = elsewhere(door, pk)
            there_is_none = knock(client, method, empty, way)
            faults += effort_told_apart(door, method, answer, there_is_none)
            if bare(answer, door.url) != bare(there_is_none, empty):
                faults.append(
                    f"{method} /{door.address.template} ({way}): another answer than for a key nothing has"
                )
    none(faults)


def test_who_stands_in_a_relation_is_answered_as_the_matrix_says(doorstep):
    """A sample of the whole product: at every door and method one person of some relation that gives something."""
    gives = [one for one in doorstep.cast.people if matrix().relations[one.relation]["gives"] != "nothing"]
    faults, clients = [], {}
    for n, (door, method) in enumerate(known(doorstep)):
        person = gives[(n * 37) % len(gives)]
        client = clients.setdefault(person.user.pk, client_of(person))
        way = way_for(n)
        faults += judge(door, method, way, person, knock(client, method, door.url, way))
    none(faults)


def test_the_key_of_another_system_opens_its_own_door_alone(doorstep):
    """An integration account's key, with every scope there is, is nobody at any door of people."""
    account = doorstep.cast.of("facility_role", "SYS").user
    type(account).objects.filter(pk=account.pk).update(is_service=True)
    facts = {"scopes": ["hl7"], "label": "feed", "expires_at": clock.now() + timedelta(days=1)}
    ApiToken.objects.create(user=account, digest=keys.digest_of("a-key"), **facts)
    client = Visitor(headers={"Authorization": "Bearer a-key"})
    none(list(away(doorstep, client)))
    assert client.post("/interop/hl7v2/", b"MSH", content_type="text/plain").status_code in (400, 403)
    assert Visitor().post("/interop/hl7v2/", b"MSH", content_type="text/plain").status_code == 401
