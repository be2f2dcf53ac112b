"""The decisions of a patient with their options."""

from django.db.models import Prefetch

from careplans.models import DecisionOption, DecisionRecord
from patients.models import Case


def of_case(case: Case) -> list[DecisionRecord]:
    """The decisions of a case with their options as `shown_options`; those still open first, then the newest."""
    options = Prefetch("options", DecisionOption.objects.order_by("position"), "shown_options")
    rows = DecisionRecord.objects.filter(case=case, error_at=None).select_related(
        "discussed_with", "decided_by", "goal"
    )
    found = rows.prefetch_related(options).order_by("-created_at", "-pk")
    return sorted(found, key=lambda row: row.decided_at is not None)
