"""The ledger of promises: a reminder when it is due, a notice in the app, and what leaves the house; each once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.clock import CoreNow
from core.models import Record
from worklist.models.contact import Appointment
from worklist.models.item import Item


class Reminder(Record):
    """One rung of one promise: due at an instant, told to one person, planned exactly once."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        PLANNED = "planned", _("Told")
        CANCELLED = "cancelled", _("Not needed any more")

    access = Access("work", case="item__case", facility="item__facility_for_intake", lock=("item",))

    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="reminders")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, blank=True, related_name="reminders")
    recipient = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    rung = models.PositiveSmallIntegerField(default=0)
    # What the person meant: the wall time and zone; `due_at` is the instant it came to.
    wall_time = models.DateTimeField()
    zone = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    planned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reminder")
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, appointment=None) | Q(item=None, appointment__isnull=False),
                name="reminder_has_one_source",
            ),
            models.UniqueConstraint(
                fields=["item", "appointment", "rung", "recipient"], name="reminder_once", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(status="waiting"), name="reminder_due")]


class Notification(Record):
    """A notice in the application for one person; unique by its source, occurrence and rung."""

    class Kind(models.TextChoices):
        DUE = "due", _("Due")
        LATE = "late", _("Late")
        ASSIGNED = "assigned", _("Given to you")
        REVIEW = "review", _("To look at")

    recipient = models.ForeignKey("accounts.User", models.PROTECT, related_name="notifications")
    source = models.CharField(max_length=60)
    n = models.PositiveSmallIntegerField(default=0)
    rung = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="notifications")
    reminder = models.OneToOneField(Reminder, models.PROTECT, null=True, blank=True, related_name="notification")
    told_at = models.DateTimeField(db_default=CoreNow())
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        constraints = [
            models.UniqueConstraint(fields=["source", "n", "rung", "recipient"], name="notice_once"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-told_at"], condition=Q(read_at=None), name="notice_unread"),
        ]


class Outbox(Record):
    """A message on its way out, by one channel; the key makes it one message however often it is tried."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")
        HELD = "held", _("Held")

    channel = models.CharField(max_length=10, choices=Channel)
    recipient = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    idem_key = models.CharField(max_length=120, unique=True)
    template = models.CharField(max_length=40)
    # Nothing but counts and due times: a message to staff carries no patient data.
    facts = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(db_default=CoreNow())
    last_error = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing message")
        indexes = [
            models.Index(fields=["next_try", "id"], condition=Q(status="pending"), name="outbox_pending"),
            models.Index(fields=["lease_until"], condition=Q(status="sending"), name="outbox_leased"),
        ]


class Preference(Record):
    """How a person wants to be told; what concerns harm can never be switched off."""

    user = models.OneToOneField("accounts.User", models.PROTECT, related_name="preference")
    by_email = models.BooleanField(_("e-mail as well"), default=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)

    class Meta:
        verbose_name = _("preference")
