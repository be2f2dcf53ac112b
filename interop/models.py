"""Messages from other systems: stored first, applied after, and never lost when they cannot be."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked, tracked_without
from core.models import Record
from facilities.models import Facility


@tracked
class Sender(Record):
    """A system that sends to us, and how its messages are to be read."""

    access = Access("feed", facility="facility")

    application = models.CharField(_("sending application"), max_length=120, blank=True)
    facility_name = models.CharField(_("sending facility"), max_length=120, blank=True)
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="senders")
    authority = models.CharField(_("authority of the record number"), max_length=120, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, blank=True)
    charset = models.CharField(_("character set"), max_length=20, blank=True)
    snapshot = models.BooleanField(_("empty means delete"), default=False)
    opens_cases = models.BooleanField(_("an admission asks for case management"), default=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("sender")
        constraints = [
            models.UniqueConstraint(fields=["facility", "application", "facility_name"], name="sender_once")
        ]

    @property
    def source(self) -> str:
        """How a value that this system sent names where it came from."""
        return f"feed: {self.application} {self.facility_name}".strip()[:60]


@tracked_without("raw")
class Inbound(Record):
    """One message as it came, what became of it, and how often it was tried."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        APPLIED = "applied", _("Applied")
        IGNORED = "ignored", _("Nothing to do")
        PARKED = "parked", _("Waiting")
        REJECTED = "rejected", _("Not acceptable")
        FAILED = "failed", _("Could not be applied")
        DISMISSED = "dismissed", _("Set aside by a person")

    access = Access("feed", facility="facility")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    sender = models.ForeignKey(Sender, models.PROTECT, null=True, blank=True, related_name="messages")
    raw = models.BinaryField()
    key = models.CharField(max_length=400)
    body_hash = models.CharField(max_length=64)
    control_id = models.CharField(max_length=200, blank=True)
    kind = models.CharField(_("type"), max_length=40, blank=True)
    event_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.RECEIVED)
    status_reason = models.CharField(max_length=240, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The same message again changes nothing; it is counted here.
    repeats = models.PositiveIntegerField(default=0)
    repeated_at = models.DateTimeField(null=True, blank=True)
    patient_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    # Which fields and lists it stated, each with a digest: by these the latest statement of a sender is known.
    stated = models.JSONField(default=dict, blank=True)
    # What it did, in codes of `interop.wording.EFFECTS`; never a value.
    effects = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    class Meta:
        verbose_name = _("message")
        constraints = [
            models.UniqueConstraint(fields=["facility", "key", "body_hash"], name="message_once"),
        ]
        indexes = [
            models.Index(
                fields=["facility", "-received_at"],
                condition=Q(status__in=["received", "parked", "rejected", "failed"]),
                name="message_to_mend",
            ),
            GinIndex(fields=["patient_ids"], name="message_of_patient"),
        ]


@tracked
class Issue(Record):
    """What is wrong with a message, named by segment and field, for the fix list; never with patient data."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        FIXED = "fixed", _("Fixed")
        DISMISSED = "dismissed", _("Set aside")

    class Severity(models.TextChoices):
        # Stops the message; applied, but a person must decide; good to know.
        ERROR = "error", _("Stops the message")
        LOOK = "look", _("Needs a decision")
        WARNING = "warning", _("Note")

    access = Access("feed", facility="message__facility", lock=("message",))

    message = models.ForeignKey(Inbound, models.PROTECT, related_name="issues")
    severity = models.CharField(max_length=10, choices=Severity)
    segment = models.CharField(max_length=10, blank=True)
    field = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=10, blank=True)
    text = models.CharField(max_length=240)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        verbose_name = _("message problem")
        indexes = [
            models.Index(fields=["message"], name="issue_of_message"),
            models.Index(
                fields=["message"], condition=Q(status="open", severity="look"), name="issue_to_decide"
            ),
        ]

    @property
    def place(self) -> str:
        """The place as people say it: PID-7, NK1(2)-5."""
        return f"{self.segment}-{self.field}" if self.segment and self.field else self.segment


@tracked
class Tombstone(Record):
    """A departure or cancel of a visit nobody has heard of yet; it is applied when the visit is known."""

    access = Access("feed", facility="message__facility", lock=("message",))

    message = models.ForeignKey(Inbound, models.PROTECT, related_name="+")
    visit_authority = models.CharField(max_length=120)
    visit_number = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    event_at = models.DateTimeField()
    used = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("early movement")
        constraints = [models.UniqueConstraint(fields=["message"], name="tombstone_of_message")]
        indexes = [
            models.Index(
                fields=["visit_authority", "visit_number"], condition=Q(used=False), name="tombstone_waiting"
            )
        ]
