"""After leaving: the clocks of one departure, and the review of a return."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from encounters.models import Encounter
from patients.models import CaseRecord
from policy.models import PackVersion


@tracked
class AfterDischarge(CaseRecord):
    """The programme after one departure with its clocks (C60; 2 business days, 7 and 14 days: CPT 99495 and 99496).

    `contact_by` is 48 elapsed hours after leaving (KPI-11a), `business_contact_by` the end of the second business day
    (R-TCM-1), the visits end 7 and 14 calendar days after, the period 29 days after (R-TCM-5).
    """

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        COMPLETE = "complete", _("Complete")
        STOPPED = "stopped", _("Stopped")

    access = Access("discharge", case="case", lock=("case",))

    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="afterwards")
    rules = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    tier = models.CharField(_("tier"), max_length=10)
    left_at = models.DateTimeField(_("left at"))
    # Which measure counts it: to the community, against advice, or neither.
    group = models.CharField(max_length=12, default="community")
    status = models.CharField(max_length=8, choices=Status, default=Status.RUNNING)
    contact_by = models.DateTimeField()
    business_contact_by = models.DateTimeField()
    visit_7_by = models.DateTimeField()
    visit_14_by = models.DateTimeField()
    ends_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    contacted_at = models.DateTimeField(null=True, blank=True)
    visited_at = models.DateTimeField(null=True, blank=True)
    medicines_checked_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(_("why it stopped"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("programme after leaving")
        constraints = [
            models.UniqueConstraint(
                fields=["encounter"], condition=Q(error_at=None), name="after_once_per_visit"
            ),
            models.CheckConstraint(
                condition=Q(status="stopped", stopped_at__isnull=False) & ~Q(stopped_because="")
                | ~Q(status="stopped") & Q(stopped_at=None, stopped_because=""),
                name="stopped_programme_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["contact_by"], condition=Q(status="running"), name="after_running_by_contact"
            )
        ]


@tracked
class FollowUpVisit(CaseRecord):
    """A visit with somebody outside the house that was arranged for after leaving (FHIR Appointment)."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("Primary care")
        SPECIALIST = "specialist", _("Specialist")
        TEST = "test", _("Test or imaging")
        THERAPY = "therapy", _("Therapy")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        BOOKED = "booked", _("Booked")
        KEPT = "kept", _("Kept")
        MISSED = "missed", _("Missed")
        CANCELLED = "cancelled", _("Cancelled")

    access = Access("discharge", case="case", lock=("case",))

    leaving = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    with_whom = models.CharField(_("with whom"), max_length=160)
    place = models.CharField(_("where"), max_length=240, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    at = models.DateTimeField(_("when"))
    bring = models.CharField(_("what to bring"), max_length=240, blank=True)
    ride = models.CharField(_("how the patient gets there"), max_length=160, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.BOOKED)
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(_("why"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("visit after leaving")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "with_whom", "at"],
                condition=Q(error_at=None, status="booked"),
                name="visit_after_once",
                violation_error_message=_("This visit is booked already."),
            ),
            models.CheckConstraint(
                condition=Q(status="booked", ended_at=None) | ~Q(status="booked") & Q(ended_at__isnull=False),
                name="visit_after_ended_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["missed", "cancelled"]) | ~Q(why=""),
                name="visit_after_not_kept_says_why",
                violation_error_message=_("Say why the visit did not take place."),
            ),
        ]
        indexes = [models.Index(fields=["case", "at"], name="visit_after_of_case")]


@tracked
class ReadmissionReview(CaseRecord):
    """A short review of a return, linked to the stay it returned from (C60; 42 CFR 482.43(a)(7))."""

    class Status(models.TextChoices):
        DUE = "due", _("To be reviewed")
        REVIEWED = "reviewed", _("Reviewed")

    class Related(models.TextChoices):
        YES = "yes", _("Related to the first stay")
        NO = "no", _("Not related")
        UNCLEAR = "unclear", _("Cannot be said")

    access = Access("discharge", case="case", lock=("case",))

    index = models.ForeignKey(Encounter, models.PROTECT, related_name="+", verbose_name=_("first stay"))
    back = models.ForeignKey(
        Encounter, models.PROTECT, related_name="return_reviews", verbose_name=_("return")
    )
    # Calendar days from leaving to the return (R-READ 4).
    day = models.PositiveSmallIntegerField(_("on day"))
    due_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.DUE)
    related = models.CharField(_("related"), max_length=7, choices=Related, blank=True)
    preventable = models.BooleanField(_("could have been prevented"), null=True, blank=True)
    patient_view = models.CharField(_("what the patient or family says"), max_length=500, blank=True)
    team_view = models.CharField(_("what the team says"), max_length=500, blank=True)
    next_place_view = models.CharField(_("what the next place says"), max_length=500, blank=True)
    # Codes of the pack of the time afterwards.
    causes = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("causes"))
    learned = models.CharField(_("what is done differently"), max_length=500, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    item = models.ForeignKey(
        "worklist.Item", models.PROTECT, null=True, blank=True, related_name="return_reviews"
    )

    class Meta:
        verbose_name = _("review of a return")
        constraints = [
            models.UniqueConstraint(fields=["index", "back"], name="one_review_per_return"),
            models.CheckConstraint(condition=~Q(index=F("back")), name="return_is_another_visit"),
            models.CheckConstraint(
                condition=Q(
                    status="reviewed", reviewed_at__isnull=False, reviewed_by__isnull=False, causes__len__gt=0
                )
                & ~Q(related="")
                & ~Q(learned="")
                | Q(status="due", reviewed_at=None, reviewed_by=None),
                name="reviewed_return_is_whole",
                violation_error_message=_(
                    "Say whether it is related, its causes, and what is done differently."
                ),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(status="due"), name="return_review_due")]
