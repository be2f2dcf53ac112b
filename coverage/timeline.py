"""What the timeline tells of who pays: policies entered, and benefits asked about."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.timeline import Line, Said, lines, source
from coverage.models import BenefitCheck, Coverage
from patients.models import Case


def _policy(line: Line) -> Said:
    return Said(_("Coverage recorded, rank %(rank)s") % {"rank": line.code}, f"{line.text}, {line.more}")


@source(
    "policy",
    kind="coverage",
    icon="wallet-cards",
    perm="summary_coverage",
    detail="view_coverage",
    say=_policy,
)
def policies(case: Case) -> QuerySet[Any, Any]:
    rows = Coverage.objects.filter(patient=case.patient_id, error_at=None)
    return lines(rows, "created_at", code="rank", text="plan__payer__name", more="plan__name")


def _checked(line: Line) -> Said:
    return Said(_("Benefits checked"), line.text, "green" if line.code == "true" else "orange")


@source(
    "benefits",
    kind="coverage",
    icon="badge-check",
    perm="summary_coverage",
    detail="view_coverage",
    say=_checked,
)
def checks(case: Case) -> QuerySet[Any, Any]:
    rows = BenefitCheck.objects.filter(coverage__patient=case.patient_id)
    return lines(rows, "checked_at", who="checked_by__name", code="active", text="covered")
