"""A message between the patient and somebody who treats them, not closed by sending: it comes back as an answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import together
from patients.models import CaseRecord, RelatedPerson
from worklist.models import Item

STEPS = ("raised", "delivered", "understood", "answered", "closed")


def _since(*steps: str) -> Q:
    return Q(status__in=steps) | Q(status="withdrawn")


@tracked
class Relay(CaseRecord):
    """One loop (FHIR Communication): raised, delivered, understood, answered, closed; whose it is stands on its item."""

    class Direction(models.TextChoices):
        TO_PATIENT = "to_patient", _("To the patient")
        FROM_PATIENT = "from_patient", _("From the patient")

    class Interpreter(models.TextChoices):
        PHONE = "phone", _("By phone")
        VIDEO = "video", _("By video")
        IN_PERSON = "in_person", _("In person")
        SIGN = "sign", _("Sign language")
        NONE = "none", _("No interpreter")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        PHONE = "phone", _("Phone")
        VIDEO = "video", _("Video")
        LETTER = "letter", _("In writing")

    class Status(models.TextChoices):
        RAISED = "raised", _("Raised")
        DELIVERED = "delivered", _("Delivered")
        UNDERSTOOD = "understood", _("Understood")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    access = Access("work", case="case", lock=("case",))

    direction = models.CharField(_("which way"), max_length=12, choices=Direction)
    # Who speaks or listens on the patient's side; empty for the patient themselves.
    person = models.ForeignKey(
        RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    # And on the other side: a colleague of the house or anybody else by name.
    colleague = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    other_side = models.CharField(_("somebody else"), max_length=120, blank=True)
    message = models.CharField(_("message"), max_length=1000)
    plain_version = models.CharField(_("in plain words"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    interpreter = models.CharField(_("interpreter"), max_length=10, choices=Interpreter, blank=True)
    no_interpreter_because = models.CharField(_("why no interpreter"), max_length=160, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.RAISED)
    item = models.OneToOneField(Item, models.PROTECT, related_name="relay")
    mode = models.CharField(_("how"), max_length=10, choices=Mode, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    said_back = models.CharField(_("what they said back"), max_length=500, blank=True)
    understood_at = models.DateTimeField(null=True, blank=True)
    understood_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField(_("reason"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("relay")
        constraints = [
            *(together(f"{step}_at", f"{step}_by", name=f"relay_{step}_pair") for step in STEPS[1:]),
            together("withdrawn_at", "withdrawn_by", name="relay_withdrawn_pair"),
            *(
                models.CheckConstraint(
                    condition=_since(*STEPS[n:]) & Q(**{f"{step}_at__isnull": False})
                    | _since(*STEPS[:n]) & Q(**{f"{step}_at": None}),
                    name=f"relay_{step}_in_order",
                )
                for n, step in enumerate(STEPS)
                if n
            ),
            models.CheckConstraint(
                condition=~Q(message=""),
                name="relay_says_something",
                violation_error_message=_("Write the message."),
            ),
            models.CheckConstraint(
                condition=Q(colleague__isnull=False, other_side="") | Q(colleague=None) & ~Q(other_side=""),
                name="relay_has_another_side",
                violation_error_message=_("Choose a colleague, or name somebody else: one of both."),
            ),
            models.CheckConstraint(
                condition=~Q(interpreter="none") | ~Q(no_interpreter_because=""),
                name="relay_without_interpreter_says_why",
                violation_error_message=_("Say why no interpreter was used."),
            ),
            models.CheckConstraint(
                condition=Q(understood_at=None) | ~Q(said_back=""),
                name="relay_understood_says_how",
                violation_error_message=_("Write what they said back in their own words."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(answer=""),
                name="relay_answered_says_what",
                violation_error_message=_("Write the answer."),
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")
                | ~Q(status="withdrawn") & Q(withdrawn_at=None, withdrawn_reason=""),
                name="relay_withdrawn_says_why",
                violation_error_message=_("Say why it is withdrawn."),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="relay_of_case"),
            models.Index(
                fields=["created_at", "id"],
                condition=~Q(status__in=["closed", "withdrawn"]),
                name="relay_open_by_age",
            ),
            models.Index(
                fields=["understood_at"], condition=Q(understood_at__isnull=False), name="relay_understood"
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.status not in (self.Status.CLOSED, self.Status.WITHDRAWN)

    @property
    def to_patient(self) -> bool:
        return self.direction == self.Direction.TO_PATIENT
