"""The case: one stretch of casework for one patient. Rights, locks, audit and merge all meet here."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import model_permissions
from core.access import Access
from core.history import tracked
from core.models import Record, together
from facilities.models import Bed, Facility, Team, Unit
from patients.merge_rules import MOVES
from patients.models.patient import Patient


class Stage(models.TextChoices):
    """Where the casework stands (FHIR EpisodeOfCare); `reopen_case` leads from closed back to assessing."""

    REFERRED = "referred", _("Referred")
    ASSESSING = "assessing", _("Assessing")
    PLANNING = "planning", _("Planning")
    ACTIVE = "active", _("Active")
    TRANSITIONING = "transitioning", _("Transitioning")
    FOLLOW_UP = "follow_up", _("Follow-up")
    CLOSED = "closed", _("Closed")


class CaseClosing(models.TextChoices):
    """Why a case ended (clinical.md 2.1 through docs/stages.md)."""

    GOALS_MET = "goals_met", _("Goals met")
    NO_BENEFIT = "no_benefit", _("No longer benefits")
    DECLINED = "declined", _("Patient declined")
    TRANSFERRED = "transferred", _("Transferred to other services")
    UNREACHABLE = "unreachable", _("Unable to reach")
    DIED = "died", _("Died")
    NOT_SELECTED = "not_selected", _("Not selected for case management")
    MERGED = "merged", _("Joined with another case")


@tracked
class Case(Record):
    """One stretch of casework over one or more encounters; the shown columns are kept by one verb each."""

    Stage = Stage
    Closing = CaseClosing

    class Complexity(models.TextChoices):
        STANDARD = "standard", _("Standard")
        HIGH = "high", _("High")
        COMPLEX = "complex", _("Complex")

    class Risk(models.TextChoices):
        LOW = "low", _("Low")
        MODERATE = "moderate", _("Moderate")
        HIGH = "high", _("High")

    access = Access("case", case="pk", lock=())
    on_merge = {"patient": MOVES}

    # Random short name for titles and speech: never a name, a number or an initial.
    reference = models.CharField(max_length=8, unique=True, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="cases")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="cases")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="cases")
    stage = models.CharField(_("stage"), max_length=15, choices=Stage, default=Stage.REFERRED)
    stage_since = models.DateTimeField()
    complexity = models.CharField(
        _("complexity"), max_length=10, choices=Complexity, default=Complexity.STANDARD
    )
    # The tier of readmission risk that counts now, as computed or overridden; empty while it is not known (`view_risk`).
    risk = models.CharField(_("readmission risk"), max_length=8, choices=Risk, blank=True)
    high_risk = models.BooleanField(_("open high-risk flag"), default=False)
    # Only people named on it, their deputies and supervisor see it: cover of its unit or a desk role does not.
    restricted = models.BooleanField(_("restricted to named people"), default=False)
    purpose = models.CharField(_("shared purpose"), max_length=240, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    opened_at = models.DateTimeField()
    # Shown columns, each written by one verb in the same transaction as its truth.
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    bed = models.ForeignKey(Bed, models.PROTECT, null=True, blank=True, related_name="+")
    lead = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    admitted_at = models.DateTimeField(null=True, blank=True)
    expected_leaving_on = models.DateField(_("expected discharge date"), null=True, blank=True)
    leaving_moves = models.PositiveSmallIntegerField(default=0)
    next_due_at = models.DateTimeField(null=True, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    closing = models.CharField(_("why it was closed"), max_length=15, choices=CaseClosing, blank=True)

    class Meta:
        verbose_name = _("case")
        default_permissions = ()
        permissions = model_permissions()
        constraints = [
            together("closed_at", "closed_by", name="case_closed_pair"),
            models.CheckConstraint(
                condition=Q(stage="closed", closed_at__isnull=False) & ~Q(closing="")
                | ~Q(stage="closed") & Q(closed_at=None, closing=""),
                name="case_closed_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "next_due_at", "id"], condition=~Q(stage="closed"), name="case_open_unit_due"
            ),
            models.Index(
                fields=["unit", "expected_leaving_on", "id"],
                condition=~Q(stage="closed"),
                name="case_open_unit_edd",
            ),
            models.Index(
                fields=["lead", "next_due_at", "id"], condition=~Q(stage="closed"), name="case_open_lead_due"
            ),
            models.Index(
                fields=["team", "next_due_at", "id"], condition=~Q(stage="closed"), name="case_open_team_due"
            ),
            models.Index(fields=["facility", "-opened_at", "-id"], name="case_facility_opened"),
        ]

    @property
    def is_open(self) -> bool:
        return self.stage != Stage.CLOSED


class CaseRecord(Record):
    """Anything that belongs to one case and inherits its rights, its lock and its audit."""

    access = Access("case", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="%(class)ss", verbose_name=_("case"))
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)
    error_at = models.DateTimeField(null=True, blank=True, editable=False)
    error_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    error_reason = models.CharField(max_length=240, blank=True, editable=False)

    class Meta:
        abstract = True


@tracked
class CaseStage(Record):
    """A stretch of time in one stage: the history the time-in-stage report reads."""

    access = Access("case", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=15, choices=Stage)
    period: Any = DateTimeRangeField()
    why = models.CharField(max_length=240, blank=True)
    moved_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("stage of a case")
        constraints = [
            ExclusionConstraint(
                name="one_stage_at_a_time",
                expressions=[("case", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            )
        ]
