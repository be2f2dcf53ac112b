"""Telling the people of a hand-over on a case: who is to answer, and then who asked. Apps below cannot."""

from typing import Any

from core.actions import action
from teams.models import Transfer
from worklist import told

Status = Transfer.Status


@action("manage_team")
def tell_of_transfer(transfer: Transfer, *, by: Any) -> Transfer:
    """Put a notice into the list of who is to answer, or, once it is settled, of who had asked (the keeper's verb)."""
    if transfer.status == Status.OFFERED:
        told.tell(transfer.answer_by, "transfer", transfer.pk)
    elif transfer.answered_by_id != transfer.created_by_id:
        told.tell(transfer.created_by, "transfer-answer", transfer.pk, late=transfer.status == Status.EXPIRED)
    return transfer
