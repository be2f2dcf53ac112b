"""When a patient may leave: many draws of what is still to come, from how long each step took before. Pure.

`take` are hours that a step took from being possible to being done, on the unit and in the house. The unit's own weigh
with n / (n + shrinkage), the house's with the rest: a young unit speaks with the house's voice. A step under way is drawn
from the stays in which it took longer than it has by now; where there is none, as if it began now. Seeded by case and day,
so that two people, and a second look, read the same range.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

Hours = Any  # an array of hours, one for each draw
DRAWS = 2000
LEFT = "left"
NONE: Sequence[float] = ()


@dataclass(frozen=True)
class Past:
    """How long a step took before, as sorted hours: on the unit, and in the whole house."""

    unit: Any
    house: Any

    @property
    def known(self) -> bool:
        return len(self.unit) + len(self.house) > 0


@dataclass(frozen=True)
class Figures:
    """How much the house weighs, and below how many past stays of the unit a forecast is thin."""

    shrinkage: int = 20
    thin_below: int = 20
    draws: int = DRAWS


@dataclass(frozen=True)
class Ahead:
    """What is still to come for one patient: what each open step waits for among the open ones, and since when it waits.

    `under_way` has the hours for which a step could have been done already; `waits` is in order, `LEFT` comes last.
    """

    waits: Mapping[str, Sequence[str]]
    under_way: Mapping[str, float]


@dataclass(frozen=True)
class Range:
    """Hours from now by which one, five and nine of ten patients like this one have left, and what decides it most.

    `drivers` are steps with the hours they cost on the longest path on average, the strongest first; `cases` is how many
    stays of the unit speak for the step of which fewest are known; `thin` says that those are too few.
    """

    p10: float
    p50: float
    p90: float
    drivers: tuple[tuple[str, float], ...]
    cases: int
    thin: bool


def past(unit: Sequence[float], house: Sequence[float]) -> Past:
    """How long a step took before; hours in any order, below nothing counts as at once."""
    return Past(*(np.sort(np.maximum(np.asarray(rows, dtype=float), 0)) for rows in (unit, house)))


def seed(case: Any, on: date) -> int:
    """The same for one case on one day, another for every other."""
    return int.from_bytes(hashlib.sha256(f"{case}:{on.isoformat()}".encode()).digest()[:8], "big")


def unknown(ahead: Ahead, known: Mapping[str, Past]) -> list[str]:
    """The steps still to come of which nobody knows how long they take: with any, there is no forecast."""
    return [code for code in ahead.waits if code not in known or not known[code].known]


def forecast(ahead: Ahead, known: Mapping[str, Past], figures: Figures, *, seeded: int) -> Range | None:
    """The range for one patient; None where a step is unknown, or nothing is still to come."""
    if not ahead.waits or unknown(ahead, known):
        return None
    chance = np.random.default_rng(seeded)
    take = {
        code: _drawn(known[code], ahead.under_way.get(code, 0.0), figures, chance) for code in ahead.waits
    }
    done = _propagated(ahead, take)
    p10, p50, p90 = (float(value) for value in np.quantile(done[LEFT], (0.1, 0.5, 0.9)))
    fewest = min(len(known[code].unit) for code in ahead.waits)
    return Range(p10, p50, p90, _drivers(ahead, take, done), fewest, fewest < figures.thin_below)


def _drawn(known: Past, under_way: float, figures: Figures, chance: Any) -> Hours:
    """How long a step still takes, in every draw."""
    unit, house = (_longer(rows, under_way) for rows in (known.unit, known.house))
    if not len(unit) and not len(house):
        unit, house = known.unit, known.house
    weight = len(unit) / (len(unit) + figures.shrinkage) if len(house) else 1.0
    if not len(unit):
        return _picked(house, chance, figures.draws)
    if weight >= 1.0:
        return _picked(unit, chance, figures.draws)
    own = chance.random(figures.draws) < weight
    return np.where(own, _picked(unit, chance, figures.draws), _picked(house, chance, figures.draws))


def _longer(rows: Any, under_way: float) -> Any:
    """What was left of the stays in which it took longer than this one has taken."""
    return rows[np.searchsorted(rows, under_way, side="right") :] - under_way if under_way > 0 else rows


def _picked(rows: Any, chance: Any, draws: int) -> Hours:
    return rows[chance.integers(0, len(rows), draws)]


def _propagated(ahead: Ahead, take: Mapping[str, Hours]) -> dict[str, Hours]:
    """When each step is done, in every draw: after the last of what it waits for."""
    done: dict[str, Hours] = {}
    for code, before in ahead.waits.items():
        waited = [done[each] for each in before if each in done]
        done[code] = (np.maximum.reduce(waited) if waited else 0.0) + take[code]
    return done


def _drivers(
    ahead: Ahead, take: Mapping[str, Hours], done: Mapping[str, Hours]
) -> tuple[tuple[str, float], ...]:
    """The two steps that cost most on the longest path, on average over the draws: walked back from having left."""
    on_path = {LEFT: np.ones(len(take[LEFT]), dtype=bool)}
    cost: dict[str, float] = {}
    for code in reversed(list(ahead.waits)):
        here = on_path.get(code)
        if here is None:
            continue
        cost[code] = float(np.mean(np.where(here, take[code], 0.0)))
        before = [each for each in ahead.waits[code] if each in done]
        if before:
            last = np.argmax(np.stack([done[each] for each in before]), axis=0)
            for number, each in enumerate(before):
                on_path[each] = on_path.get(each, False) | (here & (last == number))
    strongest = sorted(cost.items(), key=lambda each: (-each[1], each[0]))[:2]
    return tuple((code, round(hours, 1)) for code, hours in strongest if hours > 0)


@dataclass(frozen=True)
class Calibration:
    """How good past ranges were: departures, the share inside the range, and the mean pinball loss in days.

    Of a good 10-90 range eight of ten departures lie inside; the smaller the loss, the better.
    """

    departures: int
    inside: int
    early: int
    late: int
    loss: float | None

    @property
    def share(self) -> float | None:
        """The share inside; None where nobody has left yet."""
        return self.inside / self.departures if self.departures else None


def pinball(quantile: float, said: date, came: date) -> float:
    """The loss of one quantile in days: too early costs with its weight, too late with the rest."""
    days = (came - said).days
    return quantile * days if days >= 0 else (quantile - 1) * days


def calibration(rows: Sequence[tuple[date, date, date, date]]) -> Calibration:
    """From (p10, p50, p90, the day of leaving) of past departures."""
    inside = sum(p10 <= came <= p90 for p10, _p50, p90, came in rows)
    early = sum(came < p10 for p10, _p50, _p90, came in rows)
    losses = [
        pinball(q, said, row[3]) for row in rows for q, said in zip((0.1, 0.5, 0.9), row[:3], strict=True)
    ]
    loss = sum(losses) / len(losses) if losses else None
    return Calibration(len(rows), inside, early, len(rows) - inside - early, loss)
