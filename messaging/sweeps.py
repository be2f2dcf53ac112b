"""What happens by itself to a change of condition: who joined is asked, who left is let off, who came back is asked again."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.actors import system
from core.refusals import Refused
from messaging import actions, rounds

BATCH = 200


def keep_rounds(batch: int = BATCH) -> int:
    """Bring everybody who is asked in line with the care teams as they are now; how many rows or changes moved."""
    keeper = system("keeper")
    left = _("Left the care team before answering")
    moved = _each(rounds.left()[:batch], lambda row: actions.excuse(row, by=keeper, reason=left))
    moved += _each(rounds.came_back()[:batch], lambda row: actions.recall(row, by=keeper))
    return moved + _each(rounds.joined(batch), lambda row: actions.ask_newcomers(row, by=keeper))


def _each(rows: Any, act: Any) -> int:
    done = 0
    for row in rows:
        try:
            act(row)
        except Refused:
            continue  # they answered, or the clock ran out, in the same moment
        done += 1
    return done
