"""One page of what happened on a case, in words and by day, as far as a person may read it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest

from core import timeline
from core.timeline import Line, Said
from patients.models import Case

ROWS = 50


@dataclass(frozen=True)
class Entry:
    """One thing that happened, as components/timeline.html shows it."""

    at: datetime
    kind: str
    title: str
    text: str
    who: str
    icon: str
    tone: str
    label: str
    new: bool = False


@dataclass(frozen=True)
class Told:
    """A page of the timeline: entries newest first, and the cursor of the page before it in time."""

    entries: list[Entry]
    earlier: str = ""


def happened(
    case: Case,
    rights: Collection[str],
    *,
    kind: str = "",
    before: str = "",
    since: datetime | None = None,
    limit: int = ROWS,
    reader: Any = None,
) -> Told:
    """What happened, newest first; entries after `since` are marked new, and notes only told to their `reader`."""
    things = timeline.seen_by(rights, kind, reader)
    lines = timeline.read(things, case, before=_parsed(before), limit=limit + 1)
    shown = lines[:limit]
    more = _cursor(shown[-1]) if len(lines) > limit else ""
    return Told([_entry(line, rights, since) for line in shown], more)


def by_day(entries: list[Entry], case: Case) -> list[dict[str, Any]]:
    """Entries under their local day at the facility."""
    days = groupby(entries, key=lambda entry: entry.at.astimezone(case.facility.tz).date())
    return [{"day": day, "entries": list(these)} for day, these in days]


def kinds(rights: Collection[str], reader: Any = None) -> list[tuple[str, str]]:
    """The kinds a person may filter by, in the order of the page."""
    there = {thing.kind for thing in timeline.seen_by(rights, reader=reader)}
    return [(kind, str(label)) for kind, label in timeline.KINDS.items() if kind in there]


def _entry(line: Line, rights: Collection[str], since: datetime | None) -> Entry:
    thing = timeline.sources()[line.source]
    said: Said = thing.say(line)
    return Entry(
        at=line.at,
        kind=thing.kind,
        title=said.title,
        text=said.text if thing.detail in rights else "",
        who=line.who,
        icon=thing.icon,
        tone=said.tone,
        label=said.label,
        new=since is not None and line.at > since,
    )


def _cursor(line: Line) -> str:
    return f"{line.at.isoformat()}~{line.key}~{line.source}"


def _parsed(cursor: str) -> tuple[datetime, UUID, str] | None:
    if not cursor:
        return None
    try:
        at, key, name = cursor.split("~")
        return datetime.fromisoformat(at), UUID(key), name
    except ValueError:
        raise BadRequest("This page of the timeline cannot be read.") from None
