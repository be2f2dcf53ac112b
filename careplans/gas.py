"""Goal attainment scaling (KPI-14): how far a patient came on goals of their own, as one number. Pure.

T = 50 + 10 x sum(w x) / sqrt(0.7 x sum(w^2) + 0.3 x (sum w)^2), x from -2 to +2, w above zero; 0.3 is the expected
correlation of the goals. Kiresuk and Sherman 1968; weights and sheet: Turner-Stokes, Clinical Rehabilitation 2009,
by its erratum. w is importance x difficulty (0 to 3 each; 0 drops the goal), or 1 where no weights were given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LEVELS = (-2, -1, 0, 1, 2)
HUNDREDTH = Decimal("0.01")
CORRELATION = Decimal("0.3")
USUAL_START, LOWEST_START = -1, -2


@dataclass(frozen=True)
class Scaled:
    """One goal as the scale sees it; `baseline` and `level` are None where nobody recorded them."""

    words: str
    importance: int | None = None
    difficulty: int | None = None
    baseline: int | None = None
    level: int | None = None
    no_worse: bool = False
    unwanted: bool = False

    @property
    def weight(self) -> int:
        if 0 in (self.importance, self.difficulty):
            return 0
        if self.importance is None or self.difficulty is None:
            return 1
        return self.importance * self.difficulty

    @property
    def start(self) -> int:
        """Where it began: as recorded, else one below what is expected, or the lowest where nothing is worse."""
        if self.baseline is not None:
            return self.baseline
        return LOWEST_START if self.no_worse else USUAL_START


@dataclass(frozen=True)
class Attainment:
    """What the goals of a patient come to. T has two decimals; None while a goal was not reviewed, or none counts."""

    baseline: Decimal | None
    achieved: Decimal | None
    reached: int
    reviewed: int
    counted: int
    unreviewed: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    weightless: tuple[str, ...] = ()

    @property
    def change(self) -> Decimal | None:
        if self.baseline is None or self.achieved is None:
            return None
        return self.achieved - self.baseline


def t_score(pairs: Iterable[tuple[int, int]]) -> Decimal | None:
    """T of (weight, level) pairs, two decimals, half up; None without any weight. ValueError off the scale."""
    found = list(pairs)
    if any(weight < 0 or level not in LEVELS for weight, level in found):
        raise ValueError("A level goes from -2 to +2, a weight is never below zero.")
    weights = [Decimal(weight) for weight, _level in found]
    if not any(weights):
        return None
    total = sum((Decimal(weight * level) for weight, level in found), Decimal(0))
    squares, whole = sum(weight * weight for weight in weights), sum(weights)
    spread = ((1 - CORRELATION) * squares + CORRELATION * whole * whole).sqrt()
    return (50 + 10 * total / spread).quantize(HUNDREDTH, ROUND_HALF_UP)


def attainment(goals: Iterable[Scaled]) -> Attainment:
    """Baseline T, achieved T and the simple rate (level 0 or better of those reviewed); what was left out is named.

    A goal the patient no longer wants, or of weight zero, does not count. One that counts and was not reviewed leaves the
    patient without an achieved T: a guess would be no measurement.
    """
    everything = list(goals)
    wanted = [goal for goal in everything if not goal.unwanted]
    counted = [goal for goal in wanted if goal.weight]
    levels = [(goal.weight, goal.level) for goal in counted if goal.level is not None]
    return Attainment(
        baseline=t_score((goal.weight, goal.start) for goal in counted),
        achieved=t_score(levels) if len(levels) == len(counted) else None,
        reached=sum(level >= 0 for _weight, level in levels),
        reviewed=len(levels),
        counted=len(counted),
        unreviewed=tuple(goal.words for goal in counted if goal.level is None),
        unwanted=tuple(goal.words for goal in everything if goal.unwanted),
        weightless=tuple(goal.words for goal in wanted if not goal.weight),
    )
