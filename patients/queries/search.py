"""The search of the header: patients one may see, by number, bed, phone, case or name."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Value
from django.db.models.functions import Upper

from core.access import visible_to
from patients.folding import fold_name
from patients.models import Case, Identifier, Patient
from patients.queries import candidates
from patients.queries.candidates import SHORTEST_FOR_TRIGRAMS

SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """A patient of the result, with the record number that tells namesakes apart."""

    patient: Any
    mrn: str


def search(words: str, by: Any) -> list[Found]:
    """At most 26 patients this person may see, the surest first; nothing for less than two characters."""
    words = " ".join(words.split())[:100]
    if len(words) < SHORTEST:
        return []
    mine = visible_to(Patient, by)
    keys = candidates.first([*_exact(mine, words, by), *_named(mine, words)])
    if not keys and len(words) >= SHORTEST_FOR_TRIGRAMS:
        keys = candidates.first([candidates.by_likeness(mine, fold_name(words))])
    # A stub one may see can lead to a record one may not.
    return [Found(row, candidates.mrn(row)) for row in candidates.with_what_is_known(keys, by) if row.visible]


def _exact(mine: Any, words: str, by: Any) -> list[Any]:
    cases = visible_to(Case, by).exclude(stage=Case.Stage.CLOSED)
    alias = words.upper().removeprefix("UNKNOWN ")
    return [
        candidates.by_number(mine, [words], Identifier.Kind.MRN),
        candidates.by_phone(mine, [words]),
        mine.filter(pk__in=cases.filter(bed__code__iexact=words).values("patient")),
        mine.filter(pk__in=cases.filter(reference=words.upper()).values("patient")),
        mine.alias(called=Upper("alias")).filter(provisional=True, called=Value(alias)),
    ]


def _named(mine: Any, words: str) -> list[Any]:
    """ "Okafor Amara", "Okafor, Amara" and "Amara Okafor"."""
    first, _comma, rest = words.replace(",", " ").strip().partition(" ")
    return candidates.name_attempts(mine, first, rest) if first else []
