"""What a message brings with it: its number, who is told, how far everybody has read. Used inside verbs only."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core import access, clock
from core.actions import change, keep
from core.refusals import Denied, Refused
from messaging.models import Mention, Message, Thread, ThreadSeen
from patients.models import Case
from worklist.models import Notification
from worklist.told import tell


def must_read(by: Any, case: Case) -> None:
    """Denied to somebody who works on the case without reading its notes: nobody writes where they cannot read."""
    if not access.can(by, "view_notes", case):
        raise Denied("view_notes", "messaging.say", case)


def put(thread: Thread, *, by: Any, n: int, text: str, mentions: Sequence[Any] = ()) -> Message:
    """Keep a message under its number; whoever says it has read what stands before it."""
    people = list(dict.fromkeys(user for user in mentions if user.pk != by.pk))
    if any(not access.can(user, "view_notes", thread.case) for user in people):
        raise Refused(_("Mention only people who can read this conversation."), field="mentions")
    made: Message = keep(Message(thread=thread, n=n, at=clock.now(), said_by=by, text=text.strip()))
    for user in people:
        keep(Mention(message=made, user=user))
        tell(user, "mention", thread.pk, n=n, tone=Notification.Kind.MESSAGE)
    mark(thread, by, n)
    return made


def pin(message: Message, *, by: Any) -> None:
    """One decision a conversation: this one now."""
    thread = message.thread
    if thread.pinned_id == message.pk:
        raise Refused(_("This is pinned already."))
    change(thread, pinned=message, pinned_at=clock.now(), pinned_by=by)


def mark(thread: Thread, user: Any, n: int, *, back: bool = True) -> None:
    """Move one's bookmark; `back` as well as on."""
    place = ThreadSeen.objects.filter(thread=thread, user=user.pk).first()
    if place is None:
        keep(ThreadSeen(thread=thread, user_id=user.pk, n=n))
    elif place.n < n or (back and place.n > n):
        change(place, n=n)


def forget_mentions(thread: Thread, user: Any, n: int) -> None:
    """Who has read up to a number need not be told any more of being named until there."""
    rows = Notification.objects.filter(recipient=user.pk, source=f"mention:{thread.pk}", read_at=None)
    for notice in rows.filter(n__lte=n):
        change(notice, read_at=clock.now())
