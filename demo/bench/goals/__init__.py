"""What is measured, by the numbers of the performance targets: each gives its lines from a bench."""

from collections.abc import Callable, Iterator

from demo.bench.goals import board, depth, handover, killing, lists, reminders, rights, search
from demo.bench.lines import Line
from demo.bench.rounds import Bench

GOALS: dict[str, Callable[[Bench], Iterator[Line]]] = {
    "P1": lists.database_time,
    "P2": lists.buffers,
    "P3": lists.growth,
    "P4": lists.statements,
    "P5": rights.checks,
    "P6": search.names,
    "P7": depth.pages,
    "P8": handover.cases,
    "P9": lists.processor,
    "P10": board.tiles,
    "P11": reminders.lines,
    "P12": killing.worker,
}
