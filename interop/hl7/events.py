"""Every message type and trigger event by name, and what this reader does with it."""

from dataclasses import dataclass
from enum import StrEnum


class Handling(StrEnum):
    """What happens to a message of a kind."""

    APPLY = "apply"
    IGNORE = "ignore"
    UNKNOWN = "unknown"


APPLIED = frozenset({"A01", "A02", "A03", "A04", "A08", "A11", "A12", "A13"})

# HL7 table 0003, the ADT part.
TRIGGERS = {
    "A01": "Admit or visit",
    "A02": "Transfer",
    "A03": "Discharge",
    "A04": "Register outpatient or emergency",
    "A05": "Pre-admit",
    "A06": "Outpatient to inpatient",
    "A07": "Inpatient to outpatient",
    "A08": "Update patient",
    "A09": "Patient departing",
    "A10": "Patient arriving",
    "A11": "Cancel admit",
    "A12": "Cancel transfer",
    "A13": "Cancel discharge",
    "A14": "Pending admit",
    "A15": "Pending transfer",
    "A16": "Pending discharge",
    "A17": "Swap patients",
    "A18": "Merge patients (deprecated)",
    "A19": "Patient query",
    "A20": "Bed status",
    "A21": "Leave of absence begins",
    "A22": "Leave of absence ends",
    "A23": "Delete visit",
    "A24": "Link patients",
    "A25": "Cancel pending discharge",
    "A26": "Cancel pending transfer",
    "A27": "Cancel pending admit",
    "A28": "Add person",
    "A29": "Delete person",
    "A30": "Merge persons",
    "A31": "Update person",
    "A32": "Cancel patient arriving",
    "A33": "Cancel patient departing",
    "A34": "Merge patients, identifier only",
    "A35": "Merge accounts, account only",
    "A36": "Merge patients and accounts",
    "A37": "Unlink patients",
    "A38": "Cancel pre-admit",
    "A39": "Merge persons, identifier",
    "A40": "Merge patients, identifier list",
    "A41": "Merge accounts",
    "A42": "Merge visits",
    "A43": "Move patient identifiers",
    "A44": "Move account",
    "A45": "Move visit",
    "A46": "Change external identifier",
    "A47": "Change identifier list",
    "A48": "Change alternate identifier",
    "A49": "Change account number",
    "A50": "Change visit number",
    "A51": "Change alternate visit number",
    "A52": "Cancel leave of absence",
    "A53": "Cancel return from leave",
    "A54": "Change attending doctor",
    "A55": "Cancel change of attending doctor",
    "A60": "Update allergies",
    "A61": "Change consulting doctor",
    "A62": "Cancel change of consulting doctor",
}

# HL7 table 0076, the message types that hospital feeds carry.
TYPES = {
    "ACK": "General acknowledgement",
    "ADR": "ADT response",
    "ADT": "Admit, discharge, transfer",
    "BAR": "Billing account",
    "BPS": "Blood product dispense status",
    "CRM": "Clinical study registration",
    "CSU": "Clinical study data",
    "DFT": "Detailed financial transaction",
    "DSR": "Display response",
    "MCF": "Delayed acknowledgement",
    "MDM": "Document management",
    "MFK": "Master file acknowledgement",
    "MFN": "Master file notification",
    "NMD": "Application management",
    "OMB": "Blood product order",
    "OMD": "Dietary order",
    "OMG": "General clinical order",
    "OMI": "Imaging order",
    "OML": "Laboratory order",
    "OMN": "Non-stock requisition",
    "OMP": "Pharmacy order",
    "OMS": "Stock requisition",
    "ORA": "Observation report acknowledgement",
    "ORM": "Order",
    "ORR": "Order response",
    "ORU": "Observation result",
    "OSQ": "Order status query",
    "OUL": "Laboratory observation",
    "PEX": "Product experience",
    "PGL": "Patient goal",
    "PIN": "Patient insurance information",
    "PMU": "Personnel record",
    "PPG": "Patient pathway, goal-oriented",
    "PPP": "Patient pathway, problem-oriented",
    "PPR": "Patient problem",
    "QBP": "Query by parameter",
    "QRY": "Query",
    "RAS": "Pharmacy administration",
    "RDE": "Pharmacy encoded order",
    "RDS": "Pharmacy dispense",
    "REF": "Patient referral",
    "RGV": "Pharmacy give",
    "ROR": "Pharmacy order response",
    "RPA": "Return of authorization",
    "RPI": "Return of insurance information",
    "RQA": "Request for authorization",
    "RQI": "Request for insurance information",
    "RRI": "Return of referral information",
    "RSP": "Query response",
    "SIU": "Scheduling information",
    "SRM": "Schedule request",
    "SRR": "Scheduled request response",
    "SSR": "Specimen status request",
    "SSU": "Specimen status update",
    "UDM": "Unsolicited display",
    "VXQ": "Vaccination query",
    "VXR": "Vaccination record response",
    "VXU": "Vaccination record update",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """The type and trigger of a message, its name in words, and what is done with it."""

    type: str
    trigger: str
    name: str
    handling: Handling

    @property
    def code(self) -> str:
        """Type and trigger as one code: ADT^A01."""
        return f"{self.type}^{self.trigger}" if self.trigger else self.type


def kind_of(message_type: str, trigger: str) -> Kind:
    """What a type and trigger (upper case) mean; local types (Z..) and triggers are ignored by name."""
    if message_type == "ADT":
        return Kind(message_type, trigger, *_adt(trigger))
    if message_type in TYPES:
        return Kind(message_type, trigger, TYPES[message_type], Handling.IGNORE)
    if message_type[:1] == "Z" and len(message_type) == 3:
        return Kind(message_type, trigger, "Local message type", Handling.IGNORE)
    return Kind(message_type, trigger, "Unknown message type", Handling.UNKNOWN)


def _adt(trigger: str) -> tuple[str, Handling]:
    if trigger in APPLIED:
        return TRIGGERS[trigger], Handling.APPLY
    if trigger in TRIGGERS:
        return TRIGGERS[trigger], Handling.IGNORE
    if trigger[:1] == "Z":
        return "Local ADT event", Handling.IGNORE
    return "Unknown ADT event", Handling.UNKNOWN
