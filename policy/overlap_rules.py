"""What counts as the same work at a site, as a pack says it: lexicon, windows, threshold and how dismissals move it. Pure.

The threshold is for likeness of words alone. Each dismissal of a pair that words made alike moves it up by a step, each
confirmed one (work joined or cancelled because of it) down by a step, never beyond `least` and `most`: pairs that
codes make the same are shown whatever the threshold is. Figures are a project proposal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from policy.activities import Activities
from policy.likeness import Lexicon

Body = Mapping[str, Any]
# What is done once in a stay stays done; nobody looks further back.
STAYS = timedelta(days=30)


@dataclass(frozen=True)
class Overlaps:
    """The figures and words of a pack, with how long work of each activity stays fresh."""

    lexicon: Lexicon
    threshold: Decimal
    least: Decimal
    most: Decimal
    step: Decimal
    gap_hours: float
    done: frozenset[str]
    fresh: Mapping[tuple[str, str], int]
    # Activity and subject as the rules of activities name them.
    subjects: frozenset[tuple[str, str]]

    def within(self, activity: str, subject: str, done: bool) -> timedelta:
        """How long after the first a second one is still the same: while it is fresh, or by the gap of the pack."""
        hours = self.fresh.get((activity, subject), self.fresh.get((activity, "")))
        if hours is not None:
            return timedelta(hours=hours)
        return STAYS if done else timedelta(hours=self.gap_hours)


def lexicon(body: Body) -> Lexicon:
    """The words of a pack; KeyError when something is missing."""
    return Lexicon(body["words"], body["exclusive"], body["small_words"], body["general_words"])


def read(body: Body, activities: Activities | None = None, words: Lexicon | None = None) -> Overlaps:
    """The rules of a pack, with the freshness of a site's activities; `words` is its lexicon where it was read before."""
    known = activities if activities is not None else Activities()
    figures = body["threshold"]
    return Overlaps(
        lexicon=words or lexicon(body),
        threshold=Decimal(str(figures["starts_at"])),
        least=Decimal(str(figures["least"])),
        most=Decimal(str(figures["most"])),
        step=Decimal(str(figures["step"])),
        gap_hours=body["gap_hours"],
        done=frozenset(body["done_words"]),
        fresh=dict(_fresh(known)),
        subjects=frozenset((row.code, subject.code) for row in known for subject in row.subjects),
    )


def by_codes(activities: Activities) -> Overlaps:
    """Where a site has no rules of this kind: the codes of its activities, and no words."""
    figures = {"starts_at": "0.9", "least": "0.9", "most": "0.99", "step": "0.01"}
    body = {
        "words": {},
        "exclusive": [],
        "small_words": [],
        "general_words": [],
        "done_words": [],
        "gap_hours": 4,
    }
    return read(body | {"threshold": figures}, activities)


def _fresh(activities: Activities) -> Iterator[tuple[tuple[str, str], int]]:
    for row in activities:
        for subject in ("", *(each.code for each in row.subjects)):
            if hours := row.fresh_for(subject):
                yield (row.code, subject), hours


def taught(rules: Overlaps, threshold: Decimal, score: Decimal, *, same: bool) -> Decimal:
    """The threshold after somebody looked at a pair of this score and said whether it is the same.

    Only what words alone made alike teaches: a score of 1 comes from codes and moves nothing. A dismissed pair moves it up
    by a step, and at once over its own score where that is nearer than two steps, so that its like is not shown again;
    a confirmed one moves it down by a step. It stays between `least` and `most`.
    """
    if score >= 1:
        return threshold
    if same:
        return max(threshold - rules.step, rules.least)
    near = score + Decimal("0.001") if score - threshold < 2 * rules.step else threshold
    return min(max(threshold + rules.step, near), rules.most)
