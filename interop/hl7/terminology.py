"""Codes of the standard in our words; a sender's own table is asked first, unknown codes keep their text."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from interop.hl7.rules import Table, local


@dataclass(frozen=True, slots=True, repr=False)
class Mapped:
    """Our word for a code, and what was sent; `value` is empty when we have no word for it."""

    value: str
    code: str
    text: str = ""


class PatientClass(StrEnum):
    """PV1-2, HL7 table 0004; obstetrics counts as inpatient."""

    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"
    EMERGENCY = "emergency"
    OBSERVATION = "observation"
    PREADMIT = "preadmit"
    RECURRING = "recurring"
    COMMERCIAL = "commercial"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class ContactRole(StrEnum):
    """What a contact is to the patient's care (HL7 tables 0131 and 0063)."""

    EMERGENCY = "emergency"
    NEXT_OF_KIN = "next_of_kin"
    EMPLOYER = "employer"
    GUARDIAN = "guardian"
    PROXY = "proxy"
    CAREGIVER = "caregiver"
    BILLING = "billing"
    INSURER = "insurer"
    AGENCY = "agency"
    GUARANTOR = "guarantor"
    CONTACT = "contact"


class PayerKind(StrEnum):
    """Who pays, by IN1-15."""

    MEDICARE = "medicare"
    MEDICAID = "medicaid"
    COMMERCIAL = "commercial"
    SELF_PAY = "self_pay"
    WORKERS_COMPENSATION = "workers_compensation"
    MILITARY = "military"
    AUTO = "auto"


def lookup(standard: Mapping[str, str], sender: Table, code: str, text: str = "") -> Mapped:
    """The sender's table, then the standard's, by code and then by text."""
    ours = local(sender, code) or local(sender, text) if sender else ""
    ours = ours or standard.get(code.upper(), "") or standard.get(text.upper(), "")
    return Mapped(ours, code, text)


SEXES = {
    "M": "male",
    "MALE": "male",
    "F": "female",
    "FEMALE": "female",
    "O": "other",
    "OTHER": "other",
    "A": "other",
    "N": "other",
    "U": "unknown",
    "UNKNOWN": "unknown",
}

CLASSES = {
    "I": PatientClass.INPATIENT,
    "B": PatientClass.INPATIENT,
    "O": PatientClass.OUTPATIENT,
    "E": PatientClass.EMERGENCY,
    "P": PatientClass.PREADMIT,
    "R": PatientClass.RECURRING,
    "C": PatientClass.COMMERCIAL,
    "N": PatientClass.NOT_APPLICABLE,
    "U": PatientClass.UNKNOWN,
    **{word.value.upper(): word for word in PatientClass},
    "OBSTETRICS": PatientClass.INPATIENT,
}

# HL7 table 0002 to FHIR's marital-status codes, as HL7's own concept map has them.
MARITAL = {
    "A": "L",
    "B": "U",
    "C": "C",
    "D": "D",
    "E": "L",
    "G": "T",
    "M": "M",
    "N": "A",
    "P": "T",
    "R": "T",
    "S": "S",
    "W": "W",
}

PAYER_KINDS = {
    "MCR": PayerKind.MEDICARE,
    "MEDICARE": PayerKind.MEDICARE,
    "MCD": PayerKind.MEDICAID,
    "MEDICAID": PayerKind.MEDICAID,
    "COM": PayerKind.COMMERCIAL,
    "COMMERCIAL": PayerKind.COMMERCIAL,
    "HMO": PayerKind.COMMERCIAL,
    "PPO": PayerKind.COMMERCIAL,
    "EPO": PayerKind.COMMERCIAL,
    "SP": PayerKind.SELF_PAY,
    "SELF": PayerKind.SELF_PAY,
    "SELFPAY": PayerKind.SELF_PAY,
    "SELF-PAY": PayerKind.SELF_PAY,
    "SELF PAY": PayerKind.SELF_PAY,
    "WC": PayerKind.WORKERS_COMPENSATION,
    "WORKERS COMPENSATION": PayerKind.WORKERS_COMPENSATION,
    "TRICARE": PayerKind.MILITARY,
    "CHAMPUS": PayerKind.MILITARY,
    "VA": PayerKind.MILITARY,
    "AUTO": PayerKind.AUTO,
}

# HL7 table 0131, contact role.
ROLES = {
    "C": ContactRole.EMERGENCY,
    "EP": ContactRole.EMERGENCY,
    "N": ContactRole.NEXT_OF_KIN,
    "E": ContactRole.EMPLOYER,
    "BP": ContactRole.BILLING,
    "I": ContactRole.INSURER,
    "F": ContactRole.AGENCY,
    "S": ContactRole.AGENCY,
    "CP": ContactRole.CONTACT,
}

# HL7 table 0063, relationship.
RELATIONSHIPS = {
    "SEL": "self",
    "SPO": "spouse",
    "DOM": "life partner",
    "CHD": "child",
    "NCH": "natural child",
    "SCH": "stepchild",
    "FCH": "foster child",
    "GCH": "grandchild",
    "PAR": "parent",
    "MTH": "mother",
    "FTH": "father",
    "GRP": "grandparent",
    "SIB": "sibling",
    "BRO": "brother",
    "SIS": "sister",
    "EXF": "extended family",
    "FND": "friend",
    "CGV": "care giver",
    "GRD": "guardian",
    "WRD": "ward of court",
    "DEP": "handicapped dependent",
    "OAD": "other adult",
    "EMC": "emergency contact",
    "EME": "employee",
    "EMR": "employer",
    "MGR": "manager",
    "OWN": "owner",
    "TRA": "trainer",
    "ASC": "associate",
    "NON": "none",
    "OTH": "other",
    "UNK": "unknown",
}
# What senders of version 2.2 and insurance forms write instead.
RELATIONSHIP_CODES = {
    **{words.upper(): code for code, words in RELATIONSHIPS.items()},
    **{code: code for code in RELATIONSHIPS},
    "01": "SEL",
    "02": "SPO",
    "SLF": "SEL",
    "SP": "SPO",
    "PARTNER": "DOM",
    "CAREGIVER": "CGV",
}
ROLE_OF_RELATIONSHIP = {
    "GRD": ContactRole.GUARDIAN,
    "CGV": ContactRole.CAREGIVER,
    "EMC": ContactRole.EMERGENCY,
    "EMR": ContactRole.EMPLOYER,
}
ROLE_WORDS = {
    "PROXY": ContactRole.PROXY,
    "POWER OF ATTORNEY": ContactRole.PROXY,
    "POA": ContactRole.PROXY,
    "HEALTH CARE PROXY": ContactRole.PROXY,
    "GUARDIAN": ContactRole.GUARDIAN,
    "LEGAL GUARDIAN": ContactRole.GUARDIAN,
    "EMERGENCY": ContactRole.EMERGENCY,
    "EMERGENCY CONTACT": ContactRole.EMERGENCY,
    "NEXT OF KIN": ContactRole.NEXT_OF_KIN,
}
