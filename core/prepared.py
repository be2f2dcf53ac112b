"""Questions that are asked with every click: the database plans each once per connection, not once per answer.

The plan of a question over the access views takes many times as long as its answer. A plan belongs to a connection:
behind a pooler that hands out connections by the transaction (Django's DISABLE_SERVER_SIDE_CURSORS) nothing is prepared.
"""

from collections.abc import Sequence
from hashlib import md5
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection, models

M = TypeVar("M", bound=models.Model)
# The questions each open connection knows by name; a new connection begins with none.
_planned: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
# A question whose text follows its values would be planned without end; past this many a connection learns no more.
MOST = 300


class Constant(models.Expression):
    """A value of the code's own that stands in the statement itself, so that a plan made once may count on it.

    Never for anything a person has typed: each value makes a statement of its own.
    """

    def __init__(self, value: str | int) -> None:
        super().__init__(output_field=models.IntegerField() if isinstance(value, int) else models.TextField())
        self.value = value

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """The value as SQL writes it."""
        if isinstance(self.value, int):
            return str(int(self.value)), ()
        return "'" + self.value.replace("'", "''").replace("%", "%%") + "'", ()


class AnyOf(models.Func):
    """`column = any (array)`: one statement however many keys, which a list of `in (…)` is not.

    From a queryset of keys the array is made before anything else is read, so that these keys lead to the rows.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = any ("
    output_field = models.BooleanField()

    def __init__(self, column: str, keys: "Sequence[Any] | models.QuerySet[Any, Any]") -> None:
        if isinstance(keys, models.QuerySet):
            super().__init__(models.F(column), ArraySubquery(keys))
        else:
            array = models.Value(list(keys), output_field=ArrayField(models.UUIDField()))
            super().__init__(models.F(column), array)


class Unsearched(models.Func):
    """A condition that is weighed on rows found by others: no index is searched for it."""

    template = "(%(expressions)s) is true"
    output_field = models.BooleanField()


def array(keys: Sequence[Any]) -> str:
    """Keys in one value, as the database reads a list of them where it knows what they are."""
    return f"{{{','.join(map(str, keys))}}}"


def constants(values: Sequence[str | int]) -> list[Constant]:
    """The same for a list."""
    return [Constant(value) for value in values]


def rows(found: "models.QuerySet[Any, Any]") -> list[tuple[Any, ...]]:
    """The rows of a `values_list(…)` as the database gives them."""
    try:
        question, values = found.query.sql_with_params()
    except EmptyResultSet:
        return []
    return answer(question, values)


def column(found: "models.QuerySet[Any, Any]") -> list[Any]:
    """The values of a `values_list(…, flat=True)` as the database gives them."""
    return [value for (value,) in rows(found)]


def objects(found: "models.QuerySet[M]") -> list[M]:
    """The rows of a queryset as its model's, with all it selects beside them."""
    # Before all others, so that whoever counts statements sees the one that is asked.
    connection.execute_wrappers.insert(0, _by_name)
    try:
        return list(found)
    finally:
        connection.execute_wrappers.remove(_by_name)


def _by_name(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    # What a row's reading asks besides (a prefetch) has a plan of its own as well.
    return execute(named(sql, len(params or ())), params, many, context)


def count(found: "models.QuerySet[Any, Any]") -> int:
    """How many rows a `values_list(…)` has."""
    try:
        question, values = found.query.sql_with_params()
    except EmptyResultSet:
        return 0
    return int(answer(f"select count(*) from ({question}) counted", values)[0][0])  # noqa: S608 - our own statement


def answer(question: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a `select` whose values stand as %s, in this order."""
    with connection.cursor() as cursor:
        cursor.execute(named(question, len(values)), values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def named(question: str, values: int) -> str:
    """The statement by which this connection answers a question with so many values: by its name where it has one."""
    # What needs a connection must have one before it can learn anything.
    connection.ensure_connection()
    name = _name(question)
    return f"execute {name} ({', '.join(['%s'] * values)})" if name and values else question


def _name(question: str) -> str:
    """What the statement is called on this connection, which learns it if need be; "" when it cannot."""
    name = f"q_{md5(question.encode(), usedforsecurity=False).hexdigest()}"
    known = _planned.setdefault(connection.connection, {})
    if name not in known:
        if len(known) >= MOST or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            return ""
        parts = question.replace("%%", "%").split("%s")
        numbered = "".join(f"{part}${n}" for n, part in enumerate(parts[:-1], 1)) + parts[-1]
        # Past Django's wrappers: to plan is no question of the page's own, and it stays when the transaction does not.
        with connection.connection.cursor() as cursor:
            cursor.execute(f"prepare {name} as {numbered}")
        known[name] = question
    return name


def question_of(statement: str) -> str:
    """What an `execute …` on this connection asks; any other statement is what it says."""
    verb, _space, rest = statement.partition(" ")
    known = _planned.get(connection.connection, {}) if verb == "execute" else {}
    return known.get(rest.partition(" ")[0], statement)
