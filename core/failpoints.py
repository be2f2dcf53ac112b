"""Named places at which a test may break the program; nothing happens unless the settings name them.

`FAILPOINTS="relay.leased=exit,planner.told=sleep:3"`: exit at once as if killed, raise, or sleep so many seconds.
Read only in demonstration and debug settings.
"""

import os
import time

from django.conf import settings

KILLED = 137


class Broken(Exception):
    """Raised at a place that the settings told to raise."""


def failpoint(name: str) -> None:
    """Break here if the settings say so."""
    how = settings.FAILPOINTS.get(name, "")
    if how:
        _break(name, how)


def _break(name: str, how: str) -> None:
    kind, _colon, seconds = how.partition(":")
    if kind == "exit":
        os._exit(KILLED)
    if kind == "raise":
        raise Broken(name)
    if kind != "sleep":
        raise ValueError(f"A failpoint exits, raises or sleeps; {name} cannot {kind!r}.")
    time.sleep(float(seconds))
