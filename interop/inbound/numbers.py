"""The patient's other numbers: added, never taken away, because a message need not list them all."""

from typing import Any

from django.utils.translation import gettext as _

from interop.hl7 import Code
from interop.hl7.datatypes import Identifier as Said
from interop.inbound.applied import Applied
from interop.troubles import blame
from patients import actions
from patients.models import Identifier


def update(work: Applied) -> None:
    """Add every number of PID-3 that the record does not have; one that is somebody else's is for a person."""
    identifiers = work.adt.patient.identifiers if work.adt.patient else None
    if identifiers is None:
        return
    for said in identifiers.value or ():
        owner = Identifier.objects.filter(
            authority=said.authority.key, value=said.value, retired=False
        ).first()
        if owner is None:
            with blame(identifiers.where):
                _add(work, said)
        elif owner.patient_id != work.patient.pk:
            sentence = _(
                "One of the numbers belongs to another record. Compare the two records and join them if they are one."
            )
            work.ask(identifiers.where, sentence, Code.DUPLICATE_KEY)


def _add(work: Applied, said: Said) -> None:
    kind = said.type if said.type in Identifier.Kind.values else Identifier.Kind.OTHER
    kind = Identifier.Kind.MRN if said.type in ("MR", "MRN") else kind
    about: dict[str, Any] = {"authority": said.authority.key, "value": said.value, "source": work.source}
    actions.add_identifier(work.patient, by=work.by, kind=kind, **about)
    work.effects.append("number.added")
