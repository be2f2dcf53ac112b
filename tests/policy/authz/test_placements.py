"""A hidden key in every place of a request is answered like one that nothing has; fields nobody offers change nothing.

One address of each kind (page or API, reading or writing, with a key in the address or without, naming others in its
body or not) takes a key in every place; every address whose body names others takes it in its body besides.
"""

import itertools
import json
from uuid import uuid4

import pytest
from django.db import connection, transaction

from accounts.models import User
from audit.record import snapshot
from tests.policy.authz.hidden import HIDDEN, hide, said
from tests.policy.authz.judging import KINDS, client_of
from tests.policy.authz.knocks import Writes
from tests.policy.authz.placements import PLACES
from tests.policy.source import none

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

INSIDE = ("assignment", "CM")
IN_BODY = ("form body", "JSON body", "list with allowed ones")
# Columns that no request may set by naming them, whatever verb it asks for.
PROTECTED = (
    "id", "pk", "patient", "patient_id", "case_id", "facility", "facility_id", "is_staff", "is_superuser", "is_active", "created_by",
    "created_at", "signed_at", "signed_by", "state", "status", "stage", "live", "legal_hold", "restricted", "merged_into", "error_at",
    "opened_at", "closed_at", "is_lead", "own_user",
)  # fmt: skip


def kind(door, method):
    """What addresses of one kind have in common, for where keys are read."""
    return door.url.startswith("/api/"), method, bool(door.card.arg), bool(door.card.names)


def of_each_kind(doorstep):
    """The first address of each kind that is answered well to who is inside, with its method."""
    client, found = client_of(doorstep.cast.of(*INSIDE)), {}
    for door in doorstep.doors:
        for method in door.card.methods if door.url and door.card.kind in KINDS else ():
            if kind(door, method) not in found and asked(lambda d=door, m=method: client.generic(m, d.url))[
                0
            ] in (200, 303, 422):
                found[kind(door, method)] = door, method
    return list(found.values())


def asked(ask):
    """The status, the bytes and the number of rows changed of a request that is taken back."""
    writes = Writes()
    with transaction.atomic(), connection.execute_wrapper(writes):
        answer = ask()
        transaction.set_rollback(True)
    return answer.status_code, b"" if answer.streaming else answer.content, writes.rows


def told_apart(doorstep, door, method, place, hidden):
    """Sentences about keys of hidden rows that are answered otherwise than a key nothing has."""
    client = client_of(doorstep.cast.of(*INSIDE))
    own = doorstep.world.one(door.card.thing).pk if door.card.arg else doorstep.world.case.pk
    nothing = uuid4()
    empty = asked(lambda: PLACES[place](client, method, door, own, nothing))
    for name, key in hidden.items():
        status, body, rows = asked(lambda key=key: PLACES[place](client, method, door, own, key))
        title = f"{method} /{door.address.template}: a hidden {name} as {place}"
        if (status, said(body, key), rows) != (empty[0], said(empty[1], nothing), empty[2]):
            yield f"{title}: {status} and {rows} rows; for a key nothing has {empty[0]} and {empty[2]}"
        if HIDDEN.encode() in body or status >= 500:
            yield f"{title}: {status}, told {HIDDEN.encode() in body}"


@pytest.fixture
def hidden(doorstep):
    """The keys of a case of another house, of its patient and of somebody who works there."""
    with transaction.atomic():
        (case,) = hide(1)
        stranger = User.objects.create(username="hidden.stranger", name=HIDDEN, default_role="nurse")
        yield {"case": case.pk, "patient": case.patient_id, "unit": case.unit_id, "person": stranger.pk}
        transaction.set_rollback(True)


def test_there_is_an_address_of_every_kind(doorstep):
    found = {kind(door, method) for door, method in of_each_kind(doorstep)}
    apart = itertools.product((False, True), ("GET", "POST"), (True,), (False,))
    assert found >= {
        *apart,
        (False, "POST", True, True),
        (False, "GET", False, False),
        (True, "GET", False, False),
    }


@pytest.mark.parametrize("place", PLACES)
def test_a_hidden_key_is_answered_like_none_in_every_place(doorstep, hidden, place):
    faults = []
    for door, method in of_each_kind(doorstep):
        faults += told_apart(doorstep, door, method, place, hidden)
    none(faults)


@pytest.mark.parametrize("place", IN_BODY)
def test_a_hidden_key_is_answered_like_none_in_every_body_that_names_others(doorstep, hidden, place):
    faults = []
    for door in doorstep.doors:
        if door.url and door.card.names and "POST" in door.card.methods and door.card.kind in KINDS:
            faults += told_apart(doorstep, door, "POST", place, hidden)
    none(faults)


# --------------------------------------------------------------------------------------------------- mass assignment
def changed_by(client, door, thing, body, as_json):
    """The status, and the columns of the thing that a request changed."""
    kind = "application/json" if as_json else "application/x-www-form-urlencoded"
    text = json.dumps(body) if as_json else "&".join(f"{name}={value}" for name, value in body.items())
    with transaction.atomic():
        before = snapshot(thing)
        answer = client.generic("POST", door.url, text, kind)
        after = snapshot(type(thing)._base_manager.get(pk=thing.pk))
        transaction.set_rollback(True)
    return answer.status_code, {name for name in before if before[name] != after[name]}


def test_fields_that_nobody_offers_change_nothing(doorstep, hidden):
    """Every address that writes, with what it takes anyway and with every protected column besides."""
    client, faults, done = client_of(doorstep.cast.of(*INSIDE)), [], 0
    for door in doorstep.doors:
        if not (door.url and door.card.arg and "POST" in door.card.methods and door.card.kind in KINDS):
            continue
        thing, as_json = doorstep.world.one(door.card.thing), door.url.startswith("/api/")
        plain = {"reason": "asked", "why": "asked", "note": "asked", "version": getattr(thing, "version", 1)}
        taken = {**dict.fromkeys(PROTECTED, str(hidden["patient"])), "is_superuser": "true", "live": "false"}
        status, columns = changed_by(client, door, thing, plain, as_json)
        loaded, more = changed_by(client, door, thing, plain | taken, as_json)
        done += bool(columns)
        # The API may say no to what it does not know; a form does not read it. Either way nothing else changes.
        if more - columns or loaded >= 500 or (loaded != status and not (as_json and loaded in (400, 422))):
            faults.append(
                f"POST /{door.address.template}: {status} became {loaded}, changed besides {sorted(more - columns)}"
            )
    none(faults)
    assert done >= 10
