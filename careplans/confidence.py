"""A patient who is not sure of a goal is asked about it every week: a part of the plan, seen and changed like any other.

Source: clinical.md 2.15 (confidence below 7: weekly).
"""

from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from careplans.models import Goal, Intervention
from careplans.smart import SURE
from core import clock
from core.actions import change, keep
from worklist.activities import Activity

Status = Intervention.Status
MARK = "confidence"
WEEK = 7


def follow(goal: Goal, *, by: Any) -> None:
    """Add the weekly call for a goal somebody is unsure of, or end it once they are sure. Used inside verbs only."""
    rows = Intervention.objects.filter(
        goal=goal, activity=Activity.GOAL_COACHING, status__in=(Status.PLANNED, Status.ACTIVE), error_at=None
    )
    unsure = goal.confidence is not None and goal.confidence < SURE and goal.status != Goal.Status.CLOSED
    if unsure and not rows.filter(every_days__lte=WEEK).exists():
        _add(goal, by)
    elif goal.confidence is not None and not unsure:
        because = _("The patient is sure of it now: %(confidence)d of 10.") % {"confidence": goal.confidence}
        for row in rows.filter(template=MARK):
            change(row, status=Status.STOPPED, ended_because=because, ended_at=clock.now(), ended_by=by)


def _add(goal: Goal, by: Any) -> None:
    keep(
        Intervention(
            case=goal.case,
            plan=goal.plan,
            goal=goal,
            words=_("Ask how it goes, and what gets in the way"),
            plain=_("We call you each week and ask how it goes."),
            activity=Activity.GOAL_COACHING,
            owner_role=Role.COORDINATOR,
            every_days=WEEK,
            frequency=_("every week"),
            source=_("Confidence below 7"),
            template=MARK,
            created_by=by,
        )
    )
