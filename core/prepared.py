"""Questions that are asked with every click: the database plans each once per connection, not once per answer.

The plan of a question over the access views takes many times as long as its answer. A plan belongs to a connection:
behind a pooler that hands out connections by the transaction (Django's DISABLE_SERVER_SIDE_CURSORS) nothing is prepared.
"""

from collections.abc import Sequence
from hashlib import md5
from typing import Any
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

# The names each open connection knows; a new connection begins with none.
_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
# A question whose text follows its values would be planned without end; past this many a connection learns no more.
MOST = 300


def column(rows: "models.QuerySet[Any, Any]") -> list[Any]:
    """The values of a `values_list(…, flat=True)` as the database gives them."""
    try:
        question, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    return [value for (value,) in answer(question, values)]


def answer(question: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a `select` whose values stand as %s, in this order."""
    with connection.cursor() as cursor:
        if name := _name(question):
            cursor.execute(f"execute {name} ({', '.join(['%s'] * len(values))})", values)
        else:
            cursor.execute(question, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _name(question: str) -> str:
    """What the statement is called on this connection, which learns it if need be; "" when it cannot."""
    name = f"q_{md5(question.encode(), usedforsecurity=False).hexdigest()}"
    known = _planned.setdefault(connection.connection, set())
    if name not in known:
        if len(known) >= MOST or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            return ""
        parts = question.replace("%%", "%").split("%s")
        numbered = "".join(f"{part}${n}" for n, part in enumerate(parts[:-1], 1)) + parts[-1]
        # Past Django's wrappers: to plan is no question of the page's own, and it stays when the transaction does not.
        with connection.connection.cursor() as cursor:
            cursor.execute(f"prepare {name} as {numbered}")
        known.add(name)
    return name
