"""One message: header, kind, segments and findings, before any meaning is read from its body."""

import re
from dataclasses import dataclass
from datetime import datetime

from interop.hl7 import charset, limits
from interop.hl7.datatypes import Authority
from interop.hl7.encoding import Encoding, read_encoding
from interop.hl7.errors import Unreadable
from interop.hl7.events import Handling, Kind, kind_of
from interop.hl7.lexer import Segment, lines, segments
from interop.hl7.problems import Code, Problem, Where, error, warning
from interop.hl7.rules import STANDARD, SenderRules
from interop.hl7.timestamps import BadTime, Moment, read_moment

VERSIONS = frozenset(
    ("2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2")
)
_TRIGGER = re.compile(r"[A-Z][0-9]{2}$")


@dataclass(frozen=True, slots=True, repr=False)
class Header:
    """MSH as values; `sent` is None when MSH-7 is missing or cannot be read."""

    sending_application: Authority
    sending_facility: Authority
    receiving_application: Authority
    receiving_facility: Authority
    sent: Moment | None
    structure: str
    control_id: str
    processing_id: str
    version: str
    accept_ack: str
    application_ack: str

    @property
    def default_authority(self) -> str:
        """The namespace of identifiers that name none: the sending facility, else the application."""
        return self.sending_facility.key or self.sending_application.key


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """A readable message; `problems` are those of the header and of the lines."""

    header: Header
    kind: Kind
    segments: tuple[Segment, ...]
    encoding: Encoding
    rules: SenderRules
    received: datetime
    problems: tuple[Problem, ...]

    @property
    def msh(self) -> Segment:
        """The header segment, which every readable message has."""
        return self.segments[0]

    def first(self, name: str) -> Segment | None:
        """The first segment of a name."""
        return next((segment for segment in self.segments if segment.name == name), None)

    def all(self, name: str) -> tuple[Segment, ...]:
        """Every segment of a name, in the order sent."""
        return tuple(segment for segment in self.segments if segment.name == name)


def parse(raw: bytes, *, received: datetime, rules: SenderRules = STANDARD) -> Message:
    """Read one message's bytes; `received` is when it came (aware), the last resort for its time.

    Raises OverLimit or Unreadable and nothing else; everything milder is in `problems`.
    """
    limits.check_bytes(raw)
    text, codec, found = charset.decode(raw, rules.charset)
    rows = lines(text)
    if not rows or rows[0][:3].upper() != "MSH":
        raise Unreadable(error(Code.SEQUENCE, "The message does not begin with MSH."))
    encoding, of_delimiters = read_encoding(rows[0], codec)
    cut, of_lines = segments(rows, encoding)
    if cut[0].name != "MSH":
        raise Unreadable(error(Code.SEQUENCE, "MSH has no field separator.", Where("MSH", 1)))
    kind, of_kind = _kind(cut)
    header, of_header = _header(cut[0], rules)
    problems = (*found, *of_delimiters, *of_lines, *of_header, *of_kind, *_refusals(header, kind, rules))
    return Message(header, kind, cut, encoding, rules, received, problems)


def _header(msh: Segment, rules: SenderRules) -> tuple[Header, list[Problem]]:
    problems: list[Problem] = []
    sent = None
    try:
        sent = read_moment(msh.text(7), rules, msh.text(7, 2))
    except BadTime:
        problems.append(warning(Code.DATA_TYPE, "The time of sending cannot be read.", msh.where.at(7)))
    if not msh.text(10):
        problems.append(warning(Code.MISSING, "The message has no control id.", msh.where.at(10)))
    header = Header(
        sending_application=_system(msh, 3),
        sending_facility=_system(msh, 4),
        receiving_application=_system(msh, 5),
        receiving_facility=_system(msh, 6),
        sent=sent,
        structure=msh.text(9, 3).upper(),
        control_id=msh.text(10),
        processing_id=msh.text(11).upper(),
        version=msh.text(12),
        accept_ack=msh.text(15).upper(),
        application_ack=msh.text(16).upper(),
    )
    return header, problems


def _system(msh: Segment, number: int) -> Authority:
    return Authority(*(msh.text(number, component) for component in (1, 2, 3)))


def _kind(cut: tuple[Segment, ...]) -> tuple[Kind, list[Problem]]:
    """Type from MSH-9.1 and trigger from MSH-9.2, else from EVN-1; MSH-9.3 names a structure only."""
    msh = cut[0]
    evn = next((segment for segment in cut if segment.name == "EVN"), None)
    event = evn.text(1).upper() if evn else ""
    event = event if _TRIGGER.match(event) else ""
    message_type, trigger = msh.text(9).upper(), msh.text(9, 2).upper()
    problems = []
    where = msh.where.at(9)
    if not message_type and event.startswith("A"):
        message_type = "ADT"
        problems.append(
            warning(Code.MISSING, "The message type is missing; EVN-1 names an ADT event.", where)
        )
    elif trigger and event and trigger != event:
        problems.append(warning(Code.UNKNOWN_VALUE, "EVN-1 names another event than MSH-9.", Where("EVN", 1)))
    return kind_of(message_type, trigger or (event if message_type == "ADT" else "")), problems


def _refusals(header: Header, kind: Kind, rules: SenderRules) -> list[Problem]:
    """What makes the answer AR: type, event, processing id, version."""
    found = []
    unwanted = kind.handling is Handling.IGNORE and rules.refuse_unhandled
    if kind.handling is Handling.UNKNOWN or unwanted:
        code = Code.EVENT if kind.type == "ADT" else Code.TYPE
        text = "The event is not handled." if kind.type == "ADT" else "The message type is not handled."
        found.append(error(code, text, Where("MSH", 9)))
    if rules.processing_ids and header.processing_id not in rules.processing_ids:
        text = "The processing id is not one that this sender may use here."
        found.append(error(Code.PROCESSING_ID, text, Where("MSH", 11)))
    if rules.strict_version and header.version not in VERSIONS:
        found.append(error(Code.VERSION, "The HL7 version is not known.", Where("MSH", 12)))
    return found
