"""One line for one thing measured, with its goal and whether it was met; times are judged by their median."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

PAGE_MS, STATEMENTS, GROWTH, BUFFERS = 300, 12, 1.5, 2.0
HEAD = f"{'id':8} {'what':38} {'ours ms':>8} {'anchor':>8} {'ratio (p25-p75)':>20} {'buffers':>13} {'stmts':>5}  {'goal':24} verdict"


@dataclass(frozen=True)
class Line:
    """What was measured; empty cells were not."""

    id: str
    what: str
    ours: float
    goal: str
    met: bool
    anchor: float | None = None
    ratio: tuple[float, float, float] | None = None
    buffers: tuple[int, int] | None = None
    statements: int | None = None
    noisy: bool = False

    @property
    def verdict(self) -> str:
        return "NOISY" if self.noisy else "PASS" if self.met else "MISSED"

    def __str__(self) -> str:
        middle, low, high = self.ratio or (None, None, None)
        ratio = "-" if middle is None else f"{middle:.2f} ({low:.2f}-{high:.2f})"
        touched = "/".join(map(str, self.buffers)) if self.buffers else "-"
        return (
            f"{self.id:8} {self.what:38} {self.ours:8.1f} {_cell(self.anchor):>8} {ratio:>20} {touched:>13}"
            f" {self.statements or '-':>5}  {self.goal:24} {self.verdict}"
        )

    def as_row(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


def page(id: str, what: str, times: Sequence[float], statements: int) -> Line:
    """A whole page through every middleware: fast enough, and few enough questions."""
    ours = median(times)
    met = ours < PAGE_MS and statements <= STATEMENTS
    return Line(id, what, ours, f"<{PAGE_MS} ms, <={STATEMENTS} stmts", met, statements=statements)


def listing(
    id: str, ours: Sequence[float], hand: Sequence[float], touched: tuple[int, int], statements: int
) -> Line:
    """What reads the list, beside the hand-written statement; blocks are exact, so they are judged."""
    met, what = touched[0] <= BUFFERS * touched[1], "  its list and hand-written SQL"
    ratio = spread(ours, hand)
    return Line(
        id, what, median(ours), f"<={BUFFERS}x buffers", met, median(hand), ratio, touched, statements
    )


def growth(id: str, what: str, large: Sequence[float], small: Sequence[float]) -> Line:
    """The same page on more cases; noisy when the middle half of the pairs lies on both sides of the goal."""
    middle, low, high = ratio = spread(large, small)
    noisy = low <= GROWTH < high
    met = middle <= GROWTH
    return Line(id, what, median(large), f"<={GROWTH}x", met, median(small), ratio, noisy=noisy)


def spread(ours: Sequence[float], anchor: Sequence[float]) -> tuple[float, float, float]:
    """Median, first and third quartile of the ratios pair by pair."""
    ratios = [mine / theirs for mine, theirs in zip(ours, anchor, strict=True)]
    low, middle, high = quantiles(ratios, n=4)
    return middle, low, high


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
