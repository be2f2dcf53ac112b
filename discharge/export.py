"""The caseload as a file to take along: what the list shows, no more, and not too often."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from audit.models import Event
from core import clock, sheets
from core.refusals import Refused
from discharge.queries.rows import Row
from patients.models import Stage

AN_HOUR, MOST = timedelta(hours=1), 10


def must_wait(user: Any) -> None:
    """Refused when somebody took ten files along within an hour."""
    lately = Event.objects.filter(actor_id=user.pk, at__gt=clock.now() - AN_HOUR, verb="export")
    if lately[:MOST].count() >= MOST:
        raise Refused(_("You exported ten lists in the last hour. Wait, or work with the list on screen."))


def answer(rows: Iterable[Row]) -> StreamingHttpResponse:
    """One line for each case, as far as whoever asks may see it; instants at the facility."""
    head = [
        _("Case"),
        _("Patient"),
        _("Born"),
        _("MRN"),
        _("Unit"),
        _("Bed"),
        _("Stage"),
        _("Since"),
        _("At risk"),
    ]
    head += [_("Leaves"), _("Next due"), _("Last contact"), _("Lead"), _("Open work"), _("Late")]
    return sheets.download(head, map(_cells, rows), "cases")


def _cells(row: Row) -> list[str]:
    return [
        row.reference,
        ", ".join(filter(None, (row.family, row.given))) or row.alias,
        _day(row.birth_date),
        row.mrn or "",
        row.unit or "",
        row.bed or "",
        str(Stage(row.stage).label),
        _instant(row.stage_since, row.tz),
        _("yes") if row.high_risk else "",
        _day(row.expected_leaving_on),
        _instant(row.next_due_at, row.tz),
        _instant(row.last_contact_at, row.tz),
        row.lead or "",
        _number(row.open_items),
        _number(row.late_items),
    ]


def _number(found: int | None) -> str:
    return "" if found is None else str(found)


def _day(on: Any) -> str:
    return on.isoformat() if on else ""


def _instant(at: Any, zone: Any) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes") if at else ""
