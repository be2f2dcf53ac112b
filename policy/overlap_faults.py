"""What keeps rules of overlaps from entering force, one sentence each: figures and words first, then the worked examples. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from policy import overlap_rules
from policy.examples import title
from policy.likeness import tokens
from policy.same_work import Entry, candidates

Body = Mapping[str, Any]
PHRASES, LONGEST = 4000, 60


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind."""
    try:
        return [*_shape(body)] or [*_failures(body)]
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> Iterator[str]:
    rules = overlap_rules.read(body)
    if not 0 < rules.least <= rules.threshold <= rules.most < 1:
        yield "The threshold lies between its least and its most, and all three between 0 and 1."
    if not 0 < rules.step <= rules.most - rules.least:
        yield "A step is more than 0, and no more than lies between the least and the most."
    if not 0 <= rules.gap_hours <= 72:
        yield "The gap is 0 to 72 hours."
    if unknown := sorted({*body["exclusive"]} - {*body["words"]}):
        yield f"There are no words of the category {unknown[0]!r}."
    yield from _words(body)
    if not body["examples"]:
        yield "Add at least one worked example."


def _words(body: Body) -> Iterator[str]:
    phrases = 0
    for category, concepts in body["words"].items():
        for concept, said in concepts.items():
            phrases += len(said)
            if not said or any(not isinstance(each, str) or not tokens(each) for each in said):
                yield f"{category}: {concept}: give the ways of saying it, each with letters or digits."
            elif any(len(each) > LONGEST for each in said):
                yield f"{category}: {concept}: a way of saying it has up to {LONGEST} characters."
    if phrases > PHRASES:
        yield f"These are {phrases} ways of saying things; give {PHRASES} at most."


def _failures(body: Body) -> Iterator[str]:
    rules = overlap_rules.read(body)
    for number, example in enumerate(body["examples"], 1):
        entries = [_entry(name, example[name]) for name in ("left", "right")]
        came = bool(candidates(entries, rules, float(rules.threshold)))
        if came is not example["same"]:
            yield f"{title(number, example)}: comes out as {'the same' if came else 'not the same'}."


def _entry(key: str, row: Body) -> Entry:
    end = row.get("until")
    return Entry(
        key=key,
        kind=row.get("kind", "task"),
        activity=row["activity"],
        subject=row.get("subject", ""),
        target=row.get("target", ""),
        text=row.get("text", ""),
        who=row["who"],
        role=row.get("role", ""),
        starts_at=datetime.fromisoformat(row["from"]),
        ends_at=datetime.fromisoformat(end) if end else None,
    )
