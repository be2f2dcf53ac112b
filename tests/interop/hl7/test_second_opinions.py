"""The `hl7` and `hl7apy` libraries, where they accept a message, read the same fields from it.

Both keep escapes, blanks and the null as written, and neither finds a segment named in lower case:
values with an escape are left to our own tests, the others are compared trimmed.
"""

from collections.abc import Callable

import hl7 as python_hl7
import pytest
from hl7apy.exceptions import HL7apyException
from hl7apy.parser import parse_message

from interop.hl7 import Hl7Error, Message, parse
from tests.interop.hl7.messages import RECEIVED, SAMPLES, sample_frames

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="The folder of sample messages is missing.")

FIELDS = (("PID", 3, 1), ("PID", 5, 1), ("PID", 5, 2), ("PID", 7, 1), ("PV1", 2, 1))
# What they raise on messages they do not accept, among them a bare assertion and an index.
REFUSALS = (python_hl7.HL7Exception, HL7apyException, AssertionError, AttributeError, IndexError, KeyError)

Sample = tuple[str, Message, str]
Opinion = list[str | None]


def samples() -> list[Sample]:
    """Readable ADT messages of usual delimiters: name, message, and text with the line ends libraries want."""
    found = []
    for name, frame in sample_frames():
        try:
            message = parse(frame.raw, received=RECEIVED)
        except Hl7Error:
            continue
        text = frame.raw.decode(message.encoding.codec).strip("\x0b\x1c\r\n\ufeff ")
        text = "\r".join(line for line in text.replace("\n", "\r").split("\r") if line.strip()) + "\r"
        usual = message.encoding.field + message.encoding.component + message.encoding.repetition == "|^~"
        found += [(name, message, text)] if message.kind.type == "ADT" and usual else []
    return found


def ours(message: Message) -> Opinion:
    """The compared fields as we read them; None without the segment."""
    segments = [message.first(name) for name, _, _ in FIELDS]
    return [
        segment.text(number, component) if segment else None
        for segment, (_, number, component) in zip(segments, FIELDS, strict=True)
    ]


def of_python_hl7(text: str) -> Opinion:
    read = python_hl7.parse(text)
    return [_python_hl7(read, *field) for field in FIELDS]


def _python_hl7(read: python_hl7.Message, name: str, number: int, component: int) -> str | None:
    found = [segment for segment in read if str(segment[0]) == name]
    if not found:
        return None
    field = found[0][number] if number < len(found[0]) else ""
    return _component(str(field), component)


def of_hl7apy(text: str) -> Opinion:
    read = parse_message(text, find_groups=False, force_validation=False)
    return [
        _hl7apy(getattr(read, name.lower()), f"{name}_{number}".lower(), component)
        for name, number, component in FIELDS
    ]


def _hl7apy(segments, field: str, component: int) -> str | None:
    if not len(segments):
        return None
    values = getattr(segments[0], field)
    return _component(values[0].to_er7() if len(values) else "", component)


def _component(field: str, component: int) -> str:
    """One component of the first repetition, the null as nothing."""
    parts = field.split("~")[0].split("^")
    value = parts[component - 1].strip() if component <= len(parts) else ""
    return "" if value == '""' else value


def compare(read: Callable[[str], Opinion], chosen: list[Sample]) -> int:
    """How many messages the other library accepted; all of those must agree in every field."""
    accepted = 0
    for name, message, text in chosen:
        try:
            theirs = read(text)
        except REFUSALS:
            continue
        pairs = zip(FIELDS, ours(message), theirs, strict=True)
        differ = [row for row in pairs if row[2] is not None and "\\" not in row[2] and row[1] != row[2]]
        assert not differ, name
        accepted += 1
    return accepted


def test_python_hl7_agrees():
    chosen = samples()

    assert compare(of_python_hl7, chosen) > 0.9 * len(chosen)


def test_hl7apy_agrees():
    """It reads 66 messages a second, so of the large feed only every tenth is compared."""
    every = samples()
    feed = [row for row in every if row[0].startswith("simhospital/")]
    chosen = [row for row in every if row not in feed and len(row[2]) < 5_000] + feed[::10]

    assert compare(of_hl7apy, chosen) > 0.8 * len(chosen)
