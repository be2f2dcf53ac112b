"""Delimiters, segments, fields, repetitions, components, sub-components; null and absent."""

import pytest

from interop.hl7 import Unreadable, parse
from tests.interop.hl7.messages import RECEIVED, message, msh


def test_delimiters_come_from_the_message():
    read = message("MSH@~&#\\@A@B@C@D@20260301@@ADT~A01@7@P@2.5", "PID@1@@M1~~~HOSP~MR&M2@@Roe~A#T#B\\C")

    pid = read.first("PID")
    assert read.kind.code == "ADT^A01"
    assert [value.text() for value in pid.repetitions(3)] == ["M1", "M2"]
    assert pid.text(5, 2) == "A\\B\\C"
    assert pid.first(5).subs(2) == ("A\\B", "C")


@pytest.mark.parametrize(
    ("encoding", "warned"),
    [
        ("^~\\&", False),
        ("^~\\&#", False),
        ("^~", True),
        ("", True),
        ("^^^^", True),
        ("ABCD", True),
        ("^~\\&#########", False),
    ],
)
def test_a_short_or_odd_msh_2_is_completed(encoding, warned):
    read = message(f"MSH|{encoding}|A|B||||||7|P|2.5", "PID|1||M1^^^H~M2||Roe^A\\T\\B")

    assert [str(problem.where) for problem in read.problems if problem.where.field == 2] == ["MSH-2"] * warned
    assert [value.text() for value in read.first("PID").repetitions(3)] == ["M1", "M2"]
    assert read.first("PID").text(5, 2) == "A&B"


@pytest.mark.parametrize(
    "raw", [b"", b"MSH", b"MSHx", b"MSH\r|", b"EVN|A01", b"hello", b"\xff\xfe", b"MSH ^~", b"\x00" * 9]
)
def test_what_is_not_hl7_is_unreadable(raw):
    with pytest.raises(Unreadable) as caught:
        parse(raw, received=RECEIVED)

    assert caught.value.problem.code == 100


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r", "\n\n\r", "\r \t\r"])
def test_any_line_end(end):
    read = parse(end.join([msh(), "EVN|A01", "PID|1||M1"]).encode() + end.encode(), received=RECEIVED)

    assert [segment.name for segment in read.segments] == ["MSH", "EVN", "PID"]
    assert read.problems == ()


def test_segment_names_in_any_case_unknown_kept_order_free():
    read = message(msh(), "pv1|1|I", "ZZZ|1|x", "Pid|1||M1", "NK1|1", "NK1|2")

    assert [segment.name for segment in read.segments] == ["MSH", "PV1", "ZZZ", "PID", "NK1", "NK1"]
    assert [str(segment.where) for segment in read.all("NK1")] == ["NK1", "NK1(2)"]
    assert read.first("ZZZ").text(2) == "x"


def test_a_line_that_is_no_segment_is_left_out_with_a_warning():
    read = message(msh(), "OBX|1|TX|||first line", "second line of it", "PID|1||M1")

    assert [segment.name for segment in read.segments] == ["MSH", "OBX", "PID"]
    assert [str(problem.where) for problem in read.problems] == ["OBX"]


def test_msh_fields_count_from_the_separator():
    header = message(msh(f15="AL", f16="NE", f11="T")).header

    assert (header.sending_application.name, header.sending_facility.name) == ("REG", "HOSP")
    assert (header.control_id, header.processing_id, header.version) == ("C1", "T", "2.5")
    assert (header.accept_ack, header.application_ack) == ("AL", "NE")
    assert header.sent.at.isoformat() == "2026-03-01T10:05:00+00:00"


def test_null_and_absent_differ():
    pid = message(msh(), 'PID|1||M1||""|^^|  |""^""').first("PID")

    assert [(pid.null(number), pid.absent(number)) for number in (5, 6, 7, 8, 99)] == [
        (True, False),
        (False, False),
        (False, True),
        (False, False),
        (False, True),
    ]
    assert pid.first(6).blank
    assert pid.first(8).blank
    assert pid.text(5) == ""


def test_values_are_trimmed_and_a_stray_delimiter_stays():
    pid = message(msh(), "PID|1||  M1  ^^^ H &1.2&ISO ||AT&T").first("PID")

    assert pid.text(3) == "M1"
    assert pid.first(3).subs(4) == ("H", "1.2", "ISO")
    assert pid.text(5) == "AT&T"
    assert pid.first(3).sub(9, 9) == ""


def test_a_decoded_control_character_stays_out_of_values():
    assert message(msh(), "PID|1||M1||Roe\\X0D\\PV1\\X07\\\\.br\\x").first("PID").text(5) == "Roe\nPV1\nx"
