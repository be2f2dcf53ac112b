"""A promise to look again, and the rule it follows: when, how often, until when, and what ends it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.cadence import Cadence
from core.history import tracked
from patients.models import CaseRecord, RelatedPerson
from policy.models import PackVersion


class ClockKind(models.TextChoices):
    """How the days between occurrences are counted."""

    ELAPSED = "elapsed", _("24 hours each")
    CALENDAR = "calendar", _("days, at the same time of day")
    BUSINESS = "business", _("working days, at the same time of day")


class StopsOn(models.TextChoices):
    """What ends a follow-up by rule."""

    LEAVING = "leaving", _("Leaving the hospital")
    DEATH = "death", _("Death")
    TRANSFER = "transfer", _("Transfer to another hospital")
    CLOSING = "closing", _("Closing the case")
    CONSENT = "consent", _("Consent withdrawn")


def every_stop() -> list[str]:
    """What ends a promise made by hand: all but leaving, since most are made for the time after it."""
    return [StopsOn.DEATH, StopsOn.TRANSFER, StopsOn.CLOSING, StopsOn.CONSENT]


@tracked
class FollowUp(CaseRecord):
    """A promise to look again: its occurrences are items, their reminders come by a ladder."""

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Kept to its end")
        STOPPED = "stopped", _("Stopped")

    access = Access("work", case="case", lock=("case",))

    activity = models.CharField(_("purpose"), max_length=40)
    what = models.CharField(_("what was promised"), max_length=160)
    if_waits = models.CharField(_("what happens if it waits"), max_length=240, blank=True)
    person = models.ForeignKey(
        RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("with whom")
    )
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("who does it")
    )
    first_due_at = models.DateTimeField(_("first due"))
    # The rule it was begun by, in the version that governed then; none for a promise made by hand.
    rule = models.ForeignKey(PackVersion, models.PROTECT, null=True, blank=True, related_name="+")
    rule_code = models.CharField(max_length=40, blank=True)
    tier = models.CharField(_("tier"), max_length=20, blank=True)
    clock = models.CharField(_("counted in"), max_length=10, choices=ClockKind, default=ClockKind.CALENDAR)
    # Days or months between occurrences; neither for a single promise.
    every_days = models.PositiveSmallIntegerField(_("repeat every, days"), null=True, blank=True)
    every_months = models.PositiveSmallIntegerField(_("repeat every, months"), null=True, blank=True)
    until_on = models.DateField(_("repeat until and including"), null=True, blank=True)
    at_most = models.PositiveSmallIntegerField(_("at most so often"), null=True, blank=True)
    # Hours after its due time at which an occurrence that nobody took up counts as missed; never for a promise by hand.
    grace_hours = models.PositiveSmallIntegerField(_("missed after, hours"), null=True, blank=True)
    # What ends it by rule, whoever does it: leaving, death, transfer, closing of the case, consent withdrawn.
    stops_on = ArrayField(
        models.CharField(max_length=10, choices=StopsOn), default=every_stop, verbose_name=_("ends with")
    )
    # Minutes before (negative) or after (positive) the due time at which each rung reminds, from the pack; a rung that
    # tells somebody else than the owner is a pair: [1440, "supervisor"].
    ladder = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=Status, default=Status.RUNNING)
    stop_reason = models.CharField(_("why it stopped"), max_length=240, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("follow-up")
        indexes = [models.Index(fields=["case"], condition=Q(status="running"), name="follow_up_running")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="stopped") | ~Q(stop_reason=""),
                name="follow_up_stopped_says_why",
                violation_error_message=_("Say why it stops."),
            ),
            models.CheckConstraint(
                condition=Q(every_days__isnull=True) | Q(every_days__gte=1),
                name="follow_up_cadence",
                violation_error_message=_("Repeat every one day or more."),
            ),
            models.CheckConstraint(
                condition=Q(every_months__isnull=True)
                | Q(every_months__gte=1, every_days__isnull=True, clock=ClockKind.CALENDAR),
                name="follow_up_months",
                violation_error_message=_("Repeat by days or by months of the calendar, not both."),
            ),
            models.CheckConstraint(
                condition=Q(at_most__isnull=True) | Q(at_most__gte=1),
                name="follow_up_at_most",
                violation_error_message=_("Give at least one occurrence."),
            ),
            models.CheckConstraint(
                condition=Q(rule=None, rule_code="") | Q(rule__isnull=False) & ~Q(rule_code=""),
                name="follow_up_names_its_rule",
            ),
        ]

    @property
    def cadence(self) -> Cadence:
        """How often it comes again."""
        return Cadence(self.every_days, self.every_months, self.clock)

    def why_here(self, n: int) -> str:
        """Why occurrence `n` stands in somebody's list."""
        if self.every_months is not None:
            said = ngettext(
                "Promised every month, number %(n)d.",
                "Promised every %(months)d months, number %(n)d.",
                self.every_months,
            )
            return said % {"months": self.every_months, "n": n}
        if self.every_days is None:
            return gettext("A follow-up was promised.")
        said = ngettext(
            "Promised every day, number %(n)d.",
            "Promised every %(days)d days, number %(n)d.",
            self.every_days,
        )
        return said % {"days": self.every_days, "n": n}
