"""What one message is doing to the record, handed from step to step."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from interop.envelope import Envelope
from interop.hl7 import AdtMessage, Code, Problem, Where
from interop.hl7.problems import warning
from interop.models import Inbound, Sender
from patients.models import Patient


@dataclass
class Applied:
    """The message, its patient once known, and what came of it.

    `effects` are codes of `interop.wording.EFFECTS`, `stated` digests by field, `notes` findings worth knowing,
    `look` findings on which a person must decide.
    """

    message: Inbound
    envelope: Envelope
    adt: AdtMessage
    sender: Sender
    by: Any
    patient: Patient = None  # type: ignore[assignment]
    is_new: bool = False
    effects: list[str] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)
    look: list[Problem] = field(default_factory=list)

    @property
    def source(self) -> str:
        return self.sender.source

    @property
    def day(self) -> date:
        """The day of the event at the facility."""
        return self.adt.occurred.at.astimezone(self.message.facility.tz).date()

    def left_out(self, where: Where, text: str, code: Code = Code.DATA_TYPE) -> None:
        """A value was not taken over; good to know, nobody must act."""
        self.notes.append(warning(code, text, where))

    def ask(self, where: Where, text: str, code: Code = Code.DUPLICATE_KEY) -> None:
        """A value was not taken over and a person must decide."""
        self.look.append(warning(code, text, where))
