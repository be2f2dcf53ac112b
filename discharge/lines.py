"""What one line of the caseload says, in words ready to be shown: a page of fifty asks nothing twice of its template."""

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple, TypedDict

from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import clock, wording
from core.ages import age_on
from discharge.queries.rows import Row
from patients.models import Stage


class Line(TypedDict):
    """A case in words; what is empty it does not have, or whoever asks may not see."""

    pk: Any
    url: str
    family: str
    rest: str
    marks: list[tuple[str, str, str]]
    why: Sequence[str]
    age: str
    mrn: str
    unit: str
    bed: str
    stage: str
    since: str
    left: str
    leaves: str
    moved: str
    tone: str
    due: str
    due_at: str
    exact: str
    contact: str
    lead: str
    open: int | str
    late: str


class _Page(NamedTuple):
    """What is the same in all lines of a page."""

    teller: wording.Teller
    home: tzinfo
    today: date
    base: str
    stages: dict[str, str]
    since: str
    left: str
    late: str


def lines(rows: Iterable[Row]) -> list[Line]:
    """The lines of rows."""
    now, home = clock.now(), get_current_timezone()
    page = _Page(
        wording.teller(now),
        home,
        now.astimezone(home).date(),
        reverse("cases:list"),
        _stages(get_language()),
        _("since %(day)s"),
        _("left %(day)s"),
        _("%(number)s late"),
    )
    return [_line(row, page) for row in rows]


@lru_cache(maxsize=16)
def _stages(_language: str | None) -> dict[str, str]:
    """What each stage is called in this language, which is the active one."""
    return {value: str(label) for value, label in Stage.choices}


def _line(row: Row, page: _Page) -> Line:
    zone, teller = row.tz, page.teller
    left, leaves = _leaving(row, page)
    family, rest = _name(row)
    return Line(
        pk=row.pk,
        url=f"{page.base}{row.pk}/",
        family=family,
        rest=rest,
        marks=_marks(row),
        why=row.why,
        age=_age(row.birth_date, page),
        mrn=row.mrn or "",
        unit=row.unit or "",
        bed=(row.bed or "") if row.unit else "",
        stage=page.stages[row.stage],
        since=page.since % {"day": teller.day(row.stage_since, zone)},
        left=left,
        leaves=leaves,
        moved=_moved(row.leaving_moves) if leaves else "",
        lead=wording.short(row.lead) if row.lead else "",
        **_work(row, zone, page),  # type: ignore[typeddict-item]
    )


def _work(row: Row, zone: tzinfo, page: _Page) -> dict[str, Any]:
    """What is due, when somebody last had contact, and how much is open."""
    due = page.teller.due(row.next_due_at, zone) if row.next_due_at else None
    contact = row.last_contact_at
    return {
        "tone": due.tone if due else "",
        "due": due.text if due else "",
        "exact": due.exact if due else "",
        "due_at": row.next_due_at.astimezone(page.home).isoformat() if row.next_due_at else "",
        "contact": page.teller.when(contact, zone, page.home) if contact else "",
        "open": "" if row.open_items is None else row.open_items,
        "late": page.late % {"number": row.late_items} if row.late_items else "",
    }


def _name(row: Row) -> tuple[str, str]:
    """The family name, and what follows it."""
    if row.provisional:
        return "", _("Unknown %(alias)s") % {"alias": row.alias}
    called = f" “{row.preferred_name}”" if row.preferred_name else ""
    comma = ", " if row.family and row.given else ""
    return row.family, f"{comma}{row.given}{called}"


def _marks(row: Row) -> list[tuple[str, str, str]]:
    """What stands beside a name: tone, icon, word."""
    marks = []
    if row.provisional:
        marks.append(("yellow", "", _("Provisional")))
    elif row.merged_into:
        marks.append(("grey", "", _("Merged")))
    if row.high_risk:
        marks.append(("red", "triangle-alert", _("At risk")))
    return marks


def _leaving(row: Row, page: _Page) -> tuple[str, str]:
    """The day somebody left, or else the day they are expected to."""
    if row.left_at:
        return page.left % {"day": page.teller.day(row.left_at, row.tz)}, ""
    return "", page.teller.on(row.expected_leaving_on, row.tz) if row.expected_leaving_on else ""


def _moved(times: int) -> str:
    if not times:
        return ""
    return ngettext("moved once", "moved %(times)d times", times) % {"times": times}


def _age(born: date | None, page: _Page) -> str:
    return page.teller.age(age_on(born, page.today)) if born and born <= page.today else ""
