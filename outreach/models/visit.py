"""Going to the patient's home: where, what to look out for, in at what time, out at what time."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from patients.models import CaseRecord
from worklist.models import ContactAttempt, Item


@tracked
class HomeVisit(CaseRecord):
    """One visit; whoever is inside and does not check out in time has somebody asking where they are."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        INSIDE = "inside", _("Checked in")
        DONE = "done", _("Checked out")
        CANCELLED = "cancelled", _("Cancelled")

    access = Access("work", case="case", lock=("case",))

    visitor = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("who goes"))
    place = models.CharField(_("where"), max_length=240)
    safety_note = models.CharField(_("safety note"), max_length=500)
    starts_at = models.DateTimeField(_("arrives"))
    out_by = models.DateTimeField(_("out by"))
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    checked_in_at = models.DateTimeField(_("checked in"), null=True, blank=True)
    checked_out_at = models.DateTimeField(_("checked out"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=240, blank=True)
    # The work this visit is for, the attempt it became, and the alarm when nobody came out.
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="visits")
    contact = models.OneToOneField(
        ContactAttempt, models.PROTECT, null=True, blank=True, related_name="visit"
    )
    alarm = models.OneToOneField(Item, models.PROTECT, null=True, blank=True, related_name="alarmed_visit")

    class Meta:
        verbose_name = _("home visit")
        constraints = [
            models.CheckConstraint(
                condition=Q(out_by__gt=F("starts_at")),
                name="visit_period",
                violation_error_message=_("The visit ends before it starts. Check both times."),
            ),
            models.CheckConstraint(
                condition=~Q(place=""),
                name="visit_has_a_place",
                violation_error_message=_("Say where the visit takes place."),
            ),
            models.CheckConstraint(
                condition=~Q(safety_note=""),
                name="visit_has_a_safety_note",
                violation_error_message=_("Write what to look out for, or “nothing known”."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["inside", "done"], checked_in_at__isnull=False)
                | Q(status__in=["planned", "cancelled"], checked_in_at=None),
                name="visit_checked_in",
            ),
            models.CheckConstraint(
                condition=Q(status="done", checked_out_at__gte=F("checked_in_at"))
                | ~Q(status="done") & Q(checked_out_at=None),
                name="visit_checked_out",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""),
                name="visit_cancelled_says_why",
                violation_error_message=_("Say why it is cancelled."),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-starts_at"], name="visit_of_case"),
            models.Index(
                fields=["out_by", "id"],
                condition=Q(status__in=["planned", "inside"], alarm=None),
                name="visit_not_out",
            ),
            models.Index(
                fields=["visitor", "starts_at"],
                condition=Q(status__in=["planned", "inside"]),
                name="visit_of_visitor",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.PLANNED, self.Status.INSIDE)


# Still to be made, or going on.
OPEN = (HomeVisit.Status.PLANNED, HomeVisit.Status.INSIDE)
