"""A person's own notices and how they want to be told; and what was given up, tried again."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django.db.models import F

from core import clock
from core.actions import action, change, keep
from facilities.models import Facility
from policy.queries import house_escalation
from worklist import system
from worklist.models import Notification, Outbox, Preference


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
def set_preference(
    user: Any,
    *,
    by: Any,
    by_email: bool = True,
    by_sms: bool = False,
    sms_to: str = "",
    muted: Sequence[str] = (),
    quiet_from: time | None = None,
    quiet_until: time | None = None,
    digest: str = "none",
) -> Preference:
    """Choose how one is told besides the application; what can harm when late always comes by e-mail, at any hour."""
    wishes: dict[str, Any] = {
        "by_email": by_email,
        "by_sms": by_sms,
        "sms_to": sms_to.strip(),
        "digest": digest,
    }
    wishes |= {"muted": sorted(set(muted)), "quiet_from": quiet_from, "quiet_until": quiet_until}
    held = Preference.objects.filter(user=user).first()
    if held is None or held.digest != digest:
        wishes["digested_on"] = _from_tomorrow(user) if digest != Preference.Digest.NONE else None
    return keep(Preference(user=user, **wishes)) if held is None else change(held, **wishes)


@action("own_account")
def change_preference(
    preference: Preference,
    *,
    by: Any,
    by_email: bool = True,
    by_sms: bool = False,
    sms_to: str = "",
    muted: Sequence[str] = (),
    quiet_from: time | None = None,
    quiet_until: time | None = None,
    digest: str = "none",
) -> Preference:
    """As `set_preference`, for somebody who has chosen before."""
    if preference.digest != digest and digest != Preference.Digest.NONE:
        preference.digested_on = _from_tomorrow(preference.user)
    preference.by_email, preference.by_sms, preference.sms_to = by_email, by_sms, sms_to.strip()
    preference.muted, preference.digest = sorted(set(muted)), digest
    preference.quiet_from, preference.quiet_until = quiet_from, quiet_until
    return preference


@action("manage_access")
def send_again(facility: Facility, *, by: Any) -> Facility:
    """Try once more what was given up of a facility, from its first attempt on."""
    lost = system.given_up([facility]).order_by().values("pk")
    Outbox.objects.filter(pk__in=lost).update(
        status=Outbox.Status.PENDING, attempts=0, next_try=clock.now(), version=F("version") + 1
    )
    return facility


def _from_tomorrow(user: Any) -> Any:
    """Today, when the hour of today's summary has passed already: the first one then comes tomorrow."""
    at = time.fromisoformat(house_escalation(clock.now()).digest_at)
    here = clock.now().astimezone(user.tz)
    return here.date() if here.time() >= at else None
