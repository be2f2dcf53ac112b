"""Work that ends by a verb of its own instead of "Done"; the apps above say which, and what its row shows.

Without an entry work is taken up, waits and is done as any other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextField, Value
from django.db.models.functions import Coalesce

from core.refusals import Refused


@dataclass(frozen=True)
class End:
    """How one kind of work ends: the button of its row, and the sentence for who tries it another way.

    `personal` work is one person's own: nobody starts it, waits, moves it or gives it away. `by_contact`:
    a contact logged with it ends it all the same.
    """

    label: Any
    url: Callable[[Any], str]
    sentence: Any
    icon: str = "check"
    posts: bool = False
    personal: bool = False
    by_contact: bool = False


ENDS: dict[str, End] = {}
# What more there is to read on a row of work, as far as a person may: expressions of a person, empty where there is none.
MORE: list[Callable[[Any], Any]] = []


@dataclass(frozen=True)
class Shown:
    """The end of one row as its template draws it."""

    label: Any
    url: str
    icon: str
    posts: bool
    personal: bool


def must_end_here(item: Any) -> None:
    """Refused for work that ends by a verb of its own."""
    if end := ENDS.get(item.kind):
        raise Refused(end.sentence)


def must_end_by_contact(item: Any) -> None:
    """Refused for work that a contact does not end."""
    end = ENDS.get(item.kind)
    if end and not end.by_contact:
        raise Refused(end.sentence)


def must_be_anybodys(item: Any) -> None:
    """Refused for work that is one person's own: it neither changes hands nor stands still."""
    end = ENDS.get(item.kind)
    if end and end.personal:
        raise Refused(end.sentence)


def personal_kinds() -> list[str]:
    """The kinds of work that are one person's own: they end with that person's part, and never go along."""
    return [str(kind) for kind, end in ENDS.items() if end.personal]


def more(user: Any) -> Any:
    """What more a person may read on each row, as one value of the statement that reads the rows."""
    said = [tell(user) for tell in MORE]
    return Coalesce(*said, Value(""), output_field=TextField()) if said else Value("")


def mark(items: Iterable[Any]) -> None:
    """Tell the rows of a page how they end (`end`)."""
    for item in items:
        if end := ENDS.get(item.kind):
            item.end = Shown(end.label, end.url(item), end.icon, end.posts, end.personal)
