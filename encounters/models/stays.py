"""What a stay was ordered as and coded as, and the national table of how long such stays last."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record
from encounters.models.visits import Encounter
from facilities.models import Facility


class StatusOrder(Entry):
    """One order of a patient's status, never overwritten; a correction is a new row (R-LOC-1).

    `ordered_at` is the instant the status begins by the order: clocks of observation start there, not at arrival
    (42 CFR 489.20(y)).
    """

    class Status(models.TextChoices):
        EMERGENCY = "ed", _("Emergency department")
        OUTPATIENT = "outpatient", _("Outpatient")
        OBSERVATION = "observation", _("Observation")
        INPATIENT = "inpatient", _("Inpatient")
        SWING = "swing", _("Swing bed")
        HOSPICE = "hospice", _("Hospice")

    access = Access("encounter", case="encounter__case", facility="encounter__facility", lock=("encounter",))

    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="status_orders")
    status = models.CharField(_("status"), max_length=12, choices=Status)
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_by = models.CharField(_("ordering practitioner"), max_length=120)
    reason = models.CharField(_("reason"), max_length=240, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    # The order that was recorded wrong and that this one stands for.
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )

    class Meta:
        verbose_name = _("order of status")
        triggers = [insert_only("status_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["encounter", "ordered_at", "status"],
                condition=Q(corrects=None),
                name="status_order_once",
                violation_error_message=_("This order is on record already."),
            )
        ]


class StayCoding(Entry):
    """What coding staff or an import said of a stay: the newest row counts (R-READ 5: the app infers nothing from text)."""

    class Planned(models.TextChoices):
        UNPLANNED = "unplanned", _("Unplanned")
        PLANNED = "planned", _("Planned")
        UNKNOWN = "unknown", _("Not said")

    class Line(models.TextChoices):
        """What R-READ 2 leaves out as an index."""

        OTHER = "other", _("Medical or surgical")
        PSYCHIATRIC = "psychiatric", _("Psychiatric")
        REHABILITATION = "rehabilitation", _("Rehabilitation")
        CANCER = "cancer", _("Medical treatment of cancer")
        HOSPICE = "hospice", _("Hospice")
        NEWBORN = "newborn", _("Newborn")

    access = Access("encounter", case="encounter__case", facility="encounter__facility", lock=("encounter",))

    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="codings")
    drg = models.CharField(_("MS-DRG"), max_length=4, blank=True)
    final = models.BooleanField(_("final, not a working group"), default=False)
    condition = models.CharField(_("principal condition, by code"), max_length=20, blank=True)
    line = models.CharField(_("kind of stay"), max_length=15, choices=Line, default=Line.OTHER)
    planned = models.CharField(_("planned"), max_length=10, choices=Planned, default=Planned.UNKNOWN)
    why = models.CharField(_("why it changed"), max_length=240, blank=True)
    coded_at = models.DateTimeField()
    coded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("coding of a stay")
        triggers = [insert_only("stay_coding")]
        indexes = [models.Index(fields=["encounter", "-coded_at", "-id"], name="coding_newest")]


@tracked
class StayImport(Record):
    """One reading of CMS IPPS Table 5 by the site: the file by its hash, the year it is for, who brought it."""

    access = Access("identity", facility="facility")

    facility = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField(_("federal fiscal year"))
    file_hash = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    source = models.CharField(_("source"), max_length=240)
    invented = models.BooleanField(_("invented for demonstration"), default=False)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("import of expected stays")


@tracked
class ExpectedStay(Record):
    """How long stays of one group last in one federal fiscal year (October to September), as CMS publishes it.

    `gmlos` and `amlos` are days, geometric and arithmetic mean.
    """

    access = Access("identity", facility="brought__facility")

    brought = models.ForeignKey(StayImport, models.PROTECT, related_name="stays")
    fiscal_year = models.PositiveSmallIntegerField(_("federal fiscal year"))
    drg = models.CharField(_("MS-DRG"), max_length=4)
    title = models.CharField(_("title"), max_length=200)
    weight = models.DecimalField(_("relative weight"), max_digits=8, decimal_places=4, null=True, blank=True)
    gmlos = models.DecimalField(
        _("geometric mean stay"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    amlos = models.DecimalField(
        _("arithmetic mean stay"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    post_acute = models.BooleanField(_("post-acute transfer policy"), default=False)
    special_pay = models.BooleanField(_("special payment policy"), default=False)

    class Meta:
        verbose_name = _("expected stay")
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year", "drg"], name="expected_stay_once"),
            models.CheckConstraint(
                condition=Q(gmlos=None) | Q(gmlos__gt=0), name="expected_stay_is_positive"
            ),
        ]
