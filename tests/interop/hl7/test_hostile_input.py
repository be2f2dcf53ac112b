"""Whatever comes, only the declared exceptions leave, and the work is bounded by the length."""

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from interop.hl7 import (
    Answer,
    Hl7Error,
    SenderRules,
    acknowledge,
    body_hash,
    identity,
    outcome,
    parse,
    read_adt,
    split,
)
from interop.hl7.timestamps import BadTime, read_date, read_moment, read_period_end
from tests.interop.hl7.messages import EVN, PID, PV1, RECEIVED, msh

ROOMY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
NAMES = st.sampled_from(
    ["PID", "PV1", "PV2", "EVN", "NK1", "IN1", "IN2", "GT1", "MRG", "PD1", "ZPD", "MSH", "pid", "Q", ""]
)
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            '""',
            "2026",
            "20260230",
            "19800115",
            "99991231",
            "00000000",
            "30",
            "01",
            "Y",
            "\\X",
            "\\XFF\\",
            "A^B&C~D",
            "٣",
        ]
    ),
)
RULES = st.builds(
    SenderRules,
    zone=st.sampled_from(["UTC", "America/New_York", "Pacific/Apia"]),
    charset=st.sampled_from(["", "8859/1", "UNICODE UTF-16", "ISO IR87"]),
    snapshot=st.booleans(),
    account_is_visit=st.booleans(),
    time_formats=st.sampled_from([(), ("%m/%d/%Y",), ("%Y-%m-%dT%H:%M:%S%z",)]),
    interpreter_field=st.sampled_from(["", "ZPD-2"]),
)


def read_all(data: bytes, rules: SenderRules) -> None:
    """Everything that the reader does with bytes; lets only undeclared exceptions out."""
    for frame in split(data).messages:
        body_hash(frame.raw)
        problems = ()
        try:
            message = parse(frame.raw, received=RECEIVED, rules=rules)
            identity(message, frame.raw)
            problems = read_adt(message).problems
        except Hl7Error as refused:
            problems = (refused.problem,)
        acknowledge(frame.raw, Answer(code=outcome(problems), control_id="1", at=RECEIVED, problems=problems))


@settings(max_examples=500, **ROOMY)
@given(st.binary(max_size=400), RULES)
@example(b"MSH|", SenderRules())
@example(b"MSH|^~\\&|" + b"|" * 20 + b"\rPID|\rPV1|", SenderRules())
def test_any_bytes(data, rules):
    read_all(data, rules)


@settings(max_examples=500, **ROOMY)
@given(
    st.lists(st.tuples(NAMES, st.lists(VALUES, max_size=50)), max_size=12),
    st.sampled_from(["A01", "A02", "A03", "A04", "A08", "A11", "A12", "A13", "A40", "R01"]),
    st.sampled_from(["utf-8", "utf-16", "iso2022_jp", "cp1252"]),
    RULES,
)
def test_any_fields_in_any_segments(rows, trigger, codec, rules):
    lines = [msh(trigger), *("|".join([name, *values]) for name, values in rows)]

    read_all("\r".join(lines).encode(codec, "replace"), rules)


@settings(max_examples=200, **ROOMY)
@given(st.data())
def test_a_message_cut_and_changed_anywhere(data):
    raw = bytearray("\r".join([msh(f18="UNICODE UTF-8"), EVN, PID, PV1, "NK1|1|Roe^Bö"]).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    read_all(bytes(raw[: data.draw(st.integers(0, len(raw)))]), SenderRules())


@settings(max_examples=500, **ROOMY)
@given(
    st.one_of(
        st.text(max_size=30), st.from_regex(r"[0-9]{0,16}(\.[0-9]{0,5})?([+-][0-9]{0,5})?", fullmatch=True)
    ),
    RULES,
)
def test_any_time(text, rules):
    for read in (read_moment, read_date, read_period_end):
        try:
            found = read(text, rules)
        except BadTime:
            continue
        assert found is None or found.precision


def worst_cases() -> list[bytes]:
    """Messages at the limits: as much work as a sender can make."""
    full = "^".join(["x\\E\\y"] * 300)
    return [
        "\r".join(
            [msh(), EVN, PV1, "PID|1||" + "~".join(["M^^^H^MR"] * 390)] + ["NK1|1|Roe^Bo|SPO|||||soon"] * 1990
        ).encode(),
        "\r".join([msh(), PID, PV1, *[f"IN1|1|{full}|{full}|{full}|{full}"] * 120]).encode(),
        "\r".join([msh(), PV1, "PID|1||M1||" + "~".join(["\u0316\u0301" * 110] * 140)]).encode(),
        b"MSH|^~\\&|\r" + b"x\r" * 1_900,
        b"\x0b\x1c" * 400_000,
        b"\rMSH" * 200_000,
        b"MSH|^~\\&" + b"|" * 900_000,
        b"MSH|^~\\&|" + b"\\" * 900_000,
    ]


def calls(work: Callable[[], None]) -> int:
    """How many functions a piece of work calls: its cost on any machine."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


def test_the_worst_messages_cost_no_more_than_their_length():
    for raw in worst_cases():
        assert calls(partial(read_all, raw, SenderRules())) < 20 * len(raw), raw[:40]
