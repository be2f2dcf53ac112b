"""Conversations on a case: opened, added to, read, decided, settled (C38)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from messaging import talk
from messaging.models import Message, Thread
from patients.models import Case

Status = Thread.Status


@action("edit_work")
def open_thread(case: Case, *, by: Any, topic: str, text: str, mentions: Sequence[Any] = ()) -> Thread:
    """Begin a conversation with its first message."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before talking on it."))
    talk.must_read(by, case)
    thread = keep(Thread(case=case, created_by=by, topic=topic.strip(), last_n=1, last_at=clock.now()))
    talk.put(thread, by=by, n=1, text=text, mentions=mentions)
    return thread


@action("edit_work", moves={Status.OPEN: Status.OPEN})
def say(thread: Thread, *, by: Any, text: str, mentions: Sequence[Any] = ()) -> Message:
    """Add a message; the people named in it are told."""
    talk.must_read(by, thread.case)
    thread.last_n, thread.last_at = thread.last_n + 1, clock.now()
    return talk.put(thread, by=by, n=thread.last_n, text=text, mentions=mentions)


@action("edit_work")
def pin_decision(message: Message, *, by: Any) -> Message:
    """Put a message on top of its conversation as what was decided; the one that stood there goes back into the row."""
    talk.must_read(by, message.thread.case)
    talk.pin(message, by=by)
    return message


@action("edit_work", moves={Status.OPEN: Status.SETTLED})
def settle_thread(thread: Thread, *, by: Any) -> Thread:
    """Say that nothing is left to talk about; it stays to be read and can be opened again."""
    talk.must_read(by, thread.case)
    thread.settled_at, thread.settled_by = clock.now(), by
    return thread


@action("edit_work", moves={Status.SETTLED: Status.OPEN})
def reopen_thread(thread: Thread, *, by: Any) -> Thread:
    """Take a settled conversation up again."""
    talk.must_read(by, thread.case)
    thread.settled_at = thread.settled_by = None
    return thread


# How far one has read is one's own bookmark, as unsaved typing is; the look itself is on record.
@action("view_notes", audited=False)
def read_thread(thread: Thread, *, by: Any, n: int | None = None) -> Thread:
    """Remember that one has read up to the message of a number (all there are without one), and knows of being named there.

    What was said while the page was on its way is still new.
    """
    n = thread.last_n if n is None else max(0, min(n, thread.last_n))
    talk.mark(thread, by, n, back=False)
    talk.forget_mentions(thread, by, n)
    return thread


@action("view_notes", audited=False)
def mark_unread(thread: Thread, *, by: Any) -> Thread:
    """Put one's bookmark before the last message, to come back to it."""
    talk.mark(thread, by, max(thread.last_n - 1, 0))
    return thread
