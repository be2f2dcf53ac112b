"""What stands beside the list of my day: numbers of other apps with the list behind each. They register themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Beside:
    """A number of things that wait for me, in words, and the page that lists exactly these."""

    says: str
    url: str


LINES: list[Callable[[Any], Beside | None]] = []


def lines(user: Any) -> list[Beside]:
    """What the apps above say to this person; one statement each."""
    return [said for say in LINES if (said := say(user)) is not None]
