"""Where the patient goes and when: the plan, its destinations, every change of the date, and who was told."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry
from directory.models import Service
from patients.models import Case, CaseRecord, RelatedPerson


@tracked
class DischargePlan(CaseRecord):
    """Where the patient is to go and when; opened with the case, read by the stage rules.

    `leaving` counts the departures it prepares: it grows when a patient who left is in the house again, or the case is
    reopened, and everything that was ticked for the last departure stands with the old number.
    """

    access = Access("discharge", case="case", lock=("case",))

    expected_on = models.DateField(_("expected discharge date"), null=True, blank=True)
    disposition = models.CharField(_("planned disposition"), max_length=2, blank=True)
    handed_to = models.CharField(_("handed over to"), max_length=160, blank=True)
    leaving = models.PositiveSmallIntegerField(_("which departure it prepares"), default=1, editable=False)
    # 42 CFR 482.43 intro and (a)(3): what the patient wants, and with whom the evaluation was discussed.
    wishes = models.CharField(_("what the patient wants"), max_length=500, blank=True)
    wishes_declined = models.BooleanField(_("the patient did not want to say"), default=False)

    class Meta:
        verbose_name = _("discharge plan")
        constraints = [
            models.UniqueConstraint(fields=["case"], name="one_discharge_plan_per_case"),
        ]


class ExpectedDateChange(Entry):
    """One change of the expected discharge date: old, new, who, why."""

    access = Access("discharge", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="expected_date_changes")
    old = models.DateField(null=True, blank=True)
    new = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=240)
    # A cause of the pack of delays, where the change has one (R-IDR-3); what came before this was kept has none.
    cause = models.CharField(_("cause"), max_length=40, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("change of the expected date")
        triggers = [insert_only("expected_date_change")]


@tracked
class Destination(CaseRecord):
    """One place the patient could go to: ranked, one chosen, one as the back-up (C51).

    `needed`, `available` and `accessible` are the evaluation of 42 CFR 482.43(a)(2); null while nobody has said.
    """

    class Status(models.TextChoices):
        OPTION = "option", _("Possible")
        CHOSEN = "chosen", _("Chosen")
        BACKUP = "backup", _("Back-up")
        DROPPED = "dropped", _("Put aside")

    access = Access("discharge", case="case", lock=("case",))

    plan = models.ForeignKey(DischargePlan, models.PROTECT, related_name="destinations")
    disposition = models.CharField(_("where to"), max_length=2)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    words = models.CharField(_("in words"), max_length=160, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"))
    status = models.CharField(max_length=8, choices=Status, default=Status.OPTION)
    available = models.BooleanField(_("there is a place"), null=True, blank=True)
    accessible = models.BooleanField(_("the patient can get and use it"), null=True, blank=True)
    # Hours of support a day that stand there beside the service itself (family, paid help); null while not known.
    support_hours = models.PositiveSmallIntegerField(_("hours of support a day there"), null=True, blank=True)
    why = models.CharField(_("why it is put aside"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("destination")
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(status="chosen", error_at=None),
                name="one_chosen_destination",
                violation_error_message=_("Another destination is chosen. Choose this one in its place."),
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(status="backup", error_at=None), name="one_backup_destination"
            ),
            models.UniqueConstraint(
                fields=["plan", "rank"],
                condition=Q(error_at=None) & ~Q(status="dropped"),
                name="destination_rank_once",
            ),
            models.CheckConstraint(
                condition=Q(support_hours=None) | Q(support_hours__lte=24), name="destination_hours_of_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | ~Q(why=""),
                name="dropped_destination_says_why",
                violation_error_message=_("Say why this destination is put aside."),
            ),
        ]


class PlanTold(Entry):
    """Who was told what of the plan, and what they said: the discussion that 42 CFR 482.43(a)(3) asks for."""

    class What(models.TextChoices):
        EVALUATION = "evaluation", _("The evaluation and the plan")
        DATE = "date", _("The expected date")
        DESTINATION = "destination", _("The destination")

    access = Access("discharge", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="plan_tellings")
    leaving = models.PositiveSmallIntegerField(default=1)
    what = models.CharField(_("what"), max_length=12, choices=What)
    # The patient where no person is named.
    person = models.ForeignKey(
        RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whom")
    )
    interpreter = models.CharField(_("interpreter"), max_length=120, blank=True)
    response = models.CharField(_("what they said"), max_length=500)
    agrees = models.BooleanField(_("they agree"))
    told_at = models.DateTimeField(_("when"))
    told_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("telling of the plan")
        triggers = [insert_only("plan_told")]
        indexes = [models.Index(fields=["case", "-told_at"], name="plan_told_of_case")]
