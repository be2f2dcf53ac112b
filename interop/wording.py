"""What a message is and did, in words for the fix list; never a value of it."""

from django.utils.translation import gettext_lazy as _

from interop.hl7.events import kind_of

EFFECTS = {
    "patient.new": _("Patient registered"),
    "patient.corrected": _("Patient details changed"),
    "name.added": _("Another name added"),
    "number.added": _("Number added"),
    "contact.added": _("Phone, e-mail or address added"),
    "contact.ended": _("Phone, e-mail or address ended"),
    "language.set": _("Language or interpreter set"),
    "person.added": _("Related person added"),
    "person.changed": _("Related person changed"),
    "person.ended": _("Related person ended"),
    "coverage.added": _("Policy added"),
    "coverage.changed": _("Policy changed"),
    "coverage.ended": _("Policy ended"),
    "visit.noted": _("Visit known from an update"),
    "visit.admit": _("Admission recorded"),
    "visit.transfer": _("Transfer recorded"),
    "visit.discharge": _("Discharge recorded"),
    "visit.cancel_admit": _("Admission taken back"),
    "visit.cancel_transfer": _("Transfer taken back"),
    "visit.cancel_discharge": _("Discharge taken back"),
    "case.linked": _("Visit counted to the open case"),
    "intake.asked": _("Case management asked for"),
    "intake.withdrawn": _("Request withdrawn"),
}
TONES = {"parked": "yellow", "rejected": "red", "failed": "red", "applied": "green", "received": "blue"}


def kind_name(code: str) -> str:
    """The name of a type and trigger such as ADT^A01."""
    message_type, _caret, trigger = code.partition("^")
    return kind_of(message_type, trigger).name if code else ""


def effects(codes: list[str]) -> list[str]:
    """What a message did, in words."""
    return [str(EFFECTS[code]) for code in codes if code in EFFECTS] or []
