"""What a place has in words for patients: its glossary and its approved translations, before those of all places."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from facilities.models import Facility
from policy.models import GlossaryTerm, Translation
from policy.plain import Glossary, Word
from policy.segments import digests


def terms(facility: Facility) -> "QuerySet[GlossaryTerm]":
    """The hospital words in use at a place, its own first."""
    rows = GlossaryTerm.objects.filter(Q(facility=facility) | Q(facility=None), retired_at=None)
    return rows.order_by(F("facility").asc(nulls_last=True), "term", "pk")


def glossary(places: Iterable[Facility]) -> Glossary:
    """The words of these places and of all, ready to look for in a text."""
    rows = GlossaryTerm.objects.filter(Q(facility__in=places) | Q(facility=None), retired_at=None)
    told = rows.order_by(F("facility").asc(nulls_last=True), "term", "pk")
    return Glossary(Word(*row) for row in told.values_list("term", "plain", "explanation", "forms"))


def stored(facility: Facility, language: str, texts: Iterable[str]) -> dict[str, str]:
    """The approved translations of the sentences of these texts, by the key of the sentence; a place's own win."""
    rows = Translation.objects.filter(
        Q(facility=facility) | Q(facility=None),
        language=language,
        retired_at=None,
        approved_at__isnull=False,
        segment__in=list(digests(list(texts))),
    )
    ordered = rows.order_by(F("facility").asc(nulls_first=True))
    return dict(ordered.values_list("segment", "text"))


def languages(facility: Facility) -> list[str]:
    """The languages in which a place has at least one approved translation."""
    rows = Translation.objects.filter(Q(facility=facility) | Q(facility=None), retired_at=None)
    return sorted(rows.filter(approved_at__isnull=False).values_list("language", flat=True).distinct())


def translations(facility: Facility) -> "QuerySet[Translation]":
    """The sentences of a place in other languages that are not taken out, those that wait for approval first."""
    rows = Translation.objects.filter(facility=facility, retired_at=None)
    rows = rows.select_related("proposed_by", "approved_by")
    return rows.order_by(F("approved_at").desc(nulls_first=True), "language", "source_text", "pk")
