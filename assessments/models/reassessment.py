"""When a patient is to be looked at again: each cadence and each trigger once, with the work it became (C17)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.asking import Assessment
from core.access import Access
from core.history import tracked
from patients.models import CaseRecord
from policy.models import PackVersion
from worklist.models import Item


@tracked
class Reassessment(CaseRecord):
    """One reassessment that is due: by the clock, or because of something that happened; due, started, signed."""

    class Trigger(models.TextChoices):
        CADENCE = "cadence", _("Time has passed")
        TRANSFER = "transfer", _("Transfer")
        FALL = "fall", _("Fall")
        DIAGNOSIS = "diagnosis", _("New diagnosis")
        DATE_SLIP = "date_slip", _("The discharge date slipped")
        DENIAL = "denial", _("Payer denial")
        CRISIS = "crisis", _("Crisis")
        CHANGE = "change", _("Change of condition")
        CAREGIVER = "caregiver", _("Caregiver lost")
        REFUSAL = "refusal", _("Patient refuses")
        WORSE = "worse", _("Worse than before")
        BEFORE_LEAVING = "before_leaving", _("Before leaving")

    class Status(models.TextChoices):
        DUE = "due", _("Due")
        STARTED = "started", _("Started")
        SIGNED = "signed", _("Signed")
        ENDED = "ended", _("No longer due")

    access = Access("plan", case="case", lock=("case",))

    trigger = models.CharField(_("why"), max_length=15, choices=Trigger)
    because = models.CharField(max_length=240)
    # What raised it ("encounters.movement:<uuid>", "cadence:<n>"), so that it is raised once.
    source_key = models.CharField(max_length=120)
    rules = models.ForeignKey(PackVersion, models.PROTECT, null=True, blank=True, related_name="+")
    happened_at = models.DateTimeField()
    due_at = models.DateTimeField(_("due"))
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="reassessments"
    )
    status = models.CharField(max_length=7, choices=Status, default=Status.DUE)
    signed_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=240, blank=True)

    class Meta:
        verbose_name = _("reassessment")
        constraints = [
            models.UniqueConstraint(fields=["case", "source_key"], name="reassessment_raised_once"),
            models.CheckConstraint(
                condition=Q(status="signed", signed_at__isnull=False)
                | ~Q(status="signed") & Q(signed_at=None),
                name="signed_reassessment_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(status="started") | Q(assessment__isnull=False),
                name="started_reassessment_has_assessment",
            ),
        ]
        indexes = [models.Index(fields=["case", "status"], name="reassessment_of_case")]
