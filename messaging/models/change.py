"""A change in a patient's condition, and one row for each person who is to know of it."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import Record, together
from patients.models import CaseRecord
from teams.models import Absence
from worklist.models import Item


@tracked
class ConditionChange(CaseRecord):
    """Something happened to the patient that the whole team must know (R-IDR-4): what, how grave, when.

    `created_by` told it; `due_at` is when everybody should know, by the clock of its severity.
    """

    class Severity(models.TextChoices):
        CRITICAL = "critical", _("Critical")
        URGENT = "urgent", _("Urgent")
        ROUTINE = "routine", _("Routine")

    access = Access("clinical", case="case", lock=("case",))

    severity = models.CharField(_("how grave"), max_length=8, choices=Severity)
    what = models.CharField(_("what happened"), max_length=500)
    event_at = models.DateTimeField(_("when it happened"))
    reported_by = models.CharField(_("who reported it"), max_length=120, blank=True)
    due_at = models.DateTimeField(_("known by"))

    class Meta:
        verbose_name = _("change of condition")
        constraints = [
            models.CheckConstraint(
                condition=~Q(what=""),
                name="change_says_what",
                violation_error_message=_("Say what happened."),
            )
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="change_of_case"),
            models.Index(fields=["due_at"], name="change_due"),
        ]

    @property
    def tone(self) -> str:
        """The colour of its severity."""
        return {"critical": "red", "urgent": "orange"}.get(self.severity, "blue")


@tracked
class Acknowledgement(Record):
    """One person and one change: asked, answered by them or by who stood in for them, or excused with a reason."""

    class Status(models.TextChoices):
        DUE = "due", _("Does not know yet")
        ACKNOWLEDGED = "acknowledged", _("Knows")
        EXCUSED = "excused", _("Excused")

    access = Access("work", case="change__case", lock=("change__case", "change"))

    change = models.ForeignKey(ConditionChange, models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    # The work that asks them; somebody who comes back to the team is asked by a new one.
    item = models.OneToOneField(Item, models.PROTECT, related_name="acknowledgement")
    due_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=Status, default=Status.DUE)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The absence in which a deputy answered; empty when the person did.
    standing_in = models.ForeignKey(Absence, models.PROTECT, null=True, blank=True, related_name="+")
    excused_at = models.DateTimeField(null=True, blank=True)
    excused_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    excused_reason = models.CharField(_("why they need not answer"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("acknowledgement")
        constraints = [
            models.UniqueConstraint(fields=["change", "user"], name="asked_once"),
            together("acknowledged_at", "acknowledged_by", name="acknowledged_pair"),
            together("excused_at", "excused_by", name="excused_pair"),
            models.CheckConstraint(
                condition=Q(status="acknowledged", acknowledged_at__isnull=False)
                | ~Q(status="acknowledged") & Q(acknowledged_at=None, standing_in=None),
                name="acknowledged_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(status="excused", excused_at__isnull=False) & ~Q(excused_reason="")
                | ~Q(status="excused") & Q(excused_at=None, excused_reason=""),
                name="excused_says_why",
                violation_error_message=_("Say why they need not answer."),
            ),
            models.CheckConstraint(
                condition=Q(standing_in=None) | ~Q(acknowledged_by=models.F("user")),
                name="nobody_stands_in_for_themselves",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="due"), name="acknowledgement_due"),
            models.Index(fields=["user"], condition=Q(status="due"), name="acknowledgement_waits"),
        ]

    @property
    def late(self) -> bool:
        """Whether it came after its clock."""
        answered: datetime | None = self.acknowledged_at
        return answered is not None and answered > self.due_at
