"""What an answer at a door must be, as sentences about those that are not."""

from collections.abc import Iterator
from typing import Any

from django.test import Client

from core import clock
from tests.policy.authz.cast import Person
from tests.policy.authz.knocks import MADE_FOR, WAYS, Knock, Visitor, knock, needs, wanted, words
from tests.policy.authz.matrix import matrix
from tests.policy.filling import CANARY
from tests.policy.knocking import Door

KINDS = ("phi", "admin")
# What naming the patients of a hidden row may cost the trail: the rows around it.
TRAIL_READS = 3
ROLES = ("CM", "RN", "SW", "CC", "CON", "IS", "SUP", "PA", "PRI", "ADM", "SYS")


def named(step: Any) -> Iterator[tuple[Door, str]]:
    """The doors that name an object, with each method."""
    for door in step.doors:
        if door.url and door.card.kind in KINDS and door.names_an_object:
            yield from ((door, method) for method in door.card.methods)


def known(step: Any) -> list[tuple[Door, str]]:
    """Those of them whose thing the matrix knows; the first test below names the others."""
    return [pair for pair in named(step) if pair[0].card.thing in matrix().data["things"]]


def client_of(person: Person) -> Client:
    """A browser in which the person is signed in, and has just done something: no request writes its session again."""
    client = Visitor()
    client.force_login(person.user)
    session = client.session
    session["last_use"] = clock.now().isoformat()
    session.save()
    return client


def judge(door: Door, method: str, way: str, person: Person, answer: Knock) -> Iterator[str]:
    """Sentences about an answer that is not the matrix's, or a no that is not silent."""
    title = f"{method} /{door.address.template} ({way}) to {person.relation} as {person.role}"
    right = wanted(door, person, method=method)
    if answer.outcome not in right:
        see, need = needs(door)
        yield f"{title}: {answer.status}, the matrix says {' or '.join(sorted(right))} (see {see}, needs {need})"
    if answer.outcome not in ("unseen", "refused"):
        return
    if answer.changed:
        yield f"{title}: refused, but {answer.changed} rows changed"
    if CANARY in answer.told or (answer.outcome == "unseen" and CANARY.encode() in answer.body):
        yield f"{title}: refused, but told the patient's name"
    silent = door.card.kind != "phi" or words(door).get("silent")
    if not silent and [event.outcome for event in answer.denials] != ["denied"]:
        yield f"{title}: {len(answer.denials)} denials on record, not one"
    yield from (
        f"{title}: the denial says {CANARY}" for event in answer.denials if CANARY in str(vars(event))
    )


def ways_of(door: Door, n: int) -> list[str]:
    """The ways an address is made for, and in every second cell one of those it is not, in turn."""
    made = MADE_FOR[door.url.startswith("/api/")]
    foreign = [way for way in WAYS if way not in made]
    return [*made, *([] if n % 2 else [foreign[n // 2 % 2]])]


def away(step: Any, client: Client) -> Iterator[str]:
    """Sentences about doors that open, at all, to somebody who is not signed in as they must be."""
    for n, door in enumerate(door for door in step.doors if door.url and door.card.kind in KINDS):
        for method in door.card.methods:
            answer = knock(client, method, door.url, way_for(n))
            if answer.status not in (302, 401, 403, 404) or answer.changed:
                yield f"{door.title}: {answer.status}"


def effort_told_apart(door: Door, method: str, answer: Knock, empty: Knock) -> Iterator[str]:
    """A sentence where more is done for what is hidden than for what is not there: the trail reads whose it is, no more."""
    if not 0 <= answer.effort - empty.effort <= TRAIL_READS:
        yield f"{method} /{door.address.template}: {answer.effort} statements, {empty.effort} for a key nothing has"


def way_for(n: int) -> str:
    """The ways in turn, so that each is gone at each door by somebody."""
    names = list(WAYS)
    return names[n % len(names)]
