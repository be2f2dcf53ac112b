"""Questions written out once: the rule builds its queryset for stand-ins, whose keys then give way to the asker's.

To build and compile a queryset takes several times as long as its answer. All askers of one shape (the same role, the
same kind of row) get the same text, so it is made for nobody in particular and kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import EmptyResultSet
from django.db import models

from core import clock, permission_ids, prepared

# Keys that no row has.
STAND_IN = UUID("00000000-0000-0000-0000-00000000c0de")
# Stands for the keys of a page, in `prepared.AnyOf(column, SOME)`.
SOME = [STAND_IN]


@dataclass(frozen=True)
class Asked:
    """Who asks, of which row or rows, and when."""

    user: Any = None
    row: Any = None
    keys: Any = None

    @property
    def now(self) -> datetime:
        return clock.now()


@dataclass(frozen=True)
class Question:
    """A statement, and for each of its values where it is read ("user.pk", "row.case_id", "keys", "now")."""

    sql: str
    values: tuple[str, ...]

    def ask(self, user: Any = None, row: Any = None, keys: Any = None) -> list[tuple[Any, ...]]:
        """The rows for one person, for one row or the rows of some keys."""
        asked = Asked(user, row, None if keys is None else prepared.array(keys))
        return prepared.answer(self.sql, [attrgetter(path)(asked) for path in self.values])


NOTHING = Question("select null::uuid where false", ())


class Questions:
    """The questions of one rule by their shapes, each written when it is first asked."""

    def __init__(self) -> None:
        self._known: dict[Any, Question | None] = {}
        # The keys of permissions stand in the text.
        permission_ids.forgetting.append(self._known.clear)

    def find(self, shape: Any, write: Callable[[], Question | None]) -> Question | None:
        """The question of a shape; None where nobody has an answer."""
        if shape not in self._known:
            # Whatever the rule takes for the present is then recognised as such.
            with clock.one_present():
                self._known[shape] = write()
        return self._known[shape]


class KeysOf(models.Expression):
    """The keys of a list that stands under a name in front of the statement (`with name (id) as …`)."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=models.UUIDField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        """The list as SQL reads it."""
        return f"(select id from {connection.ops.quote_name(self.name)})", ()  # noqa: S608 - a name of our own


def somebody(like: Any) -> Any:
    """A stand-in who acts as somebody does."""
    acting = getattr(like, "acting_role", "")
    pk = uuid5(STAND_IN, "user")
    return SimpleNamespace(pk=pk, acting_role=acting, is_authenticated=True, is_active=True, is_service=False)


def some(model: Any) -> Any:
    """A stand-in for a row, with a key in every column that holds one."""
    row = model()
    for name in _keys(model):
        setattr(row, name, uuid5(STAND_IN, name))
    return row


def written(rows: "models.QuerySet[Any, Any]", user: Any = None, row: Any = None) -> Question | None:
    """A `values_list(…)` for stand-ins as a question for everybody."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    known: dict[Any, str] = {user.pk: "user.pk"} if user else {}
    if any(isinstance(value, datetime) for value in values):
        known[clock.now()] = "now"
    known |= {getattr(row, name): f"row.{name}" for name in _keys(row.__class__)} if row is not None else {}
    return _for_all(sql, values, known)


def joined(frame: str, *parts: Question | None) -> Question:
    """One statement of several; `frame` has a {} for each, and what has no answer stands there as a list without rows."""
    questions = [part or NOTHING for part in parts]
    sql = frame.format(*(part.sql for part in questions))
    return Question(sql, tuple(path for part in questions for path in part.values))


def _for_all(sql: str, values: Any, known: Mapping[Any, str]) -> Question:
    """The rule's own values stand in the statement itself, so that its plan may count on them."""
    parts = sql.split("%s")
    text, paths = parts[0], []
    for value, rest in zip(values, parts[1:], strict=True):
        if value == SOME:
            paths.append("keys")
            text += f"%s{rest}"
        elif value in known:
            paths.append(known[value])
            text += f"%s{rest}"
        elif isinstance(value, str | int) and not isinstance(value, bool):
            text += prepared.Constant(value).as_sql(None, None)[0] + rest
        else:
            raise TypeError(f"Nobody knows where {value!r} comes from: it would be asked for everybody.")
    return Question(text, tuple(paths))


@cache
def _keys(model: Any) -> tuple[str, ...]:
    """The columns by which a row names itself and others."""
    return tuple(
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field.target_field if field.is_relation else field, models.UUIDField)
    )
