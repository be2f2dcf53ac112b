"""A new table in one operation: its fields, indexes, constraints and triggers are said where the table is made.

Django renders its picture of all related models again for every single operation. Hundreds of small ones made a first
`migrate` take minutes; folded, the same tables take a fraction of that.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger

# Operation, the table's option that says the same, and the operation's part that goes there.
PLACES = (
    (AddIndex, "indexes", "index"),
    (AddConstraint, "constraints", "constraint"),
    (AddTrigger, "triggers", "trigger"),
)


def folded(operations: Sequence[Operation], app: str = "") -> list[Operation]:
    """The same operations, fewer of them; only a field of two tables that name each other is added later.

    `app` is the label of the app they belong to. The tables come where the first of them was, each after those it names.
    """
    operations = _with_fields(operations, app)
    late = {operation.model_name_lower for operation in operations if isinstance(operation, AddField)}
    new = {
        operation.name_lower: operation
        for operation in operations
        if isinstance(operation, CreateModel) and operation.name_lower not in late
    }
    return [operation for operation in operations if not _folds(operation, new)]


def _with_fields(operations: Sequence[Operation], app: str) -> list[Operation]:
    """The tables in an order in which each can be made with its fields, and what is left of the rest after them."""
    tables = [each for each in operations if isinstance(each, CreateModel)]
    if not tables:
        return list(operations)
    fields = [each for each in operations if isinstance(each, AddField)]
    made = _in_order(tables, fields, app)
    first = next(n for n, each in enumerate(operations) if isinstance(each, CreateModel))
    kept = {id(field) for field in fields} - {id(field) for field in _moved(made, fields, app)}
    rest = [
        each
        for each in operations[first:]
        if not isinstance(each, CreateModel) and (not isinstance(each, AddField) or id(each) in kept)
    ]
    return [*operations[:first], *made, *rest]


def _in_order(tables: list[CreateModel], fields: list[AddField], app: str) -> list[CreateModel]:
    """Each table after those that its fields name; where two name each other, in the order given."""
    new = {table.name_lower for table in tables}
    left, made = list(tables), list[CreateModel]()
    while left:
        there = {table.name_lower for table in made}
        ready = [each for each in left if _own(each, app) & new <= there | {each.name_lower}]
        whole = [each for each in ready if _named(each, fields, app) & new <= there | {each.name_lower}]
        table = (whole or ready)[0]
        left.remove(table)
        made.append(table)
    return made


def _moved(made: list[CreateModel], fields: list[AddField], app: str) -> list[AddField]:
    """Put into each table the fields that name only what is there by then; those that were."""
    new, there, moved = {table.name_lower for table in made}, set(), []
    for table in made:
        there.add(table.name_lower)
        for field in fields:
            if field.model_name_lower == table.name_lower and _target(field.field, app) & new <= there:
                table.fields.append((field.name, field.field))
                moved.append(field)
    return moved


def _own(table: CreateModel, app: str) -> set[str]:
    return {name for _field, field in table.fields for name in _target(field, app)}


def _named(table: CreateModel, fields: list[AddField], app: str) -> set[str]:
    later = (each.field for each in fields if each.model_name_lower == table.name_lower)
    return _own(table, app) | {name for field in later for name in _target(field, app)}


def _target(field: Any, app: str) -> set[str]:
    """The table of the same app that a field points at, if it does."""
    to = getattr(field.remote_field, "model", None)
    label = to if isinstance(to, str) else to._meta.label if to is not None else ""
    place, _dot, name = label.rpartition(".")
    return {name.lower()} if name and place in ("", app) else set()


def _folds(operation: Operation, new: dict[str, CreateModel]) -> bool:
    """Put one operation into the making of its table, if that is possible."""
    table = new.get(getattr(operation, "model_name_lower", ""))
    for kind, option, part in PLACES:
        if table is not None and isinstance(operation, kind):
            table.options[option] = [*table.options.get(option, []), getattr(operation, part)]
            return True
    return False
