"""The pairs by which the detection of overlaps is judged are whole, balanced, and in one half only."""

import json
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.permissions import Role

FOLDER = Path(settings.BASE_DIR, "demo", "bench", "labelled")
PACK = Path(settings.BASE_DIR, "policy", "packs", "activities.json")
HALVES = {"known": "k", "hidden": "h"}
KINDS = {"task", "appointment", "assessment", "contact", "intervention", "referral", "teaching"}
ENTRY = {"kind", "activity", "subject", "target", "text", "who", "role", "from", "until"}
WORDS = ("activity", "subject", "target", "text", "from")


@cache
def pairs(half: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{half}.jsonl").read_text("utf-8").splitlines()]


def both() -> list[dict[str, Any]]:
    return [pair for half in HALVES for pair in pairs(half)]


def entries() -> list[dict[str, Any]]:
    return [pair[side] for pair in both() for side in ("left", "right")]


def said(pair: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    """What a pair says, whichever entry comes first; one person on both sides is another pair."""
    sides = [tuple(" ".join(pair[side][of].lower().split()) for of in WORDS) for side in ("left", "right")]
    return (*sorted(sides), (str(pair["left"]["who"] == pair["right"]["who"]),))


def test_every_line_has_the_shape():
    for pair in both():
        assert set(pair) == {"id", "label", "why", "left", "right"}, pair["id"]
        assert pair["label"] in {"overlap", "distinct"}, pair["id"]
        assert len(pair["why"].split()) > 1, pair["id"]
    for entry in entries():
        assert set(entry) == ENTRY
        assert entry["kind"] in KINDS
        assert entry["role"] in Role.values
        assert entry["who"] in {"a", "b"}
        assert all(isinstance(entry[of], str) for of in ENTRY - {"until"})


def test_times_are_in_order():
    for entry in entries():
        start = datetime.fromisoformat(entry["from"])
        assert entry["until"] is None or datetime.fromisoformat(entry["until"]) > start, entry


@pytest.mark.parametrize(("half", "letter"), HALVES.items())
def test_ids_count_up(half, letter):
    assert [pair["id"] for pair in pairs(half)] == [
        f"{letter}{n:03d}" for n in range(1, len(pairs(half)) + 1)
    ]


@pytest.mark.parametrize("half", HALVES)
def test_each_half_has_both_labels_in_balance(half):
    share = Counter(pair["label"] for pair in pairs(half))["overlap"] / len(pairs(half))
    assert 0.4 <= share <= 0.6
    assert len(pairs(half)) >= 150


def test_no_pair_is_there_twice():
    times = Counter(said(pair) for pair in both())
    assert [words for words, n in times.items() if n > 1] == []


def test_one_person_does_not_overlap_with_themselves():
    alone = [pair for pair in both() if pair["left"]["who"] == pair["right"]["who"]]
    assert alone
    assert {pair["label"] for pair in alone} == {"distinct"}


def test_codes_are_those_of_the_activities_pack():
    known = {activity["code"] for activity in json.loads(PACK.read_text("utf-8"))["body"]["activities"]}
    assert {entry["activity"] for entry in entries()} == known
    assert {entry["kind"] for entry in entries()} == KINDS
