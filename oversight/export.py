"""The trail as a file to take along."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from core import sheets


def answer(rows: Iterable[Any], zone: ZoneInfo, name: str) -> StreamingHttpResponse:
    """The rows of the list, one line each; times at the facility."""
    head = [_("When"), _("Who"), _("Role"), _("What"), _("Of"), _("Outcome"), _("Reason")]
    head += [_("Emergency"), _("Relation")]
    return sheets.download(head, (_cells(row, zone) for row in rows), name)


def for_patient(rows: Iterable[Any], zone: ZoneInfo, name: str) -> StreamingHttpResponse:
    """What the patient is told of the trail, one line each; times at the facility."""
    head = [_("When"), _("Who"), _("Role"), _("What"), _("Emergency")]
    return sheets.download(head, (_told(row, zone) for row in rows), name)


def _told(row: Any, zone: ZoneInfo) -> list[str]:
    what = f"{row.did} {row.thing}" if row.straight else row.did
    return [
        row.at.astimezone(zone).isoformat(timespec="seconds"),
        row.who,
        row.as_role,
        what.strip(),
        _("yes") if row.broke_glass else "",
    ]


def _cells(row: Any, zone: ZoneInfo) -> list[str]:
    return [
        row.at.astimezone(zone).isoformat(timespec="seconds"),
        row.who,
        row.as_role,
        row.did,
        row.thing,
        str(row.get_outcome_display()),
        row.reason,
        _("yes") if row.broke_glass else "",
        _("none") if row.unrelated else "",
    ]
