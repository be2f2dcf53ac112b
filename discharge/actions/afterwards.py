"""What is done in the time after leaving: medicines asked about; and what begins and ends by itself (the keeper's verbs)."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action
from core.refusals import Refused
from discharge import after_ends, afterwards
from discharge.models import AfterDischarge
from encounters.models import Encounter
from outreach import flags
from policy import queries, ready

Status = AfterDischarge.Status
NURSE = "rn"


@action("edit_discharge", moves={Status.RUNNING: Status.RUNNING})
def check_medicines(row: AfterDischarge, *, by: Any, in_hand: bool, words: str = "") -> AfterDischarge:
    """Say whether the patient has the medicines of the list; missing ones are the nurse's at once, as in a call.

    R-TCM-4: no later than the day of the visit.
    """
    if not in_hand:
        if not words.strip():
            raise Refused(_("Say which medicines are missing."), field="words")
        _raise_flag(row, by)
    row.medicines_checked_at = clock.now()
    return row


@action("edit_discharge")
def begin_after(encounter: Encounter, *, by: Any) -> AfterDischarge:
    """Begin, move or end the programme of a departure that no verb told of (the keeper's verb)."""
    row = afterwards.settle(encounter, by=by) if encounter.case_id is not None else None
    if row is None:
        raise Refused(_("Nothing follows this departure by rule."))
    return row


@action("edit_discharge", moves={Status.RUNNING: Status.STOPPED})
def stop_after(row: AfterDischarge, *, by: Any) -> AfterDischarge:
    """End a programme, with its series, that an event has ended (the keeper's verb)."""
    why = after_ends.why(row)
    if not why:
        raise Refused(_("Nothing has ended this programme."))
    row.stopped_at, row.stopped_because = clock.now(), why
    afterwards.stop_series(row, why, by)
    return row


@action("edit_discharge", moves={Status.RUNNING: Status.COMPLETE})
def complete_after(row: AfterDischarge, *, by: Any) -> AfterDischarge:
    """The period is over (the keeper's verb); a series that goes on longer goes on."""
    if row.ends_at > clock.now():
        raise Refused(_("The period after leaving is not over yet."))
    return row


@action("edit_discharge", moves={Status.RUNNING: Status.RUNNING})
def look_after(row: AfterDischarge, *, by: Any) -> AfterDischarge:
    """Take over visits that were kept and contacts that were made (the keeper's verb)."""
    return afterwards.reckon(row)


def _raise_flag(row: AfterDischarge, by: Any) -> None:
    """By the levels of the script in force, on the ladder of every red flag."""
    rules = ready.after_leaving_by(row.rules)
    script = queries.scripts(row.case.facility, clock.now()).get(rules.script)
    if script is None:
        raise Refused(_("No call script is in force. Ask the administrator to load it."))
    flags.raise_flag(row.case, script.levels[NURSE], by=by, about=f"after:{row.pk}")
