"""What must be done before the patient leaves, the stages of leaving, and what was left open."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import together
from discharge.models.plan import DischargePlan
from patients.models import CaseRecord
from policy.models import PackVersion


@tracked
class GateCheck(CaseRecord):
    """What a person, or a departure, said of one gate of one departure (C53).

    A gate that a fact answers (a reconciled list, a delivered notice) has no row while nobody overrides or carries it:
    it is read from the fact each time. `left_open` is a breach: the patient had left with a hard gate open.
    """

    class Status(models.TextChoices):
        MET = "met", _("Done")
        NOT_NEEDED = "not_needed", _("Not needed")
        OVERRIDDEN = "overridden", _("Overridden")
        CARRIED = "carried", _("Carried over to the time after")
        LEFT_OPEN = "left_open", _("Left open")
        UNDONE = "undone", _("Taken back")

    access = Access("discharge", case="case", lock=("case",))

    plan = models.ForeignKey(DischargePlan, models.PROTECT, related_name="checks")
    leaving = models.PositiveSmallIntegerField(_("which departure"))
    gate = models.CharField(_("gate"), max_length=40)
    hard = models.BooleanField(_("must be done first"))
    rules = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status)
    role = models.CharField(_("as"), max_length=20, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    # The work that stands for what was carried or left open: it never ends without an answer.
    item = models.ForeignKey(
        "worklist.Item", models.PROTECT, null=True, blank=True, related_name="gates", verbose_name=_("work")
    )

    class Meta:
        verbose_name = _("answer to a gate")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "leaving", "gate"],
                condition=Q(error_at=None) & ~Q(status="undone"),
                name="one_answer_per_gate",
                violation_error_message=_("This is answered already. Take that answer back first."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["overridden", "carried", "not_needed", "undone"]) | ~Q(reason=""),
                name="gate_answer_says_why",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=~Q(status="carried") | Q(hard=False),
                name="only_soft_gates_carry",
                violation_error_message=_(
                    "This must be done before the patient leaves. Ask for an override."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["carried", "left_open"]) | Q(item__isnull=False),
                name="open_gate_has_work",
            ),
        ]
        indexes = [models.Index(fields=["status", "-at"], name="gate_check_by_status")]


@tracked
class LeavingStep(CaseRecord):
    """One stage of leaving, reached by the role it belongs to; stepped back from only in order, with a reason (C54)."""

    class Stage(models.TextChoices):
        MEDICALLY_READY = "medically_ready", _("Medically ready")
        PLAN_READY = "plan_ready", _("Plan ready")
        ACCEPTED = "accepted", _("Accepted by the next place")
        NURSING_COMPLETE = "nursing_complete", _("Nursing complete")
        LEFT = "left", _("Left")

    access = Access("discharge", case="case", lock=("case",))

    plan = models.ForeignKey(DischargePlan, models.PROTECT, related_name="steps")
    leaving = models.PositiveSmallIntegerField(_("which departure"))
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    at = models.DateTimeField(_("since"))
    role = models.CharField(_("as"), max_length=20, blank=True)
    # Who decided, where that is somebody without a sign-in (the attending physician).
    said_by = models.CharField(_("said by"), max_length=120, blank=True)
    # Left by a fact (a message, a death, against advice) and not by our own stage: the earlier stages may be missing.
    by_fact = models.BooleanField(default=False, editable=False)
    reversed_at = models.DateTimeField(null=True, blank=True)
    reversed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reversed_because = models.CharField(_("why it was taken back"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("stage of leaving")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "leaving", "stage"],
                condition=Q(reversed_at=None, error_at=None),
                name="stage_of_leaving_once",
                violation_error_message=_("This stage is reached already."),
            ),
            together("reversed_at", "reversed_by", name="leaving_step_reversed_pair"),
            models.CheckConstraint(
                condition=Q(reversed_at=None) | ~Q(reversed_because=""),
                name="step_back_says_why",
                violation_error_message=_("Say why the stage is taken back."),
            ),
        ]
        indexes = [models.Index(fields=["plan", "leaving", "at"], name="leaving_step_in_order")]
