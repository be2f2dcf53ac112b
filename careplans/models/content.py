"""What a plan says: problems, goals that serve them or a wish of the patient, and interventions that serve a goal."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from assessments.models import Need
from careplans.models.plan import CarePlan
from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, together
from patients.models import Case, CaseRecord, RelatedPerson
from worklist.models import FollowUp, Item


class Priority(models.IntegerChoices):
    HIGH = 1, _("High")
    NORMAL = 2, _("Normal")
    LOW = 3, _("Low")


@tracked
class Problem(CaseRecord):
    """Something the plan works on, clinical or social; from an accepted need where it came from one."""

    class Kind(models.TextChoices):
        CLINICAL = "clinical", _("Clinical")
        FUNCTION = "function", _("Daily life")
        SOCIAL = "social", _("Social")
        MOOD = "mood", _("Mood and thinking")
        SAFETY = "safety", _("Safety")
        KNOWLEDGE = "knowledge", _("Knowledge and skills")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        RESOLVED = "resolved", _("Resolved")

    access = Access("plan", case="case", lock=("case",))

    plan = models.ForeignKey(CarePlan, models.PROTECT, related_name="problems")
    words = models.CharField(_("problem"), max_length=240)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CLINICAL)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    source = models.CharField(_("source"), max_length=160, blank=True)
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="problems")
    # "heart_failure@3/fluid": the template, its version and its entry.
    template = models.CharField(max_length=120, blank=True, editable=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_because = models.CharField(_("what came of it"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("problem")
        constraints = [
            together("closed_at", "closed_by", name="problem_closed_pair"),
            models.UniqueConstraint(
                fields=["plan", "need"],
                condition=Q(error_at=None, status="active"),
                name="one_problem_per_need",
                violation_error_message=_("This need is already a problem of the plan."),
            ),
        ]
        indexes = [models.Index(fields=["plan", "priority"], name="problem_of_plan")]


class Achievement(models.TextChoices):
    """How far a goal is reached, apart from where it stands in the work (FHIR Goal.achievementStatus)."""

    IN_PROGRESS = "in-progress", _("In progress")
    IMPROVING = "improving", _("Improving")
    WORSENING = "worsening", _("Worsening")
    NO_CHANGE = "no-change", _("No change")
    ACHIEVED = "achieved", _("Achieved")
    SUSTAINING = "sustaining", _("Sustained")
    NOT_ACHIEVED = "not-achieved", _("Not achieved")
    NO_PROGRESS = "no-progress", _("No progress")
    NOT_ATTAINABLE = "not-attainable", _("Cannot be reached")


@tracked
class Goal(CaseRecord):
    """Something the patient wants to reach: in their words where they can be had, measurable, with a day to look at it.

    It serves a problem or is a wish of the patient's own. Weights 0 to 3 and five levels serve goal attainment scaling
    (KPI-14); `confidence` is the patient's, 0 to 10.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Agreed")
        ON_HOLD = "on_hold", _("On hold")
        CLOSED = "closed", _("Closed")

    class Closing(models.TextChoices):
        REACHED = "reached", _("Reached")
        PARTLY = "partly", _("Partly reached")
        NOT_REACHED = "not_reached", _("Not reached")
        NO_LONGER_WANTED = "no_longer_wanted", _("No longer wanted")
        REPLACED = "replaced", _("Replaced by another")
        CASE_ENDED = "case_ended", _("The case ended")

    access = Access("plan", case="case", lock=("case",))

    plan = models.ForeignKey(CarePlan, models.PROTECT, related_name="goals")
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, blank=True, related_name="goals")
    is_wish = models.BooleanField(_("a wish of the patient's own"), default=False)
    words = models.CharField(_("goal"), max_length=240)
    in_patients_words = models.BooleanField(_("in the patient's own words"), default=False)
    # As the patient said it, where that was not in the language of the record.
    spoken = models.CharField(_("as they said it in their language"), max_length=240, blank=True)
    plain = models.CharField(_("in plain words"), max_length=500, blank=True)
    measure = models.CharField(_("measured by"), max_length=120, blank=True)
    target = models.CharField(_("target"), max_length=120, blank=True)
    target_value = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    start_on = models.DateField(_("from"), null=True, blank=True)
    due_on = models.DateField(_("look at it on"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    source = models.CharField(_("source"), max_length=160, blank=True)
    support_person = models.CharField(_("who supports it"), max_length=160, blank=True)
    confidence = models.PositiveSmallIntegerField(_("confidence, 0 to 10"), null=True, blank=True)
    importance = models.PositiveSmallIntegerField(_("importance, 0 to 3"), null=True, blank=True)
    difficulty = models.PositiveSmallIntegerField(_("difficulty, 0 to 3"), null=True, blank=True)
    # What -2, -1, 0, +1 and +2 mean for this goal; `no_worse`: nothing could be worse than the beginning.
    level_m2 = models.CharField(_("much less than expected (-2)"), max_length=160, blank=True)
    level_m1 = models.CharField(_("somewhat less (-1)"), max_length=160, blank=True)
    level_0 = models.CharField(_("expected (0)"), max_length=160, blank=True)
    level_p1 = models.CharField(_("somewhat more (+1)"), max_length=160, blank=True)
    level_p2 = models.CharField(_("much more (+2)"), max_length=160, blank=True)
    no_worse = models.BooleanField(_("no worse state is possible"), default=False)
    template = models.CharField(max_length=120, blank=True, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    achievement = models.CharField(
        _("how far"), max_length=15, choices=Achievement, default=Achievement.IN_PROGRESS
    )
    hold_because = models.CharField(_("why it rests"), max_length=240, blank=True)
    closing = models.CharField(_("how it ended"), max_length=16, choices=Closing, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=240, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("goal")
        constraints = [
            models.CheckConstraint(
                condition=Q(problem__isnull=False) | Q(is_wish=True),
                name="goal_serves_something",
                violation_error_message=_(
                    "Say which problem the goal serves, or that it is the patient's wish."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | ~Q(outcome=""),
                name="closed_goal_has_outcome",
                violation_error_message=_("Say what came of the goal."),
            ),
            models.CheckConstraint(
                condition=~Q(status="on_hold") | ~Q(hold_because=""),
                name="goal_on_hold_says_why",
                violation_error_message=_("Say why the goal rests."),
            ),
            models.CheckConstraint(
                condition=(Q(importance=None) | Q(importance__lte=3))
                & (Q(difficulty=None) | Q(difficulty__lte=3))
                & (Q(confidence=None) | Q(confidence__lte=10)),
                name="goal_weights_in_range",
                violation_error_message=_(
                    "Importance and difficulty go from 0 to 3, confidence from 0 to 10."
                ),
            ),
            models.CheckConstraint(
                condition=Q(start_on=None) | Q(due_on=None) | Q(due_on__gte=F("start_on")),
                name="goal_due_after_start",
                violation_error_message=_("The day to look at it is before the goal starts."),
            ),
            together("agreed_at", "agreed_by", name="goal_agreed_pair"),
            together("closed_at", "closed_by", name="goal_closed_pair"),
        ]
        indexes = [models.Index(fields=["plan", "status"], name="goal_of_plan")]


class GoalProgress(Entry):
    """How a goal stands at one moment: -2 to +2 on its own scale, with who said so."""

    access = Access("plan", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="progress")
    level = models.SmallIntegerField(_("level"), null=True, blank=True)
    achievement = models.CharField(_("how far"), max_length=15, choices=Achievement)
    baseline = models.BooleanField(_("where it began"), default=False)
    by_patient = models.BooleanField(_("the patient says so"), default=False)
    words = models.CharField(_("in words"), max_length=240, blank=True)
    value = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("progress of a goal")
        constraints = [
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__gte=-2, level__lte=2), name="goal_level_in_range"
            ),
            models.UniqueConstraint(
                fields=["goal"],
                condition=Q(baseline=True),
                name="one_baseline_per_goal",
                violation_error_message=_("Where this goal began is on record."),
            ),
        ]
        indexes = [models.Index(fields=["goal", "-at"], name="progress_of_goal")]
        triggers = [insert_only("goal_progress")]


@tracked
class Intervention(CaseRecord):
    """What is done for a goal: by which role or caregiver, how often, from when until when (FHIR CarePlan.activity)."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ACTIVE = "active", _("Going on")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    access = Access("plan", case="case", lock=("case",))

    plan = models.ForeignKey(CarePlan, models.PROTECT, related_name="interventions")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="interventions")
    words = models.CharField(_("what is done"), max_length=240)
    plain = models.CharField(_("in plain words"), max_length=500, blank=True)
    activity = models.CharField(_("purpose"), max_length=40)
    subject = models.CharField(max_length=60, blank=True)
    owner_role = models.CharField(_("who does it"), max_length=20, choices=Role, blank=True)
    owner = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    caregiver = models.ForeignKey(RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+")
    # One of the tasks of a caregiver's capacity ("lifting"), and what it takes.
    caregiver_task = models.CharField(_("task"), max_length=30, blank=True)
    hours_per_week = models.DecimalField(
        _("hours a week"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    # Empty: once. Otherwise the days from one time to the next.
    every_days = models.PositiveSmallIntegerField(_("every so many days"), null=True, blank=True)
    frequency = models.CharField(_("how often, in words"), max_length=80, blank=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until and including"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=160, blank=True)
    template = models.CharField(max_length=120, blank=True, editable=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.PLANNED)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    follow_up = models.ForeignKey(FollowUp, models.PROTECT, null=True, blank=True, related_name="+")
    # Its work stood before the plan asked for it: it goes on when the plan asks no longer.
    joined = models.BooleanField(default=False, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = models.CharField(_("why it ended"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("intervention")
        constraints = [
            models.CheckConstraint(
                condition=~Q(owner_role="") | Q(caregiver__isnull=False),
                name="intervention_has_somebody",
                violation_error_message=_("Say which role or which caregiver does it."),
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="intervention_ends_after_it_starts",
                violation_error_message=_("It ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(every_days=None) | Q(every_days__gte=1), name="intervention_repeats_in_days"
            ),
            together("ended_at", "ended_by", name="intervention_ended_pair"),
            models.CheckConstraint(
                condition=~Q(status="stopped") | ~Q(ended_because=""),
                name="stopped_intervention_says_why",
                violation_error_message=_("Say why it is stopped."),
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "status"], name="intervention_of_plan"),
            models.Index(fields=["goal"], name="intervention_of_goal"),
        ]


@tracked
class Barrier(CaseRecord):
    """What stands in the way of a goal or of work: found where, looked after by whom, removed how (C23)."""

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", _("Hospital process")
        PHYSICIAN = "physician", _("Physician")
        PAYER = "payer", _("Payer")
        POST_ACUTE = "post_acute", _("Care after the hospital")
        PATIENT = "patient", _("Patient")
        FAMILY = "family", _("Family")
        LEGAL = "legal", _("Law and capacity")
        SOCIAL = "social", _("Social")
        LANGUAGE = "language", _("Language")
        MONEY = "money", _("Money")
        SUPPLY = "supply", _("Equipment and supplies")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        RAISED = "raised", _("Open")
        CLEARED = "cleared", _("Cleared")

    access = Access("plan", case="case", lock=("case",))

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    words = models.CharField(_("what stands in the way"), max_length=240)
    found_where = models.CharField(_("found where"), max_length=80, blank=True)
    systemic = models.BooleanField(_("a barrier of the system"), default=False)
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="barriers")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="barriers")
    owner = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=7, choices=Status, default=Status.RAISED)
    cleared_how = models.CharField(_("removed how"), max_length=240, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("barrier")
        constraints = [
            together("cleared_at", "cleared_by", name="barrier_cleared_pair"),
            models.CheckConstraint(
                condition=~Q(status="cleared") | ~Q(cleared_how=""),
                name="cleared_barrier_says_how",
                violation_error_message=_("Say how it was removed."),
            ),
        ]
        indexes = [models.Index(fields=["case", "status"], name="barrier_of_case")]
