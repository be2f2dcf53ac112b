"""What the timeline tells of the plan and its goals."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from careplans.models import CarePlan, Goal
from core.timeline import Line, Said, lines, source
from patients.models import Case


def _said(title: Any, tone: str = "grey") -> Callable[[Line], Said]:
    return lambda line: Said(str(title), line.text, tone)


@source(
    "plandraft",
    kind="plan",
    icon="file-pen",
    perm="view_plan",
    say=_said(gettext_lazy("Plan started"), "blue"),
)
def drafted(case: Case) -> QuerySet[Any, Any]:
    return lines(
        CarePlan.objects.filter(case=case), "created_at", who="created_by__name", text="what_matters"
    )


@source(
    "planactive",
    kind="plan",
    icon="file-check",
    perm="view_plan",
    say=_said(gettext_lazy("Plan in effect"), "green"),
)
def activated(case: Case) -> QuerySet[Any, Any]:
    return lines(
        CarePlan.objects.filter(case=case), "activated_at", who="activated_by__name", text="engagement"
    )


@source("planclosed", kind="plan", icon="file-x", perm="view_plan", say=_said(gettext_lazy("Plan closed")))
def closed(case: Case) -> QuerySet[Any, Any]:
    return lines(CarePlan.objects.filter(case=case), "closed_at")


@source(
    "goalnew",
    kind="plan",
    icon="target",
    perm="view_plan",
    say=_said(gettext_lazy("Goal proposed"), "yellow"),
)
def proposed(case: Case) -> QuerySet[Any, Any]:
    return lines(Goal.objects.filter(case=case), "created_at", who="created_by__name", text="words")


@source(
    "goalagreed",
    kind="plan",
    icon="handshake",
    perm="view_plan",
    say=_said(gettext_lazy("Goal agreed"), "green"),
)
def agreed(case: Case) -> QuerySet[Any, Any]:
    return lines(Goal.objects.filter(case=case), "agreed_at", who="agreed_by__name", text="words")


def _ended(line: Line) -> Said:
    return Said(_("Goal closed: %(words)s") % {"words": line.text}, line.more)


@source("goalclosed", kind="plan", icon="flag", perm="view_plan", say=_ended)
def ended(case: Case) -> QuerySet[Any, Any]:
    return lines(
        Goal.objects.filter(case=case), "closed_at", who="closed_by__name", text="words", more="outcome"
    )
