"""Named places at which a test may break the program; nothing happens unless the settings name them.

`FAILPOINTS="relay.leased=exit,planner.told=sleep:3,relay.accepted=raise@57"`: exit at once as if killed, raise, or sleep
so many seconds; every time, or at the 57th passing of this process alone. Read only in demonstration and debug settings.
"""

import os
import time
from collections import Counter

from django.conf import settings

KILLED = 137

_passed: Counter[str] = Counter()


class Broken(Exception):
    """Raised at a place that the settings told to raise."""


def failpoint(name: str) -> None:
    """Break here if the settings say so."""
    how = settings.FAILPOINTS.get(name, "")
    if how:
        what, _at, nth = how.partition("@")
        _passed[name] += 1
        if not nth or _passed[name] == int(nth):
            _break(name, what)


def _break(name: str, how: str) -> None:
    kind, _colon, seconds = how.partition(":")
    if kind == "exit":
        os._exit(KILLED)
    if kind == "raise":
        raise Broken(name)
    if kind != "sleep":
        raise ValueError(f"A failpoint exits, raises or sleeps; {name} cannot {kind!r}.")
    time.sleep(float(seconds))
