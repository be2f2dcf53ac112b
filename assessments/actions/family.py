"""What the family can carry: each person's capacity in their own judgement, kept with its history."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.caregiving import Task
from assessments.models import CaregiverCapacity
from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from patients.models import Case, RelatedPerson


@action("edit_psychosocial")
def record_capacity(
    case: Case,
    *,
    by: Any,
    person: RelatedPerson,
    hours_per_week: int | None = None,
    tasks: Sequence[str] = (),
    unable: Sequence[str] = (),
    strain: int | None = None,
    own_health_limits: bool | None = None,
    willing: str = CaregiverCapacity.Willing.NOT_ASKED,
    training_needed: str = "",
    support_wanted: str = "",
) -> CaregiverCapacity:
    """Write down what somebody of the family can and will do, in their own judgement; what was said before is kept."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before adding to it."))
    if person.patient_id != case.patient_id:
        raise Refused(_("Choose somebody who belongs to this patient."), field="person")
    _must_be_tasks(tasks, "tasks")
    _must_be_tasks(unable, "unable")
    if both := set(tasks) & set(unable):
        labels = ", ".join(str(Task(code).label) for code in sorted(both))
        raise Refused(_("Said to be able and unable at once: %(tasks)s.") % {"tasks": labels}, field="unable")
    said: dict[str, Any] = {
        "hours_per_week": hours_per_week, "tasks": list(tasks), "unable": list(unable), "strain": strain,
        "own_health_limits": own_health_limits, "willing": willing, "training_needed": training_needed.strip(),
        "support_wanted": support_wanted.strip(), "asked_at": clock.now(),
    }  # fmt: skip
    known = CaregiverCapacity.objects.filter(case=case, person=person, error_at=None).first()
    if known is not None:
        return change(known, **said)
    return keep(CaregiverCapacity(case=case, person=person, created_by=by, **said))


def _must_be_tasks(codes: Sequence[str], field: str) -> None:
    if unknown := set(codes) - set(Task.values):
        raise Refused(_("There is no task “%(code)s”.") % {"code": sorted(unknown)[0]}, field=field)
