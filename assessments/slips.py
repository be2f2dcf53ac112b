"""An expected discharge date that moves out asks for another look at the patient. Used inside verbs only."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from assessments import looked_at, reassess
from assessments.models import Reassessment
from core import clock
from patients.models import Case
from policy.queries import reassess as rules_of


def slipped(case: Case, old: date | None, new: date, *, key: str, by: Any) -> Reassessment | None:
    """Raise a reassessment where the date moved out by as many days as the rules say; before the first assessment none."""
    now = clock.now()
    _version, rules = rules_of(case.facility, now)
    if not rules.slipped(old, new) or not looked_at.cases().filter(pk=case.pk).exists():
        return None
    said = _("The discharge date moved out by %(days)d days") % {"days": (new - old).days if old else 0}
    trigger = Reassessment.Trigger.DATE_SLIP
    return reassess.raise_for(case, trigger=trigger, key=key, because=said, at=now, by=by)
