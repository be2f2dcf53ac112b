"""What one line of the caseload says, in words ready to be shown: a page of fifty asks nothing twice of its template."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from typing import Any, TypedDict

from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


def lines(rows: Iterable[Row]) -> list[Line]:
    """The lines of rows."""
    now, stages = clock.now(), {value: str(label) for value, label in Stage.choices}
    home, base, since = get_current_timezone(), reverse("cases:list"), _("since %(day)s")
    return [_line(row, now, home, stages[row.stage], f"{base}{row.pk}/", since) for row in rows]


def _line(row: Row, now: datetime, home: tzinfo, stage: str, url: str, since: str) -> Line:
    zone = row.tz
    today = now.astimezone(zone).date()
    left, leaves = _leaving(row, zone, today)
    family, rest = _name(row)
    return Line(
        pk=row.pk,
        url=url,
        family=family,
        rest=rest,
        marks=_marks(row),
        why=row.why,
        age=_age(row.birth_date, now.astimezone(home).date()),
        mrn=row.mrn or "",
        unit=row.unit or "",
        bed=(row.bed or "") if row.unit else "",
        stage=stage,
        since=since % {"day": _day(row.stage_since, zone, today)},
        left=left,
        leaves=leaves,
        moved=_moved(row.leaving_moves) if leaves else "",
        lead=wording.short(row.lead) if row.lead else "",
        **_work(row, now, zone, home),  # type: ignore[typeddict-item]
    )


def _work(row: Row, now: datetime, zone: tzinfo, home: tzinfo) -> dict[str, Any]:
    """What is due, when somebody last had contact, and how much is open."""
    due = wording.due(row.next_due_at, now, zone) if row.next_due_at else None
    contact = row.last_contact_at
    return {
        "tone": due.tone if due else "",
        "due": due.text if due else "",
        "exact": due.exact if due else "",
        "due_at": row.next_due_at.astimezone(home).isoformat() if row.next_due_at else "",
        "contact": wording.when(contact, now, zone, home) if contact else "",
        "open": "" if row.open_items is None else row.open_items,
        "late": _("%(number)s late") % {"number": row.late_items} if row.late_items else "",
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


def _leaving(row: Row, zone: tzinfo, today: date) -> tuple[str, str]:
    """The day somebody left, or else the day they are expected to."""
    if row.left_at:
        return _("left %(day)s") % {"day": _day(row.left_at, zone, today)}, ""
    return "", wording.day(row.expected_leaving_on, today) if row.expected_leaving_on else ""


def _day(at: datetime, zone: tzinfo, today: date) -> str:
    return wording.day(at.astimezone(zone).date(), today)


def _moved(times: int) -> str:
    if not times:
        return ""
    return ngettext("moved once", "moved %(times)d times", times) % {"times": times}


def _age(born: date | None, today: date) -> str:
    return wording.age(age_on(born, today)) if born and born <= today else ""
