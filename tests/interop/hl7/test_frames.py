"""A file or body is cut into its messages, whatever wraps them."""

import pytest

from interop.hl7 import split

ONE = b"MSH|^~\\&|A|B\rPID|1||7"
TWO = b"MSH|^~\\&|A|B\rPID|1||8"
HEAD, BATCH = b"FHS|^~\\&|A", b"BHS|^~\\&|A"


def bodies(data: bytes) -> list[bytes]:
    return [frame.raw.strip(b"\r\n ") for frame in split(data).messages]


@pytest.mark.parametrize(
    "data",
    [
        ONE + b"\r" + TWO,
        ONE + b"\r\n\r\n" + TWO + b"\n",
        ONE + b"\n\r\n" + TWO,
        b"\x0b" + ONE + b"\r\x1c\r\x0b" + TWO + b"\r\x1c\r",
        b"\x0b" + ONE + b"\r\x1c\x0b" + TWO + b"\r\x1c",
        b"\xef\xbb\xbf" + ONE + b"\r" + TWO,
        b"\r".join([HEAD, BATCH, ONE, TWO, b"BTS|2", b"FTS|1"]),
        b"\n".join([BATCH, ONE, TWO, b"BTS|2"]),
        b"\r".join([HEAD, BATCH, ONE, b"BTS|1", BATCH, TWO, b"BTS|1", b"FTS|2", b""]),
        b"\r".join([HEAD, ONE, TWO, b"FTS"]),
    ],
    ids=[
        "cr",
        "crlf blank line",
        "mixed",
        "mllp",
        "mllp without final cr",
        "bom",
        "file",
        "batch",
        "two batches",
        "bare",
    ],
)
def test_two_messages_however_wrapped(data):
    found = split(data)

    assert bodies(data) == [ONE, TWO]
    assert [frame.number for frame in found.messages] == [1, 2]
    assert found.problems == ()


def test_msh_inside_a_line_does_not_begin_a_message():
    data = ONE + b"|see MSH|^~\\&|text\rNTE|1||MSH|x"

    assert bodies(data) == [data]


@pytest.mark.parametrize(
    ("trailers", "named"),
    [
        ([b"BTS|3"], ["BTS-1"]),
        ([b"BTS|2", b"FTS|4"], ["FTS-1"]),
        ([b"BTS|x"], []),
        ([b"BTS|" + b"9" * 40], []),
    ],
)
def test_a_wrong_count_is_a_warning(trailers, named):
    found = split(b"\r".join([HEAD, BATCH, ONE, TWO, *trailers]))

    assert len(found.messages) == 2
    assert [str(problem.where) for problem in found.problems] == named
    assert not any(problem.is_error for problem in found.problems)


def test_lines_outside_any_message_are_reported():
    found = split(b"junk\r" + ONE + b"\r" + BATCH + b"\rPID|1||lost\r" + TWO)

    assert len(found.messages) == 2
    assert [problem.text for problem in found.problems] == [
        "Some lines stand outside any message and were left out."
    ]


def test_bytes_without_msh_are_one_message_so_that_they_are_refused_on_record():
    assert bodies(b"EVN|A01\rPID|1||7") == [b"EVN|A01\rPID|1||7"]
    assert split(b" \r\n\x1c\r").messages == ()


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_files_are_cut_as_text(codec):
    found = split((ONE + b"\r" + TWO).decode().encode(codec))

    assert len(found.messages) == 2
    assert found.messages[1].raw.decode(codec if codec[-1] == "e" else f"{codec}-le").startswith("MSH")
