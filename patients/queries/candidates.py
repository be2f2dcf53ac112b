"""Records that may be meant, by the columns that have an index: at most 26, in the order in which attempts are cheap.

Order of attempts and index shapes are measured (design/performance.md 3.3): exact number, phone key, name prefix as a
range on the C-collated column, sound of both names also swapped, birth date; trigrams only when these bring too few.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject

from core import prepared
from core.access import visible_to
from patients.folding import fold_name, phone_key
from patients.matching import Person
from patients.models import ContactPoint, Identifier, Patient, PatientName
from patients.models.patient import Sound

MOST = 26
SHORTEST_FOR_TRIGRAMS = 3
LAST = "\U0010ffff"
LATIN = re.compile("[a-z]")

Rows = QuerySet[Patient]


def by_number(rows: Rows, values: Iterable[str], kind: str = "") -> Rows:
    """Exact number, of any authority."""
    found = Identifier.objects.filter(value__in=list(values), retired=False)
    found = found.filter(kind=kind) if kind else found
    return rows.filter(pk__in=found.values("patient"))


def by_phone(rows: Rows, numbers: Iterable[str]) -> Rows:
    """The patient's own phone, however it was written."""
    keys = [key for number in numbers if (key := phone_key(number))]
    points = ContactPoint.objects.filter(key__in=keys, person=None, ended=False)
    return rows.filter(pk__in=points.values("patient"))


def by_prefix(rows: Rows, folded: str) -> Rows:
    """Names, earlier names and aliases that begin like this."""
    begins = {"search_name__gte": folded, "search_name__lt": folded + LAST}
    others = PatientName.objects.filter(**begins).values("patient")
    return rows.filter(Q(**begins) | Q(pk__in=others))


def by_sound(rows: Rows, family: str, given: str) -> Rows:
    """Both names sound alike; with one name, the family name does."""
    rows = rows.alias(family_sound=Sound("family"), given_sound=Sound("given"))
    rows = rows.filter(family_sound=Sound(Value(family)))
    return rows.filter(given_sound=Sound(Value(given))) if given else rows


def by_likeness(rows: Rows, folded: str) -> Rows:
    """Trigrams: the dearest attempt, for slips of the finger that neither begin nor sound alike."""
    return rows.filter(search_name__trigram_similar=folded)


def name_attempts(rows: Rows, family: str, given: str) -> list[Rows]:
    """What can be tried with a name, also with family and given name swapped."""
    family, given = fold_name(family), fold_name(given)
    whole, crossed = " ".join(filter(None, (family, given))), " ".join(filter(None, (given, family)))
    found = [by_prefix(rows, text) for text in dict.fromkeys((whole, crossed, family)) if text]
    for one, other in dict.fromkeys(((family, given), (given, family))):
        # The sound of a name in another script is empty, and empty sounds are all alike.
        if LATIN.search(one) and (not other or LATIN.search(other)):
            found.append(by_sound(rows, one, other))
    return found


def first(attempts: list[Rows]) -> list[Any]:
    """Keys of at most 26 records, earlier attempts first; a stub counts as the record it leads to. One statement."""
    if not attempts:
        return []
    tried = [
        rows.order_by()
        .annotate(attempt=prepared.Constant(n), kept=Coalesce("merged_into", "pk"))
        .values_list("attempt", "kept")[:MOST]
        for n, rows in enumerate(attempts)
    ]
    found = tried[0].union(*tried[1:], all=True) if len(tried) > 1 else tried[0]
    ranked = sorted(prepared.rows(found), key=lambda row: row[0])
    return list(dict.fromkeys(key for _attempt, key in ranked))[:MOST]


def with_what_is_known(keys: list[Any], by: Any) -> list[Any]:
    """The records with names, phones, numbers and whether this person may see them, in the order given. One statement."""
    mine = OuterRef("pk")
    named = JSONObject(family="family", given="given")
    points = ContactPoint.objects.filter(patient=mine, person=None, ended=False)
    rows = Patient.objects.filter(prepared.AnyOf("pk", keys)).annotate(
        phones=ArraySubquery(points.filter(kind=ContactPoint.Kind.PHONE).values("value")),
        numbers=ArraySubquery(
            Identifier.objects.filter(patient=mine, retired=False)
            .order_by("created_at")
            .values(row=JSONObject(kind="kind", authority="authority", value="value"))
        ),
        other_names=ArraySubquery(PatientName.objects.filter(patient=mine).values(row=named)),
        stub_names=ArraySubquery(Patient.objects.filter(merged_into=mine).values(row=named)),
        visible=Exists(visible_to(Patient, by).filter(pk=mine)),
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
