"""One line for each thing measured, with its goal and whether it was met; times are judged only as ratios to an anchor."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

HEAD = (
    f"{'id':4} {'what':46} {'ours':>8} {'anchor':>8} {'ratio (p25-p75)':>21} {'min':>6} {'buffers':>13}"
    f" {'stmts':>5}  {'goal':8} verdict"
)


@dataclass(frozen=True)
class Goal:
    """A limit that a ratio or a count stays under, or reaches."""

    limit: float
    at_least: bool = False

    def met_by(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def lies_between(self, low: float, high: float) -> bool:
        """Whether measurements stand on both sides of it."""
        return self.met_by(low) != self.met_by(high)

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='}{self.limit:g}"


@dataclass(frozen=True)
class Line:
    """What was measured; empty cells were not. Without a goal it is told and not judged."""

    id: str
    what: str
    goal: Goal | None
    met: bool
    ours: float | None = None
    anchor: float | None = None
    ratio: tuple[float, float, float] | None = None
    least: float | None = None
    buffers: tuple[int, int] | None = None
    statements: int | None = None
    noisy: bool = False

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return "TOLD"
        return "MISSED" if not self.met else "PASS NOISY" if self.noisy else "PASS"

    def __str__(self) -> str:
        middle, low, high = self.ratio or (None, None, None)
        ratio = "-" if middle is None else f"{middle:.2f} ({low:.2f}-{high:.2f})"
        touched = "/".join(map(str, self.buffers)) if self.buffers else "-"
        return (
            f"{self.id:4} {self.what:46} {_cell(self.ours):>8} {_cell(self.anchor):>8} {ratio:>21} {_cell(self.least):>6}"
            f" {touched:>13} {self.statements or '-':>5}  {_said(self.goal):8} {self.verdict}"
        )

    def as_row(self) -> dict[str, Any]:
        return {**asdict(self), "goal": _said(self.goal), "verdict": self.verdict}


@dataclass(frozen=True)
class Pairs:
    """Milliseconds of ours and of the anchor, taken in turns."""

    ours: Sequence[float]
    anchor: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        return [mine / theirs for mine, theirs in zip(self.ours, self.anchor, strict=True)]

    @property
    def spread(self) -> tuple[float, float, float]:
        """Median, first and third quartile of the ratios pair by pair."""
        if len(self.ratios) == 1:
            return (self.ratios[0],) * 3
        low, middle, high = quantiles(self.ratios, n=4)
        return middle, low, high


def compared(id: str, what: str, pairs: Pairs, goal: Goal | None, **more: Any) -> Line:
    """Two times; noisy when the middle half of the pairs lies on both sides of the goal."""
    middle, low, high = pairs.spread
    return Line(
        id,
        what,
        goal,
        goal is None or goal.met_by(middle),
        ours=median(pairs.ours),
        anchor=median(pairs.anchor),
        ratio=pairs.spread,
        least=min(pairs.ratios),
        noisy=goal is not None and goal.lies_between(low, high),
        **more,
    )


def touched(id: str, what: str, ours: int, anchor: int, goal: Goal) -> Line:
    """Blocks that ours and the anchor touch: exact, the same on every machine."""
    ratio = ours / anchor
    return Line(id, what, goal, goal.met_by(ratio), ratio=(ratio,) * 3, least=ratio, buffers=(ours, anchor))


def counted(id: str, what: str, number: int, goal: Goal) -> Line:
    """A number of statements: exact."""
    return Line(id, what, goal, goal.met_by(number), statements=number)


def measured(id: str, what: str, value: float, goal: Goal | None) -> Line:
    """A number without an anchor."""
    return Line(id, what, goal, goal is None or goal.met_by(value), ours=value)


def _said(goal: Goal | None) -> str:
    return "-" if goal is None else str(goal)


def _cell(value: float | None) -> str:
    return (
        "-"
        if value is None
        else f"{value:.3g}"
        if value < 1
        else f"{value:.2f}"
        if value < 100
        else f"{value:.0f}"
    )
