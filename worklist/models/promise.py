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
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    recipient = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    # Grows when the due time or the person changes: the ladder then starts anew.
    n = models.PositiveSmallIntegerField(default=1)
    rung = models.PositiveSmallIntegerField(default=0)
    # After the due time: said as late, not as due.
    late = models.BooleanField(default=False)
    # What the person meant: the due date and time on the wall at the facility; `due_at` is the instant of the rung.
    wall_on = models.DateField()
    wall_at = models.TimeField()
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
                fields=["item", "appointment", "n", "rung", "recipient"],
                name="reminder_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(status="planned", planned_at__isnull=False)
                | ~Q(status="planned") & Q(planned_at=None),
                name="reminder_planned_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(status="waiting"), name="reminder_due"),
            models.Index(fields=["item"], condition=Q(status="waiting"), name="reminder_waiting_item"),
            models.Index(
                fields=["appointment"], condition=Q(status="waiting"), name="reminder_waiting_meeting"
            ),
        ]


class Notification(Record):
    """A notice in the application for one person; unique by its source, occurrence and rung."""

    class Kind(models.TextChoices):
        DUE = "due", _("Due")
        LATE = "late", _("Late")
        ASSIGNED = "assigned", _("Given to you")
        REVIEW = "review", _("To look at")

    access = Access("own", own="recipient")

    recipient = models.ForeignKey("accounts.User", models.PROTECT, related_name="notifications")
    source = models.CharField(max_length=60)
    n = models.PositiveIntegerField(default=0)
    rung = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="notifications")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="notifications"
    )
    # The ledger: one notice for one rung, whoever plans it and however often.
    reminder = models.OneToOneField(
        Reminder, models.PROTECT, null=True, blank=True, related_name="notification"
    )
    told_at = models.DateTimeField(db_default=CoreNow())
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        constraints = [
            models.UniqueConstraint(fields=["source", "n", "rung", "recipient"], name="notice_once"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-told_at", "-id"], name="notice_of_person"),
            models.Index(fields=["recipient", "-told_at"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["item"], condition=Q(read_at=None), name="notice_unread_item"),
        ]

    @property
    def tone(self) -> str:
        """The colour of its kind."""
        return {"late": "red", "due": "orange"}.get(self.kind, "grey")


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

    access = Access("own", own="recipient")

    channel = models.CharField(max_length=10, choices=Channel)
    recipient = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    notification = models.ForeignKey(
        Notification, models.PROTECT, null=True, blank=True, related_name="messages"
    )
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
            models.Index(fields=["next_try"], condition=Q(status="dead"), name="outbox_dead"),
            models.Index(fields=["lease_until"], condition=Q(status="sending"), name="outbox_leased"),
        ]


class Preference(Record):
    """How a person wants to be told; what concerns harm can never be switched off."""

    access = Access("own", own="user")

    user = models.OneToOneField("accounts.User", models.PROTECT, related_name="preference")
    by_email = models.BooleanField(_("tell me by e-mail as well"), default=True)

    class Meta:
        verbose_name = _("preference")
