"""Which statement counts: the one about the latest event, and only when it says something new.

Of two messages the later event wins, ties go to the one sent later, then to the one applied later. A sender that
repeats what it said before changes nothing, so that a person's correction of it stands. Source: the field rules of
HL7 v2 chapter 2 (what is not stated is not changed) and this project's survivorship rule (docs/hl7.md).
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from interop.inbound.applied import Applied
from interop.models import Inbound

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Statements:
    """What was stated of the patient by the messages applied so far, latest first; read once a message."""

    def __init__(self, work: Applied) -> None:
        self.work = work
        self.mine = (work.adt.occurred.at, work.envelope.sent_at or LONG_AGO)
        patients = [work.patient.pk, *work.patient.merged_from.values_list("pk", flat=True)]
        rows = Inbound.objects.filter(status=Inbound.Status.APPLIED, patient_ids__overlap=patients)
        rows = rows.exclude(pk=work.message.pk).exclude(stated={})
        self.rows = (
            [] if work.is_new else list(rows.values_list("event_at", "sent_at", "stated", "sender_id"))
        )
        self.rows.sort(key=lambda row: _when(row), reverse=True)

    def counts(self, what: str, values: Iterable[Any], *, of_sender: bool = False) -> bool:
        """Put a statement on record; whether it is the latest of its kind and says something new.

        `of_sender`: compare with what this sender said, for the lists that each sender keeps of its own.
        """
        digest = hashlib.sha256(repr(list(values)).encode()).hexdigest()[:24]
        self.work.stated[what] = digest
        last = self._last(what, self.work.sender.pk if of_sender else None)
        return last is None or (_when(last) <= self.mine and last[2][what] != digest)

    def _last(self, what: str, sender: Any) -> Any:
        return next((row for row in self.rows if what in row[2] and sender in (None, row[3])), None)


def _when(row: Any) -> tuple[datetime, datetime]:
    return row[0] or LONG_AGO, row[1] or LONG_AGO
