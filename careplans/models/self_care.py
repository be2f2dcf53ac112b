"""Learning, deciding and measuring at home: teach-back, options with what they cost, readings with personal limits."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from careplans.models.content import Goal
from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record, together
from patients.models import Case, CaseRecord, RelatedPerson
from worklist.models import Item


class EducationSession(Entry):
    """One topic taught to one learner, with what they gave back in their own words (C28)."""

    class Method(models.TextChoices):
        TALK = "talk", _("Talk")
        DEMONSTRATION = "demonstration", _("Shown and done")
        WRITTEN = "written", _("Written")
        PICTURES = "pictures", _("Pictures")
        VIDEO = "video", _("Video")

    class Result(models.TextChoices):
        UNDERSTOOD = "understood", _("Understood")
        PARTLY = "partly", _("Partly understood")
        NOT_YET = "not_yet", _("Not yet understood")
        DECLINED = "declined", _("Declined")

    access = Access("discharge", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="education")
    topic = models.CharField(_("topic"), max_length=60)
    topic_words = models.CharField(_("topic in words"), max_length=160)
    for_leaving = models.BooleanField(_("needed before leaving"), default=False)
    # Empty: the patient.
    learner = models.ForeignKey(RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+")
    method = models.CharField(_("how"), max_length=13, choices=Method)
    language = models.CharField(_("language"), max_length=8, blank=True)
    interpreter_used = models.BooleanField(_("interpreter used"), null=True, blank=True)
    material = models.CharField(_("material and its version"), max_length=160, blank=True)
    material_grade = models.DecimalField(
        _("reading grade of the material"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    result = models.CharField(_("teach-back"), max_length=10, choices=Result)
    note = models.CharField(_("in their words"), max_length=500, blank=True)
    repeat = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    taught_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("teaching session")
        constraints = [
            models.CheckConstraint(
                condition=~Q(result__in=["not_yet", "partly"]) | Q(repeat__isnull=False),
                name="not_understood_is_repeated",
            )
        ]
        indexes = [models.Index(fields=["case", "topic", "-at"], name="education_of_case")]
        triggers = [insert_only("education_session")]


@tracked
class DecisionRecord(CaseRecord):
    """A choice the patient faced: the options, what speaks for each, what they prefer and why (C29)."""

    access = Access("plan", case="case", lock=("case",))

    question = models.CharField(_("what is to be decided"), max_length=240)
    preference = models.CharField(_("what the patient prefers"), max_length=240, blank=True)
    why = models.CharField(_("why, in their words"), max_length=500, blank=True)
    # Instead of an option that costs the patient less: "none", with why.
    no_cheaper_because = models.CharField(_("why no option costs less"), max_length=240, blank=True)
    discussed_with = models.ForeignKey(
        RelatedPerson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("talked over with"),
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("decision of the patient")
        constraints = [
            together("decided_at", "decided_by", name="decision_made_pair"),
            models.CheckConstraint(
                condition=Q(decided_at=None) | ~Q(preference=""),
                name="decision_names_preference",
                violation_error_message=_("Say what the patient prefers."),
            ),
        ]


@tracked
class DecisionOption(Record):
    """One way open to the patient, doing less among them."""

    access = Access("plan", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    decision = models.ForeignKey(DecisionRecord, models.PROTECT, related_name="options")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(_("option"), max_length=160)
    benefits = models.CharField(_("what speaks for it"), max_length=500, blank=True)
    risks = models.CharField(_("risks"), max_length=500, blank=True)
    burden = models.CharField(_("burden"), max_length=500, blank=True)
    cost_to_patient = models.CharField(_("cost to the patient"), max_length=160, blank=True)
    costs_less = models.BooleanField(_("costs the patient less"), default=False)
    does_less = models.BooleanField(_("does less"), default=False)
    chosen = models.BooleanField(_("preferred"), default=False)

    class Meta:
        verbose_name = _("option of a decision")
        constraints = [
            models.UniqueConstraint(fields=["decision", "position"], name="decision_option_once"),
            models.UniqueConstraint(
                fields=["decision"], condition=Q(chosen=True), name="one_preferred_option"
            ),
        ]


class ReadingKind(models.TextChoices):
    """What is measured at home; units are fixed by the kind (UCUM), so that limits compare like with like."""

    WEIGHT = "weight", _("Weight (kg)")
    SYSTOLIC = "systolic", _("Systolic blood pressure (mmHg)")
    DIASTOLIC = "diastolic", _("Diastolic blood pressure (mmHg)")
    PULSE = "pulse", _("Pulse (per minute)")
    GLUCOSE = "glucose", _("Blood glucose (mg/dL)")
    OXYGEN = "oxygen", _("Oxygen saturation (%)")
    PEAK_FLOW = "peak_flow", _("Peak flow (L/min)")
    TEMPERATURE = "temperature", _("Temperature (°C)")
    PAIN = "pain", _("Pain (0 to 10)")
    DOSES_TAKEN = "doses_taken", _("Doses taken (% of those due)")


class Reading(Entry):
    """One value measured at home or told on the telephone."""

    class Source(models.TextChoices):
        PATIENT = "patient", _("Told by the patient")
        CAREGIVER = "caregiver", _("Told by a caregiver")
        DEVICE = "device", _("Sent by a device")
        VISIT = "visit", _("Measured at a visit")

    access = Access("discharge", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="readings")
    kind = models.CharField(_("what"), max_length=12, choices=ReadingKind)
    value = models.DecimalField(_("value"), max_digits=7, decimal_places=2)
    source = models.CharField(_("source"), max_length=9, choices=Source)
    taken_at = models.DateTimeField(_("taken"))
    out_of_range = models.BooleanField(default=False)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    # An imported one names itself, so that it is taken in once.
    source_key = models.CharField(max_length=120, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reading")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "source_key"], condition=~Q(source_key=""), name="reading_taken_in_once"
            )
        ]
        indexes = [models.Index(fields=["case", "kind", "-taken_at"], name="reading_of_case")]
        triggers = [insert_only("reading")]


@tracked
class Threshold(CaseRecord):
    """Between which values this patient is well, who looks when they are not, and how often a value is expected."""

    access = Access("discharge", case="case", lock=("case",))

    kind = models.CharField(_("what"), max_length=12, choices=ReadingKind)
    low = models.DecimalField(_("not below"), max_digits=7, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(_("not above"), max_digits=7, decimal_places=2, null=True, blank=True)
    role = models.CharField(_("who looks"), max_length=20, choices=Role)
    every_days = models.PositiveSmallIntegerField(_("expected every so many days"), null=True, blank=True)
    set_by_whom = models.CharField(_("who set it"), max_length=120)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until and including"), null=True, blank=True)

    class Meta:
        verbose_name = _("personal limits of a reading")
        constraints = [
            ExclusionConstraint(
                name="one_threshold_at_a_time",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", Value("[]"), function="DATERANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(error_at=None),
                violation_error_message=_(
                    "Limits for this are set in that period. Change or end them first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=False) | Q(high__isnull=False),
                name="threshold_has_a_limit",
                violation_error_message=_("Give a lower or an upper limit."),
            ),
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lt=F("high")),
                name="threshold_in_order",
                violation_error_message=_("The lower limit must be below the upper one."),
            ),
        ]
