"""What coding staff or an import says of a stay; the newest row counts, none is overwritten."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from encounters.models import Encounter, StayCoding
from encounters.queries.stays import coding

GROUP = range(1, 1000)


@action("edit_encounter")
def code_stay(
    encounter: Encounter,
    *,
    by: Any,
    drg: str = "",
    final: bool = False,
    condition: str = "",
    line: str = StayCoding.Line.OTHER,
    planned: str = StayCoding.Planned.UNKNOWN,
    why: str = "",
    source: str = "",
) -> StayCoding:
    """Say in which group a stay is (working or final), for what, of which kind, and whether it was planned.

    `drg` is an MS-DRG of one to three digits, kept with three. Changing what was said takes a reason; saying the same
    again changes nothing. A group is final only once the patient has left.
    """
    before = coding(encounter)
    said = {
        "drg": _group(drg),
        "final": final,
        "condition": condition.strip().upper(),
        "line": line,
        "planned": planned,
    }
    if before is not None and all(getattr(before, name) == value for name, value in said.items()):
        return before
    if before is not None and not why.strip():
        raise Refused(_("Say why the coding changes; what was said before stays on record."), field="why")
    if final and encounter.status != Encounter.Status.FINISHED:
        raise Refused(
            _("The group is final only after the patient has left. Record it as a working one."),
            field="final",
        )
    if final and not said["drg"]:
        raise Refused(_("Enter the group that is final."), field="drg")
    made = StayCoding(encounter=encounter, **said, why=why.strip(), source=source)
    made.coded_at, made.coded_by = clock.now(), by
    return keep(made)


def _group(drg: str) -> str:
    """Three digits, as the national table writes it; "" where no group is said."""
    text = drg.strip()
    if not text:
        return ""
    if not text.isascii() or not text.isdigit() or int(text) not in GROUP:
        raise Refused(_("An MS-DRG is a number of up to three digits, such as 291."), field="drg")
    return text.zfill(3)
