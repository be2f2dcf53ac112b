"""Free times to meet: what somebody offered, less what is booked, cut into pieces. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

Stretch = tuple[datetime, datetime]
LENGTH = timedelta(minutes=30)
# Times begin on the half hour, so that two people's lists look alike.
STEP = timedelta(minutes=30)


def free(offered: Iterable[Stretch], booked: Iterable[Stretch], after: datetime, limit: int) -> list[Stretch]:
    """The first `limit` pieces of LENGTH that begin after an instant, lie within an offer and touch no booking."""
    taken = sorted(booked)
    found: list[Stretch] = []
    for begins, ends in sorted(offered):
        start = _on_step(max(begins, after))
        while start + LENGTH <= ends and len(found) < limit:
            if start > after and not any(start < until and since < start + LENGTH for since, until in taken):
                found.append((start, start + LENGTH))
            start += STEP
    return found[:limit]


def _on_step(at: datetime) -> datetime:
    """The next full or half hour, from the instant itself on."""
    base = at.replace(minute=0, second=0, microsecond=0)
    while base < at:
        base += STEP
    return base
