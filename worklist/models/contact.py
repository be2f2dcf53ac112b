"""Meeting and speaking with the patient: availability, appointments, and every attempt to make contact."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import Record
from directory.models import Practitioner
from facilities.models import Facility
from patients.models import Case, RelatedPerson
from worklist.models.item import Item


class Period(Func):
    """`tstzrange(starts_at, ends_at)`, half-open."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


def _period() -> Period:
    return Period("starts_at", "ends_at", RangeBoundary())


def _of_one_person(name: str) -> models.CheckConstraint:
    """With a colleague or with an outside clinician, never both and never nobody."""
    return models.CheckConstraint(
        condition=Q(user__isnull=False, practitioner=None) | Q(user=None, practitioner__isnull=False),
        name=f"{name}_of_one_person",
        violation_error_message=_("Choose one person: a colleague, or somebody from outside."),
    )


@tracked
class Availability(Record):
    """A stretch in which a person can be booked: a colleague, or an outside clinician whose hours the desk keeps."""

    access = Access("intake", facility="facility")

    user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="availabilities"
    )
    practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, blank=True, related_name="availabilities"
    )
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("availability")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="availability_period"),
            _of_one_person("availability"),
            ExclusionConstraint(
                name="availability_once",
                expressions=[("user", RangeOperators.EQUAL), (_period(), RangeOperators.OVERLAPS)],
                violation_error_message=_("This overlaps a stretch already entered."),
            ),
            ExclusionConstraint(
                name="practitioner_available_once",
                expressions=[
                    ("practitioner", RangeOperators.EQUAL),
                    ("facility", RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This overlaps a stretch already entered."),
            ),
        ]


@tracked
class Appointment(Record):
    """An agreed time with the patient (FHIR Appointment); a person is booked once at any instant."""

    class Status(models.TextChoices):
        BOOKED = "booked", _("Booked")
        KEPT = "kept", _("Kept")
        NO_SHOW = "no_show", _("Did not come")
        CANCELLED = "cancelled", _("Cancelled")

    class Mode(models.TextChoices):
        PHONE = "phone", _("By phone")
        VIDEO = "video", _("By video")
        BEDSIDE = "bedside", _("At the bedside")
        OFFICE = "office", _("In the office")
        HOME = "home", _("At home")

    access = Access("work", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="appointments")
    activity = models.CharField(_("purpose"), max_length=40)
    user = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("with"),
    )
    # Somebody outside the hospital: a clinic, a practice, a home service.
    practitioner = models.ForeignKey(
        Practitioner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("with somebody outside"),
    )
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.BEDSIDE)
    place = models.CharField(_("where"), max_length=120, blank=True)
    directions = models.CharField(_("how to get there"), max_length=240, blank=True)
    bring = models.CharField(_("what to bring"), max_length=240, blank=True)
    # Nobody offered times that fit: promised all the same, and why.
    unoffered_because = models.CharField(_("why outside the offered times"), max_length=160, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    status = models.CharField(max_length=10, choices=Status, default=Status.BOOKED)
    cancel_reason = models.CharField(_("reason"), max_length=240, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("appointment")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="appointment_period",
                violation_error_message=_("The appointment ends before it starts. Check both times."),
            ),
            ExclusionConstraint(
                name="person_booked_once",
                expressions=[("user", RangeOperators.EQUAL), (_period(), RangeOperators.OVERLAPS)],
                condition=Q(status="booked"),
                violation_error_message=_("This person is already booked at that time. Choose another time."),
            ),
            ExclusionConstraint(
                name="practitioner_booked_once",
                expressions=[("practitioner", RangeOperators.EQUAL), (_period(), RangeOperators.OVERLAPS)],
                condition=Q(status="booked"),
                violation_error_message=_("This person is already booked at that time. Choose another time."),
            ),
            _of_one_person("appointment"),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""),
                name="appointment_cancelled_says_why",
                violation_error_message=_("Say why it is cancelled."),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "starts_at"], name="appointment_of_case"),
            models.Index(fields=["user", "starts_at", "id"], name="appointment_of_person"),
        ]

    @property
    def who(self) -> str:
        """With whom, in short: a colleague, or the name of somebody outside."""
        return (
            self.user.short if self.user is not None else self.practitioner.name if self.practitioner else ""
        )

    @property
    def who_key(self) -> Any:
        """Whose time it takes."""
        return self.user_id or self.practitioner_id


@tracked
class ContactAttempt(Record):
    """One attempt to reach the patient or somebody near them: how, whom, for how long, and what comes next."""

    class Mode(models.TextChoices):
        PHONE = "phone", _("Phone")
        IN_PERSON = "in_person", _("In person")
        HOME = "home", _("Home visit")
        VIDEO = "video", _("Video")
        LETTER = "letter", _("Letter")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached")
        MESSAGE = "message", _("Left a message")
        NO_ANSWER = "no_answer", _("No answer")
        WRONG = "wrong_number", _("Wrong number")
        DECLINED = "declined", _("Did not want to speak")

    class Result(models.TextChoices):
        """What was heard beyond having reached somebody (follow-up calls, clinical.md 2.13)."""

        NO_ISSUE = "no_issue", _("Nothing open")
        RESOLVED = "resolved", _("Settled in the call")
        RN_NOW = "rn_now", _("Nurse now")
        PCP_TODAY = "pcp_today", _("Primary care today")
        ED_911 = "ed_911", _("Emergency: 911")
        READMITTED = "readmitted", _("Is back in hospital")
        DIED = "died", _("Has died")

    access = Access("work", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="contacts")
    activity = models.CharField(_("purpose"), max_length=40)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="contacts")
    mode = models.CharField(_("how"), max_length=10, choices=Mode)
    person = models.ForeignKey(RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    result = models.CharField(_("what was heard"), max_length=12, choices=Result, blank=True)
    at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    interpreter_used = models.BooleanField(_("interpreter used"), null=True, blank=True)
    no_interpreter_because = models.CharField(_("why no interpreter"), max_length=160, blank=True)
    barriers = models.CharField(_("barriers heard"), max_length=240, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    next_step = models.CharField(_("next step"), max_length=160, blank=True)
    distinct_because = models.CharField(_("why this is not the same"), max_length=240, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("contact")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__lte=600), name="contact_minutes_possible"),
            models.CheckConstraint(
                condition=~Q(interpreter_used=False) | ~Q(no_interpreter_because=""),
                name="no_interpreter_says_why",
                violation_error_message=_("Say why no interpreter was used; the patient asked for one."),
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(outcome="reached"),
                name="heard_from_somebody_reached",
                violation_error_message=_("Only somebody who was reached can tell this."),
            ),
        ]
        indexes = [models.Index(fields=["case", "-at"], name="contact_of_case")]
