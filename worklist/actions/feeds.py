"""A person's own calendar feeds: made, shown once, ended."""

import secrets
from typing import Any

from django.utils.translation import gettext as _

from accounts.keys import digest_of
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from worklist import feeds
from worklist.models import CalendarFeed


@action("own_account")
def create_feed(user: Any, *, by: Any, label: str, with_names: bool = False) -> CalendarFeed:
    """Make a private address for one's calendar; `feed.plain` is its secret, shown once and never stored.

    It ends with the account, with the next password, or when it is revoked.
    """
    if len(feeds.of(user)) >= feeds.MOST:
        raise Refused(_("You have ten feeds already. End one you do not use."), field="label")
    plain = secrets.token_urlsafe(32)
    feed: Any = CalendarFeed(user=user, digest=digest_of(plain), mark=feeds.mark_of(user))
    feed.label, feed.with_names = label.strip(), with_names
    keep(feed)
    feed.plain = plain
    return feed


@action("own_account")
def revoke_feed(feed: CalendarFeed, *, by: Any) -> CalendarFeed:
    """End a feed: the next reading finds nothing."""
    if feed.revoked_at is None:
        feed.revoked_at = clock.now()
    return feed
