"""Form fields for a policy."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coverage.models import LAST_RANK, Plan

RANKS = [(1, _("First")), (2, _("Second")), (3, _("Third")), *((n, str(n)) for n in range(4, LAST_RANK + 1))]


class PlanField(forms.ModelChoiceField):
    """A payer's plan; reference data, the same for everybody."""

    def __init__(self, **options: object) -> None:
        plans = Plan.objects.select_related("payer").order_by("payer__name", "name")
        super().__init__(plans, empty_label=_("Choose a plan"), **options)  # type: ignore[arg-type]
