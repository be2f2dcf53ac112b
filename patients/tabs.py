"""The tabs of a case, in one place: word, address, and the permission without which a tab is not there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.banner import Tab


@dataclass(frozen=True)
class Part:
    """One part of a case; `url` is the name of a page that takes the case's key."""

    name: str
    label: Any
    url: str
    perm: str


PARTS = (
    Part("summary", _("Summary"), "cases:summary", "view_case"),
    Part("assess", _("Assess"), "assessments:case", "view_plan"),
    Part("plan", _("Plan"), "careplans:plan", "view_plan"),
    Part("team", _("Team"), "teams:case", "view_case"),
    Part("work", _("Work"), "worklist:case_work", "view_work"),
    Part("calls", _("Calls"), "outreach:case", "view_work"),
    Part("messages", _("Messages"), "messaging:case", "view_work"),
    Part("notes", _("Notes"), "notes:case", "view_notes"),
    Part("consults", _("Questions"), "worklist:case_consults", "view_consult"),
    Part("discharge", _("Discharge"), "cases:discharge", "view_discharge"),
    Part("timeline", _("Timeline"), "cases:timeline", "view_case"),
)


def label(name: str) -> str:
    """The word on a tab."""
    return str(next(part.label for part in PARTS if part.name == name))


def tabs(
    case: Any,
    rights: Collection[str],
    active: str,
    marks: Collection[str] = (),
    counts: Mapping[str, int] | None = None,
) -> list[Tab]:
    """The tabs a person with these permissions has; `marks` names those that need attention, `counts` what is unread."""
    return [
        Tab(
            str(part.label),
            reverse(part.url, args=[case.pk]),
            part.name == active,
            count=(counts or {}).get(part.name, 0),
            mark="!" if part.name in marks else "",
        )
        for part in PARTS
        if part.perm in rights
    ]
