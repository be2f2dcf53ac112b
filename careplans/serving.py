"""No orphans: a goal serves an open problem of its plan or is the patient's wish, what is done serves an open goal (C21)."""

from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext as _

from assessments.models import Need
from careplans.models import CarePlan, Goal, Intervention, Problem
from core.actions import keep
from core.localtime import local_date
from core.refusals import Refused

Domain, Kind = Need.Domain, Problem.Kind
KINDS: dict[str, str] = {
    **dict.fromkeys((Domain.FALLS, Domain.FUNCTION, Domain.DISABILITY, Domain.ACTIVITY, Domain.EQUIPMENT), Kind.FUNCTION),
    **dict.fromkeys((Domain.MOOD, Domain.COGNITION, Domain.LONELINESS, Domain.SUBSTANCE), Kind.MOOD),
    **dict.fromkeys((Domain.LITERACY, Domain.EDUCATION, Domain.LANGUAGE), Kind.KNOWLEDGE),
    Domain.MEDICINES: Kind.CLINICAL,
    Domain.SAFETY: Kind.SAFETY,
    Domain.OTHER: Kind.OTHER,
}  # fmt: skip


def plan_of(row: Problem | Goal | Intervention) -> CarePlan:
    """The plan of a row, with the case that is locked."""
    plan = row.plan
    plan.case = row.case
    return plan


def must_be_open(problem: Problem, plan_id: Any) -> None:
    """Refused unless a problem is one of the plan and still open; asked anew, under the lock of the case."""
    rows = Problem.objects.filter(pk=problem.pk, plan=plan_id, error_at=None)
    if not rows.filter(status=Problem.Status.ACTIVE).exists():
        raise Refused(_("Choose a problem of this plan that is still open."), field="problem")


def must_be_served(goal: Goal | None, plan_id: Any) -> None:
    """Refused unless a goal is one of the plan and not closed; asked anew, under the lock of the case."""
    key: Any = goal.pk if goal else None
    rows = Goal.objects.filter(pk=key, plan=plan_id, error_at=None)
    if not rows.exclude(status=Goal.Status.CLOSED).exists():
        raise Refused(_("Choose a goal of this plan that is not closed."), field="goal")


def must_be_wanted(plan: CarePlan, need: Need) -> None:
    """Refused unless a need is this patient's and they want help with it."""
    rows = Need.objects.filter(pk=need.pk, case=plan.case_id, error_at=None)
    if not rows.filter(status=Need.Status.ACCEPTED).exists():
        raise Refused(_("Choose a need of this patient with which they want help."), field="need")


def problem_of(plan: CarePlan, need: Need, *, by: Any) -> Problem:
    """The problem that a need is on the plan, made now where there is none. Used inside verbs only."""
    must_be_wanted(plan, need)
    standing = Problem.objects.filter(plan=plan, need=need, error_at=None, status=Problem.Status.ACTIVE)
    return standing.first() or keep(from_need(plan, need, by=by))


def from_need(plan: CarePlan, need: Need, *, by: Any, words: str = "") -> Problem:
    """A new problem under the words typed, else what its domain is called; not saved.

    The words of the need are read by fewer people than the plan is; one of safeguarding is not even named.
    """
    if need.sort == "safeguarding" and not words.strip():
        raise Refused(_("Say the problem in words that everybody of the plan may read."), field="words")
    words = words or str(need.get_domain_display())
    found = local_date(need.created_at, plan.case.facility.tz)
    row = Problem(case=plan.case, plan=plan, need=need, words=words, created_by=by)
    row.kind, row.priority = KINDS.get(need.domain, Kind.SOCIAL), 4 - need.severity
    row.source = _("Need found %(day)s") % {"day": dateformat.format(found, "j M Y")}
    return row
