"""Answers: which code, how many, and what stands in them."""

from datetime import UTC, datetime

import pytest

from interop.hl7 import AckCode, Answer, Code, Hl7Error, Where, acknowledge, outcome, parse, wanted
from interop.hl7.problems import error, warning
from tests.interop.hl7.messages import PID, RECEIVED, message, msh

AT = datetime(2026, 3, 2, 12, 0, 5, tzinfo=UTC)
PROBLEM = error(Code.MISSING, "A transfer needs the new place.", Where("PV1", 3))
NOTE = warning(Code.DATA_TYPE, "The date or time cannot be read and was left out.", Where("NK1", 8, 2, 1))


def answer(raw: bytes, code: AckCode = AckCode.APPLIED, *problems) -> list[str]:
    return acknowledge(raw, Answer(code=code, control_id="A9", at=AT, problems=problems)).decode().split("\r")


def test_the_layout():
    raw = msh("A02", f18="UNICODE UTF-8").encode()

    assert answer(raw, AckCode.ERROR, PROBLEM, NOTE) == [
        "MSH|^~\\&|CM|HOSP|REG|HOSP|20260302120005+0000||ACK^A02^ACK|A9|P|2.5||||||UNICODE UTF-8",
        "MSA|AE|C1",
        "ERR||PV1^1^3|101^^HL70357|E||||A transfer needs the new place.",
        "ERR||NK1^2^8^1|102^^HL70357|W||||The date or time cannot be read and was left out.",
        "",
    ]


def test_before_2_5_the_text_is_in_msa_3_and_the_type_has_two_components():
    rows = answer(msh("A02", f12="2.3").encode(), AckCode.ERROR, PROBLEM)

    assert rows[0].split("|")[8] == "ACK^A02"
    assert rows[1:] == ["MSA|AE|C1|PV1-3: A transfer needs the new place.", ""]
    assert answer(msh("A02", f12="2.4").encode())[0].split("|")[8] == "ACK^A02^ACK"


@pytest.mark.parametrize("control_id", ["C1", " C1 ", "a\\X41\\b", "\\T\\1", "x^y~z", ""])
def test_msa_2_repeats_msh_10_exactly(control_id):
    assert answer(msh(f10=control_id).encode())[1] == f"MSA|AA|{control_id}"


def test_the_senders_delimiters_and_charset():
    raw = "MSH@~&#\\@Müller@B@C@D@20260301@@ADT~A01@7@P@2.5@@@@@@8859/1\rPID@1".encode("iso8859-1")
    rows = (
        acknowledge(raw, Answer(code=AckCode.APPLIED, control_id="a@b", at=AT))
        .decode("iso8859-1")
        .split("\r")
    )

    assert rows[0] == "MSH@~&#\\@C@D@Müller@B@20260302120005+0000@@ACK~A01~ACK@a#F#b@P@2.5@@@@@@8859/1"
    assert rows[1] == "MSA@AA@7"


def test_an_answer_cannot_break_its_frame():
    rows = answer(msh(f10="7\x0b\x1c8", f3="A\x1cB").encode())

    assert rows[1] == "MSA|AA|78"
    assert "\x1c" not in "".join(rows)


@pytest.mark.parametrize(
    "raw", [b"", b"hello", b"EVN|A01", b"MSH", b"\xff\xfe", b"MSH" + b"|" * 4000, b"MSH|" + b"\\" * 9000]
)
def test_what_cannot_be_read_is_answered_from_defaults(raw):
    with pytest.raises(Hl7Error) as caught:
        parse(raw * (1 if len(raw) < 4000 else 300), received=RECEIVED)

    rows = answer(raw, AckCode.REJECTED, caught.value.problem)
    assert rows[0].startswith("MSH|^~\\&|")
    assert rows[1].startswith("MSA|AR|")


def test_a_message_over_the_limit_still_gets_its_control_id_back():
    raw = msh(f10="77").encode() + b"\r" + b"x" * 2_000_000

    assert answer(raw, AckCode.REJECTED)[1] == "MSA|AR|77"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
def test_wide_messages_are_answered_in_kind(codec):
    raw = msh(f10="77").encode(codec)
    back = acknowledge(raw, Answer(code=AckCode.APPLIED, control_id="A9", at=AT))

    assert "MSA|AA|77" in back.decode("utf-16-be" if codec == "utf-16-be" else "utf-16-le")


@pytest.mark.parametrize(
    ("problems", "code"),
    [
        ((), "AA"),
        ((NOTE,), "AA"),
        ((warning(Code.SEQUENCE, ""),), "AA"),
        ((PROBLEM, NOTE), "AE"),
        ((error(Code.DATA_TYPE, ""),), "AE"),
        ((error(Code.LOCKED, ""),), "AE"),
        ((PROBLEM, error(Code.EVENT, "")), "AR"),
        ((error(Code.SEQUENCE, ""),), "AR"),
        ((error(Code.PROCESSING_ID, ""),), "AR"),
    ],
)
def test_the_code_of_an_outcome(problems, code):
    assert outcome(problems) == code


@pytest.mark.parametrize(
    ("accept", "application", "applied", "failed", "rejected"),
    [
        ("", "", ["AA"], ["AE"], ["AR"]),
        ("AL", "", ["CA"], ["CA"], ["CR"]),
        ("AL", "AL", ["CA", "AA"], ["CA", "AE"], ["CR", "AR"]),
        ("NE", "AL", ["AA"], ["AE"], ["AR"]),
        ("NE", "ER", [], ["AE"], ["AR"]),
        ("NE", "SU", ["AA"], [], []),
        ("ER", "NE", [], ["CA"], ["CR"]),
        ("NE", "NE", [], [], []),
    ],
)
def test_the_answers_a_sender_asks_for(accept, application, applied, failed, rejected):
    header = message(msh(f15=accept, f16=application), PID).header

    assert [list(wanted(header, code)) for code in (AckCode.APPLIED, AckCode.ERROR, AckCode.REJECTED)] == [
        applied,
        failed,
        rejected,
    ]
