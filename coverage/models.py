"""Who pays: plans, policies by rank and inclusive dates, and what a benefit check found out."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import Record, together
from core.refusals import Refused
from directory.models import Organisation
from patients.merge_rules import Change, Rule, Step
from patients.models import PatientRecord

LAST_RANK = 9


class InclusiveDates(Func):
    """`daterange(from, until, '[]')`: both days count, an open end is for ever."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"
    output_field: Any = DateRangeField()


@tracked
class Plan(Record):
    """A product of a payer, and what the team should know about it."""

    class Product(models.TextChoices):
        MEDICARE = "medicare", _("Medicare")
        ADVANTAGE = "advantage", _("Medicare Advantage")
        MEDICAID = "medicaid", _("Medicaid")
        COMMERCIAL = "commercial", _("Commercial")
        MILITARY = "military", _("Military or veterans")
        SELF_PAY = "self_pay", _("Self-pay")
        OTHER = "other", _("Other")

    payer = models.ForeignKey(Organisation, models.PROTECT, related_name="plans", verbose_name=_("payer"))
    name = models.CharField(_("plan"), max_length=120)
    product = models.CharField(_("kind of plan"), max_length=12, choices=Product, default=Product.OTHER)

    class Meta:
        verbose_name = _("plan")
        constraints = [models.UniqueConstraint(fields=["payer", "name"], name="plan_once")]

    def __str__(self) -> str:
        return f"{self.payer.name}, {self.name}"


def _take_a_free_rank(policy: "Coverage", step: Step) -> Change:
    """The kept record's ranks stand: the same policy is set aside as entered twice, another takes the next free rank."""
    kept = [row for row in Coverage.objects.filter(patient=step.survivor, error_at=None) if row.meets(policy)]
    moved = {"patient_id": step.survivor.pk}
    if policy.error_at or policy.rank not in {row.rank for row in kept}:
        return moved
    if any((row.plan_id, row.member_id) == (policy.plan_id, policy.member_id) for row in kept):
        return {**moved, "error_at": step.at, "error_by_id": step.by.pk}
    free = set(range(1, LAST_RANK + 1)) - {row.rank for row in kept}
    if not free:
        raise Refused(
            _("Together the records have more than nine policies at one time. End one of them first.")
        )
    return {**moved, "rank": min(free)}


@tracked
class Coverage(PatientRecord):
    """A policy of the patient: who pays first, second, third, from and until, both days included."""

    access = Access("coverage", case="patient__cases", facility="patient__facility", lock=("patient",))
    on_merge = {
        "patient": Rule(
            "moves; takes the next free rank, or is set aside when entered twice", _take_a_free_rank
        )
    }

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", verbose_name=_("plan"))
    member_id = models.CharField(_("member number"), max_length=80)
    group = models.CharField(_("group number"), max_length=80, blank=True)
    holder = models.CharField(_("policy holder"), max_length=120, blank=True)
    relation = models.CharField(_("patient's relation to the holder"), max_length=40, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until and including"), null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    error_at = models.DateTimeField(null=True, blank=True, editable=False)
    error_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("coverage")
        constraints = [
            together("error_at", "error_by", name="coverage_error_pair"),
            together("verified_at", "verified_by", name="coverage_verified_pair"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="coverage_period",
                violation_error_message=_("The last day is before the first. Check both dates."),
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1, rank__lte=LAST_RANK), name="coverage_rank_possible"
            ),
            ExclusionConstraint(
                name="one_coverage_per_rank",
                expressions=[
                    ("patient", RangeOperators.EQUAL),
                    ("rank", RangeOperators.EQUAL),
                    (InclusiveDates("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(error_at__isnull=True),
                violation_error_message=_(
                    "Another policy has this rank in these dates. Change a rank or a date."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} ({self.rank})"

    def meets(self, other: "Coverage") -> bool:
        """Whether two policies share a day; both ends count."""
        starts_before_end = other.until_on is None or self.from_on <= other.until_on
        return starts_before_end and (self.until_on is None or other.from_on <= self.until_on)

    def active_on(self, day: Any) -> bool:
        """A policy that ends today is active all day."""
        return bool(self.from_on <= day and (self.until_on is None or day <= self.until_on))


@tracked
class BenefitCheck(Record):
    """What the payer said when asked: how, with whom, the reference, what is covered, until when it holds."""

    class How(models.TextChoices):
        PHONE = "phone", _("Phone")
        PORTAL = "portal", _("Payer's portal")
        ELECTRONIC = "electronic", _("Electronic enquiry")

    access = Access(
        "coverage",
        case="coverage__patient__cases",
        facility="coverage__patient__facility",
        lock=("coverage",),
    )

    coverage = models.ForeignKey(Coverage, models.PROTECT, related_name="checks")
    how = models.CharField(_("how"), max_length=10, choices=How)
    spoke_with = models.CharField(_("with whom"), max_length=120, blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    covered = models.TextField(_("what is covered"), max_length=2000)
    units_left = models.PositiveIntegerField(_("days or units left"), null=True, blank=True)
    active = models.BooleanField(_("the policy is active"), default=True)
    valid_until = models.DateField(_("holds until"), null=True, blank=True)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("benefit check")

    @property
    def patient_id(self) -> Any:
        return self.coverage.patient_id
