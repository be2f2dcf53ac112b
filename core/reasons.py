"""What somebody may do with each row of a page, and why it is in their list: one statement for all of them."""

from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Model, Q

from core import access, prepared
from core.permission_ids import permission_id
from core.written import SOME, Question, Questions, somebody, written


class Said(NamedTuple):
    """A relation that shows somebody a thing, with those of the permissions asked for that it gives."""

    content_object: Any
    source: str
    row_id: Any
    role: str
    since: Any
    until: Any
    permissions: list[int]


_questions = Questions()


def sight_among(
    user: Any, model: type[Model], keys: list[Any], perms: tuple[str, ...], *, portable: bool = False
) -> dict[Any, tuple[set[str], list[Any]]]:
    """For the things of a page themselves: which of some permissions are held, and the relations that show each.

    A relation is a line with source, role, since and until, as `explain.sentences` says it. `portable` leaves out what
    is open in an emergency alone.
    """
    found: dict[Any, tuple[set[str], dict[Any, Any]]] = {key: (set(), {}) for key in keys}
    place = access.place_of(model)
    sees = f"view_{place.data}"
    for path, view in access._paths(place):
        if path == "pk" and keys and not user.is_service:
            names = {permission_id(view, perm): perm for perm in (sees, *perms)}
            for line in map(Said._make, _lines(view, user, tuple(names), keys, portable)):
                held, lines = found[line.content_object]
                gives = {names[key] for key in line.permissions}
                held |= gives
                if sees in gives:
                    lines[line.source, line.row_id] = line
    return {key: (held, list(lines.values())) for key, (held, lines) in found.items()}


def _lines(view: Any, user: Any, permissions: tuple[int, ...], keys: list[Any], portable: bool) -> list[Any]:
    """The access rows of a person to some things, for some permissions."""

    def write() -> Question | None:
        who = somebody(user)
        wanted = (Q(permission=each) for each in prepared.constants(permissions))
        rows = access._rows(view, who).filter(prepared.AnyOf("content_object", SOME), reduce(or_, wanted))
        rows = rows.exclude(source="emergency") if portable else rows
        # A relation is one line, whatever it gives.
        return written(rows.values_list(*Said._fields[:-1]).annotate(permissions=ArrayAgg("permission")), who)

    question = _questions.find((view, getattr(user, "acting_role", ""), permissions, portable), write)
    return question.ask(user, keys=keys) if question else []
