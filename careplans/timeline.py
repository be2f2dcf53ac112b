"""What the timeline tells of the plan and its goals."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from careplans.models import CarePlan, Goal, GoalProgress, PlanSignature, PlanVersion
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


def _numbered(title: Any, tone: str) -> Callable[[Line], Said]:
    """A step of one version: its number in the title, and what was said of it."""
    return lambda line: Said(str(title) % {"number": line.code}, line.text, tone)


def _versions(case: Case, moment: str, who: str, **more: Any) -> QuerySet[Any, Any]:
    rows = PlanVersion.objects.filter(case=case, **{f"{moment}__isnull": False})
    return lines(rows, moment, who=f"{who}__name", code="number", **more)


@source(
    "planin",
    kind="plan",
    icon="send",
    perm="view_plan",
    say=_numbered(gettext_lazy("Plan handed in, version %(number)s"), "yellow"),
)
def handed_in(case: Case) -> QuerySet[Any, Any]:
    return _versions(case, "submitted_at", "submitted_by", text="because")


@source(
    "planback",
    kind="plan",
    icon="undo-2",
    perm="view_plan",
    say=_numbered(gettext_lazy("Plan returned, version %(number)s"), "orange"),
)
def returned(case: Case) -> QuerySet[Any, Any]:
    return _versions(case, "returned_at", "returned_by", text="return_comment")


@source(
    "planapproved",
    kind="plan",
    icon="file-check",
    perm="view_plan",
    say=_numbered(gettext_lazy("Plan approved, version %(number)s"), "green"),
)
def approved(case: Case) -> QuerySet[Any, Any]:
    return _versions(case, "approved_at", "approved_by")


@source(
    "goalrated",
    kind="plan",
    icon="gauge",
    perm="view_plan",
    say=lambda line: Said(_("Goal rated: %(words)s") % {"words": line.text}, line.more, "blue"),
)
def rated(case: Case) -> QuerySet[Any, Any]:
    rows = GoalProgress.objects.filter(case=case)
    return lines(rows, "at", who="recorded_by__name", text="goal__words", more="words")


def _agreement(line: Line) -> Said:
    """Who stands behind a version; a discipline by the person alone."""
    if line.code == PlanSignature.Signer.DISCIPLINE:
        return Said(_("Signed their part of the plan"), "", "green")
    declined = line.more == PlanSignature.Method.DECLINED
    title = _("The plan was not agreed to") if declined else _("The plan was agreed to")
    return Said(title, line.text, "orange" if declined else "green")


@source("plansigned", kind="plan", icon="signature", perm="view_plan", say=_agreement)
def signed(case: Case) -> QuerySet[Any, Any]:
    rows = PlanSignature.objects.filter(case=case)
    return lines(rows, "at", who="recorded_by__name", code="signer", text="words", more="method")
