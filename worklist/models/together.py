"""Doing work together: who joined an item, what was said on it, who asks to have it; and what the guard was answered.

Also a person's private calendar feed.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from core.history import insert_only, tracked, tracked_without
from core.models import Entry, Record
from patients.models import Case
from teams.models import Handshake
from worklist.models.item import Item


@tracked
class ItemHelper(Record):
    """Somebody who joined a piece of work beside its owner instead of opening the same again."""

    access = Access(
        "work", case="item__case", facility="item__facility_for_intake", lock=("item__case", "item")
    )

    item = models.ForeignKey(Item, models.PROTECT, related_name="helpers")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("helper")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "user"],
                condition=Q(left_at=None),
                name="joined_once",
                violation_error_message=_("You have joined this already."),
            )
        ]
        indexes = [models.Index(fields=["user"], condition=Q(left_at=None), name="helper_of")]


class ItemComment(Entry):
    """A remark on a piece of work; never changed."""

    access = Access(
        "work", case="item__case", facility="item__facility_for_intake", lock=("item__case", "item")
    )

    item = models.ForeignKey(Item, models.PROTECT, related_name="comments")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    text = models.CharField(_("comment"), max_length=500)

    class Meta:
        verbose_name = _("comment")
        triggers = [insert_only("item_comment")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]


@tracked
class ItemTransfer(Record, Handshake):
    """A piece of work offered to a colleague, or asked for by one; until the answer its owner keeps it."""

    access = Access(
        "work", case="item__case", facility="item__facility_for_intake", lock=("item__case", "item")
    )

    item = models.ForeignKey(Item, models.PROTECT, related_name="transfers")
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("hand-over of an item")
        constraints = [
            *Handshake.rules("item_transfer"),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(status="offered"),
                name="one_item_offer_at_a_time",
                violation_error_message=_("This is already offered to somebody. Take that offer back first."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by", "expires_at"], condition=Q(status="offered"), name="item_transfer_open"
            ),
            models.Index(fields=["expires_at"], condition=Q(status="offered"), name="item_transfer_expire"),
        ]


class DuplicateAnswer(Entry):
    """What somebody did whom the guard stopped: the same work not opened twice, or why it was not the same (KPI-18)."""

    class Way(models.TextChoices):
        JOINED = "joined", _("Joined it")
        COMMENTED = "commented", _("Added to it")
        ASKED = "asked", _("Asked for it")
        DISTINCT = "distinct", _("Said why it is not the same")

    access = Access("work", case="case", lock=("case",))

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    activity = models.CharField(_("purpose"), max_length=40)
    # What stood in the way, where it was a piece of work; a contact or an appointment leaves this empty.
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    way = models.CharField(_("what was done"), max_length=10, choices=Way)
    because = models.CharField(_("why this is not the same"), max_length=240, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answer to the guard")
        triggers = [insert_only("duplicate_answer")]
        constraints = [
            models.CheckConstraint(condition=~Q(way="distinct") | ~Q(because=""), name="distinct_says_why")
        ]
        indexes = [models.Index(fields=["created_at"], name="duplicate_answer_at")]


@tracked_without("digest", "mark", "last_read_at")
class CalendarFeed(Record):
    """A private address at which a person's calendar reads their appointments; only its hash is stored."""

    access = Access("own", own="user")

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    # Stands for the password at the time: a new password ends the feed as it ends every session.
    mark = models.CharField(max_length=64, editable=False, default="")
    label = models.CharField(_("where it is used"), max_length=80)
    # Names of patients leave the house only where the person has chosen it.
    with_names = models.BooleanField(_("with patients' names"), default=False)
    last_read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        indexes = [models.Index(fields=["user"], condition=Q(revoked_at=None), name="feed_of_user")]
