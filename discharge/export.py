"""The caseload as a file to take along: what the list shows, no more, and not too often."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from audit.models import Event
from core import clock, sheets
from core.refusals import Refused

AN_HOUR, MOST = timedelta(hours=1), 10


def must_wait(user: Any) -> None:
    """Refused when somebody took ten files along within an hour."""
    lately = Event.objects.filter(actor_id=user.pk, at__gt=clock.now() - AN_HOUR, verb="export")
    if lately[:MOST].count() >= MOST:
        raise Refused(_("You exported ten lists in the last hour. Wait, or work with the list on screen."))


def answer(rows: Iterable[Any]) -> StreamingHttpResponse:
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


def _cells(row: Any) -> list[str]:
    sees, who, zone = row.rights.__contains__, row.shown, row.facility.tz
    return [
        row.reference,
        ", ".join(filter(None, (who.family, who.given))) or who.alias,
        _day(who.birth_date) if sees("view_identity") else "",
        row.mrn or "" if sees("view_identity") else "",
        row.unit.code if sees("summary_encounter") and row.unit else "",
        row.bed.code if sees("summary_encounter") and row.bed else "",
        str(row.get_stage_display()),
        _instant(row.stage_since, zone),
        _("yes") if row.high_risk and sees("flag_safeguarding") else "",
        _day(row.expected_leaving_on) if sees("summary_discharge") else "",
        _instant(row.next_due_at, zone) if sees("view_work") else "",
        _instant(row.last_contact_at, zone) if sees("view_work") else "",
        row.lead.name if row.lead else "",
        str(row.open_items) if sees("view_work") else "",
        str(row.late_items) if sees("view_work") else "",
    ]


def _day(on: Any) -> str:
    return on.isoformat() if on else ""


def _instant(at: Any, zone: Any) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes") if at else ""
