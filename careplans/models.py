"""What the team and the patient agreed to work towards: the first cut, one plan with goals in the patient's words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import together
from patients.models import CaseRecord


@tracked
class CarePlan(CaseRecord):
    """The plan of one case; it takes effect once a goal is agreed and the patient's part is on record."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        CLOSED = "closed", _("Closed")

    access = Access("plan", case="case", lock=("case",))

    what_matters = models.TextField(_("what matters to the patient"), max_length=2000, blank=True)
    engagement = models.CharField(_("how the patient took part, or why not"), max_length=240, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    activated_at = models.DateTimeField(null=True, blank=True)
    activated_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("care plan")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(status="closed"),
                name="one_open_plan_per_case",
                violation_error_message=_("This case already has a plan. Open it."),
            ),
            together("activated_at", "activated_by", name="plan_activated_pair"),
        ]


@tracked
class Goal(CaseRecord):
    """Something the patient wants to reach, with a day to look at it."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Agreed")
        CLOSED = "closed", _("Closed")

    access = Access("plan", case="case", lock=("case",))

    plan = models.ForeignKey(CarePlan, models.PROTECT, related_name="goals")
    words = models.CharField(_("goal"), max_length=240)
    in_patients_words = models.BooleanField(_("in the patient's own words"), default=False)
    due_on = models.DateField(_("look at it on"), null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    outcome = models.CharField(_("what came of it"), max_length=240, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("goal")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="closed") | ~Q(outcome=""),
                name="closed_goal_has_outcome",
                violation_error_message=_("Say what came of the goal."),
            ),
            together("agreed_at", "agreed_by", name="goal_agreed_pair"),
            together("closed_at", "closed_by", name="goal_closed_pair"),
        ]
