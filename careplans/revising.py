"""A plan is changed only inside a version that is being written; the first change opens it. Used inside verbs only."""

from typing import Any

from django.utils.translation import gettext as _

from careplans.models import CarePlan, PlanVersion
from core.actions import change, keep
from core.refusals import Refused

Status = PlanVersion.Status
MAKING = (Status.DRAFT, Status.SUBMITTED, Status.APPROVED)


def change_in(plan: CarePlan, *, by: Any, because: str = "", prompted_by: str = "") -> PlanVersion:
    """The version that a change of the plan belongs to, with its writer noted; every verb that changes the plan asks first.

    A plan in effect, or one that was returned, gets its next version. Refused while the plan waits for a decision, while
    it is approved and not yet in effect, and when it is closed.
    """
    if plan.status == CarePlan.Status.CLOSED:
        raise Refused(_("This plan is closed. Start a new plan first."))
    version = making(plan)
    if version is None:
        return begin(plan, by=by, because=because, prompted_by=prompted_by)
    _must_be_draft(version)
    return _written(version, by, because, prompted_by)


def making(plan: CarePlan) -> PlanVersion | None:
    """The version that is being written, decided on, or approved and not yet in effect."""
    return PlanVersion.objects.filter(plan=plan, status__in=MAKING).first()


def begin(plan: CarePlan, *, by: Any, because: str = "", prompted_by: str = "") -> PlanVersion:
    """The first draft of a plan, or the next; what never took effect is written on, so its writers wrote the next too."""
    before = PlanVersion.objects.filter(plan=plan).order_by("-number").first()
    unused = before is not None and before.status in (Status.RETURNED, Status.CLOSED)
    own = [*before.writers, before.submitted_by_id] if before is not None and unused else []
    writers = list(dict.fromkeys(key for key in (*own, by.pk) if key))
    facts = {"because": because.strip(), "prompted_by": prompted_by, "writers": writers}
    number = before.number + 1 if before is not None else 1
    row = PlanVersion(case=plan.case, plan=plan, number=number, created_by=by, **facts)
    made: PlanVersion = keep(row)
    return made


def _must_be_draft(version: PlanVersion) -> None:
    if version.status == Status.SUBMITTED:
        raise Refused(
            _("Version %(number)d waits for a decision. Take it back before you change it.")
            % {"number": version.number}
        )
    if version.status == Status.APPROVED:
        raise Refused(
            _("Version %(number)d is approved. Put it into effect, or begin the next version and say why.")
            % {"number": version.number}
        )


def _written(version: PlanVersion, by: Any, because: str, prompted_by: str) -> PlanVersion:
    said: dict[str, Any] = {}
    if by.pk not in version.writers:
        said["writers"] = [*version.writers, by.pk]
    if because.strip() and not version.because:
        said["because"] = because.strip()
    if prompted_by and not version.prompted_by:
        said["prompted_by"] = prompted_by
    return change(version, **said) if said else version
