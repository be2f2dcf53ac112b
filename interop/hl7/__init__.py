"""HL7 version 2 reader: bytes to frozen dataclasses and back to an ACK, standard library only.

    for frame in split(data).messages:
        message = parse(frame.raw, received=now, rules=rules)   # raises Hl7Error only
        if message.kind.handling is Handling.APPLY:
            adt = read_adt(message)                              # never raises

It is tolerant: what can be read is read, everything else is a `Problem` naming its field and never
repeating the patient's data. See docs/hl7.md.
"""

from interop.hl7.ack import AckCode, Answer, acknowledge, outcome, wanted
from interop.hl7.adt import AdtMessage, read_adt
from interop.hl7.errors import Hl7Error, OverLimit, Unreadable
from interop.hl7.events import Handling, Kind
from interop.hl7.facts import Fact
from interop.hl7.frames import Frame, Frames, split
from interop.hl7.identity import Identity, body_hash, identity
from interop.hl7.message import Header, Message, parse
from interop.hl7.problems import Code, Problem, Severity, Where
from interop.hl7.rules import SenderRules

__all__ = [
    "AckCode",
    "AdtMessage",
    "Answer",
    "Code",
    "Fact",
    "Frame",
    "Frames",
    "Handling",
    "Header",
    "Hl7Error",
    "Identity",
    "Kind",
    "Message",
    "OverLimit",
    "Problem",
    "SenderRules",
    "Severity",
    "Unreadable",
    "Where",
    "acknowledge",
    "body_hash",
    "identity",
    "outcome",
    "parse",
    "read_adt",
    "split",
    "wanted",
]
