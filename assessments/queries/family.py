"""The people around a patient, what each may be told and decide, and what they can carry."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from assessments import caregiving, family_map, loads
from assessments.models import CaregiverCapacity
from core import clock
from patients.models import Case, RelatedPerson


@dataclass(frozen=True)
class Member:
    """One person as the list draws them; without the right to it `capacity` is empty."""

    person: RelatedPerson
    capacity: CaregiverCapacity | None
    tasks: tuple[str, ...]
    unable: tuple[str, ...]
    beyond: tuple[str, ...]


def people(case: Case) -> "QuerySet[RelatedPerson]":
    """Who is in the patient's life today, those of the household first."""
    today = clock.today(case.facility.tz)
    rows = RelatedPerson.objects.filter(Q(until_on=None) | Q(until_on__gte=today), patient=case.patient_id)
    return rows.order_by(F("household").desc(), F("emergency").desc(), "name", "pk")


def page_of(case: Case, rights: Collection[str]) -> dict[str, Any]:
    """What the page of the family shows: the list, its drawing, and who is asked for too much."""
    psychosocial = "view_psychosocial" in rights
    rows = list(people(case))
    known = _capacities(case) if psychosocial else {}
    too_much = loads.beyond(case) if psychosocial and "view_plan" in rights else []
    return {
        "members": [_member(each, known.get(each.pk), too_much) for each in rows],
        "drawing": family_map.drawing(rows) if rows else None,
        "shows_capacity": psychosocial,
        "may_add": case.is_open and {"edit_identity", "edit_psychosocial"} <= set(rights),
        "may_ask": case.is_open and "edit_psychosocial" in rights,
    }


def named(case: Case, key: str) -> RelatedPerson | None:
    """Somebody of the family by the key in an address; None for anything else."""
    return next((each for each in people(case) if str(each.pk) == key), None)


def capacity_of(case: Case, person: RelatedPerson | None) -> CaregiverCapacity | None:
    """What somebody said they can carry, if they were asked."""
    return (
        CaregiverCapacity.objects.filter(case=case, person=person, error_at=None).first() if person else None
    )


def _capacities(case: Case) -> dict[Any, CaregiverCapacity]:
    rows = CaregiverCapacity.objects.filter(case=case, error_at=None)
    return {row.person_id: row for row in rows}


def _member(
    person: RelatedPerson, capacity: CaregiverCapacity | None, too_much: Collection[loads.Beyond]
) -> Member:
    able = tuple(caregiving.label(code) for code in capacity.tasks) if capacity else ()
    unable = tuple(caregiving.label(code) for code in capacity.unable) if capacity else ()
    sentences = tuple(each.sentence for each in too_much if each.person.pk == person.pk)
    return Member(person, capacity, able, unable, sentences)
