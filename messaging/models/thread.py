"""Conversations on a case: topics that stay open until they are settled, with a decision pinned on top."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked
from core.models import Entry, Record, together
from patients.models import CaseRecord


@tracked
class Thread(CaseRecord):
    """One topic that people on a case talk about; read with notes, so never by a patient advocate."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        SETTLED = "settled", _("Settled")

    access = Access("notes", case="case", lock=("case",))

    topic = models.CharField(_("topic"), max_length=120)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    # The number of its last message: with what a person has read, this is what they have not.
    last_n = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    pinned = models.ForeignKey("Message", models.PROTECT, null=True, blank=True, related_name="+")
    pinned_at = models.DateTimeField(null=True, blank=True)
    pinned_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("conversation")
        constraints = [
            models.CheckConstraint(
                condition=~Q(topic=""),
                name="thread_has_a_topic",
                violation_error_message=_("Say what it is about."),
            ),
            together("pinned_at", "pinned_by", "pinned", name="thread_pinned_pair"),
            together("settled_at", "settled_by", name="thread_settled_pair"),
            models.CheckConstraint(
                condition=Q(status="settled", settled_at__isnull=False) | Q(status="open", settled_at=None),
                name="thread_settled_has_its_instant",
            ),
        ]
        indexes = [models.Index(fields=["case", "status", "-last_at"], name="thread_of_case")]


class Message(Entry):
    """What one person said in a conversation; never changed. `n` counts within the conversation from 1."""

    access = Access("notes", case="thread__case", lock=("thread__case", "thread"))

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="messages")
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    said_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    text = models.CharField(_("message"), max_length=2000)

    class Meta:
        verbose_name = _("message")
        triggers = [insert_only("message")]
        constraints = [
            models.UniqueConstraint(fields=["thread", "n"], name="message_in_order"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="message_says_something",
                violation_error_message=_("Write the message."),
            ),
        ]


class Mention(Entry):
    """A person named in a message, who is told."""

    access = Access("notes", case="message__thread__case", lock=("message__thread__case", "message"))

    message = models.ForeignKey(Message, models.PROTECT, related_name="mentions")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("mention")
        triggers = [insert_only("mention")]
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="mentioned_once")]


class ThreadSeen(Record):
    """How far one person has read a conversation: up to the message of this number."""

    access = Access("own", own="user")

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="seen")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    n = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("place in a conversation")
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="one_place_in_a_thread")]
        indexes = [models.Index(fields=["user", "thread"], name="seen_by")]
