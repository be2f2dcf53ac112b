"""What held the patient, what is still to come, and when they may leave."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, together
from discharge.models.plan import DischargePlan
from facilities.models import Unit
from patients.models import Case, CaseRecord


@tracked
class Milestone(CaseRecord):
    """One milestone of one departure: needed or not, when what it waits for was there, and when it was reached (C52).

    What waits for what stands in the pack of milestones; a milestone that a fact answers is reached by that fact.
    """

    access = Access("discharge", case="case", lock=("case",))

    plan = models.ForeignKey(DischargePlan, models.PROTECT, related_name="milestones")
    leaving = models.PositiveSmallIntegerField(_("which departure"))
    code = models.CharField(_("milestone"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    # The last of what it waits for was reached; null while one of them is open.
    ready_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    reached_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    not_needed_because = models.CharField(_("why it is not needed"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("milestone of leaving")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "leaving", "code"], condition=Q(error_at=None), name="milestone_once"
            ),
            together("reached_at", "reached_by", name="milestone_reached_pair"),
            models.CheckConstraint(
                condition=Q(not_needed_because="") | Q(reached_at=None),
                name="milestone_reached_or_not_needed",
            ),
        ]
        indexes = [models.Index(fields=["unit", "code", "-reached_at"], name="milestone_durations")]


@tracked
class DelaySegment(CaseRecord):
    """A stretch of time in which something held the patient; several may run at once (C55).

    `holds` is the milestone that waits for it, for the critical path; empty when it holds the leaving itself.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Over")

    class Avoidable(models.TextChoices):
        YES = "yes", _("Avoidable")
        PARTLY = "partly", _("Partly avoidable")
        NO = "no", _("Not avoidable")

    access = Access("delay", case="case", lock=("case",))

    plan = models.ForeignKey(DischargePlan, models.PROTECT, related_name="delays")
    leaving = models.PositiveSmallIntegerField(_("which departure"))
    cause = models.CharField(_("cause"), max_length=40)
    attribution = models.CharField(_("attributed to"), max_length=40)
    avoidable = models.CharField(_("avoidable"), max_length=6, choices=Avoidable)
    holds = models.CharField(_("what waits for it"), max_length=40, blank=True)
    words = models.CharField(_("in words"), max_length=240, blank=True)
    action = models.CharField(_("what is done about it"), max_length=240, blank=True)
    cost_per_day = models.DecimalField(
        _("cost a day"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN)
    # Rungs climbed by age, by the pack of delays.
    level = models.PositiveSmallIntegerField(_("how far it was told on"), default=0, editable=False)
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("who clears it")
    )
    barrier = models.ForeignKey(
        "careplans.Barrier", models.PROTECT, null=True, blank=True, related_name="delays"
    )
    item = models.ForeignKey("worklist.Item", models.PROTECT, null=True, blank=True, related_name="delays")

    class Meta:
        verbose_name = _("delay")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gt=F("started_at")),
                name="delay_period",
                violation_error_message=_("The delay ends before it begins. Check both times."),
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at=None) | Q(status="closed", ended_at__isnull=False),
                name="closed_delay_has_end",
            ),
            together("ended_at", "ended_by", name="delay_ended_pair"),
            models.UniqueConstraint(
                fields=["plan", "leaving", "cause", "holds"],
                condition=Q(status="open", error_at=None),
                name="one_open_delay_per_cause",
                violation_error_message=_("This delay is open already. Add to it, or close it first."),
            ),
        ]
        indexes = [models.Index(fields=["status", "started_at"], name="delay_by_age")]


class Forecast(Entry):
    """The range of days in which the patient may leave, as reckoned on one day, and what moves it most (feature 7).

    `p10`, `p50`, `p90` are dates; `drivers` are milestone codes, the strongest first; `cases` is how many past stays of
    the unit speak; `thin` says that they are too few and the house's own were used, or none.
    """

    access = Access("discharge", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="forecasts")
    leaving = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()
    p10 = models.DateField()
    p50 = models.DateField()
    p90 = models.DateField()
    drivers = ArrayField(models.CharField(max_length=40), default=list)
    cases = models.PositiveIntegerField()
    thin = models.BooleanField()

    class Meta:
        verbose_name = _("forecast of leaving")
        triggers = [insert_only("forecast")]
        constraints = [
            models.CheckConstraint(
                condition=Q(p10__lte=F("p50")) & Q(p50__lte=F("p90")), name="forecast_in_order"
            ),
        ]
        indexes = [models.Index(fields=["case", "-made_at"], name="forecast_of_case")]
