"""What is wrong with an expression of `core.logic3` before anything is judged by it, each fault with where it stands."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.comparing import COMPARISONS
from core.logic3 import OPERATORS, is_name
from core.quantities import is_quantity, quantity

Path = tuple[str | int, ...]
# More than this is no rule that somebody can read.
DEPTH, WIDTH = 8, 40
GROUPS, QUANTIFIERS = ("all", "any"), ("some", "every")
LISTS = ("in", "meets", "within", "mentions")


@dataclass(frozen=True)
class Fault:
    """One sentence, and the way to its place in the document."""

    path: Path
    sentence: str


@dataclass(frozen=True)
class Names:
    """What may be named: rows with their fields, and lists of rows with the fields of each."""

    rows: Mapping[str, Collection[str]]
    lists: Mapping[str, Collection[str]]


def faults(expression: Any, names: Names, path: Path = ()) -> Iterator[Fault]:
    """Everything that cannot be judged, in the order of the document."""
    if not isinstance(expression, Mapping) or len(expression) != 1:
        yield Fault(path, "An expression is one operator with what it is about.")
        return
    [(operator, operands)] = expression.items()
    here = (*path, operator)
    if sum(each in OPERATORS for each in path) >= DEPTH:
        yield Fault(path, f"This is nested deeper than {DEPTH} levels.")
    elif operator not in OPERATORS:
        yield Fault(here, f"There is no operator {operator!r}; there are {', '.join(OPERATORS)}.")
    elif operator in GROUPS:
        yield from _group(operands, names, here)
    elif operator == "not":
        yield from faults(operands, names, here)
    elif operator == "known":
        yield from _name(operands, names, here, lists=names.lists)
    elif operator in QUANTIFIERS:
        yield from _quantified(operands, names, here)
    else:
        yield from _comparison(operator, operands, names, here)


def named(expression: Any) -> frozenset[str]:
    """The facts that an expression names, without the sign: "a.kind", "goals", "g.words"."""
    if is_name(expression):
        return frozenset({expression[1:]})
    if isinstance(expression, Mapping):
        return frozenset().union(*map(named, expression.values()))
    if isinstance(expression, list | tuple):
        return frozenset().union(*map(named, expression))
    return frozenset()


def _group(operands: Any, names: Names, path: Path) -> Iterator[Fault]:
    if not isinstance(operands, list) or not 1 <= len(operands) <= WIDTH:
        yield Fault(path, f"Give a list of 1 to {WIDTH} expressions.")
        return
    for number, each in enumerate(operands):
        yield from faults(each, names, (*path, number))


def _quantified(operands: Any, names: Names, path: Path) -> Iterator[Fault]:
    if not isinstance(operands, Mapping) or set(operands) != {"of", "as", "where"}:
        yield Fault(path, "Say of which list, as what each row is named, and where it holds: of, as, where.")
        return
    rows, name = str(operands["of"]).removeprefix("$"), str(operands["as"])
    if not is_name(operands["of"]) or rows not in names.lists:
        yield Fault((*path, "of"), f"There is no list {operands['of']!r}; there are {_listed(names.lists)}.")
    elif not name.isidentifier() or name in names.rows or name in names.lists:
        yield Fault((*path, "as"), f"{name!r} is no new name for a row.")
    else:
        inner = replace(names, rows={**names.rows, name: names.lists[rows]})
        yield from faults(operands["where"], inner, (*path, "where"))


def _comparison(operator: str, operands: Any, names: Names, path: Path) -> Iterator[Fault]:
    if not isinstance(operands, list) or len(operands) != 2:
        yield Fault(path, "Give the two things that are compared.")
        return
    if not any(map(is_name, operands)):
        yield Fault(path, "Neither of these is a fact: name one, such as $a.kind.")
    for number, each in enumerate(operands):
        if is_name(each):
            yield from _name(each, names, (*path, number))
        else:
            yield from _literal(operator, number, each, (*path, number))


def _literal(operator: str, number: int, operand: Any, path: Path) -> Iterator[Fault]:
    """What is written down must be something that the operator can compare."""
    if operator in LISTS and (number == 1 or operator in ("meets", "within")):
        if not isinstance(operand, list) or not operand or not all(map(_is_plain, operand)):
            yield Fault(path, "Give a list of texts or numbers.")
    elif not _is_plain(operand):
        yield Fault(path, "Give a text, a number, true or false, or a quantity with value and unit.")
    elif operator in COMPARISONS and operand == "":
        yield Fault(path, "An empty text is never known.")


def _is_plain(operand: Any) -> bool:
    if is_quantity(operand):
        return quantity(operand) is not None
    return isinstance(operand, str | int | float) and not is_name(operand)


def _name(operand: Any, names: Names, path: Path, lists: Collection[str] = ()) -> Iterator[Fault]:
    """A field of a row; a whole list only where it is asked whether anybody knows it."""
    if not is_name(operand):
        yield Fault(path, "Name a fact, such as $a.kind.")
        return
    head, dot, field = operand[1:].partition(".")
    if head in names.rows and dot:
        if field not in names.rows[head]:
            yield Fault(path, f"{head!r} has no {field!r}; it has {_listed(names.rows[head])}.")
    elif dot or head not in lists:
        known = (*(f"${name}.…" for name in names.rows), *(f"${name}" for name in lists))
        yield Fault(path, f"There is no fact {operand!r}; there are {_listed(known)}.")


def _listed(words: Collection[str]) -> str:
    return ", ".join(sorted(words))
