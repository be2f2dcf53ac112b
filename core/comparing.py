"""Whether two known values are equal, in order, one among others, or words in a text: true, false, or not comparable (None).

Texts are compared without regard to case and spaces; what is in order are numbers, quantities and ISO dates or instants.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from core.quantities import quantity

Truth = bool | None
# A word that takes back the words behind it, when it stands up to so many words before them: "no food by mouth".
DENIALS = frozenset("no not nil never without avoid stop stopped avoids declines refuses denies".split())
REACH = 3
WORD = re.compile(r"\w+")
# What ends a denial: "no pain; walks to church".
PAUSE = re.compile(r"[.;:,!?\n]|\bbut\b")


def compared(name: str, left: Any, right: Any) -> Truth:
    """One comparison of two values that are known."""
    return COMPARISONS[name](left, right)


def _equal(left: Any, right: Any) -> Truth:
    if isinstance(left, bool) and isinstance(right, bool):
        return left is right
    if isinstance(left, str) and isinstance(right, str):
        return _folded(left) == _folded(right)
    return _measured(operator.eq, left, right)


def _unequal(left: Any, right: Any) -> Truth:
    same = _equal(left, right)
    return None if same is None else not same


def _ordered(how: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Truth]:
    return lambda left, right: _measured(how, left, right)


def _measured(how: Callable[[Any, Any], bool], left: Any, right: Any) -> Truth:
    one, other = quantity(left), quantity(right)
    if one is not None and other is not None:
        return how(one.amount, other.amount) if one.kind == other.kind else None
    first, second = _moment(left), _moment(right)
    if first is None or second is None or _precision(first) != _precision(second):
        return None
    return how(first, second)


def _precision(at: date) -> str:
    """Dates, wall times and instants are each in order among themselves."""
    if not isinstance(at, datetime):
        return "date"
    return "wall" if at.utcoffset() is None else "instant"


def _moment(value: Any) -> date | None:
    """A date or an instant, also written as ISO text."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return None


def _either(truths: Sequence[Truth]) -> Truth:
    """True when one is, else not known when one is not."""
    return True if True in truths else None if None in truths else False


def _in(value: Any, among: Any) -> Truth:
    return _either([_equal(value, each) for each in among]) if _is_list(among) else None


def _meets(left: Any, right: Any) -> Truth:
    return _either([_in(each, right) for each in left]) if _is_list(left) else None


def _within(left: Any, right: Any) -> Truth:
    if not _is_list(left):
        return None
    missing = _either([None if (there := _in(each, right)) is None else not there for each in left])
    return None if missing is None else not missing


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple | set | frozenset)


def _mentions(text: Any, phrases: Any) -> Truth:
    """Whether a text says one of some phrases, as whole words and without taking it back before."""
    if not isinstance(text, str) or not _is_list(phrases):
        return None
    return any(_says(words, WORD.findall(_folded(each))) for each in phrases for words in _parts(text))


def _parts(text: str) -> list[list[str]]:
    return [WORD.findall(part) for part in PAUSE.split(text.casefold())]


def _says(words: Sequence[str], phrase: Sequence[str]) -> bool:
    long = len(phrase)
    places = (n for n in range(len(words) - long + 1) if words[n : n + long] == phrase)
    return bool(phrase) and any(DENIALS.isdisjoint(words[max(n - REACH, 0) : n]) for n in places)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


COMPARISONS: Mapping[str, Callable[[Any, Any], Truth]] = {
    "=": _equal,
    "!=": _unequal,
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
    "in": _in,
    "meets": _meets,
    "within": _within,
    "mentions": _mentions,
}
