"""The nursing and medication picture: what the patient takes by which source, and what was decided about it (C14)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import together
from patients.models import CaseRecord


@tracked
class MedicationList(CaseRecord):
    """One reconciliation: on admission, on transfer, before leaving; a list not reconciled holds the patient back."""

    class Moment(models.TextChoices):
        ADMISSION = "admission", _("On admission")
        TRANSFER = "transfer", _("On transfer")
        LEAVING = "leaving", _("Before leaving")
        AFTER = "after", _("After leaving")

    class Status(models.TextChoices):
        OPEN = "open", _("Not reconciled")
        RECONCILED = "reconciled", _("Reconciled")

    access = Access("clinical", case="case", lock=("case",))

    moment = models.CharField(_("when"), max_length=10, choices=Moment)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    none_taken = models.BooleanField(_("takes no medicines"), default=False)
    note = models.CharField(_("note"), max_length=500, blank=True)
    reconciled_at = models.DateTimeField(null=True, blank=True)
    reconciled_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("medication list")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "moment"],
                condition=Q(status="open", error_at=None),
                name="one_open_medication_list",
                violation_error_message=_("This list is already open. Go on with it."),
            ),
            together("reconciled_at", "reconciled_by", name="list_reconciled_pair"),
            models.CheckConstraint(
                condition=Q(status="reconciled", reconciled_at__isnull=False)
                | Q(status="open", reconciled_at=None),
                name="reconciled_list_is_dated",
            ),
        ]

    @property
    def is_open_now(self) -> bool:
        """Whether its medicines may still be decided about."""
        return self.status == self.Status.OPEN


@tracked
class MedicationItem(CaseRecord):
    """One medicine as one source tells it, and what was decided: continue, change, stop, new."""

    class Source(models.TextChoices):
        PATIENT = "patient", _("The patient says")
        CAREGIVER = "caregiver", _("The caregiver says")
        BOTTLE = "bottle", _("Seen on the package")
        PHARMACY = "pharmacy", _("The pharmacy")
        PRACTICE = "practice", _("The practice")
        CHART = "chart", _("The hospital's orders")

    class Action(models.TextChoices):
        UNDECIDED = "", _("Not decided")
        CONTINUE = "continue", _("Continue")
        CHANGE = "change", _("Change")
        STOP = "stop", _("Stop")
        NEW = "new", _("New")

    class HighRisk(models.TextChoices):
        NO = "", _("No")
        ANTICOAGULANT = "anticoagulant", _("Anticoagulant")
        INSULIN = "insulin", _("Insulin")
        OPIOID = "opioid", _("Opioid")
        SEDATIVE = "sedative", _("Sedative")
        DIGOXIN = "digoxin", _("Digoxin")
        OTHER = "other", _("Other high-risk medicine")

    access = Access("clinical", case="case", lock=("case",))

    list = models.ForeignKey(MedicationList, models.PROTECT, related_name="items")
    name = models.CharField(_("medicine"), max_length=120)
    dose = models.CharField(_("dose"), max_length=80, blank=True)
    route = models.CharField(_("route"), max_length=40, blank=True)
    frequency = models.CharField(_("how often"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    high_risk = models.CharField(_("high risk"), max_length=14, choices=HighRisk, blank=True, default="")
    action = models.CharField(_("decision"), max_length=8, choices=Action, blank=True, default="")
    changed_to = models.CharField(_("changed to"), max_length=160, blank=True)
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("medicine")
        constraints = [
            together("decided_at", "decided_by", name="medicine_decided_pair"),
            models.CheckConstraint(
                condition=Q(action="", decided_at=None) | ~Q(action="") & Q(decided_at__isnull=False),
                name="medicine_decision_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(action="change") | ~Q(changed_to=""),
                name="changed_medicine_says_to_what",
                violation_error_message=_("Say what it is changed to."),
            ),
            models.CheckConstraint(
                condition=~Q(action="stop") | ~Q(reason=""),
                name="stopped_medicine_says_why",
                violation_error_message=_("Say why it is stopped."),
            ),
        ]
        indexes = [models.Index(fields=["list"], name="medicine_of_list")]


@tracked
class Allergy(CaseRecord):
    """What the patient does not bear, and what happened (FHIR AllergyIntolerance)."""

    class Severity(models.TextChoices):
        MILD = "mild", _("Mild")
        MODERATE = "moderate", _("Moderate")
        SEVERE = "severe", _("Severe")
        UNKNOWN = "unknown", _("Not known")

    access = Access("clinical", case="case", lock=("case",))

    substance = models.CharField(_("substance"), max_length=120)
    reaction = models.CharField(_("reaction"), max_length=160, blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity, default=Severity.UNKNOWN)
    refuted_at = models.DateTimeField(null=True, blank=True)
    refuted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    refuted_because = models.CharField(_("why it is no allergy"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("allergy")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "substance"],
                condition=Q(error_at=None, refuted_at=None),
                name="allergy_once",
                violation_error_message=_("This allergy is already on record."),
            ),
            together("refuted_at", "refuted_by", name="allergy_refuted_pair"),
        ]
