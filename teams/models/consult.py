"""A question to somebody outside the team, what they may see to answer it, and what came of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import together
from patients.models import CaseRecord
from teams.models.grant import CaseGrant


@tracked
class Consult(CaseRecord):
    """A consult (FHIR ServiceRequest with its answer): asked, answered in time or not, and whether the plan changed."""

    class Urgency(models.TextChoices):
        ROUTINE = "routine", _("Routine")
        URGENT = "urgent", _("Urgent")
        EMERGENT = "emergent", _("Now")

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        ANSWERED = "answered", _("Answered")
        APPLIED = "applied", _("Taken up")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Not answered in time")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    access = Access("consult", case="case", lock=("case",), own="to_user", own_needs="summary_consult")

    to_user = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="consults", verbose_name=_("whom to ask")
    )
    activity = models.CharField(_("activity"), max_length=40, blank=True)
    question = models.CharField(_("question"), max_length=500)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, default=Urgency.ROUTINE)
    # What they may read of the case besides the question: classes of information, and a summary fit to share.
    classes = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("what they may read")
    )
    summary = models.CharField(_("summary for the person asked"), max_length=1000)
    grant = models.OneToOneField(CaseGrant, models.PROTECT, related_name="consult")
    due_at = models.DateTimeField(_("answer until"))
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    # The answer, in the three parts that a team can act on.
    finding = models.CharField(_("what I found"), max_length=1000, blank=True)
    advice = models.CharField(_("what I advise"), max_length=1000, blank=True)
    watch_for = models.CharField(_("what to watch for"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.CharField(_("why I cannot answer"), max_length=240, blank=True)
    plan_changed = models.BooleanField(_("the plan changed because of this"), null=True, blank=True)
    change_note = models.CharField(_("what changed"), max_length=500, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("consult")
        constraints = [
            together("answered_at", "answered_by", name="consult_answered_pair"),
            together("applied_at", "applied_by", name="consult_applied_pair"),
            models.CheckConstraint(
                condition=~Q(status__in=["answered", "applied"])
                | Q(answered_at__isnull=False) & ~Q(finding="", advice=""),
                name="answered_says_something",
                violation_error_message=_("Write what you found or what you advise."),
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(decline_reason=""),
                name="consult_declined_says_why",
                violation_error_message=_("Say why you cannot answer, so that they can ask somebody else."),
            ),
            models.CheckConstraint(
                condition=~Q(plan_changed=True) | ~Q(change_note=""),
                name="plan_change_is_said",
                violation_error_message=_("Say what changed in the plan."),
            ),
            models.CheckConstraint(
                condition=~Q(created_by=F("to_user")),
                name="consult_with_somebody_else",
                violation_error_message=_("Choose somebody else to ask."),
            ),
        ]
        indexes = [
            models.Index(fields=["to_user", "due_at"], condition=Q(status="asked"), name="consult_to_answer"),
            models.Index(fields=["due_at"], condition=Q(status="asked"), name="consult_to_expire"),
        ]
