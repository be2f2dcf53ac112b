"""Every role, an outsider and nobody knock at every address; what each door answered."""

import os
import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client

from audit.models import Event
from audit.record import patients_of
from core.routes import Route
from core.walk import Address, addresses
from tests.policy.filling import CANARY
from tests.policy.world import World

# Values of arguments that are no keys of objects, by (name of the address, argument) or the argument alone.
ARGUMENTS: dict[str, Any] = {
    "form": "note",
    "gate": "contact_number",
    "stage": "medically_ready",
    "kind": "snf",
    "about": "gate",
    "verb": "suspend",
    "uidb36": "1",
    "key": "set-password",
    "name": "gate",
    "day": "2030-01-02",
    "year": 2030,
    "month": 1,
    "format": "json",
    "source": "items",
    "n": 1,
    "pk": 1,
}
# The patient as pages and the API name them; the same word alone may be of a payer or a reason.
FULL_NAME = re.compile(rf'{CANARY}(</\w+>)?,? (<\w+>)?{CANARY}|"family": ?"{CANARY}"', re.IGNORECASE)
REFUSALS = {401, 403, 404}
# What the trail did not take never came to the database: the transaction round a knock is as good as before.
UNBROKEN = "audit.record.transaction.mark_for_rollback_on_error"
# `make authz` asks this for everybody who is shown something, the tests of a submission for the first of them.
WHOLE = os.environ.get("AUTHZ") == "all"
INTO_THE_TRAIL = re.compile(r'insert into "?audit_event\b', re.IGNORECASE)


@dataclass
class Door:
    """One address under one of its declarations, and who was answered what."""

    address: Address
    card: Route
    url: str
    # Why nobody could knock: an argument or an object that the gates do not know.
    problem: str = ""
    answers: dict[str, HttpResponse] = field(default_factory=dict)
    denials: dict[str, int] = field(default_factory=dict)
    # What the trail says of each answer: the patients of all rows that were shown or done.
    told: dict[str, list[Any]] = field(default_factory=dict)
    # What the same request is answered when the trail cannot be written; only where it is answered well otherwise.
    unrecorded: dict[str, HttpResponse] = field(default_factory=dict)
    # Whether the answer says the patient's name.
    named: dict[str, bool] = field(default_factory=dict)
    # The patient of the object that the address names, where it has one.
    patients: set[Any] = field(default_factory=set)

    @property
    def title(self) -> str:
        return f"{self.method} /{self.address.template}"

    @property
    def method(self) -> str:
        return "GET" if "GET" in self.card.methods else self.card.methods[0]

    @property
    def codes(self) -> dict[str, int]:
        return {who: answer.status_code for who, answer in self.answers.items()}

    @property
    def names_an_object(self) -> bool:
        return bool(self.address.objects) and bool(self.card.thing)


def full(execute: Any, statement: str, values: Any, many: bool, context: Any) -> Any:
    """The database, but with a trail that takes nothing more, whoever writes it and in whatever way."""
    if INTO_THE_TRAIL.search(statement):
        raise OperationalError("full")
    return execute(statement, values, many, context)


def knock_everywhere() -> list[Door]:
    """Build the world, make every request in a transaction of its own that is rolled back; the doors with answers."""
    world = World()
    doors = list(all_doors(world))
    for who, user in world.actors.items():
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user)
        for door in (door for door in doors if door.url):
            _knock(door, who, client)
    return doors


def all_doors(world: World) -> Iterator[Door]:
    """Every declared address with a real object in it."""
    for address in addresses():
        # The gallery of components exists in development only.
        if address.name == "gallery":
            continue
        for card in address.cards:
            try:
                door = Door(address, card, f"/{fill(world, address, card)}")
                if door.names_an_object:
                    door.patients = {*patients_of(world.one(card.thing))}
                yield door
            except LookupError as problem:
                yield Door(address, card, "", str(problem.args[0]))


def fill(world: World, address: Address, card: Route, *, real: bool = True) -> str:
    """The address with values for its arguments: the world's objects, or keys that nothing has."""
    path = address.template
    for name in address.converters:
        value = _key(world, card, name, real) if name in address.objects else _argument(address, card, name)
        path = re.sub(rf"<(?:\w+:)?{name}>", str(value), path)
    if "(?P<" in path:
        path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: str(ARGUMENTS[found[1]]), path).strip("^$")
        path = path.replace("^", "").replace("$", "")
    return path


# Arguments that name a second object, by the world's own name for it.
SECOND = {"retired": "twin", "case": "case"}


def _key(world: World, card: Route, name: str, real: bool) -> Any:
    if not real:
        return uuid4()
    if name == card.arg and card.thing:
        return world.one(card.thing).pk
    return getattr(world, SECOND[name]).pk if name in SECOND else uuid4()


def _argument(address: Address, card: Route, name: str) -> Any:
    given = card.extra.get("arguments", {}).get(name, ARGUMENTS.get(name))
    if given is None:
        raise LookupError(
            f"The gates have no value for <{name}> of {address.name}: add it to ARGUMENTS in tests/policy/knocking.py,"
            f" or to the declaration: extra={{'arguments': {{'{name}': ...}}}}."
        )
    return given


def _knock(door: Door, who: str, client: Client) -> None:
    with transaction.atomic():
        before = set(Event.objects.values_list("pk", flat=True))
        with transaction.atomic():
            answer = client.generic(door.method, door.url, secure=False)
        door.answers[who] = answer
        body = b"".join(answer) if answer.streaming else answer.content
        door.named[who] = bool(FULL_NAME.search(body.decode("utf-8", "replace")))
        if not connection.needs_rollback:
            new = Event.objects.exclude(pk__in=before)
            door.denials[who] = new.filter(outcome="denied").count()
            shown = new.filter(outcome__in=["seen", "done"])
            door.told[who] = [key for keys in shown.values_list("patient_ids", flat=True) for key in keys]
        transaction.set_rollback(True)
    looked = door.card.kind == "phi" and answer.status_code == 200 and (door.patients or door.named[who])
    if looked and (WHOLE or not door.unrecorded):
        with transaction.atomic(), connection.execute_wrapper(full), patch(UNBROKEN, nullcontext):
            door.unrecorded[who] = client.generic(door.method, door.url, secure=False)
            transaction.set_rollback(True)
