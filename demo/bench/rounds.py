"""Measuring in turns: each round opens the page and asks the anchor once on every size, so all share what else runs."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from demo.bench import lines
from demo.bench.lines import Line
from demo.bench.pages import TARGETS, Target, Visit
from demo.bench.shelf import Shelf

DROPPED = 3


@dataclass
class Times:
    """Milliseconds of one page on one size, round by round."""

    page: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    hand: list[float] = field(default_factory=list)


def measure(shelf: Shelf, sizes: list[str], pairs: int) -> Iterator[Line]:
    """The lines of every page, each as soon as it is known."""
    for target in TARGETS:
        yield from _lines(shelf, sizes, target, pairs)


def _lines(shelf: Shelf, sizes: list[str], target: Target, pairs: int) -> list[Line]:
    visits = {}
    for name in sizes:
        with shelf.open(name):
            visits[name] = Visit(target)
    times = _rounds(shelf, visits, pairs)
    found = [line for name in sizes for line in _of_size(shelf, name, visits[name], times[name])]
    if len(sizes) < 2:
        return found
    grown = _growth(target, sizes, times)
    if grown.noisy:
        # Once more with twice as many; what is still on both sides is judged by its median.
        grown = _growth(target, sizes, _rounds(shelf, visits, 2 * pairs))
    return [*found, grown]


def _rounds(shelf: Shelf, visits: dict[str, Visit], pairs: int) -> dict[str, Times]:
    times: dict[str, Times] = defaultdict(Times)
    for at in range(pairs + DROPPED):
        for name, visit in visits.items():
            with shelf.open(name):
                found = visit.open(), *visit.timed()
            if at >= DROPPED:
                for kept, took in zip(
                    (times[name].page, times[name].ours, times[name].hand), found, strict=True
                ):
                    kept.append(took)
    return times


def _of_size(shelf: Shelf, name: str, visit: Visit, times: Times) -> list[Line]:
    target = visit.target
    with shelf.open(name):
        touched = visit.buffers()
    return [
        lines.page(f"{target.id}-{name}", f"{target.what}, {name}", times.page, visit.statements),
        lines.listing(f"{target.id}L-{name}", times.ours, times.hand, touched, len(visit.ours)),
    ]


def _growth(target: Target, sizes: list[str], times: dict[str, Times]) -> Line:
    small, large = sizes[0], sizes[-1]
    what = f"  growth of the page, {large} / {small}"
    return lines.growth(f"{target.id}G", what, times[large].page, times[small].page)
