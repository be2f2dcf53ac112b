"""What a case that ends takes along: loops still open are withdrawn, who has not answered is let off. Inside verbs only."""

from typing import Any

from audit import record
from core import clock
from core.actions import change
from messaging import asked, loops
from messaging.models import Acknowledgement, Relay
from patients.models import Case


def end_with_case(case: Case, *, by: Any, because: str) -> None:
    """End what nobody will follow up any more, each row by its own ending and with the reason the case's work got."""
    now = clock.now()
    for relay in Relay.objects.filter(case=case).exclude(
        status__in=(Relay.Status.CLOSED, Relay.Status.WITHDRAWN)
    ):
        loops.let_go(relay, by=by, because=because)
        _write("messaging.withdraw_relay", relay, by, because, {
            "status": Relay.Status.WITHDRAWN, "withdrawn_at": now, "withdrawn_by": by, "withdrawn_reason": because,
        })  # fmt: skip
    waiting = Acknowledgement.objects.filter(change__case=case, status=Acknowledgement.Status.DUE)
    for row in waiting.select_related("change__case"):
        asked.release(row, by=by, because=because)
        _write("messaging.excuse", row, by, because, {
            "status": Acknowledgement.Status.EXCUSED, "excused_at": now, "excused_by": by, "excused_reason": because,
        })  # fmt: skip


def _write(verb: str, row: Any, by: Any, because: str, facts: dict[str, Any]) -> None:
    before = record.snapshot(row)
    change(row, **facts)
    changed = record.changed_fields(row, before)
    record.did(verb, row, by=by, at=clock.now(), changed=changed, before=before, details={"reason": because})
