"""What the timeline tells of the case's stages and the patient's consents."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.timeline import Line, Said, lines, source
from patients.models import Case, CaseStage, Consent, Stage


def _stage(line: Line) -> Said:
    return Said(_("Stage: %(stage)s") % {"stage": Stage(line.code).label}, line.text, "blue")


@source("stage", kind="stage", icon="milestone", perm="view_case", say=_stage)
def stages(case: Case) -> QuerySet[Any, Any]:
    rows = CaseStage.objects.filter(case=case)
    return lines(rows, "created_at", who="moved_by__name", code="stage", text="why")


def _given(line: Line) -> Said:
    return Said(
        _("Consent given: %(purpose)s") % {"purpose": Consent.Purpose(line.code).label}, line.text, "purple"
    )


@source("consent", kind="consent", icon="shield-check", perm="view_identity", say=_given)
def consents(case: Case) -> QuerySet[Any, Any]:
    rows = Consent.objects.filter(patient=case.patient_id)
    return lines(rows, "created_at", code="purpose")


def _revoked(line: Line) -> Said:
    return Said(
        _("Consent revoked: %(purpose)s") % {"purpose": Consent.Purpose(line.code).label}, "", "purple"
    )


@source("revoked", kind="consent", icon="shield-off", perm="view_identity", say=_revoked)
def revoked(case: Case) -> QuerySet[Any, Any]:
    rows = Consent.objects.filter(patient=case.patient_id)
    return lines(rows, "revoked_at", who="revoked_by__name", code="purpose")
