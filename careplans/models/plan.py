"""The plan of a case and its versions: drafted, handed in, decided on by somebody else, in effect, superseded."""

from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, together
from patients.models import Case, CaseRecord, RelatedPerson


class ArrayOf(models.Func):
    """`array[column]`: one key as an array, to look for it in another."""

    template = "ARRAY[%(expressions)s]"
    output_field = ArrayField(models.UUIDField())


@tracked
class CarePlan(CaseRecord):
    """The one open plan of a case (FHIR CarePlan); what it says stands in its problems, goals and interventions."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        CLOSED = "closed", _("Closed")

    access = Access("plan", case="case", lock=("case",))

    what_matters = models.TextField(_("what matters to the patient"), max_length=2000, blank=True)
    strengths = models.TextField(_("strengths"), max_length=1000, blank=True)
    preferences = models.TextField(_("preferences"), max_length=1000, blank=True)
    # Instead of a goal in the patient's words: why there can be none.
    inability = models.CharField(_("why the patient cannot say it"), max_length=240, blank=True)
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
class PlanVersion(CaseRecord):
    """One version of a plan; handing in freezes what it says, approval adds the team and services of that day (C24).

    What was returned stays as it was returned; the next change begins the next version.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waits for a decision")
        RETURNED = "returned", _("Returned with comments")
        APPROVED = "approved", _("Approved")
        ACTIVE = "active", _("In effect")
        SUPERSEDED = "superseded", _("Superseded")
        CLOSED = "closed", _("Closed")

    access = Access("plan", case="case", lock=("case",))

    plan = models.ForeignKey(CarePlan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    because = models.CharField(_("what it changes, and why"), max_length=500, blank=True)
    # The keys of everybody who wrote in it: none of them approves it.
    writers = ArrayField(models.UUIDField(), default=list, blank=True, editable=False)
    # What asked for it ("worklist.item:<uuid>"): a change of condition, what came of a follow-up.
    prompted_by = models.CharField(max_length=80, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    return_comment = models.TextField(_("what to change"), max_length=2000, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    activated_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    # The plan as it was handed in; approval makes it anew, with the team and services of that moment. Then it stays.
    frozen: Any = models.JSONField(null=True, blank=True)
    frozen_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("version of a care plan")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(status__in=["draft", "submitted", "approved"]),
                name="one_plan_version_in_the_making",
                violation_error_message=_("A version is already being worked on. Go on with it."),
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(status="active"), name="one_plan_version_in_effect"
            ),
            together("submitted_at", "submitted_by", name="plan_version_submitted_pair"),
            together("returned_at", "returned_by", name="plan_version_returned_pair"),
            together("approved_at", "approved_by", name="plan_version_approved_pair"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("submitted_by")),
                name="plan_approved_by_another",
                violation_error_message=_(
                    "Nobody approves their own plan. Ask a colleague who may decide on it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(writers__contains=ArrayOf("approved_by")),
                name="plan_approved_by_no_writer",
                violation_error_message=_(
                    "Nobody approves a plan they wrote in. Ask a colleague who may decide on it."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(return_comment=""),
                name="returned_plan_says_what",
                violation_error_message=_("Say what is to be changed."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "active", "superseded"])
                | Q(approved_at__isnull=False, frozen__isnull=False),
                name="approved_plan_is_frozen",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen_plan_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.approved_at IS NOT NULL OR OLD.returned_at IS NOT NULL) AND (OLD.frozen, OLD.frozen_hash,"
                    " OLD.approved_at, OLD.approved_by_id, OLD.returned_at, OLD.returned_by_id, OLD.return_comment, OLD.number)"
                    " IS DISTINCT FROM (NEW.frozen, NEW.frozen_hash, NEW.approved_at, NEW.approved_by_id, NEW.returned_at,"
                    " NEW.returned_by_id, NEW.return_comment, NEW.number))"
                ),
            ),
            pgtrigger.Protect(name="plan_version_never_deleted", operation=pgtrigger.Delete),
        ]


class PlanSignature(Entry):
    """One discipline's part, or the patient's or their proxy's agreement, on one version."""

    class Signer(models.TextChoices):
        DISCIPLINE = "discipline", _("Discipline")
        PATIENT = "patient", _("Patient")
        PROXY = "proxy", _("Who decides for the patient")

    class Method(models.TextChoices):
        SIGNED = "signed", _("Signed")
        VERBAL = "verbal", _("Said so")
        DECLINED = "declined", _("Did not agree")

    access = Access("plan", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="signatures")
    signer = models.CharField(_("who"), max_length=10, choices=Signer)
    role = models.CharField(_("discipline"), max_length=20, blank=True)
    person = models.ForeignKey(RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+")
    method = models.CharField(_("how"), max_length=8, choices=Method, default=Method.SIGNED)
    words = models.CharField(_("in their words"), max_length=240, blank=True)
    language = models.CharField(_("language spoken"), max_length=8, blank=True)
    at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("signature on a plan")
        constraints = [
            models.UniqueConstraint(
                fields=["plan_version", "role"],
                condition=Q(signer="discipline"),
                name="one_signature_per_discipline",
                violation_error_message=_("Your discipline has signed this version already."),
            ),
            models.CheckConstraint(
                condition=Q(signer="discipline") & ~Q(role="") | ~Q(signer="discipline") & Q(role=""),
                name="discipline_signature_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(signer="proxy") | Q(person__isnull=False),
                name="proxy_signature_names_person",
                violation_error_message=_("Say who decides for the patient."),
            ),
        ]
        triggers = [insert_only("plan_signature")]


class PlanComment(Entry):
    """A remark on a version by somebody of the team who need not be able to change it."""

    access = Access("plan", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="comments")
    # "goal:<uuid>" or "intervention:<uuid>"; empty for the whole.
    about = models.CharField(max_length=60, blank=True)
    text = models.CharField(_("comment"), max_length=1000)
    at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("comment on a plan")
        triggers = [insert_only("plan_comment")]
