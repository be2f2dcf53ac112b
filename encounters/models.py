"""Visits, owned by the feed: what an encounter is now is always derived from its movements."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record
from facilities.models import Bed, Facility, Unit
from patients.models import Case, Patient


@tracked
class Encounter(Record):
    """One visit of a patient to a facility; a case may span several."""

    class Kind(models.TextChoices):
        INPATIENT = "IMP", _("Inpatient")
        OBSERVATION = "OBSENC", _("Observation")
        EMERGENCY = "EMER", _("Emergency")
        AMBULATORY = "AMB", _("Outpatient")
        PREADMISSION = "PRENC", _("Pre-admission")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        IN_PROGRESS = "in_progress", _("In progress")
        FINISHED = "finished", _("Finished")
        CANCELLED = "cancelled", _("Cancelled")

    access = Access("encounter", case="case", facility="facility", lock=("patient",))

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="encounters")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="encounters")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="encounters")
    kind = models.CharField(_("class"), max_length=6, choices=Kind, default=Kind.INPATIENT)
    visit_authority = models.CharField(max_length=120, blank=True)
    visit_number = models.CharField(_("visit number"), max_length=80, blank=True)
    # Derived from the movements by `encounters.actions`, never edited.
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    bed = models.ForeignKey(Bed, models.PROTECT, null=True, blank=True, related_name="+")
    disposition = models.CharField(_("disposition"), max_length=2, blank=True)
    destination = models.CharField(_("discharged to"), max_length=120, blank=True)
    reason = models.CharField(_("reason for the visit"), max_length=240, blank=True)
    # Known only from an update or a cancel; the admit message is still to come.
    from_update = models.BooleanField(default=False)
    needs_review = models.CharField(_("what a person should look at"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("encounter")
        constraints = [
            models.UniqueConstraint(
                fields=["visit_authority", "visit_number"], condition=~Q(visit_number=""), name="visit_number_once"
            )
        ]
        indexes = [
            models.Index(fields=["patient", "-started_at"], name="encounter_of_patient"),
            models.Index(fields=["unit", "bed"], condition=Q(status="in_progress"), name="encounter_in_house"),
        ]


@tracked
class VisitAlias(Record):
    """Another number the same visit has had."""

    access = Access("encounter", case="encounter__case", facility="encounter__facility", lock=("encounter",))

    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="aliases")
    authority = models.CharField(max_length=120)
    value = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("other visit number")
        constraints = [models.UniqueConstraint(fields=["authority", "value"], name="visit_alias_once")]


class Movement(Entry):
    """One fact of a visit: arrived, moved, left, or one of these taken back."""

    class Kind(models.TextChoices):
        ADMIT = "admit", _("Admitted")
        TRANSFER = "transfer", _("Transferred")
        LEAVE = "leave", _("Left")
        CANCEL = "cancel", _("Taken back")

    access = Access("encounter", case="encounter__case", facility="encounter__facility", lock=("encounter",))

    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10, choices=Kind)
    event_at = models.DateTimeField()
    from_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    to_bed = models.ForeignKey(Bed, models.PROTECT, null=True, blank=True, related_name="+")
    disposition = models.CharField(max_length=2, blank=True)
    destination = models.CharField(max_length=120, blank=True)
    cancels = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="cancelled_by")
    # What makes the fact the same fact when it is sent again.
    key = models.CharField(max_length=160, unique=True)
    source = models.CharField(max_length=60, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("movement")
        triggers = [insert_only("movement")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="cancel", cancels__isnull=False) | ~Q(kind="cancel") & Q(cancels=None),
                name="cancel_names_its_movement",
            )
        ]
        indexes = [models.Index(fields=["encounter", "event_at"], name="movement_in_order")]
