"""What the timeline tells of what stands beside a plan: templates, steps of care maps, teaching, decisions, readings, programmes."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from careplans.models import (
    DecisionRecord,
    EducationSession,
    Enrolment,
    PathwayStep,
    Reading,
    ReadingKind,
    TemplateUse,
)
from core.timeline import Line, Said, lines, source
from patients.models import Case

TONES = {"understood": "green", "declined": "grey"}


def _taught(line: Line) -> Said:
    label = str(EducationSession.Result(line.code).label)
    return Said(
        _("Taught: %(topic)s") % {"topic": line.text}, line.more, TONES.get(line.code, "orange"), label
    )


@source("taught", kind="discharge", icon="notebook-pen", perm="view_discharge", say=_taught)
def taught(case: Case) -> QuerySet[Any, Any]:
    rows = EducationSession.objects.filter(case=case)
    return lines(rows, "at", who="taught_by__name", code="result", text="topic_words", more="note")


def _outside(line: Line) -> Said:
    return Said(
        _("Reading outside its limits: %(kind)s") % {"kind": ReadingKind(line.code).label}, line.text, "red"
    )


@source("readingout", kind="discharge", icon="siren", perm="view_discharge", say=_outside)
def outside(case: Case) -> QuerySet[Any, Any]:
    rows = Reading.objects.filter(case=case, out_of_range=True)
    return lines(rows, "taken_at", who="recorded_by__name", code="kind", text="value")


@source(
    "choicemade",
    kind="plan",
    icon="scale",
    perm="view_plan",
    say=lambda line: Said(_("Decided: %(question)s") % {"question": line.text}, line.more, "green"),
)
def decided(case: Case) -> QuerySet[Any, Any]:
    rows = DecisionRecord.objects.filter(case=case, error_at=None)
    return lines(rows, "decided_at", who="decided_by__name", text="question", more="preference")


def _stepped(line: Line) -> Said:
    tone = "orange" if line.code else "green"
    label = str(PathwayStep.Variance(line.code).label) if line.code else ""
    return Said(_("Care map: %(step)s") % {"step": line.text}, line.more, tone, label)


@source("mapstep", kind="plan", icon="milestone", perm="view_plan", say=_stepped)
def stepped(case: Case) -> QuerySet[Any, Any]:
    rows = PathwayStep.objects.filter(case=case, error_at=None)
    return lines(rows, "recorded_at", who="recorded_by__name", code="variance", text="label", more="note")


@source(
    "templateused",
    kind="plan",
    icon="list-checks",
    perm="view_plan",
    say=lambda line: Said(
        _("From a template: %(name)s") % {"name": line.text.replace("_", " ")}, line.more, "blue"
    ),
)
def from_template(case: Case) -> QuerySet[Any, Any]:
    return lines(TemplateUse.objects.filter(case=case), "at", who="used_by__name", text="code", more="why")


@source(
    "enrolled",
    kind="plan",
    icon="log-in",
    perm="view_plan",
    say=lambda line: Said(
        _("Entered a programme: %(name)s") % {"name": line.text.replace("_", " ")}, line.more, "blue"
    ),
)
def enrolled(case: Case) -> QuerySet[Any, Any]:
    rows = Enrolment.objects.filter(case=case, error_at=None)
    return lines(rows, "created_at", who="created_by__name", text="programme", more="entered_because")
