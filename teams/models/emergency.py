"""Emergency access: one patient, a few hours, a reason, and somebody else's look at it afterwards."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from core.access import Access
from core.history import tracked
from core.models import Record, together
from patients.merge_rules import Change, Rule, Step
from patients.models import Patient

# R-BTG: four hours, review within two business days (45 CFR 164.312(a)(2)(ii); the figures are the project's).
LASTS = timedelta(hours=4)
LEAST_WORDS = 15


def _one_at_a_time(emergency: "EmergencyAccess", step: Step) -> Change:
    open_there = EmergencyAccess.objects.filter(
        patient=step.survivor, user=emergency.user_id, live=True, ended_at=None
    )
    ends = (
        {"ended_at": step.at} if emergency.live and emergency.ended_at is None and open_there.exists() else {}
    )
    return {"patient_id": step.survivor.pk, **ends}


MOVES_AS_ONE = Rule(
    "moves to the kept record, and ends there if the same person has one open already", _one_at_a_time
)


@tracked
class EmergencyAccess(Record):
    """Breaking the glass: reading one patient's record without a relation, told at once and reviewed by another."""

    class Reason(models.TextChoices):
        TREATMENT = "treatment", _("Treatment emergency")
        ON_CALL = "on_call", _("On-call coverage")
        SAFETY = "safety", _("Safety of a patient")
        LEGAL = "legal", _("Legal duty")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        OPENED = "opened", _("Opened")
        REVIEWED = "reviewed", _("Reviewed")

    class Outcome(models.TextChoices):
        JUSTIFIED = "justified", _("Justified")
        NOT_JUSTIFIED = "not_justified", _("Not justified")

    # Through the case, the supervisor of its team sees what was opened on their patients.
    access = Access(
        "oversight", case="patient__cases", facility="patient__facility", lock=("patient",), own="user"
    )
    on_merge = {"patient": MOVES_AS_ONE}

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="emergencies")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="emergencies")
    role = models.CharField(max_length=20, choices=Role)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    words = models.CharField(_("in your words"), max_length=500)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # True until a sweep retires it, for the partial index; the access view compares the period as well.
    live = models.BooleanField(default=True, editable=False)
    # Records under 42 CFR Part 2 open only in a medical emergency, documented at once (2.51).
    part2_recipient = models.CharField(_("who receives it"), max_length=160, blank=True)
    part2_affiliation = models.CharField(_("of which facility"), max_length=160, blank=True)
    part2_nature = models.CharField(_("nature of the emergency"), max_length=240, blank=True)
    review_due_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OPENED)
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome, blank=True)
    review_note = models.CharField(_("what was found"), max_length=500, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("emergency access")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("opened_at"), expires_at__lte=F("opened_at") + LASTS),
                name="emergency_ends_in_time",
            ),
            models.CheckConstraint(
                condition=~Q(user=F("reviewed_by")) | Q(reviewed_by=None),
                name="emergency_reviewed_by_another",
                violation_error_message=_("Somebody else must review this."),
            ),
            together("reviewed_at", "reviewed_by", name="emergency_reviewed_pair"),
            models.CheckConstraint(
                condition=Q(status="opened", reviewed_at=None)
                | Q(status="reviewed", reviewed_at__isnull=False) & ~Q(outcome="") & ~Q(review_note=""),
                name="emergency_review_has_outcome",
                violation_error_message=_("Choose an outcome and write what you found."),
            ),
            models.CheckConstraint(
                condition=Q(part2_recipient="", part2_affiliation="", part2_nature="")
                | ~Q(part2_recipient="")
                & ~Q(part2_affiliation="")
                & ~Q(part2_nature="")
                & Q(reason="treatment"),
                name="part2_facts_together",
                violation_error_message=_(
                    "For records of a substance use programme give the receiver, their facility and the emergency."
                ),
            ),
            models.UniqueConstraint(
                fields=["patient", "user"],
                condition=Q(live=True, ended_at=None),
                name="one_emergency_at_a_time",
                violation_error_message=_("You already have emergency access to this patient."),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "patient"], condition=Q(live=True), name="emergency_live_user"),
            models.Index(fields=["review_due_at"], condition=Q(status="opened"), name="emergency_to_review"),
        ]
