"""Visits, owned by the feed: what an encounter is now is always derived from its movements."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record
from facilities.models import Bed, Facility, Unit
from patients.merge_rules import MOVES
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

    access = Access("encounter", case="case", facility="facility", lock=("patient", "case"))
    on_merge = {"patient": MOVES}

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
    # Codes of encounters.ledger.Problem, empty when the movements make sense.
    needs_review = models.CharField(_("what a person should look at"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("encounter")
        constraints = [
            models.UniqueConstraint(
                fields=["visit_authority", "visit_number"],
                condition=~Q(visit_number=""),
                name="visit_number_once",
            )
        ]
        indexes = [
            models.Index(fields=["case", "-started_at"], name="encounter_of_case"),
            models.Index(fields=["patient", "-started_at"], name="encounter_of_patient"),
            models.Index(
                fields=["unit", "bed"], condition=Q(status="in_progress"), name="encounter_in_house"
            ),
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
    """One fact of a visit: arrived, moved, left, or one of these taken back; what it did is derived, never stored."""

    class Kind(models.TextChoices):
        ADMIT = "admit", _("Admitted")
        TRANSFER = "transfer", _("Transferred")
        LEAVE = "leave", _("Left")
        CANCEL = "cancel", _("Taken back")

    access = Access("encounter", case="encounter__case", facility="encounter__facility", lock=("encounter",))

    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10, choices=Kind)
    event_at = models.DateTimeField()
    # The class of the visit as an admission states it.
    visit_kind = models.CharField(max_length=6, choices=Encounter.Kind, blank=True)
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    to_bed = models.ForeignKey(Bed, models.PROTECT, null=True, blank=True, related_name="+")
    disposition = models.CharField(max_length=2, blank=True)
    destination = models.CharField(max_length=120, blank=True)
    # Of a cancel: the kind whose last standing movement it takes back, also when that one is still to come.
    takes_back = models.CharField(max_length=10, choices=Kind, blank=True)
    # What makes the fact the same fact when it is sent again.
    key = models.CharField(max_length=160, unique=True)
    source = models.CharField(max_length=60, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("movement")
        triggers = [insert_only("movement")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="cancel", takes_back__in=["admit", "transfer", "leave"])
                | ~Q(kind="cancel") & Q(takes_back=""),
                name="cancel_names_its_kind",
            )
        ]
        indexes = [models.Index(fields=["encounter", "event_at"], name="movement_in_order")]
