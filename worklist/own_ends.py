"""Work that ends by a verb of its own instead of "Done"; the apps above say which, what its row shows, and who can do it.

Without an entry work is taken up, waits and is done as any other, by whoever may do work there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

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
# The same by what work is about, by the word before the colon of `about`: where its kind must not say what it is.
ENDS_ABOUT: dict[str, End] = {}
# Where work about a row of an app above is gone on with: the words, and the page by the key behind the colon of `about`.
GOES_ON: dict[str, tuple[Any, Callable[[str], str]]] = {}
# Who alone can do work about a row of an app above: whether a person can, by the key behind the colon of `about`.
DONE_BY: dict[str, Callable[[Any, str], bool]] = {}
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


def end_of(item: Any) -> End | None:
    """The end of its own that one piece of work has."""
    return ENDS.get(item.kind) or ENDS_ABOUT.get(item.about.partition(":")[0])


def must_end_here(item: Any) -> None:
    """Refused for work that ends by a verb of its own."""
    if end := end_of(item):
        raise Refused(end.sentence)


def must_end_by_contact(item: Any) -> None:
    """Refused for work that a contact does not end."""
    end = end_of(item)
    if end and not end.by_contact:
        raise Refused(end.sentence)


def must_be_anybodys(item: Any) -> None:
    """Refused for work that is one person's own: it neither changes hands nor stands still."""
    end = end_of(item)
    if end and end.personal:
        raise Refused(end.sentence)


def must_be_theirs_to_do(item: Any, person: Any, *, field: str | None = None) -> None:
    """Refused where a person cannot do what a piece of work is about; the sentence says nothing of what it is."""
    kind, _colon, key = item.about.partition(":")
    if person is not None and kind in DONE_BY and not DONE_BY[kind](person, key):
        raise Refused(
            _("%(name)s cannot do what this asks for. Leave it where it is, or choose somebody who can.")
            % {"name": person.short},
            field=field,
        )


def personal_kinds() -> list[str]:
    """The kinds of work that are one person's own: they end with that person's part, and never go along."""
    return [str(kind) for kind, end in ENDS.items() if end.personal]


def more(user: Any) -> Any:
    """What more a person may read on each row, as one value of the statement that reads the rows."""
    said = [tell(user) for tell in MORE]
    return Coalesce(*said, Value(""), output_field=TextField()) if said else Value("")


def mark(items: Iterable[Any]) -> None:
    """Tell the rows of a page how they end (`end`), and where they are gone on with (`goes_on`)."""
    for item in items:
        kind, _colon, key = item.about.partition(":")
        if kind in GOES_ON:
            label, url = GOES_ON[kind]
            item.goes_on = {"label": label, "url": url(key)}
        if end := end_of(item):
            item.end = Shown(end.label, end.url(item), end.icon, end.posts, end.personal)
