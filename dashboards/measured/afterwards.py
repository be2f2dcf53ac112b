"""After leaving: whether the patient was reached within the clock."""

from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from core.keyset import Order
from dashboards.metrics import Kind, measure
from dashboards.scope import Later, Scope
from dashboards.truth import true_where
from discharge.after_ends import CONSENT
from discharge.models import AfterDischarge
from discharge.queries.measures_after import with_ends


@measure(
    "after-contact",
    label=_("Reached within 48 h of leaving"),
    definition=_(
        "Patients of the team reached within 48 elapsed hours of leaving, of those who left for the community and whose 48"
        " hours ended in the last 30 days. Left out: who was admitted again or died within them without a contact, who"
        " withdrew their consent to be called, hospice, transfers, and who left against advice."
    ),
    source="KPI-11a",
    kind=Kind.RATE,
    shape="after",
    order=Order("contact_by", datetime.fromisoformat),
    better="more",
    icon="phone-call",
    told_again=True,
)
def after_contact(scope: Scope) -> Any:
    """Every clock of 48 hours that ended in the period; the rule of KPI-11 is discharge.queries.measures_after's."""
    rows = with_ends(AfterDischarge.objects.filter(case__in=scope.every))
    rows = rows.annotate(by=Later(F("left_at"), hours=48), gone_at=Least("back_at", "died_at"))
    rows = rows.filter(by__gte=scope.ago(), by__lt=scope.at)
    rows = rows.exclude(status=AfterDischarge.Status.STOPPED, stopped_because=str(CONSENT))
    never = Q(contacted_at=None) | Q(contacted_at__gt=F("gone_at"))
    rows = rows.annotate(gone=true_where(never, gone_at__lte=F("by"))).filter(gone=False)
    return rows.annotate(met=true_where(contacted_at__lte=F("by"))).order_by("contact_by", "pk")
