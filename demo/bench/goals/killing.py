"""P12: a worker is killed in the middle and the broker emptied: nothing is lost, nothing told twice, and it goes on soon."""

import time
from collections.abc import Callable, Iterator

from demo.bench.goals.reminders import PATIENTS
from demo.bench.lines import Goal, Line, measured
from demo.bench.ringing import due
from demo.bench.ringing.crew import Crew, crew, kill, until
from demo.bench.rounds import Bench

NUMBER, NONE, SOON = 2_000, Goal(0), Goal(10)
# A pause after each batch, so that the kill lands in the middle on any machine.
SLOW = "planner.told=sleep:0.5"
TICK = 1.0


def worker(bench: Bench) -> Iterator[Line]:
    """On a data set of its own."""
    bench.shelf.put("ringing", PATIENTS)
    with bench.shelf.open("ringing"):
        due.clear()
        yield from lines(NUMBER)
        due.clear()


def lines(number: int) -> Iterator[Line]:
    """So many due, half of them told when the worker is killed."""
    due.fall(number)
    with crew() as made:
        seconds = _kill_and_go_on(made, number)
    lost, doubled = due.lost_and_doubled()
    what = f"kill -9 of a worker, {number:,} due"
    yield measured("P12", f"{what}: lost", lost, NONE)
    yield measured("P12", f"{what}: told twice", doubled, NONE)
    yield measured("P12", "  seconds until the next is told", seconds, SOON)


def _kill_and_go_on(made: Crew, number: int) -> float:
    """Seconds from the kill until somebody is told again, the start of another worker included."""
    first = made.worker(FAILPOINTS=SLOW)
    made.ask("worklist.tasks.deliver")
    until(lambda: due.left() <= number // 2, made)
    kill(first)
    began, before = time.perf_counter(), due.left()
    if not before:
        raise ValueError("The worker was killed too late to prove anything.")
    made.empty_the_broker()
    made.worker(awaited=False)
    until(_ticking(made, before), made)
    seconds = time.perf_counter() - began
    until(_ticking(made, 1), made)
    return seconds


def _ticking(made: Crew, fewer_than: int) -> Callable[[], bool]:
    """Whether fewer are left; a tick every second, as from beat."""
    ticked = [0.0]

    def there() -> bool:
        if due.left() < fewer_than:
            return True
        if time.perf_counter() - ticked[0] > TICK:
            made.ask("worklist.tasks.deliver")
            ticked[0] = time.perf_counter()
        return False

    return there
