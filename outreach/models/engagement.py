"""How far a patient was in touch, day by day, with the arithmetic it came from."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only
from core.models import Entry
from patients.models import Case
from policy.models import PackVersion
from worklist.models import Item


class EngagementScore(Entry):
    """The index of one case on one local day: points from 0 to 100, and each part they are made of."""

    access = Access("work", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="engagement_scores")
    on = models.DateField(_("day"))
    points = models.PositiveSmallIntegerField(_("points"))
    # [{code, points, most, good, of}]: what came of each part.
    parts: Any = models.JSONField(default=list)
    before = models.PositiveSmallIntegerField(_("points the day before"), null=True, blank=True)
    fell = models.BooleanField(default=False)
    rule = models.ForeignKey(PackVersion, models.PROTECT, null=True, blank=True, related_name="+")
    # The one piece of work a fall makes.
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("engagement index")
        triggers = [insert_only("engagement_score")]
        constraints = [
            models.UniqueConstraint(fields=["case", "on"], name="one_score_a_day"),
            models.CheckConstraint(condition=Q(points__lte=100), name="score_up_to_100"),
        ]
        indexes = [models.Index(fields=["case", "-on"], name="score_of_case")]
