"""Ten thousand at once: how fast they are told, and how long after they were due."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import CommandError
from django.db import connection

from demo.bench.ringing import due, limit
from demo.bench.ringing.crew import Crew, crew, until
from worklist.models import Reminder
from worklist.planner import WAKE

# Seconds until what was written falls due: by then everybody is at rest again.
AHEAD = 2.0
LOOK = 0.02


@dataclass(frozen=True)
class Drain:
    """What was seen: seconds after they were due, and how many were still untold."""

    number: int
    seen: list[tuple[float, int]]

    @property
    def a_minute(self) -> float:
        """Reminders a minute, from falling due until the last was told."""
        return 60 * self.number / self.seen[-1][0]

    def told(self, share: float) -> float:
        """Seconds after which that share of them had been told."""
        return next(second for second, left in self.seen if self.number - left >= share * self.number)


def raw(number: int) -> Drain:
    """The hand-written statement, two hands, nobody else."""
    due.clear()
    due.fall(number)
    began = time.perf_counter()
    limit.drain()
    return _proved(Drain(number, [(time.perf_counter() - began, due.left())]))


def by_celery(number: int) -> Drain:
    """A worker with two hands; two ticks start two planners."""
    with crew() as made:
        made.worker()

        def start() -> None:
            for _hand in range(limit.HANDS):
                made.ask("worklist.tasks.deliver")

        return _watched(made, number, start)


def without_celery(number: int, *, woken: bool = True) -> Drain:
    """Two relays; woken by the database as after any commit of theirs, or by their own poll alone."""
    with crew() as made:
        made.relays(limit.HANDS)
        return _watched(made, number, _wake if woken else lambda: None)


def one_task_each(number: int) -> Drain:
    """A worker with two hands and a task for each reminder."""
    with crew() as made:
        made.worker()

        def start() -> None:
            for key in Reminder.objects.filter(item__distinct_because=due.MARK).values_list("pk", flat=True):
                made.ask("demo.bench.ringing.tasks.tell", str(key))

        return _watched(made, number, start)


def _watched(made: Crew, number: int, start: Callable[[], None]) -> Drain:
    """Write them, start when they fall due, and look until the last one is told."""
    due.clear()
    began = time.perf_counter()
    due.fall(number, AHEAD)
    # They fall due so many seconds after the transaction began that wrote them.
    time.sleep(max(0.0, began + AHEAD - time.perf_counter()))
    seen: list[tuple[float, int]] = []
    began = time.perf_counter()
    start()

    def over() -> bool:
        left = due.left()
        seen.append((time.perf_counter() - began, left))
        return left == 0

    until(over, made, LOOK)
    return _proved(Drain(number, seen))


def _proved(drain: Drain) -> Drain:
    """Wrong before fast: everybody was told once."""
    if (found := due.lost_and_doubled()) != (0, 0) or drain.seen[-1][1]:
        raise CommandError(f"Wrong before fast: {found[0]} were lost and {found[1]} told twice.")
    return drain


def _wake() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"notify {WAKE}")
