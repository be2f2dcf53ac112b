"""Notices the law owes the patient, screens before a nursing facility, and every deadline that a changed fact moved."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry
from encounters.models import Encounter
from patients.models import Case, CaseRecord, RelatedPerson
from policy.models import PackVersion


@tracked
class Notice(CaseRecord):
    """One notice of one visit with its window, and how it was given (clinical.md 2.12; 42 CFR 405.1205, 422.620, 489.20(y))."""

    class Kind(models.TextChoices):
        IM_FIRST = "im_first", _("Important Message from Medicare, first copy")
        IM_FOLLOW_UP = "im_follow_up", _("Important Message from Medicare, follow-up copy")
        MOON = "moon", _("Medicare Outpatient Observation Notice")
        MCSN = "mcsn", _("Medicare Change of Status Notice")
        DND = "dnd", _("Detailed Notice of Discharge")
        HINN_1 = "hinn_1", _("HINN 1: stay not covered, before or at admission")
        HINN_10 = "hinn_10", _("HINN 10: hospital asks for review by the QIO")
        HINN_11 = "hinn_11", _("HINN 11: a service in the stay not covered")
        HINN_12 = "hinn_12", _("HINN 12: staying on at the patient's cost")
        RIGHTS = "rights", _("Rights, privacy and advance directives")

    class Status(models.TextChoices):
        NOT_REQUIRED = "not_required", _("Not required")
        DUE = "due", _("Due")
        DELIVERED = "delivered", _("Delivered")
        REFUSED = "refused", _("Refused, noted on the notice")
        REP_CONTACTED = "rep_contacted", _("Representative told by phone, copy sent")
        MISSED = "missed", _("Missed")

    class Method(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        PHONE_AND_MAIL = "phone_and_mail", _("By phone to the representative, copy sent the same day")
        ELECTRONIC = "electronic", _("Electronically, copy printed")

    access = Access("notice", case="case", facility="case__facility", lock=("case",))

    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="notices")
    kind = models.CharField(_("notice"), max_length=12, choices=Kind)
    number = models.PositiveSmallIntegerField(_("copy"), default=1)
    rules = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    status = models.CharField(max_length=13, choices=Status, default=Status.DUE)
    because = models.CharField(_("why it is owed, or not"), max_length=240)
    # The reason of the rules' list by which a person picked it; no fact of the record takes it back.
    picked = models.CharField(_("picked because"), max_length=40, blank=True)
    due_from = models.DateTimeField(_("from"), null=True, blank=True)
    due_by = models.DateTimeField(_("at the latest"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("given at"), null=True, blank=True)
    delivered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    method = models.CharField(_("how"), max_length=14, choices=Method, blank=True)
    oral = models.BooleanField(_("explained in speech as well"), default=False)
    signer = models.CharField(_("who signed"), max_length=120, blank=True)
    # The patient where no person is named.
    representative = models.ForeignKey(RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(_("language"), max_length=20, blank=True)
    interpreter = models.CharField(_("interpreter"), max_length=120, blank=True)
    edition = models.CharField(_("edition of the form"), max_length=40, blank=True)
    document_hash = models.CharField(max_length=64, blank=True)
    # Given on the day of leaving, and the patient chose not to wait the hours the rule leaves them.
    goes_sooner = models.BooleanField(_("the patient chose to go sooner"), default=False)
    # It was given, but after its latest instant.
    late = models.BooleanField(default=False)
    note = models.CharField(_("note"), max_length=240, blank=True)
    item = models.ForeignKey("worklist.Item", models.PROTECT, null=True, blank=True, related_name="notices")

    class Meta:
        verbose_name = _("notice")
        constraints = [
            models.UniqueConstraint(
                fields=["encounter", "kind", "number"], condition=Q(error_at=None), name="notice_copy_once"
            ),
            models.CheckConstraint(
                condition=Q(due_from=None) | Q(due_by=None) | Q(due_from__lte=F("due_by")),
                name="notice_window",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["delivered", "refused", "rep_contacted"],
                    delivered_at__isnull=False,
                    delivered_by__isnull=False,
                )
                & ~Q(method="")
                | Q(
                    status__in=["due", "missed", "not_required"],
                    delivered_at=None,
                    delivered_by=None,
                    method="",
                ),
                name="given_notice_says_how",
                violation_error_message=_("Say when and how the notice was given."),
            ),
        ]
        indexes = [
            models.Index(fields=["due_by"], condition=Q(status="due", error_at=None), name="notice_due")
        ]


class DeadlineChange(Entry):
    """A deadline that a changed fact moved: old and new, and which fact (E-9). `about` names the row and column."""

    access = Access("discharge", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadline_changes")
    about = models.CharField(max_length=100)
    rule = models.CharField(_("rule"), max_length=40)
    old = models.DateTimeField(null=True, blank=True)
    new = models.DateTimeField(null=True, blank=True)
    because = models.CharField(_("because"), max_length=240)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("moved deadline")
        triggers = [insert_only("deadline_change")]
        indexes = [models.Index(fields=["case", "-at"], name="deadline_change_of_case")]


@tracked
class Pasrr(CaseRecord):
    """Preadmission screening before a nursing facility that Medicaid certifies (42 CFR 483.100-138)."""

    class Outcome(models.TextChoices):
        NEGATIVE = "negative", _("Level I negative")
        POSITIVE = "positive", _("Level I positive: Level II needed")
        EXEMPT = "exempt", _("Exempted hospital discharge, certified under 30 days")

    class Determination(models.TextChoices):
        APPROVED = "approved", _("Nursing facility approved")
        WITH_SERVICES = "with_services", _("Approved with specialised services")
        DENIED = "denied", _("Not approved")

    access = Access("discharge", case="case", lock=("case",))

    screened_at = models.DateTimeField(_("Level I at"))
    screened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    certified_by = models.CharField(_("physician who certified the exemption"), max_length=120, blank=True)
    referred_at = models.DateTimeField(_("Level II asked at"), null=True, blank=True)
    determination = models.CharField(_("determination"), max_length=15, choices=Determination, blank=True)
    determined_at = models.DateTimeField(_("determined at"), null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("preadmission screening (PASRR)")
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="exempt") | ~Q(certified_by=""),
                name="pasrr_exemption_certified",
                violation_error_message=_("Name the physician who certified the exemption."),
            ),
            models.CheckConstraint(
                condition=Q(determination="", determined_at=None)
                | ~Q(determination="") & Q(determined_at__isnull=False, outcome="positive"),
                name="pasrr_determination_pair",
            ),
        ]
        indexes = [models.Index(fields=["case", "-screened_at"], name="pasrr_of_case")]


@tracked
class QioReview(CaseRecord):
    """The patient's request that the quality improvement organisation reviews the discharge (42 CFR 405.1206).

    The detailed notice is due at noon of the day after the organisation told the hospital; the patient is not liable
    before noon of the day after they were told the decision.
    """

    class Outcome(models.TextChoices):
        AGREES = "agrees", _("Agrees with the discharge")
        DISAGREES = "disagrees", _("The stay goes on")
        WITHDRAWN = "withdrawn", _("Withdrawn by the patient")

    access = Access("notice", case="case", facility="case__facility", lock=("case",))

    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="qio_reviews")
    requested_at = models.DateTimeField(_("asked for at"), null=True, blank=True)
    notified_at = models.DateTimeField(_("the hospital was told at"))
    detailed_by = models.DateTimeField(_("detailed notice and records due"))
    decided_at = models.DateTimeField(_("the patient was told at"), null=True, blank=True)
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True)
    liable_from = models.DateTimeField(_("patient liable from"), null=True, blank=True)

    class Meta:
        verbose_name = _("review by the QIO")
        constraints = [
            models.UniqueConstraint(
                fields=["encounter"],
                condition=Q(decided_at=None, error_at=None),
                name="one_open_qio_review",
                violation_error_message=_("A review is under way already."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, outcome="") | Q(decided_at__isnull=False) & ~Q(outcome=""),
                name="qio_decision_pair",
            ),
        ]
