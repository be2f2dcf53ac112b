"""Numbers that a house steers by: what each is aimed at, how it stood each day, and the weekly letter of them."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record
from facilities.models import Facility, Team


@tracked
class MeasureTarget(Record):
    """What a site aims at for a measure: a setting, never in code."""

    access = Access("quality", facility="facility")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="measure_targets")
    measure = models.CharField(_("measure"), max_length=60)
    value = models.DecimalField(_("target"), max_digits=10, decimal_places=3)
    source = models.CharField(_("where it comes from"), max_length=240)

    class Meta:
        verbose_name = _("target of a measure")
        constraints = [models.UniqueConstraint(fields=["facility", "measure"], name="target_once")]


class DailySnapshot(Entry):
    """How a measure stood for one team on one day: numerator and denominator, never a rate alone.

    `version` is that of the measure's definition: numbers of two definitions are never one line of a chart.
    """

    access = Access("quality", facility="team__facility")

    team = models.ForeignKey(Team, models.PROTECT, related_name="snapshots")
    measure = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    day = models.DateField()
    numerator = models.DecimalField(max_digits=14, decimal_places=3)
    # Null for a number that is no rate.
    denominator = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)

    class Meta:
        verbose_name = _("measure on a day")
        triggers = [insert_only("daily_snapshot")]
        constraints = [
            models.UniqueConstraint(fields=["team", "measure", "version", "day"], name="snapshot_once"),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gte=0), name="snapshot_counts"
            ),
        ]
        indexes = [models.Index(fields=["team", "measure", "-day"], name="snapshot_newest")]


class Brief(Entry):
    """The weekly letter of a team's numbers: what the page said at that moment, fixed."""

    access = Access("quality", facility="team__facility")

    team = models.ForeignKey(Team, models.PROTECT, related_name="briefs")
    week_of = models.DateField(_("week from"))
    made_at = models.DateTimeField()
    figures: Any = models.JSONField()

    class Meta:
        verbose_name = _("weekly letter")
        triggers = [insert_only("brief")]
        constraints = [models.UniqueConstraint(fields=["team", "week_of"], name="one_letter_a_week")]
