"""The orders that limit what may be planned."""

from django.db.models import F

from careplans.models import Restriction
from patients.models import Case


def standing(case: Case) -> list[Restriction]:
    """Those that were not lifted, the newest first; an order whose last day is over stays until somebody lifts it."""
    rows = Restriction.objects.filter(case=case, error_at=None, lifted_at=None).select_related("created_by")
    return list(rows.order_by(F("until_on").desc(nulls_first=True), "-created_at"))
