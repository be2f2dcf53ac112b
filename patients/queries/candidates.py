"""Records that may be meant, by the columns that have an index: at most 26, in the order in which attempts are cheap.

Order of attempts and index shapes are measured (design/performance.md 3.3): exact number, phone key, name prefix as a
range on the C-collated column, sound of both names also swapped, birth date; trigrams only when these bring too few.
"""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.lookups import Exact

from core import prepared
from core.access import visible_among
from patients.folding import fold_name, phone_key
from patients.matching import Person
from patients.models import ContactPoint, Identifier, Patient, PatientName
from patients.models.patient import Sound

MOST = 26
SHORTEST_FOR_TRIGRAMS = 3
LAST = "\U0010ffff"
# The sound of a name in another script is empty, and empty sounds are all alike; a number sounds like its letters.
SPOKEN = re.compile("[^0-9]*[a-z][^0-9]*")
# Where in the order comes what no attempt finds.
NEVER = 99

Rows = QuerySet[Patient]
# An attempt: the conditions, each with an index of its own, of which one has to hold.
Way = tuple[Q, ...]


def by_number(values: Iterable[str], kind: str = "") -> Way:
    """Exact number, of any authority."""
    found = Identifier.objects.filter(value__in=list(values), retired=False)
    found = found.filter(kind=kind) if kind else found
    return (Q(pk__in=found.values("patient")),)


def by_phone(numbers: Iterable[str]) -> Way:
    """The patient's own phone, however it was written."""
    keys = [key for number in numbers if (key := phone_key(number))]
    points = ContactPoint.objects.filter(key__in=keys, person=None, ended=False)
    return (Q(pk__in=points.values("patient")),)


def by_prefix(folded: str) -> Way:
    """Names, earlier names and aliases that begin like this."""
    begins = Q(search_name__gte=folded, search_name__lt=folded + LAST)
    return begins, Q(pk__in=PatientName.objects.filter(begins).values("patient"))


def by_sound(family: str, given: str) -> Way:
    """Both names sound alike; with one name, the family name does."""
    alike = Q(Exact(Sound("family"), Sound(Value(family))))
    return (alike & Q(Exact(Sound("given"), Sound(Value(given)))) if given else alike,)


def by_likeness(folded: str) -> Way:
    """Trigrams: the dearest attempt, for slips of the finger that neither begin nor sound alike."""
    return (Q(search_name__trigram_similar=folded),)


def by_names(family: str, given: str) -> list[Way]:
    """What can be tried with a name, also with family and given name swapped."""
    family, given = fold_name(family), fold_name(given)
    whole, crossed = " ".join(filter(None, (family, given))), " ".join(filter(None, (given, family)))
    found = [by_prefix(text) for text in dict.fromkeys((whole, crossed, family)) if text]
    for one, other in dict.fromkeys(((family, given), (given, family))):
        if SPOKEN.fullmatch(one) and (not other or SPOKEN.fullmatch(other)):
            found.append(by_sound(one, other))
    return found


def first(
    attempts: Iterable[tuple[Rows, Way]], few: Rows | None = None, ways: Sequence[Way] = ()
) -> list[Any]:
    """Keys of at most 26 records, earlier attempts first, then by name; a stub counts as the record it leads to.

    Attempts go by their indexes. `few` rows are read besides and each weighed by all `ways`. One statement for both.
    """
    tried = [
        _ranked(rows.filter(each), prepared.Constant(n), "search_name", "pk")
        for n, (rows, way) in enumerate(attempts)
        for each in way
    ]
    if few is not None:
        tried.append(_weighed(few, ways))
    if not tried:
        return []
    found = tried[0].union(*tried[1:], all=True) if len(tried) > 1 else tried[0]
    ranked = sorted(row for row in prepared.rows(found) if row[0] < NEVER)
    return list(dict.fromkeys(kept for _attempt, _name, _key, kept in ranked))[:MOST]


def _ranked(rows: Rows, attempt: Any, *order: str) -> Any:
    rows = rows.annotate(attempt=attempt, kept=Coalesce("merged_into", "pk")).order_by(*order)
    return rows.values_list("attempt", "search_name", "pk", "kept")[:MOST]


def _weighed(rows: Rows, ways: Sequence[Way]) -> Any:
    """Every row is read, whatever is asked: what does not match comes last."""
    whens = [When(reduce(or_, way), then=prepared.Constant(n)) for n, way in enumerate(ways)]
    attempt = Case(*whens, default=prepared.Constant(NEVER), output_field=IntegerField())
    return _ranked(rows, attempt, "attempt", "search_name", "pk")


def with_what_is_known(keys: list[Any], by: Any) -> list[Any]:
    """The records with names, phones, numbers and whether this person may see them, in the order given. One statement."""
    mine = OuterRef("pk")
    named = JSONObject(family="family", given="given")
    points = ContactPoint.objects.filter(patient=mine, person=None, ended=False)
    rows = Patient.objects.filter(prepared.AnyOf("pk", keys))
    seen = visible_among(rows, by).order_by().values("pk")
    rows = rows.annotate(
        phones=ArraySubquery(points.filter(kind=ContactPoint.Kind.PHONE).values("value")),
        numbers=ArraySubquery(
            Identifier.objects.filter(patient=mine, retired=False)
            .order_by("created_at")
            .values(row=JSONObject(kind="kind", authority="authority", value="value"))
        ),
        other_names=ArraySubquery(PatientName.objects.filter(patient=mine).values(row=named)),
        stub_names=ArraySubquery(Patient.objects.filter(merged_into=mine).values(row=named)),
        visible=ExpressionWrapper(Q(pk__in=seen), BooleanField()),
    )
    return sorted(prepared.objects(rows), key=lambda row: keys.index(row.pk))


def as_person(row: Any) -> Person:
    """A record as `patients.matching` compares it."""
    estimated = row.estimated_on.year - row.estimated_age if row.estimated_on else None
    return Person(
        family=row.family,
        given=row.given,
        birth_date=row.birth_date,
        estimated_birth_year=estimated,
        phones=row.phones,
        identifiers=[(number["authority"], number["value"]) for number in row.numbers],
        other_names=[(name["family"], name["given"]) for name in [*row.other_names, *row.stub_names]],
    )


def mrn(row: Any) -> str:
    """The medical record number among a record's numbers, the oldest first; empty when there is none."""
    return next((number["value"] for number in row.numbers if number["kind"] == Identifier.Kind.MRN), "")
