"""The character set of a message, in the order of belief."""

import pytest

from interop.hl7 import SenderRules
from tests.interop.hl7.messages import PV1, message, msh

PLAIN = "Zoë Müller"


def family(codec: str, declared: str, name: str = PLAIN, rules: SenderRules | None = None):
    read = message(msh(f18=declared), f"PID|1||M1||{name}", PV1, rules=rules, codec=codec)
    return read.first("PID").text(5), [str(problem.where) for problem in read.problems]


@pytest.mark.parametrize(
    ("codec", "declared", "name"),
    [
        ("iso8859-1", "8859/1", PLAIN),
        ("iso8859-1", "8859-1", PLAIN),
        ("iso8859-2", "8859/2", "Łukasz"),
        ("iso8859-15", "8859/15", "Œuvre €"),
        ("utf-8", "UNICODE UTF-8", PLAIN),
        ("utf-8", "utf8", PLAIN),
        ("utf-8", "UNICODE", PLAIN),
        ("utf-8", "", PLAIN),
        ("utf-8", "ASCII", PLAIN),
        ("cp1252", "", "Zoë “Mü”"),
        ("cp1252", "ASCII", PLAIN),
        ("iso2022_jp", "ISO IR87", "山田"),
        ("iso2022_jp", "~ISO IR87", PLAIN[:2]),
        ("gb18030", "GB 18030-2000", "张伟"),
        ("big5", "BIG-5", "許功"),
        ("euc_kr", "KS X 1001", "김철수"),
        ("utf-8", "8859/1~UNICODE UTF-8", "Zo"),
        ("utf-16", "UNICODE UTF-16", PLAIN),
        ("utf-16-be", "UNICODE UTF-16", PLAIN),
        ("utf-32", "UNICODE UTF-32", PLAIN),
    ],
)
def test_names_survive(codec, declared, name):
    assert family(codec, declared, name) == (name, [])


def test_a_trailing_byte_that_looks_like_a_delimiter_is_none():
    """In Big5 the second byte of this character is a backslash."""
    assert "功".encode("big5").endswith(b"\\")
    assert family("big5", "BIG-5", "功") == ("功", [])


def test_the_senders_setting_wins_over_msh_18():
    rules = SenderRules(charset="8859/1")

    assert family("iso8859-1", "UNICODE UTF-8", rules=rules) == (PLAIN, [])


def test_an_unknown_name_falls_through_with_a_warning():
    assert family("utf-8", "ISO IR 999") == (PLAIN, ["MSH-18"])
    assert family("cp1252", "ISO IR 999") == (PLAIN, ["MSH-18"])


def test_undecodable_bytes_are_replaced_never_refused():
    name, where = family("iso8859-1", "UNICODE UTF-8")

    assert "�" in name
    assert where == ["MSH-18"]


def test_text_is_composed_and_without_nulls():
    assert family("utf-8", "", "Mu\u0308l\0ler")[0] == "Müller"


@pytest.mark.parametrize("name", ["no such", "8859/12", "8859/99"])
def test_a_setting_that_names_no_charset_is_refused(name):
    with pytest.raises(ValueError, match="character set"):
        SenderRules(charset=name)
