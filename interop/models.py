"""Messages from other systems: stored first, applied after, and never lost when they cannot be."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import tracked
from core.models import Record
from facilities.models import Facility


@tracked
class Sender(Record):
    """A system that sends to us, and how its messages are to be read."""

    access = Access("oversight", facility="facility")

    application = models.CharField(_("sending application"), max_length=120)
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
        constraints = [models.UniqueConstraint(fields=["application", "facility_name"], name="sender_once")]


@tracked
class Inbound(Record):
    """One message as it came, what became of it, and how often it was tried."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        APPLIED = "applied", _("Applied")
        DUPLICATE = "duplicate", _("Sent again")
        IGNORED = "ignored", _("Nothing to do")
        PARKED = "parked", _("Waits for another message")
        REJECTED = "rejected", _("Not acceptable")
        FAILED = "failed", _("Could not be applied")
        DISMISSED = "dismissed", _("Set aside by a person")

    access = Access("oversight", facility="facility")

    facility = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True, related_name="+")
    sender = models.ForeignKey(Sender, models.PROTECT, null=True, blank=True, related_name="messages")
    raw = models.BinaryField()
    key = models.CharField(max_length=400)
    body_hash = models.CharField(max_length=64)
    control_id = models.CharField(max_length=200, blank=True)
    kind = models.CharField(_("type"), max_length=40, blank=True)
    event_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.RECEIVED)
    status_reason = models.CharField(max_length=240, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    patient_ids = ArrayField(models.UUIDField(), default=list, blank=True)

    class Meta:
        verbose_name = _("message")
        constraints = [models.UniqueConstraint(fields=["key", "body_hash"], name="message_once")]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(status__in=["received", "parked", "rejected", "failed"]), name="message_to_mend"
            ),
            models.Index(fields=["key"], name="message_key"),
        ]


@tracked
class Issue(Record):
    """What is wrong with a message, named by segment and field, for the fix list; never with patient data."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        FIXED = "fixed", _("Fixed")
        DISMISSED = "dismissed", _("Set aside")

    access = Access("oversight", facility="message__facility", lock=("message",))

    message = models.ForeignKey(Inbound, models.PROTECT, related_name="issues")
    severity = models.CharField(max_length=10)
    segment = models.CharField(max_length=10, blank=True)
    field = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=10, blank=True)
    text = models.CharField(max_length=240)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        verbose_name = _("message problem")
        indexes = [models.Index(fields=["message"], name="issue_of_message")]


@tracked
class Tombstone(Record):
    """A cancel that came before what it cancels; it neutralises that event, never a later one."""

    access = Access("oversight", facility="message__facility", lock=("message",))

    message = models.ForeignKey(Inbound, models.PROTECT, related_name="+")
    visit_authority = models.CharField(max_length=120)
    visit_number = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    event_at = models.DateTimeField()
    used = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("early cancel")
        indexes = [
            models.Index(fields=["visit_authority", "visit_number"], condition=Q(used=False), name="tombstone_waiting")
        ]
