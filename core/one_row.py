"""What a person holds on one row, by the access rows that lists read as well: one question for each kind of row."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q

from core import prepared
from core.permission_ids import permission_id, permission_name
from core.written import Question, Questions, some, somebody, written

_questions = Questions()


def names(
    row: models.Model, path: str, view: Any, user: Any, lines_on: Callable[..., Any], only: Sequence[str] = ()
) -> set[str]:
    """The permissions that access rows give on what a row hangs on by a path: all of them, or some that are asked for.

    `lines_on(row, path, view, user)` are those access rows: the rule itself.
    """
    if getattr(row, f"{path}_id", row.pk) is None:
        return set()
    ids = tuple(permission_id(view, perm) for perm in only)

    def write() -> Question | None:
        one, who = some(row._meta.model), somebody(user)
        lines = lines_on(one, path, view, who)
        if ids:
            lines = lines.filter(reduce(or_, (Q(permission=each) for each in prepared.constants(ids))))
        return written(lines.order_by().values_list("permission"), who, one)

    question = _questions.find((row._meta.model, path, getattr(user, "acting_role", ""), ids), write)
    return {permission_name(view, key) for (key,) in question.ask(user, row)} if question else set()
