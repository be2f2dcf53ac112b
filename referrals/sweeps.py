"""What happens by itself to referrals: no answer climbs, and after the promised time somebody asks the patient."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from accounts.actors import system
from core import turns
from core.refusals import Refused
from referrals.actions import waiting
from referrals.queries import asking

BATCH = 200


def ask_for_answers(batch: int = BATCH) -> int:
    """Climb first, so that what is late twice makes one piece of work; how many were found."""
    late = _each(islice(asking.unanswered("escalate"), batch), waiting.escalate)
    return late + _each(islice(asking.unanswered("remind"), batch), waiting.remind)


def ask_after_starts(batch: int = BATCH) -> int:
    """Raise the question whether a promised service began; how many."""
    return _each(list(asking.to_check()[:batch]), waiting.ask_after_start)


def _each(rows: Iterable[Any], act: Callable[..., Any]) -> int:
    keeper, done = system("keeper"), 0
    for row in list(rows):
        try:
            act(row, by=keeper)
        except Refused:
            continue  # somebody answered in between
        except turns.BROKEN_ROW as error:
            turns.say(act, error)
            continue
        done += 1
    return done
