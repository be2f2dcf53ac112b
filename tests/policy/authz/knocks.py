"""Level 2: one person knocks at one door in one way; what was answered, changed, sent and written down."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import ProgrammingError, connection, transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client

from audit.models import Event
from core import prepared
from tests.policy.authz.cast import Person
from tests.policy.authz.matrix import matrix, on_case, on_facility
from tests.policy.knocking import Door

WAYS: dict[str, dict[str, Any]] = {
    "page": {},
    "part": {"headers": {"HX-Request": "true"}},
    "json": {"headers": {"Accept": "application/json"}, "content_type": "application/json", "data": b"{}"},
    "format": {"query": "?format=json"},
}
# The ways that an address is made for; the others are foreign to it, and decided alike.
MADE_FOR = {True: ("json", "format"), False: ("page", "part")}
# What may be written although the answer is no: the trail itself, and the session's last use.
WRITTEN = re.compile(r"\b(?:insert into|delete from|(?<!for )update)\s+\"?(\w+)", re.IGNORECASE)
MAY_BE = re.compile(r"audit_event|django_session$")
CHANGED = """select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_xact_user_tables
 where relname not like 'audit\\_event%%' and relname <> 'django_session'"""


class Visitor(Client):
    """A browser that never keeps what it is told, so that each request stands alone; templates keep nothing either."""

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))


class Writes:
    """How many rows the statements of a request changed, as the statements themselves say; and how many there were."""

    def __init__(self) -> None:
        self.rows = self.statements = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        self.statements += "audit_event" not in str(sql)
        tables = [name for name in WRITTEN.findall(str(sql)) if not MAY_BE.match(name)]
        self.rows += max(0, context["cursor"].rowcount) if tables else 0
        return done


class Planned:
    """Questions over the access views, planned once where the ways of a door ask the same: the plan costs most of them.

    A list that is read through a cursor of the server's (the choices of a form) is asked as it stands.
    """

    def __init__(self) -> None:
        self.known: dict[str, bool] = {}

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        about_access = params and "_access" in sql and sql.startswith("SELECT")
        if about_access and context["cursor"].name is None and self._learn(sql, len(params)):
            sql = prepared.named(sql, len(params))
        return execute(sql, params, many, context)

    def _learn(self, sql: str, values: int) -> bool:
        """Whether it can be planned without its values; what cannot is asked as it stands."""
        if sql not in self.known:
            try:
                with transaction.atomic():
                    self.known[sql] = prepared.named(sql, values) != sql
            except ProgrammingError:
                self.known[sql] = False
        return self.known[sql]

    def forget(self) -> None:
        """Take the plans away: another role asks other questions, and a connection cannot hold those of all."""
        self.known.clear()
        prepared._planned.pop(connection.connection, None)
        with connection.cursor() as cursor:
            cursor.execute("deallocate all")


@dataclass
class Knock:
    """What one request came to."""

    status: int
    body: bytes
    told: str
    changed: int
    denials: list[Event]
    # How many statements it took, the trail's own left out.
    effort: int = 0

    @property
    def outcome(self) -> str:
        """away (not signed in), unseen, refused, or in (shown, done, or told by a rule that this will not do)."""
        return {401: "away", 403: "refused", 404: "unseen"}.get(
            self.status, "in" if self.status < 500 else "broken"
        )


def knock(client: Client, method: str, url: str, way: str) -> Knock:
    """One request in a savepoint that is rolled back, with the rows it changed counted."""
    how, writes = WAYS[way], Writes()
    with transaction.atomic(), connection.execute_wrapper(writes):
        answer = client.generic(
            method,
            url + how.get("query", ""),
            how.get("data", b"") if method != "GET" else b"",
            how.get("content_type", "application/x-www-form-urlencoded"),
            headers=how.get("headers", {}),
        )
        effort = writes.statements
        refused = answer.status_code in (403, 404) and not connection.needs_rollback
        denials = list(_denied(answer)) if refused else []
        transaction.set_rollback(True)
    told = f"{answer.headers} {answer.cookies}"
    return Knock(answer.status_code, _body(answer), told, writes.rows, denials, effort)


def _denied(answer: HttpResponse) -> "QuerySet[Event]":
    return Event.objects.filter(outcome="denied", request_id=answer.headers["X-Request-Id"])


def changes() -> int:
    """The rows of all tables that this transaction tried to change, whatever was rolled back since; not the trail's."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED)
        return int(cursor.fetchone()[0])


# What differs from request to request: the form's token and the request's number.
NOISE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"|\b[0-9a-f]{32}\b')


def _body(answer: HttpResponse) -> bytes:
    return b"" if answer.streaming else answer.content


def bare(answer: Knock, url: str) -> bytes:
    """The bytes of an answer without noise and without the address that was asked for, which pages say back."""
    return NOISE.sub(b"", answer.body).replace(url.encode(), b"ADDRESS")


def elsewhere(door: Door, pk: Any) -> str:
    """The door's address with a key that nothing has."""
    return door.url.replace(str(pk), str(uuid4()))


class Unknown(LookupError):
    """The matrix has no word for a door."""


def place(thing: str) -> tuple[str, list[str]]:
    """The class of what an address names, and where rights on it come from."""
    said = matrix().data["things"].get(thing)
    if said is None:
        raise Unknown(
            f"Where do rights on {thing} come from? Add it to [things] of tests/policy/matrix.toml: 'class @ case facility'."
        )
    name, _at, where = said.partition(" @")
    return name, where.split()


def wanted(door: Door, person: Person, state: str = "open", method: str = "") -> set[str]:
    """What the matrix lets a person be answered at a door that names an object: unseen, refused or in.

    Where the thing is seen but nothing of the kind that the address is about, a missing tab and a no are both silent.
    """
    if only := words(door).get("relations"):
        return {"in"} if person.relation in only and not acts_as_advocate(person) else {"unseen"}
    see, need = needs(door)
    if method == "GET":
        need = words(door).get("looks", need)
    rights = rights_at(door, person, state)
    if words(door).get("portable") == "said" and see in rights_at(door, person, state, reading=True) - rights:
        return {"refused"}  # what may be read and not taken along is no secret to who reads it
    if words(door).get("either") in rights:
        return {"in"}
    if see not in rights:
        return {"unseen"}
    if {need, words(door).get("also", need)} <= rights:
        return {"in"}
    if need == "own_account":
        return {"in", "refused"}  # whose it is, the row says; a form may be judged before that
    return {"refused"} if f"view_{door.card.data}" in rights else {"unseen", "refused"}


def words(door: Door) -> dict[str, Any]:
    """What the matrix says of one address besides the rule."""
    return matrix().data["addresses"].get(door.address.name, {})


def acts_as_advocate(person: Person) -> bool:
    """An advocate by default acts as one, and a team's cases are the supervisor's."""
    return person.role == "PA" and matrix().relations[person.relation].get("as") == "SUP"


def rights_at(door: Door, person: Person, state: str, *, reading: bool = False) -> frozenset[str]:
    """What the matrix gives somebody on a thing that hangs on the hospital's one case, at a door.

    `reading`: if nothing left the screen there.
    """
    said = matrix().relations[person.relation]
    if acts_as_advocate(person):
        return frozenset()
    where = words(door).get("on", " ".join(place(door.card.thing)[1])).split()
    portable = not reading and (words(door).get("portable") or door.url.startswith("/api/"))
    found: frozenset[str] = frozenset()
    if "case" in where and not (portable and said["gives"] == "emergency"):
        found |= on_case(person.relation, person.role, state)
    blocked = person.relation.startswith("blocked")
    if "facility" in where or ("patient" in where and not blocked):
        found |= on_facility(person.relation, person.role)
    return found


def needs(door: Door) -> tuple[str, str]:
    """The permission without which the thing is not there, and the one without which this may not be done."""
    card, said = door.card, words(door)
    verb = "." in card.does
    need = matrix().data["verbs"].get(card.does, f"edit_{card.data}") if verb else f"view_{card.data}"
    need = said.get("needs", need)
    see = need if card.kind == "admin" and card.data != "feed" else f"view_{place(card.thing)[0]}"
    return said.get("see", see), need
