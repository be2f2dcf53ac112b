"""The ACK to a message: what became of it, in the sender's own delimiters, and never the patient's data."""

import re

from core import clock
from interop.door import answer_of
from interop.hl7 import AckCode, Answer, Code, Hl7Error, Problem, Severity, Where, acknowledge, parse, wanted
from interop.models import Inbound, Issue

_PLACE = re.compile(r"(?P<segment>[A-Z0-9]{2,3})(?:\((?P<occurrence>\d+)\))?")


def answer(message: Inbound) -> bytes:
    """The answer that the sender asks for: the application's, else the accept answer, else nothing."""
    raw, code = bytes(message.raw), answer_of(message)
    asked = _wanted(raw, message, code)
    if not asked:
        return b""
    about = Answer(
        code=asked[-1], control_id=message.pk.hex[-20:], at=clock.now(), problems=_problems(message)
    )
    return acknowledge(raw, about)


def _wanted(raw: bytes, message: Inbound, code: AckCode) -> tuple[AckCode, ...]:
    try:
        return wanted(parse(raw, received=message.received_at).header, code)
    except Hl7Error:
        return (code,)


def _problems(message: Inbound) -> list[Problem]:
    """What is open about the message, the worst first."""
    rows = message.issues.filter(status=Issue.Status.OPEN)
    worst = {Issue.Severity.ERROR: 0, Issue.Severity.LOOK: 1}
    return [_problem(row) for row in sorted(rows, key=lambda row: worst.get(row.severity, 2))[:20]]  # type: ignore[call-overload]


def _problem(row: Issue) -> Problem:
    severity = Severity.ERROR if row.severity == Issue.Severity.ERROR else Severity.WARNING
    found = _PLACE.fullmatch(row.segment)
    number = re.match(r"\d+", row.field)
    where = (
        Where(found["segment"], int(number[0]) if number else 0, int(found["occurrence"] or 1))
        if found
        else Where()
    )
    return Problem(severity, Code(int(row.code or Code.INTERNAL)), row.text, where)
