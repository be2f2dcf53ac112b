"""What is measured, by the numbers of the performance targets: each gives its lines from a bench."""

from collections.abc import Callable, Iterator

from demo.bench.goals import (
    board,
    dashboard,
    depth,
    handover,
    killing,
    lists,
    overlaps,
    plans,
    reminders,
    rights,
    saving,
    search,
    ways_out,
)
from demo.bench.lines import Line
from demo.bench.rounds import Bench


def numbers(bench: Bench) -> Iterator[Line]:
    """A supervisor's first page, and the dashboard of a team."""
    yield from board.tiles(bench)
    yield from dashboard.lines(bench)


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
    "P10": numbers,
    "P11": reminders.lines,
    "P12": killing.worker,
    "P16": plans.page,
    "P17": saving.lines,
    "F2": overlaps.lines,
    "F6": ways_out.pages,
    "F7": ways_out.forecast,
}
