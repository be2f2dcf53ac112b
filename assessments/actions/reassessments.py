"""A reassessment is asked for by a person, raised by the clock or by what happened, and ends when it is needed no more."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from assessments import reassess
from assessments.models import Reassessment
from core import clock
from core.actions import action
from core.models import new_key
from core.refusals import Refused
from patients.models import Case

Status, Trigger = Reassessment.Status, Reassessment.Trigger
# What a person may name; the clock raises the others.
ASKED = tuple(trigger for trigger in Trigger if trigger not in reassess.BY_CLOCK)
OPEN = {Status.DUE: Status.ENDED, Status.STARTED: Status.ENDED}


@action("edit_work")
def ask_reassessment(case: Case, *, by: Any, trigger: str, because: str) -> Reassessment:
    """Ask that the patient be looked at again: after a denial, a refusal, or anything the record does not tell by itself."""
    if trigger not in ASKED:
        raise Refused(_("Choose what happened."), field="trigger")
    if not because.strip():
        raise Refused(_("Say in a few words what happened."), field="because")
    key, now = f"asked:{new_key()}", clock.now()
    made = reassess.raise_for(case, trigger=trigger, key=key, because=because.strip(), at=now, by=by)
    if made is None:
        raise Refused(
            _("Nobody is looked at again on this case: it is closed, not begun, or the patient has died.")
        )
    return made


@action("edit_work")
def raise_reassessment(
    case: Case, *, by: Any, trigger: str, key: str, because: str, at: datetime, due_at: datetime | None = None
) -> Reassessment:
    """Raise what a sweep found, once for its key (the keeper's verb)."""
    made = reassess.raise_for(case, trigger=trigger, key=key, because=because, at=at, by=by, due_at=due_at)
    if made is None:
        raise Refused(_("This case is not looked at any more."))
    return made


@action("edit_work", moves={Status.DUE: Status.ENDED})
def end_reassessment(row: Reassessment, *, by: Any, because: str) -> Reassessment:
    """Say why a reassessment is needed no more; its work goes, unless something else asks for it too."""
    if not because.strip():
        raise Refused(_("Say why it is needed no more."), field="because")
    return reassess.end(row, because.strip(), by=by)


@action("edit_work", moves=OPEN)
def close_reassessment(row: Reassessment, *, by: Any, because: str) -> Reassessment:
    """End what the case, its patient or its own work has ended already (the keeper's verb)."""
    return reassess.end(row, because, by=by)
