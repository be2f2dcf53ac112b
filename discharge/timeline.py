"""What the timeline tells of the expected discharge date."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.dateformat import format as said
from django.utils.translation import gettext as _

from core.timeline import Line, Said, lines, source
from discharge.models import ExpectedDateChange
from patients.models import Case


def _day(text: str) -> str:
    return said(date.fromisoformat(text), "D j M Y")


def _moved(line: Line) -> Said:
    if not line.code:
        return Said(_("Expected discharge date withdrawn"), line.more, "orange")
    if not line.text:
        return Said(_("Expected discharge date: %(new)s") % {"new": _day(line.code)}, line.more, "blue")
    days = {"old": _day(line.text), "new": _day(line.code)}
    return Said(_("Expected discharge date moved from %(old)s to %(new)s") % days, line.more, "orange")


@source("expected", kind="discharge", icon="calendar-days", perm="view_discharge", say=_moved)
def moved(case: Case) -> QuerySet[Any, Any]:
    rows = ExpectedDateChange.objects.filter(case=case)
    return lines(rows, "changed_at", who="changed_by__name", code="new", text="old", more="why")
