"""What one line of the caseload says, in words ready to be shown: a page of fifty asks nothing twice of its template."""

from datetime import date, datetime
from typing import Any, TypedDict

from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock, wording
from core.ages import age_on
from patients.models import Stage


class Line(TypedDict):
    """A case as somebody may see it; what they may not see is empty. A mapping: a template reads it twice as fast."""

    pk: Any
    url: str
    family: str
    rest: str
    marks: list[tuple[str, str, str]]
    why: list[str]
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
    open: Any
    late: str


NO_WORK = dict.fromkeys(("tone", "due", "exact", "due_at", "contact", "open", "late"), "")


def lines(rows: list[Any]) -> list[Line]:
    """The lines of rows that carry their rights, reasons and counts."""
    now, stages = clock.now(), {value: str(label) for value, label in Stage.choices}
    base = reverse("cases:list")
    return [_line(row, now, stages, base) for row in rows]


def _line(row: Any, now: datetime, stages: dict[str, str], base: str) -> Line:
    zone, home, shown = row.facility.tz, get_current_timezone(), row.shown
    identity, work = "view_identity" in row.rights, "view_work" in row.rights
    place = row.unit if "summary_encounter" in row.rights else None
    today = now.astimezone(zone).date()
    left, leaves = _leaving(row, zone, today)
    family, rest = _name(shown)
    return Line(
        pk=row.pk,
        url=f"{base}{row.pk}/",
        family=family,
        rest=rest,
        marks=_marks(row, shown),
        why=row.why,
        age=_age(shown.birth_date, now.astimezone(home).date()) if identity else "",
        mrn=(row.mrn or "") if identity else "",
        unit=place.code if place else "",
        bed=row.bed.code if place and row.bed else "",
        stage=stages[row.stage],
        since=_("since %(day)s") % {"day": _day(row.stage_since, zone, today)},
        left=left,
        leaves=leaves,
        moved=_moved(row.leaving_moves) if leaves else "",
        lead=row.lead.short if row.lead else "",
        **_work(row, now, zone, home) if work else NO_WORK,
    )


def _work(row: Any, now: datetime, zone: Any, home: Any) -> dict[str, Any]:
    """What is due, when somebody last had contact, and how much is open."""
    due = row.next_due_at and wording.due(row.next_due_at, now, zone)
    contact = row.last_contact_at
    return {
        "tone": due.tone if due else "",
        "due": due.text if due else "",
        "exact": due.exact if due else "",
        "due_at": row.next_due_at.astimezone(home).isoformat() if due else "",
        "contact": wording.when(contact, now, zone, home) if contact else "",
        "open": row.open_items,
        "late": _("%(number)s late") % {"number": row.late_items} if row.late_items else "",
    }


def _name(patient: Any) -> tuple[str, str]:
    """The family name, and what follows it."""
    if patient.provisional:
        return "", _("Unknown %(alias)s") % {"alias": patient.alias}
    called = f" “{patient.preferred_name}”" if patient.preferred_name else ""
    comma = ", " if patient.family and patient.given else ""
    return patient.family, f"{comma}{patient.given}{called}"


def _marks(row: Any, patient: Any) -> list[tuple[str, str, str]]:
    """What stands beside a name: tone, icon, word."""
    marks = []
    if patient.provisional:
        marks.append(("yellow", "", _("Provisional")))
    elif patient.merged_into:
        marks.append(("grey", "", _("Merged")))
    if row.high_risk and "flag_safeguarding" in row.rights:
        marks.append(("red", "triangle-alert", _("At risk")))
    return marks


def _leaving(row: Any, zone: Any, today: date) -> tuple[str, str]:
    """The day somebody left, or else the day they are expected to."""
    if "summary_discharge" not in row.rights:
        return "", ""
    if row.left_at:
        return _("left %(day)s") % {"day": _day(row.left_at, zone, today)}, ""
    return "", wording.day(row.expected_leaving_on, today) if row.expected_leaving_on else ""


def _day(at: datetime, zone: Any, today: date) -> str:
    return wording.day(at.astimezone(zone).date() if isinstance(at, datetime) else at, today)


def _moved(times: int) -> str:
    if not times:
        return ""
    return ngettext("moved once", "moved %(times)d times", times) % {"times": times}


def _age(born: date | None, today: date) -> str:
    return wording.age(age_on(born, today)) if born and born <= today else ""
