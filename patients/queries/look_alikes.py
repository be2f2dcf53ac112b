"""Who at the facility may be the person that is being registered, with the reasons; never a decision."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from facilities.models import Facility
from patients.folding import fold_name
from patients.matching import Person, suggested
from patients.models import Patient
from patients.queries import candidates
from patients.queries.candidates import MOST, SHORTEST_FOR_TRIGRAMS

SHOWN = 5


@dataclass(frozen=True)
class LookAlike:
    """A record this person may see, and why it is shown; `use` is the value of its button."""

    patient: Any
    mrn: str
    score: int
    reasons: list[str]
    kinds: list[str]

    @property
    def use(self) -> str:
        return str(self.patient.pk)


@dataclass(frozen=True)
class LookAlikes:
    """What to show beside the form; `hidden` says only that somebody out of sight may be meant."""

    matches: list[LookAlike] = field(default_factory=list)
    hidden: bool = False

    def __bool__(self) -> bool:
        return bool(self.matches or self.hidden)


def look_alikes(probe: Person, facility: Facility, by: Any, *, apart_from: Any = None) -> LookAlikes:
    """At most 26 candidates in three statements, then the reasons; names are looked for at this facility only."""
    keys = candidates.first(_attempts(probe, facility))
    if len(keys) < MOST:
        keys += [key for key in _alike(probe, facility) if key not in keys]
    rows = candidates.with_what_is_known([key for key in keys[:MOST] if key != apart_from], by)
    found = suggested(probe, [(row, candidates.as_person(row)) for row in rows])[:SHOWN]
    shown = [suggestion for suggestion in found if suggestion.candidate.visible]
    return LookAlikes([_shown(suggestion) for suggestion in shown], hidden=len(shown) < len(found))


def person_of(patient: Patient, by: Any) -> Person:
    """What is known of a record, as a probe for records like it."""
    [row] = candidates.with_what_is_known([patient.pk], by)
    return candidates.as_person(row)


def _attempts(probe: Person, facility: Facility) -> list[Any]:
    everywhere, here = Patient.objects.all(), Patient.objects.filter(facility=facility)
    attempts = []
    if probe.identifiers:
        attempts.append(
            (everywhere, candidates.by_number([value for _authority, value in probe.identifiers]))
        )
    if probe.phones:
        attempts.append((everywhere, candidates.by_phone(probe.phones)))
    if probe.family or probe.given:
        attempts += [(here, way) for way in candidates.by_names(probe.family, probe.given)]
    if probe.birth_date:
        attempts.append((here, (Q(birth_date=probe.birth_date),)))
    return attempts


def _alike(probe: Person, facility: Facility) -> list[Any]:
    folded = fold_name(f"{probe.family} {probe.given}")
    if len(folded) < SHORTEST_FOR_TRIGRAMS:
        return []
    return candidates.first([(Patient.objects.filter(facility=facility), candidates.by_likeness(folded))])


def _shown(suggestion: Any) -> LookAlike:
    row = suggestion.candidate
    return LookAlike(
        patient=row,
        mrn=candidates.mrn(row),
        score=suggestion.score,
        reasons=[reason.phrase for reason in suggestion.reasons],
        kinds=[reason.kind for reason in suggestion.reasons],
    )
