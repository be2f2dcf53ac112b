"""What the timeline tells of stages of leaving, gates, delays, notices, visits, who was told, and the time after."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.timeline import Line, Said, lines, source
from discharge.models import (
    AfterDischarge,
    DelaySegment,
    FollowUpVisit,
    GateCheck,
    HuddleDecision,
    LeavingStep,
    Notice,
    PlanTold,
    ReadmissionReview,
)
from patients.models import Case

RIGHT = "view_discharge"
Say = Callable[[Line], Said]


def _coded(model: Any, column: str, title: Any = "%(what)s", tone: str = "grey") -> Say:
    """A title with a code in the words of its column."""
    names = dict(model._meta.get_field(column).flatchoices)
    return lambda line: Said(str(title) % {"what": names.get(line.code, line.code)}, line.text, tone)


def _said(title: Any, tone: str = "grey") -> Say:
    return lambda line: Said(str(title) % {"what": line.text}, line.more, tone)


def _of(model: Any, case: Case, **narrowed: Any) -> Any:
    return model.objects.filter(case=case, error_at=None, **narrowed)


@source("stepreached", kind="stage", icon="flag", perm=RIGHT, say=_coded(LeavingStep, "stage", tone="purple"))
def reached(case: Case) -> QuerySet[Any, Any]:
    return lines(_of(LeavingStep, case), "at", who="created_by__name", code="stage", text="said_by")


@source(
    "stepback", kind="stage", icon="undo-2", perm=RIGHT,
    say=_coded(LeavingStep, "stage", gettext_lazy("Taken back: %(what)s"), "orange"),
)  # fmt: skip
def stepped_back(case: Case) -> QuerySet[Any, Any]:
    rows = _of(LeavingStep, case)
    return lines(rows, "reversed_at", who="reversed_by__name", code="stage", text="reversed_because")


def _gate(line: Line) -> Said:
    tones = {"overridden": "orange", "left_open": "red", "carried": "yellow", "met": "green"}
    state = GateCheck.Status(line.code).label
    return Said(
        _("Gate %(gate)s: %(state)s") % {"gate": line.text, "state": state},
        line.more,
        tones.get(line.code, "grey"),
    )


@source("gate", kind="discharge", icon="lock", perm=RIGHT, say=_gate)
def gates(case: Case) -> QuerySet[Any, Any]:
    return lines(_of(GateCheck, case), "at", who="by__name", code="status", text="gate", more="reason")


@source(
    "delaybegan",
    kind="discharge",
    icon="clock",
    perm="view_delay",
    say=_said(gettext_lazy("Delay began: %(what)s"), "orange"),
)
def delayed(case: Case) -> QuerySet[Any, Any]:
    return lines(_of(DelaySegment, case), "started_at", who="created_by__name", text="cause", more="words")


@source(
    "delayover",
    kind="discharge",
    icon="clock",
    perm="view_delay",
    say=_said(gettext_lazy("Delay over: %(what)s"), "green"),
)
def released(case: Case) -> QuerySet[Any, Any]:
    return lines(_of(DelaySegment, case), "ended_at", who="ended_by__name", text="cause", more="action")


@source(
    "noticegiven", kind="discharge", icon="file-check", perm="view_notice",
    say=_coded(Notice, "kind", gettext_lazy("Notice given: %(what)s"), "green"),
)  # fmt: skip
def notified(case: Case) -> QuerySet[Any, Any]:
    return lines(_of(Notice, case), "delivered_at", who="delivered_by__name", code="kind", text="signer")


@source(
    "visitbooked",
    kind="discharge",
    icon="calendar-plus",
    perm=RIGHT,
    say=_said(gettext_lazy("Visit booked: %(what)s"), "blue"),
)
def booked(case: Case) -> QuerySet[Any, Any]:
    return lines(
        _of(FollowUpVisit, case), "created_at", who="created_by__name", text="with_whom", more="place"
    )


def _visit(line: Line) -> Said:
    state = FollowUpVisit.Status(line.code).label
    return Said(f"{line.text}: {state}", line.more, "green" if line.code == "kept" else "orange")


@source("visitended", kind="discharge", icon="calendar-check", perm=RIGHT, say=_visit)
def visited(case: Case) -> QuerySet[Any, Any]:
    return lines(_of(FollowUpVisit, case), "ended_at", code="status", text="with_whom", more="why")


@source(
    "plantold",
    kind="discharge",
    icon="users",
    perm=RIGHT,
    say=_coded(PlanTold, "what", gettext_lazy("Told: %(what)s"), "blue"),
)
def told(case: Case) -> QuerySet[Any, Any]:
    rows = PlanTold.objects.filter(case=case)
    return lines(rows, "told_at", who="told_by__name", code="what", text="response")


@source(
    "huddle", kind="discharge", icon="users", perm=RIGHT, say=_said(gettext_lazy("Huddle: %(what)s"), "blue")
)
def decided(case: Case) -> QuerySet[Any, Any]:
    rows = HuddleDecision.objects.filter(case=case).exclude(decision="")
    return lines(rows, "at", who="decided_by__name", text="decision")


@source(
    "aftercontact",
    kind="discharge",
    icon="phone",
    perm=RIGHT,
    say=_said(gettext_lazy("Reached after leaving"), "green"),
)
def contacted(case: Case) -> QuerySet[Any, Any]:
    return lines(_of(AfterDischarge, case), "contacted_at")


@source(
    "return",
    kind="movement",
    icon="rotate-ccw",
    perm=RIGHT,
    say=_said(gettext_lazy("Came back: the return is to be reviewed"), "red"),
)
def came_back(case: Case) -> QuerySet[Any, Any]:
    return lines(_of(ReadmissionReview, case), "created_at")


@source(
    "returnreview",
    kind="discharge",
    icon="file-check",
    perm=RIGHT,
    say=_said(gettext_lazy("Return reviewed"), "green"),
)
def reviewed(case: Case) -> QuerySet[Any, Any]:
    return lines(_of(ReadmissionReview, case), "reviewed_at", who="reviewed_by__name", more="learned")
