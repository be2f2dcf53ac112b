"""A person's own notices and how they want to be told."""

from typing import Any

from django.db.models import F

from core import clock
from core.actions import action, change, keep
from worklist.models import Notification, Preference


@action("own_account")
def mark_read(notification: Notification, *, by: Any) -> Notification:
    """Mark one notice as read; a second time changes nothing."""
    if notification.read_at is None:
        notification.read_at = clock.now()
    return notification


@action("own_account")
def mark_all_read(user: Any, *, by: Any) -> Any:
    """Mark everything one was told as read."""
    unread = Notification.objects.filter(recipient=user, read_at=None)
    unread.update(read_at=clock.now(), version=F("version") + 1)
    return user


@action("own_account")
def set_preference(user: Any, *, by: Any, by_email: bool) -> Preference:
    """Choose whether notices come by e-mail as well; what can harm when late always does."""
    held = Preference.objects.filter(user=user).first()
    if held is None:
        return keep(Preference(user=user, by_email=by_email))
    return change(held, by_email=by_email)
