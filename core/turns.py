"""Several turns of a clock, one after the other: one that breaks is said, and is not the end of the others.

What is said is the turn and the kind of error alone: the words of an error may hold what a patient is called.
"""

import logging
from collections.abc import Callable
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded as TimeIsUp
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError

from core.refusals import Denied

__all__ = ["BROKEN_ROW", "TimeIsUp", "each", "say"]

log = logging.getLogger("core.turns")
# What one row alone cannot take, and the next one may.
BROKEN_ROW = (ValidationError, Denied)


def each(*turns: Callable[[], Any]) -> None:
    """Take every turn; only a database that is away, or a task whose time is up, ends them all."""
    for turn in turns:
        try:
            turn()
        except (OperationalError, InterfaceError, TimeIsUp):
            raise
        except Exception as error:
            say(turn, error)


def say(turn: Callable[..., Any], error: Exception) -> None:
    """Say in the log that a turn, or a verb in one of its rows, broke."""
    name = f"{turn.__module__}.{getattr(turn, '__name__', type(turn).__name__)}"
    log.error("a sweep failed", extra={"error": type(error).__name__, "event": name})
