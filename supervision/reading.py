"""A hand-over sheet as one person may read it now: their cases only, and of each only what their role shows."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from accounts.permissions import Role
from core.access import held_among, visible_to
from patients.header import named
from patients.models import Case, Stage
from policy.activities import Activities
from policy.queries import activities
from teams.models import Handover

# Which permission on the case each part of the sheet asks for, beside seeing the case at all.
ASKS = {
    "view_plan": ("purpose", "matters"),
    "summary_discharge": ("leaves_on",),
    "view_work": ("items", "promises", "holes", "done", "last_contact"),
}
EMPTY: dict[str, Any] = {"items": [], "promises": [], "holes": [], "done": []}


def entries(handover: Handover, user: Any) -> tuple[list[dict[str, Any]], list[Case]]:
    """The entries this person may read at this moment, and their cases (for the trail).

    Two statements, one more for the words of what is offered. A sheet is printed: what is open to them in an
    emergency alone is not on it.
    """
    lines = handover.sheet["cases"]
    keys = [line["case"] for line in lines]
    seen = visible_to(Case, user, portable=True).filter(pk__in=keys)
    cases = {str(case.pk): case for case in seen.select_related("patient", "facility", "unit", "bed")}
    rights = held_among(
        user, Case, [case.pk for case in cases.values()], (*ASKS, "view_identity", "summary_encounter")
    )
    words = (
        activities(handover.facility, handover.created_at) if any(line["offers"] for line in lines) else None
    )
    shown = [
        _shown(line, cases[line["case"]], rights[cases[line["case"]].pk], words)
        for line in lines
        if line["case"] in cases
    ]
    return shown, list(cases.values())


def _shown(line: dict[str, Any], case: Case, rights: set[str], words: Activities | None) -> dict[str, Any]:
    hidden = {name for perm, names in ASKS.items() if perm not in rights for name in names}
    kept = {name: EMPTY.get(name, "") if name in hidden else value for name, value in line.items()}
    kept |= {name: [_timed(row) for row in kept[name]] for name in (*EMPTY, "offers")}
    for row in kept["offers"]:
        row["what"] = words.label(row["activity"]) if words and row["activity"] else Role(row["role"]).label
    bedside = "summary_encounter" in rights
    return kept | {
        "case": case,
        "url": reverse("cases:summary", args=[case.pk]),
        "patient": case.patient if "view_identity" in rights else named(case.patient),
        "bed": (case.bed or case.unit or "") if bedside else "",
        "role": Role(line["role"]).label,
        "stage": Stage(line["stage"]).label,
        "leaves_on": date.fromisoformat(kept["leaves_on"]) if kept["leaves_on"] else None,
        "last_contact": _moment(kept["last_contact"]),
    }


def _timed(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"at": _moment(row["at"])}


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
