"""What the apps above know of a service from their own experience; its page shows it.

Each entry gives the context of one card for (service, user), with the name of its template under "template".
"""

from collections.abc import Callable
from typing import Any

from directory.models import Service

CARDS: list[Callable[[Service, Any], dict[str, Any]]] = []


def cards(service: Service, user: Any) -> list[dict[str, Any]]:
    """The cards of a service."""
    return [card(service, user) for card in CARDS]
