"""Who wants to hear that papers went: the apps above register themselves here when they are loaded."""

from collections.abc import Callable
from typing import Any

from referrals.models import Packet

# f(packet, by), inside the verb that sends.
HEARS: list[Callable[[Packet, Any], None]] = []


def tell(packet: Packet, by: Any) -> None:
    """Tell those who registered."""
    for hear in HEARS:
        hear(packet, by)
