"""The whole person: needs and whether help is wanted, five abilities, and what the family can carry."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.asking import Section
from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, together
from core.sorts import Sorts
from patients.models import Case, CaseRecord, RelatedPerson

NEED_SORTS = ("psychosocial", "safeguarding", "behavioural")


@tracked
class Need(CaseRecord):
    """Something that stands in the patient's way, and whether they want help with it (C13)."""

    class Domain(models.TextChoices):
        HOUSING = "housing", _("Housing")
        FOOD = "food", _("Food")
        TRANSPORT = "transport", _("Transport")
        UTILITIES = "utilities", _("Heat, power, water")
        SAFETY = "safety", _("Safety")
        MONEY = "money", _("Money")
        WORK = "work", _("Work")
        SUPPORT = "support", _("Help from others")
        LONELINESS = "loneliness", _("Loneliness")
        LANGUAGE = "language", _("Language")
        EDUCATION = "education", _("School or training")
        ACTIVITY = "activity", _("Physical activity")
        SUBSTANCE = "substance", _("Alcohol, tobacco, drugs")
        MOOD = "mood", _("Mood and stress")
        DISABILITY = "disability", _("Disability")
        COGNITION = "cognition", _("Thinking and memory")
        FUNCTION = "function", _("Daily activities")
        FALLS = "falls", _("Falls")
        LITERACY = "literacy", _("Understanding health information")
        MEDICINES = "medicines", _("Medicines")
        CAREGIVER = "caregiver", _("Caregiver")
        EQUIPMENT = "equipment", _("Equipment and supplies")
        COVERAGE = "coverage", _("Coverage and authorisation")
        LEGAL = "legal", _("Capacity and legal questions")
        SPIRITUAL = "spiritual", _("Faith and meaning")
        OTHER = "other", _("Other")

    class Severity(models.IntegerChoices):
        LOW = 1, _("Mild")
        MODERATE = 2, _("Moderate")
        HIGH = 3, _("Severe")

    class Status(models.TextChoices):
        FOUND = "found", _("Not asked yet whether help is wanted")
        ACCEPTED = "accepted", _("Wants help")
        DECLINED = "declined", _("Does not want help")
        LATER = "later", _("Not now")
        CLOSED = "closed", _("Closed")

    class Outcome(models.TextChoices):
        MET = "met", _("Met")
        PARTLY = "partly", _("Partly met")
        NOT_MET = "not_met", _("Not met")

    access = Access(
        "psychosocial",
        case="case",
        lock=("case",),
        # What was found by asking about violence or mood is read only by those who may read those answers.
        sorts=Sorts(
            column="sort",
            classes={each: each for each in NEED_SORTS},
            shared={"sort": NEED_SORTS},
            author="created_by",
        ),
    )
    PSYCHOSOCIAL = NEED_SORTS[0]

    domain = models.CharField(_("domain"), max_length=12, choices=Domain)
    sort = models.CharField(max_length=15, default="psychosocial", editable=False)
    words = models.CharField(_("in words"), max_length=240)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity, default=Severity.MODERATE)
    # Standard codes where a site keeps them: "Z59.41" and the like.
    codes = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("codes"))
    systemic = models.BooleanField(_("discrimination or a barrier of the system"), default=False)
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="needs")
    status = models.CharField(max_length=8, choices=Status, default=Status.FOUND)
    owner = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who looks after it"),
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    # An accepted need maps to a goal or says here why not (C21).
    no_goal_because = models.CharField(_("why no goal serves it"), max_length=240, blank=True)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome, blank=True)
    outcome_words = models.CharField(_("what came of it"), max_length=240, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("need")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "domain", "sort"],
                condition=Q(error_at=None) & ~Q(status="closed") & ~Q(domain="other"),
                name="one_open_need_per_domain",
                violation_error_message=_("A need of this kind is already on record. Add to it."),
            ),
            together("answered_at", "answered_by", name="need_answered_pair"),
            together("closed_at", "closed_by", name="need_closed_pair"),
            models.CheckConstraint(
                condition=Q(status="found", answered_at=None)
                | Q(status__in=["accepted", "declined", "later"], answered_at__isnull=False)
                | Q(status="closed"),
                name="need_answer_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(status="closed") & Q(closed_at=None, outcome=""),
                name="closed_need_has_outcome",
                violation_error_message=_("Say whether the need was met."),
            ),
        ]
        indexes = [models.Index(fields=["case", "status"], name="need_of_case")]


class AbilityRating(Entry):
    """One of the five abilities at one moment: before admission, now, expected at discharge, and support (C12).

    Levels 0 (needs somebody all the time) to 4 (manages alone). Support is the hours a day that somebody must be there,
    0 to 24: what the patient will need after leaving, and what is arranged.
    """

    class Ability(models.TextChoices):
        FUNCTIONAL = "functional", _("Functional")
        PHYSICAL = "physical", _("Physical")
        COGNITIVE = "cognitive", _("Cognitive")
        EMOTIONAL = "emotional", _("Emotional")
        SOCIOECONOMIC = "socioeconomic", _("Socio-economic")

    class Level(models.IntegerChoices):
        ALL_THE_TIME = 0, _("Needs somebody all the time")
        MUCH_HELP = 1, _("Needs much help")
        SOME_HELP = 2, _("Needs some help")
        REMINDERS = 3, _("Needs to be reminded or watched")
        ALONE = 4, _("Manages alone")

    access = Access(
        "clinical",
        case="case",
        lock=("case",),
        sorts=Sorts(
            column="ability",
            classes={
                "functional": "clinical",
                "physical": "clinical",
                "cognitive": "clinical",
                "emotional": "behavioural",
                "socioeconomic": "psychosocial",
            },
            shared={"ability": tuple(Ability.values)},
            author="rated_by",
        ),
    )

    case = models.ForeignKey(Case, models.PROTECT, related_name="ability_ratings")
    ability = models.CharField(_("ability"), max_length=15, choices=Ability)
    before = models.PositiveSmallIntegerField(_("before admission"), choices=Level, null=True, blank=True)
    now = models.PositiveSmallIntegerField(_("now"), choices=Level)
    expected = models.PositiveSmallIntegerField(
        _("expected at discharge"), choices=Level, null=True, blank=True
    )
    support_needed = models.PositiveSmallIntegerField(
        _("hours of support a day needed"), null=True, blank=True
    )
    support_arranged = models.PositiveSmallIntegerField(
        _("hours of support a day arranged"), null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    rated_at = models.DateTimeField()
    rated_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("rating of an ability")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "ability", "rated_at"], name="ability_rated_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=(Q(support_needed=None) | Q(support_needed__lte=24))
                & (Q(support_arranged=None) | Q(support_arranged__lte=24)),
                name="support_within_a_day",
                violation_error_message=_("A day has 24 hours."),
            ),
        ]
        indexes = [models.Index(fields=["case", "ability", "-rated_at"], name="ability_latest")]
        triggers = [insert_only("ability_rating")]


@tracked
class CaregiverCapacity(CaseRecord):
    """What one person of the family can and will do, in their own judgement (C16); one row a person, its history kept."""

    class Willing(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")
        NOT_ASKED = "not_asked", _("Not asked yet")

    access = Access("psychosocial", case="case", lock=("case",))

    person = models.ForeignKey(RelatedPerson, models.PROTECT, related_name="capacities")
    hours_per_week = models.PositiveSmallIntegerField(_("hours a week"), null=True, blank=True)
    # Codes of policy: personal_care, household, medicines, lifting, transport, company, nights, appointments, money.
    tasks = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, verbose_name=_("able and willing to")
    )
    unable = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, verbose_name=_("cannot or will not")
    )
    strain = models.PositiveSmallIntegerField(_("strain, 0 to 10"), null=True, blank=True)
    own_health_limits = models.BooleanField(_("own health limits it"), null=True, blank=True)
    willing = models.CharField(
        _("willing to go on"), max_length=9, choices=Willing, default=Willing.NOT_ASKED
    )
    training_needed = models.CharField(_("training needed"), max_length=240, blank=True)
    support_wanted = models.CharField(_("support wanted"), max_length=240, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("capacity of a caregiver")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(error_at=None), name="one_capacity_per_person"
            ),
            models.CheckConstraint(
                condition=Q(hours_per_week=None) | Q(hours_per_week__lte=168), name="hours_within_a_week"
            ),
            models.CheckConstraint(condition=Q(strain=None) | Q(strain__lte=10), name="strain_to_ten"),
        ]
