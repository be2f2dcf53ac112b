"""What comes ready to use: templates approved by the site, care maps with their variance, programmes (C21, C27, C32)."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from careplans.models.plan import CarePlan
from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, together
from facilities.models import Facility, Unit
from patients.models import Case, CaseRecord
from policy.models import PackVersion


class TemplateApproval(Entry):
    """A site took a template over for its own use: nobody's proposal reaches a patient before somebody answers for it."""

    access = Access("identity", facility="facility", lock=("facility",))

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="template_approvals")
    rules = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    # Of the template as it was read: a change of its words asks for approval again.
    digest = models.CharField(max_length=64)
    # The clinician who answers for it, named by whoever records it.
    answers_for_it = models.CharField(_("clinician who answers for it"), max_length=160)
    at = models.DateTimeField()
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("approval of a template")
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "code", "digest"],
                name="template_approved_once",
                violation_error_message=_("This template is approved already."),
            )
        ]
        triggers = [insert_only("template_approval")]


class TemplateUse(Entry):
    """A template applied to a plan: by whom, what it brought, what was left out."""

    access = Access("plan", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    plan = models.ForeignKey(CarePlan, models.PROTECT, related_name="templates_used")
    rules = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    why = models.CharField(_("why"), max_length=240, blank=True)
    brought: Any = models.JSONField(default=list)
    left_out: Any = models.JSONField(default=list)
    at = models.DateTimeField()
    used_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("use of a template")
        triggers = [insert_only("template_use")]


@tracked
class PathwayStep(CaseRecord):
    """One milestone of a care map on one case: expected when, done when, and why it varied."""

    class Status(models.TextChoices):
        EXPECTED = "expected", _("Expected")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")

    class Variance(models.TextChoices):
        NONE = "", _("As expected")
        EARLY = "early", _("Early")
        LATE = "late", _("Late")
        SKIPPED = "skipped", _("Skipped")

    class Cause(models.TextChoices):
        NONE = "", _("None")
        CONDITION = "condition", _("The patient's condition")
        PATIENT = "patient", _("Patient or family")
        CLINICIAN = "clinician", _("Clinician")
        HOSPITAL = "hospital", _("Hospital process")
        COMMUNITY = "community", _("Services outside")
        PAYER = "payer", _("Payer")
        OTHER = "other", _("Nobody's doing")

    access = Access("plan", case="case", lock=("case",))

    rules = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    pathway = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=160)
    position = models.PositiveSmallIntegerField()
    expected_on = models.DateField(_("expected"))
    tolerance_days = models.PositiveSmallIntegerField(default=0)
    done_on = models.DateField(_("done"), null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.EXPECTED)
    variance = models.CharField(_("variance"), max_length=7, choices=Variance, blank=True, default="")
    cause = models.CharField(_("cause"), max_length=9, choices=Cause, blank=True, default="")
    # The reason code behind the cause ("A03"), and where the patient was when it was recorded.
    reason = models.CharField(max_length=8, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=240, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("step of a care map")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "pathway", "code"], condition=Q(error_at=None), name="pathway_step_once"
            ),
            together("recorded_at", "recorded_by", name="pathway_step_recorded_pair"),
            models.CheckConstraint(
                condition=Q(status="done", done_on__isnull=False) | ~Q(status="done") & Q(done_on=None),
                name="pathway_step_done_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(status="expected") | Q(variance="") | ~Q(cause=""),
                name="variance_has_cause",
                violation_error_message=_("Say what caused it."),
            ),
        ]


@tracked
class Enrolment(CaseRecord):
    """A case in a programme, from a day until a day, with why it left (C32)."""

    access = Access("plan", case="case", lock=("case",))

    programme = models.CharField(_("programme"), max_length=60)
    rules = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until and including"), null=True, blank=True)
    entered_because = models.CharField(_("why it fits"), max_length=240)
    # Each rule of entry as it stood that day: met, not met, or not known.
    standing: Any = models.JSONField(default=list, blank=True)
    exit = models.CharField(_("reason for leaving"), max_length=30, blank=True)
    left_because = models.CharField(_("why it ended"), max_length=240, blank=True)
    left_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("enrolment in a programme")
        constraints = [
            ExclusionConstraint(
                name="one_enrolment_at_a_time",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", Value("[]"), function="DATERANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(error_at=None),
                violation_error_message=_("The patient is in this programme already."),
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")) & ~Q(left_because=""),
                name="left_programme_says_why",
                violation_error_message=_("Say why it ends, and a day not before it began."),
            ),
        ]
