"""What the timeline tells of assessments: begun, signed, added to, complete; never an answer, and only to who may read the part."""

from typing import Any

from django.db.models import Case as Choose
from django.db.models import F, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from assessments.models import (
    Addendum,
    Assessment,
    Contradiction,
    Reassessment,
    Score,
    ScoreOverride,
    Section,
)
from core.access import visible_among
from core.timeline import Line, Said, lines, source
from patients.models import Case


def _begun(line: Line) -> Said:
    return Said(_("Assessment begun: %(title)s") % {"title": line.text})


@source("assessbegun", kind="plan", icon="clipboard-list", perm="view_plan", say=_begun)
def begun(case: Case) -> QuerySet[Any, Any]:
    rows = Assessment.objects.filter(case=case, error_at=None)
    return lines(rows, "created_at", who="created_by__name", text="title")


def _complete(line: Line) -> Said:
    return Said(_("Assessment complete: %(title)s") % {"title": line.text}, line.more, tone="green")


@source("assesscomplete", kind="plan", icon="clipboard-check", perm="view_plan", say=_complete)
def complete(case: Case) -> QuerySet[Any, Any]:
    rows = Assessment.objects.filter(case=case, error_at=None)
    return lines(rows, "completed_at", who="completed_by__name", text="title", more="synthesis")


def _signed(line: Line) -> Said:
    return Said(_("Signed: %(title)s") % {"title": line.text}, tone="blue")


@source(
    "assesssigned", kind="plan", icon="pen-line", perm="view_plan", say=_signed, personal=True
)  # fmt: skip
def signed(case: Case, *, reader: Any) -> QuerySet[Any, Any]:
    rows = visible_among(Section.objects.filter(case=case), reader)
    return lines(rows, "signed_at", who="signed_by__name", text="instrument__title")


def _added(line: Line) -> Said:
    return Said(_("Added to: %(title)s") % {"title": line.text})


@source("assessadded", kind="plan", icon="file-plus", perm="view_plan", say=_added, personal=True)
def added(case: Case, *, reader: Any) -> QuerySet[Any, Any]:
    rows = visible_among(Addendum.objects.filter(case=case), reader)
    return lines(rows, "at", who="written_by__name", text="section__instrument__title")


def _settled(line: Line) -> Said:
    return Said(_("Contradicting answers settled"), tone="green")


@source("assesssettled", kind="plan", icon="scale", perm="view_plan", say=_settled)
def settled(case: Case) -> QuerySet[Any, Any]:
    rows = Contradiction.objects.filter(case=case, gone_at=None)
    return lines(rows, "settled_at", who="settled_by__name")


def _scored(line: Line) -> Said:
    figures = {"label": line.text, "points": line.code, "band": line.more}
    return Said(
        _("%(label)s: %(points)s points, %(band)s") % figures
        if line.more
        else _("%(label)s: %(points)s points") % figures
    )


@source("riskscored", kind="assessment", icon="calculator", perm="view_risk", say=_scored)
def scored(case: Case) -> QuerySet[Any, Any]:
    rows = Score.objects.filter(case=case, kind=Score.Kind.LACE).annotate(
        range=Concat(_whole("low"), Value("-"), _whole("high"), output_field=TextField()),
    )
    rows = rows.annotate(
        shown=Choose(When(low=F("high"), then=_whole("low")), default=F("range"), output_field=TextField())
    )
    return lines(rows, "at", who="created_by__name", code="shown", text="label", more="band_label")


def _other(line: Line) -> Said:
    return Said(_("Another band counts: %(band)s") % {"band": line.text}, line.more, "orange")


@source("riskoverride", kind="assessment", icon="user-check", perm="view_risk", say=_other)
def overridden(case: Case) -> QuerySet[Any, Any]:
    rows = ScoreOverride.objects.filter(case=case, error_at=None)
    return lines(rows, "starts_at", who="created_by__name", text="band_label", more="reason")


def _again(line: Line) -> Said:
    return Said(_("The reckoned band counts again"), line.text)


@source("riskoverrideend", kind="assessment", icon="user-check", perm="view_risk", say=_again)
def counts_again(case: Case) -> QuerySet[Any, Any]:
    rows = ScoreOverride.objects.filter(case=case, error_at=None)
    return lines(rows, "ended_at", who="ended_by__name", text="band_label")


def _due(line: Line) -> Said:
    return Said(_("Reassessment due"), line.text, "orange")


@source("reassessdue", kind="plan", icon="refresh-cw", perm="view_plan", say=_due)
def due(case: Case) -> QuerySet[Any, Any]:
    rows = Reassessment.objects.filter(case=case, error_at=None)
    return lines(rows, "created_at", who="created_by__name", text="because")


def _over(line: Line) -> Said:
    return Said(_("Reassessed"), line.text, "green")


@source("reassessed", kind="plan", icon="refresh-cw", perm="view_plan", say=_over)
def reassessed(case: Case) -> QuerySet[Any, Any]:
    rows = Reassessment.objects.filter(case=case, error_at=None)
    return lines(rows, "signed_at", text="because")


def _whole(column: str) -> Any:
    """A total as a text without what stands after the point."""
    return Cast(Cast(F(column), IntegerField()), TextField())
