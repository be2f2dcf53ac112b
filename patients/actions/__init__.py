"""Every change to a patient, what hangs on them, and the case."""

from patients.actions.case import open_case
from patients.actions.duplicates import dismiss_duplicate, suspect
from patients.actions.identity import add_identifier, add_name, correct, retire_identifier, verify_field
from patients.actions.merging import merge, unmerge
from patients.actions.reaching import (
    add_contact_point,
    add_related_person,
    end_contact_point,
    end_related_person,
    set_communication,
)
from patients.actions.registering import note_registration, register, register_provisional, resolve_identity
from patients.actions.sharing import disclose, record_consent, revoke_consent

__all__ = [
    "add_contact_point",
    "add_identifier",
    "add_name",
    "add_related_person",
    "correct",
    "disclose",
    "dismiss_duplicate",
    "end_contact_point",
    "end_related_person",
    "merge",
    "note_registration",
    "open_case",
    "record_consent",
    "register",
    "register_provisional",
    "resolve_identity",
    "retire_identifier",
    "revoke_consent",
    "set_communication",
    "suspect",
    "unmerge",
    "verify_field",
]
