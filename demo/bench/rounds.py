"""Measuring in turns: ours, anchor, ours, anchor, in one process, so that both share whatever else the machine does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from demo.bench.hand import timed
from demo.bench.lines import Goal, Line, Pairs, compared
from demo.bench.shelf import Shelf

DROPPED = 3
Timer = Callable[[], float]


@dataclass(frozen=True)
class Bench:
    """The data sets, smallest first, and how often each thing is measured."""

    shelf: Shelf
    sizes: Sequence[str]
    pairs: int = 60

    def each(self) -> Iterator[str]:
        """Each size in turn, as the default database."""
        for name in self.sizes:
            with self.shelf.open(name):
                yield name

    def at(self, size: str, do: Callable[[], Any]) -> Timer:
        """A timer of a call on one size, wherever it is called from."""

        def run() -> float:
            with self.shelf.open(size):
                return timed(do)

        return run

    def compare(self, id: str, what: str, ours: Timer, anchor: Timer, goal: Goal, **more: Any) -> Line:
        """Both in turns; once more with twice as many pairs when they lie on both sides of the goal."""
        line = compared(id, what, in_turns(ours, anchor, self.pairs), goal, **more)
        if line.noisy:
            line = compared(id, what, in_turns(ours, anchor, 2 * self.pairs), goal, **more)
        return line

    def fewer(self, pairs: int) -> "Bench":
        """For what takes seconds."""
        return replace(self, pairs=min(self.pairs, pairs))


def in_turns(ours: Timer, anchor: Timer, pairs: int) -> Pairs:
    """So many pairs, after some that only warm up."""
    found = [(ours(), anchor()) for _n in range(pairs + min(DROPPED, pairs))][min(DROPPED, pairs) :]
    return Pairs([mine for mine, _theirs in found], [theirs for _mine, theirs in found])
