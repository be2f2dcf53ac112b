"""The rules of a neutral list: who is on it, in which order, what is said of each. Pure.

Source: 42 CFR 482.43(c): home health agencies, SNFs, IRFs and LTCHs that take part in Medicare and serve the area; a home
health agency must have asked to be listed; no qualified provider is left out or put forward; interests are disclosed.
"""

from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import Any, TypeVar

from referrals.models.asking import BY_CHOICE

T = TypeVar("T")
HOME_HEALTH = "home_health"


def in_order(rows: Iterable[T], seed: int, key: Any) -> list[T]:
    """Rows in an order that only the seed decides: no name, distance or interest moves one forward."""
    return sorted(rows, key=lambda row: sha256(f"{seed}:{key(row)}".encode()).digest())


def belongs(
    *, kind: str, area: str, is_open: bool, serves: bool, medicare: bool, asked_to_be_listed: bool
) -> bool:
    """Whether a service of the kind asked for stands on the list."""
    if not is_open or (area and not serves):
        return False
    if kind not in BY_CHOICE:
        return True
    return medicare and (kind != HOME_HEALTH or asked_to_be_listed)


def in_network(*, medicare: bool, takes: Collection[Any], payer: Any, product: str) -> bool | None:
    """Whether a service is in the network of the plan that pays first; None while nobody knows.

    Original Medicare has no network: whoever takes part in it is in.
    """
    if payer is None:
        return None
    if product == "medicare":
        return medicare
    return payer in takes if takes else None
