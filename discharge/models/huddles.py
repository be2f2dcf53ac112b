"""The daily round at the board: who led it, and what was decided for each patient (R-IDR-1 to R-IDR-5)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record
from facilities.models import Unit
from patients.models import Case


@tracked
class Huddle(Record):
    """One round over the patients of a unit, or over one's own; it belongs to whoever leads it."""

    access = Access("own", own="led_by")

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    led_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    # The roles that were there (R-IDR-5).
    present = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("who is there")
    )
    # The order of the round, fixed at its beginning, so that nobody is passed over when the board moves.
    cases = ArrayField(models.UUIDField(), default=list)
    minutes_each = models.PositiveSmallIntegerField(default=2)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("huddle")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="huddle_period"
            ),
            models.UniqueConstraint(
                fields=["led_by"],
                condition=Q(ended_at=None),
                name="one_open_huddle_each",
                violation_error_message=_("You have a huddle open. End it first."),
            ),
        ]


class HuddleDecision(Entry):
    """What was decided for one patient in a huddle; the work it became stands beside it."""

    access = Access("discharge", case="case", lock=("case",))

    huddle = models.ForeignKey(Huddle, models.PROTECT, related_name="decisions")
    case = models.ForeignKey(Case, models.PROTECT, related_name="huddle_decisions")
    decision = models.CharField(_("decision"), max_length=240, blank=True)
    item = models.ForeignKey("worklist.Item", models.PROTECT, null=True, blank=True, related_name="+")
    date_change = models.ForeignKey(
        "discharge.ExpectedDateChange", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    seconds = models.PositiveIntegerField(_("seconds spoken"), default=0)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("decision of a huddle")
        triggers = [insert_only("huddle_decision")]
        constraints = [models.UniqueConstraint(fields=["huddle", "case"], name="one_decision_per_patient")]
