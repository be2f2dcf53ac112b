"""Where parts of a plan get in each other's way, and where two people do the same or nobody does it (C25, C26)."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from careplans.models.content import Goal, Intervention, Problem
from careplans.models.plan import CarePlan
from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record, together
from core.sorts import Sorts
from facilities.models import Facility
from patients.models import Case, CaseRecord, RelatedPerson
from policy.models import PackVersion


@tracked
class Restriction(CaseRecord):
    """What a clinician allows or forbids for a time: weight on a leg, fluids, diet, being alone."""

    class Kind(models.TextChoices):
        WEIGHT_BEARING = "weight_bearing", _("Weight bearing")
        ACTIVITY = "activity", _("Activity")
        FLUID = "fluid", _("Fluids")
        DIET = "diet", _("Diet")
        SWALLOWING = "swallowing", _("Swallowing")
        OXYGEN = "oxygen", _("Oxygen")
        SUPERVISION = "supervision", _("Supervision")
        DRIVING = "driving", _("Driving")
        LIFTING = "lifting", _("Lifting")
        ISOLATION = "isolation", _("Isolation")
        WOUND = "wound", _("Wound or line care")
        OTHER = "other", _("Other")

    access = Access("clinical", case="case", lock=("case",))

    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    # A code of its kind ("non", "toe_touch", "partial", "full"; "continuous"), so that rules can read it.
    value = models.CharField(_("value"), max_length=60, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=8, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    words = models.CharField(_("in words"), max_length=240)
    ordered_by = models.CharField(_("ordered by"), max_length=120, blank=True)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until and including"), null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("restriction")
        constraints = [
            together("lifted_at", "lifted_by", name="restriction_lifted_pair"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="restriction_ends_after_it_starts",
                violation_error_message=_("It ends before it starts."),
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(lifted_at=None), name="restriction_of_case")]


@tracked
class Conflict(CaseRecord):
    """Two things that cannot both be carried out as planned; found by a rule or raised by a person."""

    class Severity(models.TextChoices):
        SEVERE = "severe", _("Severe")
        MODERATE = "moderate", _("Moderate")
        NOTE = "note", _("To note")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted as it is")
        RESOLVED = "resolved", _("Resolved")
        WITHDRAWN = "withdrawn", _("No longer so")

    access = Access("plan", case="case", lock=("case",))

    plan = models.ForeignKey(CarePlan, models.PROTECT, related_name="conflicts")
    rule = models.CharField(max_length=60, blank=True)
    rules = models.ForeignKey(PackVersion, models.PROTECT, null=True, blank=True, related_name="+")
    # Rule and the two sides: found again, it is the same conflict.
    key = models.CharField(max_length=200)
    # Of the facts it was found in: a settled one comes back only when they changed.
    facts_hash = models.CharField(max_length=64, blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    sentence = models.CharField(_("why"), max_length=500)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    decision = models.CharField(_("decision"), max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("conflict in a plan")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key"], condition=Q(status="open"), name="one_open_conflict_per_key"
            ),
            together("decided_at", "decided_by", name="conflict_decided_pair"),
            models.CheckConstraint(
                condition=Q(status="open", decided_at=None)
                | ~Q(status="open") & Q(decided_at__isnull=False) & ~Q(decision=""),
                name="settled_conflict_has_decision",
                violation_error_message=_("Say what was decided."),
            ),
        ]
        indexes = [models.Index(fields=["plan", "status"], name="conflict_of_plan")]


# The classes of the things that can be in conflict: each is read by those who read its own.
SIDES = ("plan", "clinical", "behavioural", "psychosocial", "safeguarding", "identity", "discharge", "work")


class ConflictSide(Entry):
    """One of the things in conflict; what a person may not read is shown to them by its kind alone."""

    access = Access(
        "plan",
        case="case",
        lock=("case",),
        sorts=Sorts(
            column="data",
            classes={each: each for each in SIDES},
            shared={"data": SIDES},
            author="conflict__created_by",
        ),
    )

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    conflict = models.ForeignKey(Conflict, models.PROTECT, related_name="sides")
    position = models.PositiveSmallIntegerField()
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="+")
    intervention = models.ForeignKey(Intervention, models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, blank=True, related_name="+")
    restriction = models.ForeignKey(Restriction, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+")
    # The class whose readers may see `words`, and what it is ("ability", "destination", "answer") where it has no row here.
    data = models.CharField(max_length=15, default="plan")
    what = models.CharField(max_length=40)
    words = models.CharField(max_length=240)

    class Meta:
        verbose_name = _("side of a conflict")
        constraints = [models.UniqueConstraint(fields=["conflict", "position"], name="conflict_side_once")]
        triggers = [insert_only("conflict_side")]


@tracked
class Overlap(CaseRecord):
    """Two people about to do the same, or something nobody does; with what speaks for it."""

    class Kind(models.TextChoices):
        OVERLAP = "overlap", _("Done twice")
        HOLE = "hole", _("Done by nobody")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        DISMISSED = "dismissed", _("Not the same")
        GONE = "gone", _("No longer there")

    access = Access("plan", case="case", lock=("case",))

    kind = models.CharField(max_length=7, choices=Kind)
    key = models.CharField(max_length=200)
    sentence = models.CharField(max_length=500)
    evidence: Any = models.JSONField(default=dict)
    # 0 to 1; codes alone give 1.
    score = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    reason = models.CharField(_("why it is not the same"), max_length=240, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("overlap or hole")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key"], condition=~Q(status="gone"), name="one_overlap_per_key"
            ),
            together("ended_at", "ended_by", name="overlap_ended_pair"),
            models.CheckConstraint(
                condition=~Q(status="dismissed") | ~Q(reason=""),
                name="dismissed_overlap_says_why",
                violation_error_message=_("Say why it is not the same."),
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(status="open"), name="overlap_open")]


@tracked
class OverlapThreshold(Record):
    """From which likeness of words on two pieces of work count as the same at a facility; dismissals teach it."""

    access = Access("plan", facility="facility", lock=("facility",))

    facility = models.OneToOneField(Facility, models.PROTECT, related_name="+")
    threshold = models.DecimalField(max_digits=4, decimal_places=3)
    dismissed = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("threshold of overlaps")
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__gte=0, threshold__lte=1), name="overlap_threshold_in_range"
            )
        ]
