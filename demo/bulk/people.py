"""Patients, and their numbers, telephones, languages and policies."""

from collections.abc import Iterator

from coverage.models import Coverage
from demo import payers
from demo.bulk.names import SIZE
from demo.bulk.size import Size
from demo.bulk.sql import SOURCE, Kind, Rows, draw, key, literal, pick
from patients.models import CommunicationProfile, ContactPoint, Identifier, Patient

# Older people are likelier: the greater of two draws over 77 years from the age of 18.
AGE_DAYS = f"6574 + greatest({draw('p', 3, 28_000)}, {draw('p', 4, 28_000)})"


def patients(size: Size) -> Iterator[Rows]:
    """Patients 1 to n; family and given name come from two people of one origin and sex."""
    everybody = f"generate_series(1, {size.patients}) p"
    family = f"join bulk_name a on a.i = {draw('p', 1, SIZE)}"
    given = f"join bulk_name b on b.i = a.first + {draw('p', 2, 'a.size')}"
    facility = f"mod(p - 1, {size.facilities})"
    yield Rows(Patient, f"{everybody} {family} {given}", _patient(facility))
    number = {"id": key(Kind.IDENTIFIER, "p"), "authority": f"'B' || {facility} + 1"}
    yield Rows(Identifier, everybody, _of_patient() | number | {"value": "'B' || lpad(p::text, 8, '0')"})
    yield Rows(ContactPoint, everybody, _of_patient() | _phone())
    yield Rows(CommunicationProfile, f"{everybody} {family}", _profile())


def coverages(size: Size) -> Iterator[Rows]:
    """A first policy for all but every sixteenth, a second one for every fifth."""
    ranks = "(values (1), (2)) as r (rank)"
    having = f"(rank = 1 and {draw('p', 10, 16)} > 0) or (rank = 2 and {draw('p', 10, 5)} = 1)"
    columns = {
        "id": key(Kind.COVERAGE, "p * 2 + rank"),
        "plan_id": key(Kind.PLAN, draw("p * 2 + rank", 11, len(payers.PAYERS))),
        "member_id": "'DEMO' || lpad((p * 2 + rank)::text, 9, '0')",
        "rank": "rank",
        "from_on": f"core_now()::date - 60 - {draw('p', 12, 3500)}",
    }
    source = f"generate_series(1, {size.patients}) p, {ranks} where {having}"
    yield Rows(Coverage, source, _of_patient() | columns)


def _of_patient() -> dict[str, str]:
    return {"patient_id": key(Kind.PATIENT, "p"), "source": literal(SOURCE)}


def _patient(facility: str) -> dict[str, str]:
    return {
        "id": key(Kind.PATIENT, "p"),
        "facility_id": key(Kind.FACILITY, facility),
        "family": "a.family",
        "given": "b.given",
        "preferred_name": "b.preferred",
        "pronouns": "case a.sex when 'female' then 'she/her' else 'he/him' end",
        "sex": "a.sex",
        "birth_date": f"core_now()::date - ({AGE_DAYS})",
        "search_name": "trim(a.folded_family || ' ' || b.folded_given)",
    }


def _phone() -> dict[str, str]:
    """Area codes beginning with 1 are never given out, so these numbers are nobody's."""
    digits = "lpad(p::text, 9, '0')"
    parts = [f"substr({digits}, {at}, {length})" for at, length in ((1, 2), (3, 3), (6, 4))]
    return {
        "id": key(Kind.CONTACT_POINT, "p"),
        "kind": "'phone'",
        "use": "'mobile'",
        "value": "'(1' || {} || ') ' || {} || '-' || {}".format(*parts),
        "key": digits,
        "leave_message": f"{draw('p', 5, 2)} = 0",
    }


def _profile() -> dict[str, str]:
    needed = f"a.language <> 'en' and {draw('p', 6, 4)} > 0"
    how = pick("p", 7, ["phone", "phone", "video", "in_person"])
    return {
        "id": key(Kind.PROFILE, "p"),
        "patient_id": key(Kind.PATIENT, "p"),
        "spoken": "a.language",
        "read": "a.language",
        "interpreter": f"case when {needed} then {how} else 'none' end",
    }
