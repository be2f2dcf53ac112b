"""The papers for the next place as a FHIR R4 document: a Bundle whose Composition names a section for each part.

Plain dictionaries; the tests hold them against the published definitions. Every part is a narrative section; patient,
visits, plan, medicines, allergies, services and visits afterwards stand as resources beside it, from the same frozen rows.
"""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.html import format_html, format_html_join

from referrals import resources
from referrals.models import Packet
from referrals.queries.packets import Shown

LOINC = "http://loinc.org"
# Transfer summary note; sections by the codes of the C-CDA templates, where there is one.
DOCUMENT = {"referral": ("57133-1", "Referral note"), "transition": ("18761-7", "Transfer summary note")}
SECTIONS = {
    "course": ("11450-4", "Problem list"),
    "goals": ("61146-7", "Goals"),
    "medicines": ("10160-0", "History of medication use"),
    "allergies": ("48765-2", "Allergies and adverse reactions"),
    "abilities": ("47420-5", "Functional status assessment"),
    "plan": ("18776-5", "Plan of care note"),
    "taught": ("34895-3", "Education note"),
    "stay": ("46240-8", "History of encounters"),
    "directive": ("42348-3", "Advance directives"),
    "coverage": ("48768-6", "Payment sources"),
    "home": ("29762-2", "Social history"),
}
Resource = dict[str, Any]


def bundle(packet: Packet, parts: Iterable[Shown], *, at: datetime) -> Resource:
    """The document of a packet as its reader takes it along; its Composition comes first."""
    held = list(parts)
    facility, patient = _facility(packet), resources.patient(packet, held)
    made = {part.code: list(resources.of_part(packet, part, patient)) for part in held}
    first = _composition(packet, held, made, patient, facility, at)
    rest = [patient, facility, *(one for rows in made.values() for one in rows)]
    return {
        "resourceType": "Bundle",
        "id": str(uuid.uuid5(packet.pk, "bundle")),
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{packet.pk}"},
        "type": "document",
        "timestamp": at.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in (first, *rest)],
    }


def _composition(
    packet: Packet,
    parts: list[Shown],
    made: dict[str, list[Resource]],
    patient: Resource,
    facility: Resource,
    at: datetime,
) -> Resource:
    code, words = DOCUMENT[packet.purpose]
    return {
        "resourceType": "Composition",
        "id": str(uuid.uuid5(packet.pk, "composition")),
        "status": "final" if packet.sent_at else "preliminary",
        "type": {"coding": [{"system": LOINC, "code": code, "display": words}]},
        "subject": resources.to(patient),
        "date": (packet.sent_at or at).isoformat(),
        "author": [resources.to(facility)],
        "custodian": resources.to(facility),
        "title": f"{words}, version {packet.number}",
        "section": list(_sections(parts, made)),
    }


def _sections(parts: list[Shown], made: dict[str, list[Resource]]) -> Iterator[Resource]:
    for part in parts:
        found: Resource = {"title": part.label, "text": {"status": "generated", "div": _narrative(part)}}
        if part.code in SECTIONS:
            code, words = SECTIONS[part.code]
            found["code"] = {"coding": [{"system": LOINC, "code": code, "display": words}]}
        if entries := [resources.to(one) for one in made[part.code]]:
            found["entry"] = entries
        yield found


def _narrative(part: Shown) -> str:
    """The rows as XHTML; whatever somebody typed is text."""
    rows = (
        (row.get("title", ""), " ".join(filter(None, (row.get("text", ""), row.get("note", "")))))
        for row in part.rows
    )
    return format_html(
        '<div xmlns="http://www.w3.org/1999/xhtml"><ul>{}</ul></div>',
        format_html_join("", "<li><b>{}</b> {}</li>", rows),
    )


def _facility(packet: Packet) -> Resource:
    facility = packet.case.facility
    made: Resource = {
        "resourceType": "Organization", "id": str(uuid.uuid5(packet.pk, "facility")), "name": facility.name,
    }  # fmt: skip
    return made | ({"telecom": [{"system": "phone", "value": facility.phone}]} if facility.phone else {})
