"""Public sample messages: every one is read or refused in the declared way, with these counts."""

from collections import Counter

import pytest

from interop.hl7 import Handling, Hl7Error, Message, SenderRules, parse, read_adt, split
from tests.interop.hl7.messages import RECEIVED, SAMPLES, sample_frames

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="The folder of sample messages is missing.")


def read(raw: bytes, **rules) -> Message:
    return parse(raw, received=RECEIVED, rules=SenderRules(**rules))


def test_every_sample_is_read_or_refused():
    counted: Counter[str] = Counter()
    refused: list[str] = []
    for name, frame in sample_frames():
        try:
            message = read(frame.raw)
        except Hl7Error:
            refused.append(name)
            continue
        counted[message.kind.handling] += 1
        found = read_adt(message)
        assert message.kind.name
        assert all(problem.text and problem.code for problem in found.problems)
        if message.kind.handling is Handling.APPLY and not found.errors:
            assert found.patient.key
            assert found.occurred.at.tzinfo
            counted["could be applied"] += 1

    assert refused == ["cosyte-hl7/malformed/no-msh-segment.hl7"]
    assert counted["apply"] > 300
    assert counted["ignore"] > 300
    assert counted["could be applied"] > 0.9 * counted["apply"]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("edge-cases/unicode-names", "Jürgen"),
        ("edge-cases/custom-msh-delimiters", "John"),
        ("edge-cases/lf-line-endings", "John"),
        ("edge-cases/mixed-line-endings", "John"),
        ("edge-cases/embedded-delimiters", "John^Public"),
        ("charset/utf8-name", "Renée"),
        ("vendor-quirks/segment-case", "John"),
        ("vendor-quirks/mllp-framing-stripped", "John"),
        ("vendor-quirks/out-of-order-segment", "John"),
        ("vendor-shapes/epic/adt-a01", "John"),
    ],
)
def test_odd_shapes_are_read_rightly(name, given):
    frames = split((SAMPLES / "cosyte-hl7" / f"{name}.hl7").read_bytes()).messages

    assert read_adt(read(frames[0].raw)).patient.name.given == given


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("cosyte-hl7/batch/single-batch", 2), ("cosyte-hl7/batch/multi-batch-file", 3), ("cosyte-hl7/batch/bare-message", 1),
        ("cosyte-hl7/stream/split-across-chunks", 2), ("cosyte-hl7/stream/mixed-terminators", 2),
        ("python-hl7/sample_batch1", 2), ("python-hl7/sample_file2", 2), ("python-hl7/sample_file5", 1),
    ],
)  # fmt: skip
def test_files_hold_as_many_messages_as_lines_begin_with_msh(name, messages):
    data = (SAMPLES / f"{name}.hl7").read_bytes()

    assert sum(line.startswith(b"MSH") for line in data.replace(b"\n", b"\r").split(b"\r")) == messages
    assert len(split(data).messages) == messages


def test_a_vendor_format_is_read_once_the_sender_is_set_up():
    raw = (SAMPLES / "cosyte-hl7/vendor-shapes/epic/adt-a01.hl7").read_bytes()

    assert not read_adt(read(raw)).event.recorded.stated
    known = read_adt(read(raw, zone="America/New_York", time_formats=("%m/%d/%Y %H:%M:%S",)))
    assert known.event.recorded.value.at.isoformat() == "2025-01-15T19:30:00+00:00"
    assert not known.problems
