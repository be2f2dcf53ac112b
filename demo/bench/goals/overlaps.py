"""F2: the detection of overlaps, judged by the labelled pairs: of those shown how many are right, of those right how many shown.

The known half is what rules were tuned on; of the hidden half nothing but these two numbers is ever looked at.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from demo.bench.lines import Goal, Line, measured
from demo.bench.rounds import Bench
from policy import activities, overlap_rules
from policy.loading import PACKS
from policy.overlap_rules import Overlaps
from policy.same_work import Entry, candidates

PAIRS = Path(__file__).parent.parent / "labelled"
# Floors, not hopes: what words nobody thought of say is found by nobody's lexicon. A wrong alarm costs the trust in all the
# others, so precision stands above recall; a site's own words (policy pack `overlaps`) raise both.
FLOORS: dict[str, tuple[Goal, Goal]] = {
    "known": (Goal(0.9, at_least=True), Goal(0.9, at_least=True)),
    "hidden": (Goal(0.8, at_least=True), Goal(0.6, at_least=True)),
}


def lines(_bench: Bench) -> Iterator[Line]:
    """Precision and recall on each half, by the rules as they come along."""
    rules = shipped()
    for half, (floor, reach) in FLOORS.items():
        precision, recall = counted(half, rules)
        yield measured("F2", f"overlaps, precision: {half} pairs", precision, floor)
        yield measured("F2", f"overlaps, recall: {half} pairs", recall, reach)


def shipped() -> Overlaps:
    """The rules of the application, with its own activities."""
    body, known = (
        json.loads((PACKS / f"{kind}.json").read_text("utf-8"))["body"] for kind in ("overlaps", "activities")
    )
    return overlap_rules.read(body, activities.read(known))


def counted(half: str, rules: Overlaps) -> tuple[float, float]:
    """Precision and recall on one half."""
    rows = map(json.loads, (PAIRS / f"{half}.jsonl").read_text("utf-8").splitlines())
    outcomes = [(_shown(row, rules), row["label"] == "overlap") for row in rows]
    right = sum(shown and same for shown, same in outcomes)
    return right / max(sum(shown for shown, _same in outcomes), 1), right / sum(same for _s, same in outcomes)


def _shown(row: Any, rules: Overlaps) -> bool:
    entries = [_entry(side, row[side]) for side in ("left", "right")]
    return bool(candidates(entries, rules, float(rules.threshold)))


def _entry(key: str, row: Any) -> Entry:
    said = {name: row[name] for name in ("kind", "activity", "subject", "target", "text", "who", "role")}
    ends_at = datetime.fromisoformat(row["until"]) if row["until"] else None
    return Entry(key=key, starts_at=datetime.fromisoformat(row["from"]), ends_at=ends_at, **said)
