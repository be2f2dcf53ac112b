"""What leaves the house: messages and the ways they take, each way with its fuse and its pace; and a person's wishes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.clock import CoreNow
from core.history import insert_only
from core.models import Entry, Record
from patients.models import Consent, ContactPoint
from worklist.models.contact import Appointment
from worklist.models.item import Item
from worklist.models.promise import Notification


class Channel(models.TextChoices):
    """The ways out of the house."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    WEBHOOK = "webhook", _("Another system")


class Outbox(Record):
    """A message on its way out, by one channel; the key makes it one message however often it is tried.

    To a colleague (`recipient`), to another system (neither), or to a patient at one of their contact points, for one
    appointment, by the consent that allows it.
    """

    Channel = Channel

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FOLDED = "folded", _("Said in one with others")
        DEAD = "dead", _("Given up")
        HELD = "held", _("Held")

    access = Access("own", own="recipient")

    channel = models.CharField(max_length=10, choices=Channel)
    recipient = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    # Most messages have none of these: their indexes hold those that do (below), for each is paid for with every message.
    contact = models.ForeignKey(
        ContactPoint, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="messages", db_index=False
    )
    notification = models.ForeignKey(
        Notification, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    idem_key = models.CharField(max_length=120, unique=True)
    template = models.CharField(max_length=40)
    # Nothing but counts and due times for staff; for a patient nothing at all: the words are made when it is sent,
    # from the appointment as it stands and the consent as it stands.
    facts = models.JSONField(default=dict)
    risk = models.PositiveSmallIntegerField(choices=Item.Priority, default=Item.Priority.NORMAL)
    safety = models.BooleanField(default=False)
    # The one message that speaks for this one, when many fell due together.
    folded_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="folded", db_index=False
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(db_default=CoreNow())
    last_error = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # The other side said later that it did not arrive.
    bounced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing message")
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, contact=None, consent=None)
                | Q(recipient=None, contact__isnull=False, consent__isnull=False, appointment__isnull=False)
                | Q(recipient=None, contact=None, consent=None, channel="webhook"),
                name="message_has_one_addressee",
            ),
            models.CheckConstraint(
                condition=Q(status="folded", folded_into__isnull=False)
                | ~Q(status="folded") & Q(folded_into=None),
                name="folded_message_says_where",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "risk", "next_try", "id"],
                condition=Q(status="pending"),
                name="outbox_lane",
            ),
            models.Index(fields=["next_try"], condition=Q(status="dead"), name="outbox_dead"),
            models.Index(fields=["lease_until"], condition=Q(status="sending"), name="outbox_leased"),
            models.Index(fields=["bounced_at"], condition=Q(bounced_at__isnull=False), name="outbox_bounced"),
            models.Index(fields=["created_at"], condition=Q(channel="webhook"), name="outbox_of_hook"),
            # What may be folded; what can harm never is, and may pile up.
            models.Index(
                fields=["recipient", "channel"],
                condition=Q(status="pending", safety=False, recipient__isnull=False),
                name="outbox_to_fold",
            ),
            models.Index(
                fields=["recipient", "sent_at"],
                condition=Q(status="sent", recipient__isnull=False),
                name="outbox_sent_to",
            ),
            models.Index(fields=["contact"], condition=Q(contact__isnull=False), name="outbox_contact"),
            models.Index(fields=["consent"], condition=Q(consent__isnull=False), name="outbox_consent"),
            models.Index(
                fields=["appointment"], condition=Q(appointment__isnull=False), name="outbox_appointment"
            ),
            models.Index(
                fields=["folded_into"], condition=Q(folded_into__isnull=False), name="outbox_folded_into"
            ),
        ]


class Receipt(Entry):
    """What the other side said later of one message; the same word twice is one row, so nothing can be replayed."""

    class Says(models.TextChoices):
        ARRIVED = "arrived", _("Arrived")
        FAILED = "failed", _("Did not arrive")

    access = Access("own", own="message__recipient")

    message = models.ForeignKey(Outbox, models.PROTECT, related_name="receipts")
    says = models.CharField(max_length=10, choices=Says)
    code = models.CharField(max_length=40, blank=True)
    # Of the signed words, so that they count once.
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("receipt")
        triggers = [insert_only("receipt")]


class ChannelState(Record):
    """How a channel does: its fuse (open after failures in a row) and its pace (tokens, refilled by time)."""

    channel = models.CharField(max_length=10, choices=Channel, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    open_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=80, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    tokens = models.FloatField(default=0)
    refilled_at = models.DateTimeField(db_default=CoreNow())

    class Meta:
        verbose_name = _("state of a channel")


class Tick(Record):
    """When a clock of the house last ticked: beat, planner, relay. What is silent too long is shown and alarmed."""

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("tick")


class Preference(Record):
    """How a person wants to be told; what concerns harm can never be switched off."""

    class Digest(models.TextChoices):
        NONE = "none", _("No summary")
        DAILY = "daily", _("Every working day")
        WEEKLY = "weekly", _("Every week")

    access = Access("own", own="user")

    user = models.OneToOneField("accounts.User", models.PROTECT, related_name="preference")
    by_email = models.BooleanField(_("tell me by e-mail as well"), default=True)
    by_sms = models.BooleanField(_("tell me by text message as well"), default=False)
    sms_to = models.CharField(_("mobile number for text messages"), max_length=24, blank=True)
    # Kinds of notices that stay in the application alone.
    muted = ArrayField(
        models.CharField(max_length=10, choices=Notification.Kind),
        default=list,
        blank=True,
        verbose_name=_("do not send me"),
    )
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    digest = models.CharField(_("summary"), max_length=6, choices=Digest, default=Digest.NONE)

    # The local date of the last summary that was written: one a day, whatever ticks twice.
    digested_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("preference")
        constraints = [
            models.CheckConstraint(
                condition=~Q(muted__overlap=["change", "climbed"]),
                name="safety_is_never_muted",
                violation_error_message=_("What concerns harm is always sent."),
            ),
            models.CheckConstraint(
                condition=~Q(by_sms=True) | ~Q(sms_to=""),
                name="text_messages_need_a_number",
                violation_error_message=_("Enter the number for text messages."),
            ),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False)
                & ~Q(quiet_from=models.F("quiet_until")),
                name="quiet_hours_are_a_pair",
                violation_error_message=_("Give both times of the quiet hours, and two different ones."),
            ),
        ]
