"""What goes along to the next place of care: one definition, a fixed copy of what was sent, and who received it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from directory.models import Service
from patients.models import CaseRecord, Consent
from policy.models import PackVersion


@tracked
class Packet(CaseRecord):
    """One version of the transition papers of a departure (C58; 42 CFR 482.43(b)).

    `parts` is the frozen content by part code, as the recipient's consent let it out; `missing` are the codes of parts
    that the definition asks for and nobody has written yet; `left_out` those that consent held back.
    """

    class Purpose(models.TextChoices):
        REFERRAL = "referral", _("With a referral: what is needed to decide")
        TRANSITION = "transition", _("With the patient: everything the next place needs")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        RECEIVED = "received", _("Received")
        REOPENED = "reopened", _("Reopened: something came later")
        SUPERSEDED = "superseded", _("Replaced by a newer one")

    access = Access("discharge", case="case", lock=("case",))

    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    number = models.PositiveIntegerField(_("version"))
    leaving = models.PositiveSmallIntegerField(default=1)
    rules = models.ForeignKey(PackVersion, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    # Somebody who is in no directory: a practice, a family physician.
    receiver = models.CharField(_("to whom"), max_length=160, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    parts: Any = models.JSONField(default=dict, blank=True)
    missing: Any = models.JSONField(default=list, blank=True)
    left_out: Any = models.JSONField(default=list, blank=True)
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, blank=True, related_name="+")
    # 45 CFR 164.506(c): treatment needs no authorisation; 42 CFR 2 and state law do, so those parts ask for a consent.
    without_consent_because = models.CharField(_("why without a consent"), max_length=240, blank=True)
    incomplete_because = models.CharField(
        _("why it goes although something is missing"), max_length=240, blank=True
    )
    content_hash = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(_("how it was sent"), max_length=40, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by_name = models.CharField(_("who received it"), max_length=120, blank=True)
    questions = models.CharField(_("what they asked"), max_length=500, blank=True)
    reopened_because = models.CharField(_("what came later"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("papers for the next place")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="packet_number_once"),
            models.CheckConstraint(
                condition=Q(status="draft", sent_at=None)
                | Q(status="superseded")
                | Q(status__in=["sent", "received", "reopened"], sent_at__isnull=False, sent_by__isnull=False)
                & ~Q(content_hash="")
                & (Q(consent__isnull=False) | ~Q(without_consent_because="")),
                name="sent_packet_on_consent",
                violation_error_message=_(
                    "There is no consent to share this. Record one, or say why it goes without."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status="received") | Q(received_at__isnull=False) & ~Q(received_by_name=""),
                name="received_by_a_person",
                violation_error_message=_("Name the person who received it."),
            ),
            models.CheckConstraint(
                condition=Q(received_at=None) | Q(sent_at=None) | Q(received_at__gte=F("sent_at")),
                name="received_after_sent",
                violation_error_message=_("It cannot be received before it was sent. Check the time."),
            ),
        ]
        indexes = [models.Index(fields=["case", "-number"], name="packet_newest")]


@tracked
class PendingResult(CaseRecord):
    """A result that was not back when the patient left: who waits for it, and what it said when it came (RED 3)."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Not back yet")
        BACK = "back", _("Back, and looked at")
        CANCELLED = "cancelled", _("Not awaited any more")

    access = Access("discharge", case="case", lock=("case",))

    what = models.CharField(_("which result"), max_length=160)
    leaving = models.PositiveSmallIntegerField(default=1)
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("who waits for it")
    )
    clinician = models.CharField(_("who decides on it"), max_length=120)
    expected_at = models.DateTimeField(_("expected"), null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.PENDING)
    back_at = models.DateTimeField(_("back at"), null=True, blank=True)
    says = models.CharField(_("what it says"), max_length=500, blank=True)
    told = models.CharField(_("who was told"), max_length=160, blank=True)
    item = models.ForeignKey("worklist.Item", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("pending result")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="back", back_at__isnull=False) & ~Q(says="") & ~Q(told="")
                | ~Q(status="back") & Q(back_at=None),
                name="result_back_was_told",
                violation_error_message=_("Say what the result says and who was told."),
            ),
        ]
        indexes = [
            models.Index(fields=["case"], condition=Q(status="pending"), name="result_pending_of_case")
        ]
