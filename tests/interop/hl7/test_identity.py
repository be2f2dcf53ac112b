"""Which messages are the same."""

import pytest

from interop.hl7 import body_hash, identity
from tests.interop.hl7.messages import PID, message, msh

RAW = f"{msh()}\r{PID}".encode()


def test_the_key_and_hash():
    found = identity(message(msh(f3="REG^1.2^ISO"), PID), RAW)

    assert found.key == ("REG", "HOSP", "C1")
    assert found.body_hash == body_hash(RAW)
    assert identity(message(msh(f10=""), PID), RAW).key is None


@pytest.mark.parametrize(
    "again",
    [
        f"{msh(f7='20260309')}\r{PID}\r".encode(),
        f"{msh(f7='')}\n\n{PID}\r\n".encode(),
        b"\x0b" + RAW + b"\r\x1c\r",
        b"\xef\xbb\xbf" + RAW,
    ],
    ids=["stamped anew", "other line ends", "framed", "byte order mark"],
)
def test_a_repeat_has_the_same_hash(again):
    assert body_hash(again) == body_hash(RAW)


@pytest.mark.parametrize(
    "other",
    [
        RAW.replace(b"Roe", b"Poe"),
        RAW.replace(b"C1", b"C2"),
        RAW + b"\rPV1|1",
        RAW.replace(b"REG", b"ADT2"),
        b"",
        b"MSH",
    ],
)
def test_another_body_has_another_hash(other):
    assert body_hash(other) != body_hash(RAW)


def test_wide_bytes_hash_as_their_text():
    assert body_hash(RAW.decode().encode("utf-16")) == body_hash(RAW)
