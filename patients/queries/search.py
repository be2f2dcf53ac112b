"""The search of the header: patients one may see, by number, bed, phone, case or name."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Exact

from core.access import visible_among, visible_by_house
from core.prepared import AnyOf
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
    found = _first([*_exact(words, by), *_named(words)], by)
    if not found and len(words) >= SHORTEST_FOR_TRIGRAMS:
        found = _first([candidates.by_likeness(fold_name(words))], by)
    # A stub one may see can lead to a record one may not.
    return [
        Found(row, candidates.mrn(row)) for row in candidates.with_what_is_known(found, by) if row.visible
    ]


def _first(ways: list[candidates.Way], by: Any) -> list[Any]:
    there, besides = visible_by_house(Patient, by)
    return candidates.first([(there, way) for way in ways], besides, ways)


def _exact(words: str, by: Any) -> list[candidates.Way]:
    alias = words.upper().removeprefix("UNKNOWN ")
    return [
        candidates.by_number([words], Identifier.Kind.MRN),
        candidates.by_phone([words]),
        (Q(pk__in=_cases(words, by).values("patient")),),
        (Q(Exact(Upper("alias"), Value(alias)), provisional=True),),
    ]


def _cases(words: str, by: Any) -> Any:
    """The open cases one may see that lie in a bed or go by a reference."""
    cases = Case.objects.exclude(stage=Case.Stage.CLOSED)
    named, lying = cases.filter(reference=words.upper()), cases.filter(bed__code__iexact=words)
    return visible_among(Case.objects.filter(AnyOf("pk", named.values("pk").union(lying.values("pk")))), by)


def _named(words: str) -> list[candidates.Way]:
    """ "Okafor Amara", "Okafor, Amara" and "Amara Okafor"."""
    first, _comma, rest = words.replace(",", " ").strip().partition(" ")
    return candidates.by_names(first, rest) if first else []
