"""Answers: which code, and the ACK message itself."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from interop.hl7 import charset
from interop.hl7.encoding import Encoding, read_encoding
from interop.hl7.errors import Hl7Error
from interop.hl7.escapes import encode
from interop.hl7.lexer import Segment, lines, segments
from interop.hl7.message import Header
from interop.hl7.problems import Code, Problem, Severity, Where

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HEAD_BYTES = 4096
_REFUSING = {Code.SEQUENCE, Code.TYPE, Code.EVENT, Code.PROCESSING_ID, Code.VERSION}
_DEFAULT_MSH = "MSH|^~\\&|||||||ACK||P|2.3"
_PRE_ERR_VERSIONS = {"2.1", "2.2", "2.3", "2.3.1", "2.4"}
_SIMPLE_TYPE_VERSIONS = {"2.1", "2.2", "2.3"}


class AckCode(StrEnum):
    """HL7 table 0008: application answers, and accept answers of the enhanced mode."""

    APPLIED = "AA"
    ERROR = "AE"
    REJECTED = "AR"
    STORED = "CA"
    STORE_FAILED = "CE"
    STORE_REFUSED = "CR"


_ACCEPT = {
    AckCode.APPLIED: AckCode.STORED,
    AckCode.ERROR: AckCode.STORED,
    AckCode.REJECTED: AckCode.STORE_REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an ACK needs besides the message: our own control id, the time, the code and findings."""

    code: AckCode
    control_id: str
    at: datetime
    problems: Sequence[Problem] = ()


def outcome(problems: Iterable[Problem]) -> AckCode:
    """AR for what this endpoint does not take, AE for a message that cannot be applied, else AA."""
    errors = {problem.code for problem in problems if problem.is_error}
    if errors & _REFUSING:
        return AckCode.REJECTED
    return AckCode.ERROR if errors else AckCode.APPLIED


def wanted(header: Header, code: AckCode) -> tuple[AckCode, ...]:
    """The answers the sender asks for, in order.

    Without MSH-15 and MSH-16 one application answer (original mode); else an accept answer when
    MSH-15 asks for it, then an application answer when MSH-16 does.
    """
    if not (header.accept_ack or header.application_ack):
        return (code,)
    asked = ((header.accept_ack, _ACCEPT[code]), (header.application_ack, code))
    return tuple(answer for condition, answer in asked if _asks(condition, code))


def acknowledge(raw: bytes, answer: Answer) -> bytes:
    """The ACK to a message: sender and receiver swapped, its delimiters, version and character set.

    MSA-2 repeats MSH-10 exactly as sent. A message whose MSH cannot be read is answered from defaults.
    """
    msh, codec = _header_of(raw)
    rows = [_msh(msh, answer), _msa(msh, answer)]
    if msh.text(12) not in _PRE_ERR_VERSIONS:
        rows += [_err(problem, msh.encoding) for problem in answer.problems]
    return "".join(row + "\r" for row in rows).encode(codec, "replace")


def _header_of(raw: bytes) -> tuple[Segment, str]:
    """MSH and the codec; only the start of the message is looked at, however large it is."""
    head = raw[:_HEAD_BYTES]
    if not charset.wide_codec(head):
        # Only the first line: a later character cut in two would put the character set in doubt.
        head = head.lstrip(b"\xef\xbb\xbf\x0b \t\r\n").replace(b"\n", b"\r").split(b"\r")[0]
    text, codec, _ = charset.decode(head)
    rows = lines(text)
    try:
        encoding, _ = read_encoding(rows[0] if rows and rows[0][:3].upper() == "MSH" else "", codec)
        found, _ = segments(rows[:1], encoding)
        return found[0], codec
    except (Hl7Error, IndexError):
        encoding = Encoding()
        return Segment(Where("MSH"), ("MSH", "|", *_DEFAULT_MSH.split("|")[1:]), encoding), "utf-8"


def _echo(msh: Segment, number: int) -> str:
    """A field as sent, without control characters, which could break the frame of the answer."""
    return _CONTROL.sub("", msh.raw(number))


def _msh(msh: Segment, answer: Answer) -> str:
    encoding = msh.encoding
    trigger = encode(msh.text(9, 2), encoding)
    parts = ["ACK", trigger] if msh.text(12) in _SIMPLE_TYPE_VERSIONS else ["ACK", trigger, "ACK"]
    kind = encoding.component.join(parts) if trigger else "ACK"
    at = answer.at.strftime("%Y%m%d%H%M%S%z")
    control_id = encode(answer.control_id, encoding)
    fields = ["MSH", encoding.characters, *(_echo(msh, number) for number in (5, 6, 3, 4)), at, "", kind]
    fields += [control_id, _echo(msh, 11), _echo(msh, 12)]
    if _echo(msh, 18):
        fields += [""] * 5 + [_echo(msh, 18)]
    return encoding.field.join(fields)


def _msa(msh: Segment, answer: Answer) -> str:
    fields = ["MSA", answer.code.value, _echo(msh, 10)]
    if msh.text(12) in _PRE_ERR_VERSIONS and answer.problems:
        text = " ".join(str(problem) for problem in answer.problems)
        fields.append(encode(text[:80], msh.encoding))
    return msh.encoding.field.join(fields)


def _err(problem: Problem, encoding: Encoding) -> str:
    """ERR-2 location, ERR-3 code, ERR-4 severity, ERR-8 text."""
    where = problem.where
    parts = (
        [where.segment, where.occurrence, where.field or "", where.repetition or ""] if where.segment else []
    )
    location = encoding.component.join(str(part) for part in parts).rstrip(encoding.component)
    code = encoding.component.join((str(problem.code.value), "", "HL70357"))
    severity = "E" if problem.severity is Severity.ERROR else "W"
    return encoding.field.join(
        ("ERR", "", location, code, severity, "", "", "", encode(problem.text, encoding))
    )


def _asks(condition: str, code: AckCode) -> bool:
    """HL7 table 0155: always, never, on error or reject, on success."""
    applied = code is AckCode.APPLIED
    return condition == "AL" or (condition == "ER" and not applied) or (condition == "SU" and applied)
