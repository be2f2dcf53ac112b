"""What happened, told by every app about its own rows: one statement, whatever the number of sources.

An app has a `timeline.py` with functions under `@source(...)`. Each returns `lines(...)` for one case; the page
unites them, cuts to a page by key, and asks the source to say each line in words. A `personal` source is asked for
the rows of one reader: `rows(case, reader=user)`.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

KINDS = {
    "stage": _("Stages"),
    "team": _("Team"),
    "movement": _("Movements"),
    "contact": _("Contacts"),
    "work": _("Work"),
    "assessment": _("Assessment"),
    "plan": _("Plan"),
    "discharge": _("Discharge"),
    "coverage": _("Coverage"),
    "consent": _("Consents"),
    "intake": _("Intake"),
    "notes": _("Notes"),
}


class Line(NamedTuple):
    """One thing that happened, as the database says it: `code`, `text` and `more` mean what its source made them."""

    at: datetime
    key: UUID
    source: str
    who: str
    code: str
    text: str
    more: str


class Said(NamedTuple):
    """A line in words: the title everybody who sees the line may read, and the detail."""

    title: str
    text: str = ""
    tone: str = "grey"
    label: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of thing that happens: who sees it (`perm`), who reads its detail (`detail`), and how it is said."""

    name: str
    kind: str
    icon: str
    perm: str
    detail: str
    rows: Callable[..., QuerySet[Any, Any]]
    say: Callable[[Line], Said]
    # Its rows are of several classes, so they are asked for one reader; to nobody in particular it tells nothing.
    personal: bool = False


Place = tuple[datetime, UUID, str]  # at, key and source of the last line read

_NOTHING = Value("", output_field=TextField())
_sources: dict[str, Source] = {}


def source(
    name: str,
    *,
    kind: str,
    icon: str,
    perm: str,
    say: Callable[[Line], Said],
    detail: str = "",
    personal: bool = False,
) -> Callable[[Callable[..., QuerySet[Any, Any]]], Callable[..., QuerySet[Any, Any]]]:
    """Register a source; its name is of small letters only, so that the database and Python sort it alike."""
    if name in _sources or kind not in KINDS or not (name.isascii() and name.isalpha() and name.islower()):
        raise ValueError(
            f"Timeline source {name!r} of kind {kind!r}: taken, of an unknown kind, or badly named."
        )

    def make(rows: Callable[..., QuerySet[Any, Any]]) -> Callable[..., QuerySet[Any, Any]]:
        _sources[name] = Source(name, kind, icon, perm, detail or perm, rows, say, personal)
        return rows

    return make


@cache
def sources() -> dict[str, Source]:
    """Every source of every app, by name."""
    autodiscover_modules("timeline")
    return _sources


def lines(
    rows: QuerySet[Any, Any], at: str, *, who: str = "", code: str = "", text: str = "", more: str = ""
) -> QuerySet[Any, Any]:
    """Rows as lines: the arguments name their columns; a row without the instant has not happened and drops out."""
    columns = {"who": who, "code": code, "text": text, "more": more}
    return rows.filter(**{f"{at}__isnull": False}).annotate(
        line_at=F(at),
        line_key=F("pk"),
        **{
            f"line_{name}": Cast(F(column), TextField()) if column else _NOTHING
            for name, column in columns.items()
        },
    )


def read(things: Iterable[Source], case: Any, *, before: Place | None = None, limit: int = 51) -> list[Line]:
    """The newest lines of a case from some sources, newest first, and older than a place when one is given."""
    parts = [_part(thing, case, before, limit) for thing in things]
    if not parts:
        return []
    whole = parts[0].union(*parts[1:], all=True)
    return [Line(*row) for row in whole.order_by("-line_at", "-line_key", "-line_source")[:limit]]


def seen_by(rights: Collection[str], kind: str = "", reader: Any = None) -> list[Source]:
    """The sources that somebody with these permissions may see, of one kind or of all; personal ones for a reader."""
    known = [one for one in sources().values() if one.perm in rights and kind in ("", one.kind)]
    return [
        _for(one, reader) if one.personal else one for one in known if reader is not None or not one.personal
    ]


def _for(thing: Source, reader: Any) -> Source:
    return replace(thing, rows=partial(thing.rows, reader=reader))


def _part(thing: Source, case: Any, before: Place | None, limit: int) -> QuerySet[Any, Any]:
    rows = thing.rows(case).annotate(line_source=Value(thing.name, output_field=TextField()))
    if before is not None:
        at, key, name = before
        same = Q(line_key__lte=key) if thing.name < name else Q(line_key__lt=key)
        rows = rows.filter(Q(line_at__lt=at) | Q(line_at=at) & same)
    rows = rows.order_by("-line_at", "-line_key")
    return rows.values_list(*(f"line_{name}" for name in Line._fields))[:limit]
