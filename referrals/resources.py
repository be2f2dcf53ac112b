"""The FHIR R4 resources beside the narrative of papers, each from one frozen row of a part."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from referrals.models import Packet
from referrals.queries.packets import Shown

Resource = dict[str, Any]
Row = dict[str, Any]
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
GENDER = {"female": "female", "male": "male", "other": "other", "unknown": "unknown"}
TELECOM = {"phone": "phone", "mail": "email"}
# FHIR MedicationStatement.status (R4) by what was decided; a medicine nobody decided about is not in the papers.
TAKEN = {"continue": "active", "change": "active", "new": "active", "stop": "stopped"}
VISIT = {"in_progress": "in-progress", "finished": "finished", "planned": "planned"}
ASKED = {"accepted": "active", "booked": "active", "started": "active"}


def to(resource: Resource) -> dict[str, str]:
    """A reference to a resource of the same document."""
    return {"reference": f"urn:uuid:{resource['id']}"}


def patient(packet: Packet, parts: Iterable[Shown]) -> Resource:
    """The patient from the part that says who they are; an empty one where that does not go."""
    rows = {part.code: part.rows for part in parts}
    facts: dict[str, Any] = {}
    for row in rows.get("identity", ()):
        facts |= row.get("fact", {})
    made: Resource = {"resourceType": "Patient", "id": _key(packet, "patient")}
    if facts.get("family") or facts.get("given"):
        name = {"family": facts.get("family", ""), "given": [facts["given"]] if facts.get("given") else []}
        made["name"] = [{key: value for key, value in name.items() if value}]
    if "birth_date" in facts:
        made["birthDate"] = facts["birth_date"]
    made["gender"] = GENDER.get(facts.get("sex", ""), "unknown")
    if "mrn" in facts:
        made["identifier"] = [{"use": "usual", "value": facts["mrn"]}]
    if telecom := [
        _reached(row["fact"])
        for row in rows.get("contact", ())
        if row.get("fact", {}).get("system") in TELECOM
    ]:
        made["telecom"] = telecom
    return made


def of_part(packet: Packet, part: Shown, subject: Resource) -> Iterator[Resource]:
    """The resources of a part, where rows of it are more than words."""
    make = MADE.get(part.code)
    for number, row in enumerate(part.rows if make else ()):
        if make is not None and (made := make(row, subject)) is not None:
            yield {
                "resourceType": made.pop("resourceType"),
                "id": _key(packet, f"{part.code}{number}"),
                **made,
            }
    if part.code == "plan":
        yield _plan(packet, part, subject)


def _plan(packet: Packet, part: Shown, subject: Resource) -> Resource:
    words = [": ".join(filter(None, (row.get("title", ""), row.get("text", "")))) for row in part.rows]
    return {
        "resourceType": "CarePlan", "id": _key(packet, "plan"), "status": "active", "intent": "plan",
        "subject": to(subject), "title": part.label,
        "activity": [{"detail": {"status": "scheduled", "description": each}} for each in words],
    }  # fmt: skip


def _medicine(row: Row, subject: Resource) -> Resource | None:
    fact = row.get("fact", {})
    if "name" not in fact or fact.get("action") not in TAKEN:
        return None
    made: Resource = {
        "resourceType": "MedicationStatement", "status": TAKEN[fact["action"]], "subject": to(subject),
        "medicationCodeableConcept": {"text": fact["name"]},
    }  # fmt: skip
    if fact.get("how") and made["status"] == "active":
        made["dosage"] = [{"text": fact["how"]}]
    return made | ({"note": [{"text": row["title"]}, *_note(row)]})


def _allergy(row: Row, subject: Resource) -> Resource | None:
    substance = row.get("fact", {}).get("substance")
    if not substance:
        return None
    made: Resource = {
        "resourceType": "AllergyIntolerance",
        "patient": to(subject),
        "code": {"text": substance},
    }
    # Required where the entry is not one that was made in error (ait-1).
    system = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
    made["clinicalStatus"] = {"coding": [{"system": system, "code": "active"}]}
    return made | ({"reaction": [{"manifestation": [{"text": row["text"]}]}]} if row.get("text") else {})


def _visit(row: Row, subject: Resource) -> Resource:
    fact = row["fact"]
    period = {name: fact[name] for name in ("start", "end") if fact.get(name)}
    return {
        "resourceType": "Encounter", "status": VISIT.get(fact.get("status", ""), "unknown"),
        "class": {"system": ACT, "code": fact["kind"]}, "subject": to(subject), "period": period,
    }  # fmt: skip


def _service(row: Row, subject: Resource) -> Resource:
    fact = row.get("fact", {})
    made: Resource = {
        "resourceType": "ServiceRequest", "status": ASKED.get(fact.get("status", ""), "active"), "intent": "order",
        "subject": to(subject), "code": {"text": row["title"]}, "note": [{"text": words} for words in _said(row)],
    }  # fmt: skip
    return made | ({"occurrenceDateTime": fact["at"]} if fact.get("at") else {})


def _appointment(row: Row, subject: Resource) -> Resource:
    fact = row["fact"]
    made: Resource = {
        "resourceType": "Appointment", "status": "booked", "start": fact["at"], "description": row["title"],
        "participant": [
            {"actor": to(subject), "status": "accepted"}, {"actor": {"display": fact["who"]}, "status": "accepted"},
        ],
    }  # fmt: skip
    # start and end come together (app-3): how long it takes is not known, so that it ends when it begins.
    made["end"] = fact["at"]
    return made | ({"comment": row["note"]} if row.get("note") else {})


def _note(row: Row) -> list[dict[str, str]]:
    return [{"text": row["note"]}] if row.get("note") else []


def _said(row: Row) -> list[str]:
    return [row[name] for name in ("text", "note") if row.get(name)]


def _reached(fact: Row) -> dict[str, str]:
    return {"system": TELECOM[fact["system"]], "value": fact["value"]}


def _key(packet: Packet, name: str) -> str:
    return str(uuid.uuid5(packet.pk, name))


MADE: dict[str, Callable[[Row, Resource], Resource | None]] = {
    "medicines": _medicine,
    "allergies": _allergy,
    "stay": _visit,
    "services": _service,
    "visits": _appointment,
}
