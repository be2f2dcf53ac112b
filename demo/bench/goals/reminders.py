"""P11: reminders a minute beside the limit and beside one task for each; due until told; growth with what is scheduled."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from demo.bench.hand import Statement
from demo.bench.lines import Goal, Line, Pairs, compared, measured, touched
from demo.bench.ringing import drains, due
from demo.bench.ringing.drains import Drain
from demo.bench.rounds import Bench
from worklist import planner

OF_THE_LIMIT, TIMES_FASTER, UNTIL_TOLD = Goal(0.3, at_least=True), Goal(100, at_least=True), Goal(60)
# A plan reads as many blocks however much is still to come; its time may differ a little.
BLOCKS, GROWTH = Goal(1.2), Goal(1.5)
NUMBER, ONE_EACH, TIMES = 10_000, 300, 3
FEW, MANY, DUE = 1_000, 100_000, 100
PATIENTS, MONTH = 10_000, 30 * 86_400.0


def a_minute(bench: Bench) -> Iterator[Line]:
    """From falling due until the last is told, by processes of their own; all ways write the same rows."""
    shelf = bench.shelf
    shelf.put("ringing", PATIENTS)
    with shelf.open("ringing"):
        raw, celery, relays, each = _in_turns(min(bench.pairs, TIMES))
        for what, ours, anchor, goal in (
            ("Celery, 2 tasks / raw SQL, 2 hands", celery, raw, OF_THE_LIMIT),
            ("2 relays, no Celery / raw SQL, 2 hands", relays, raw, OF_THE_LIMIT),
            ("Celery, 2 tasks / one task for each", celery, each, TIMES_FASTER),
        ):
            pairs = Pairs([drain.a_minute for drain in ours], [drain.a_minute for drain in anchor])
            yield compared("P11", f"reminders a minute: {what}", pairs, goal)
        # Nobody is woken here: what a relay at rest finds by itself.
        drain = drains.without_celery(NUMBER, woken=False)
        yield measured("P11", f"due until told, s, p50, {NUMBER:,} due", drain.told(0.5), None)
        yield measured("P11", f"due until told, s, p99, {NUMBER:,} due", drain.told(0.99), UNTIL_TOLD)
        due.clear()


def _in_turns(times: int) -> tuple[list[Drain], ...]:
    """Each way once to warm up, then in turns."""
    ways: tuple[Callable[[int], Drain], ...] = (drains.raw, drains.by_celery, drains.without_celery)
    rounds = [[*(way(NUMBER) for way in ways), drains.one_task_each(ONE_EACH)] for _n in range(times + 1)][1:]
    return tuple([found[at] for found in rounds] for at in range(len(ways) + 1))


def growth(bench: Bench) -> Iterator[Line]:
    """The due scan, and a whole turn of the planner, among few and among many that are not due yet."""
    names = {"ringing_1k": FEW, "ringing_100k": MANY}
    for name, scheduled in names.items():
        bench.shelf.put(name, PATIENTS)
        with bench.shelf.open(name):
            due.clear()
            due.fall(scheduled, MONTH)
            due.fall(DUE)
            due.settle()
    scan = Statement(planner.CLAIM, {"batch": planner.BATCH})
    found = []
    for name in names:
        with bench.shelf.open(name):
            found.append(scan.blocks())
    few, many = names
    what = f"{MANY:,} / {FEW:,} scheduled, {DUE} due"
    yield touched("P11", f"due scan, blocks: {what}", found[1], found[0], BLOCKS)
    for kind, do in (("due scan", scan.ask), ("whole turn", _turn)):
        ours, anchor = bench.at(many, do), bench.at(few, do)
        yield bench.compare("P11", f"{kind}, ms: {what}", ours, anchor, GROWTH)


def _turn() -> Any:
    """Plan what is due, and take it back."""
    with transaction.atomic():
        if (planned := planner.plan()) != DUE:
            raise ValueError(f"{planned} rungs were planned, not {DUE}.")
        transaction.set_rollback(True)


def lines(bench: Bench) -> Iterator[Line]:
    """All of P11."""
    yield from growth(bench)
    yield from a_minute(bench)
