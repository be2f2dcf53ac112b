"""What the answers come to: scores with their arithmetic, results brought from outside, and overrides of a band."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.models.asking import Section
from assessments.models.sorts import Sort, sorted_access
from core.history import insert_only, tracked
from core.models import Entry, together
from patients.models import Case, CaseRecord


class Score(Entry):
    """One result, never changed: inputs, points of each component, what was missing, total or range, band.

    With something missing there is no `total`, but `low` and `high` (both included); a band only where both lie in it.
    A correction is a new row that supersedes.
    """

    class Kind(models.TextChoices):
        INSTRUMENT = "instrument", _("Instrument")
        LACE = "lace", _("LACE index")
        HOSPITAL = "hospital", _("HOSPITAL score")
        EARLY_HOSPITAL = "hospital_simple", _("Simplified HOSPITAL score")
        CHARLSON = "cci", _("Charlson comorbidity index")
        ACUITY = "acuity", _("Acuity")
        EXTERNAL = "external", _("Scored elsewhere")

    access = sorted_access()

    case = models.ForeignKey(Case, models.PROTECT, related_name="scores")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    sort = models.CharField(max_length=15, choices=Sort, editable=False)
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="scores")
    # "phq-9", "lace"; for a result from elsewhere the label of its instrument.
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=160)
    rules = models.CharField(_("version of the rule"), max_length=60)
    inputs: Any = models.JSONField(default=dict, blank=True)
    points: Any = models.JSONField(default=dict, blank=True)
    missing: Any = models.JSONField(default=list, blank=True)
    total = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    low = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    band = models.CharField(max_length=40, blank=True)
    band_label = models.CharField(max_length=120, blank=True)
    projected = models.BooleanField(_("projected"), default=False)
    # Scored elsewhere: by whom, on which paper, on which scale.
    scored_by = models.CharField(_("scored by"), max_length=160, blank=True)
    source_document = models.CharField(_("source document"), max_length=160, blank=True)
    scale_min = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    scale_max = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("as of"))
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("score")
        constraints = [
            models.CheckConstraint(
                condition=Q(total=None) | Q(low=F("total"), high=F("total")), name="total_is_its_own_range"
            ),
            models.CheckConstraint(
                condition=Q(low=None, high=None) | Q(low__lte=F("high")), name="score_range_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(kind="external")
                | Q(total__isnull=False)
                & ~Q(scored_by="")
                & Q(scale_min__lte=F("total"), scale_max__gte=F("total")),
                name="external_score_says_by_whom",
                violation_error_message=_(
                    "The result must lie on its scale, and somebody must have scored it."
                ),
            ),
        ]
        indexes = [models.Index(fields=["case", "code", "-at", "-id"], name="score_latest")]
        triggers = [insert_only("score")]


@tracked
class ScoreOverride(CaseRecord):
    """A clinician's other band for a risk, with a reason and an end; the computed score stays beside it (C18)."""

    access = sorted_access()

    sort = models.CharField(max_length=15, choices=Sort, editable=False)
    score = models.ForeignKey(Score, models.PROTECT, related_name="overrides")
    code = models.CharField(max_length=60)
    band = models.CharField(_("band"), max_length=40)
    band_label = models.CharField(max_length=120)
    reason = models.CharField(_("reason"), max_length=240)
    starts_at = models.DateTimeField()
    until = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("override of a score")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=Q(ended_at=None), name="one_override_per_score"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("starts_at")), name="override_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="override_says_why",
                violation_error_message=_("Say why another band holds."),
            ),
            together("ended_at", "ended_by", name="override_ended_pair"),
        ]
