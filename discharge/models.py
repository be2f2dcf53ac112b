"""Leaving: the expected date with every change kept, where to, and the closing of the case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry
from patients.models import Case, CaseRecord


@tracked
class DischargePlan(CaseRecord):
    """Where the patient is to go and when; opened with the case, read by the stage rules."""

    access = Access("discharge", case="case", lock=("case",))

    expected_on = models.DateField(_("expected discharge date"), null=True, blank=True)
    disposition = models.CharField(_("planned disposition"), max_length=2, blank=True)
    handed_to = models.CharField(_("handed over to"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("discharge plan")
        constraints = [
            models.UniqueConstraint(fields=["case"], name="one_discharge_plan_per_case"),
        ]


class ExpectedDateChange(Entry):
    """One change of the expected discharge date: old, new, who, why."""

    access = Access("discharge", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="expected_date_changes")
    old = models.DateField(null=True, blank=True)
    new = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=240)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("change of the expected date")
        triggers = [insert_only("expected_date_change")]
