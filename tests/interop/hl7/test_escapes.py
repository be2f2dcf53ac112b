"""Escape sequences, both directions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interop.hl7.encoding import Encoding
from interop.hl7.escapes import decode, drops_characters, encode

USUAL = Encoding()
ODD = Encoding(field="@", component="~", repetition="&", escape="#", subcomponent="\\", truncation="%")
NO_ESCAPE = Encoding(escape="")


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("plain", "plain"),
        (r"a\F\b\S\c\T\d\R\e\E\f", "a|b^c&d~e\\f"),
        (r"one\.br\two", "one\ntwo"),
        (r"a\.sp\b\.sp3\c\.sp 2\d", "a\nb\n\n\nc\n\nd"),
        (r"a\.in+4\b\.ti-2\c\.fi\d\.nf\e\.ce\f\.sk 3\g", "abcdefg"),
        (r"\H\bold\N\ plain", "bold plain"),
        (r"\X41\\X4D4e\ ", "AMN "),
        (r"caf\XC3A9\!", "café!"),
        (r"\XFF\ ", "� "),
        (r"x\C2842\y\M24B3\z\M24B3A1\\ ", r"xyz\ "),
        (r"\Zlocal\ and \qqq\ stay", r"\Zlocal\ and \qqq\ stay"),
        (r"\X4\ \XGG\ \X\ stay", r"\X4\ \XGG\ \X\ stay"),
        (r"\P\ without truncation stays", r"\P\ without truncation stays"),
        (r"unfinished \F", r"unfinished \F"),
        (r"ends in \E\\", "ends in \\\\"),
        (r"\\server\share", r"\\server\share"),
        ("\\", "\\"),
        (r"\E\F\E\ ", r"\F\ "),
    ],
)
def test_decode(sent, meant):
    assert decode(sent, USUAL) == meant


def test_hexadecimal_bytes_are_in_the_messages_charset():
    assert decode(r"M\XFC\ller", Encoding(codec="iso8859-1")) == "Müller"
    assert decode(r"M\XC3BC\ller", Encoding(codec="utf-16-le")) == "Müller"


def test_the_truncation_character_from_2_7():
    assert decode(r"100\P\ ", Encoding(truncation="#")) == "100# "


@pytest.mark.parametrize("text", ["a\rPID|forged", "a\nb", "|^~\\&#", "\x0b\x1c\x00\x7f"])
def test_nothing_forges_a_segment(text):
    for encoding in (USUAL, ODD, NO_ESCAPE):
        sent = encode(text, encoding)

        assert not any(ord(character) < 32 or ord(character) == 127 for character in sent)
        assert encoding.field not in sent
        assert encoding.component not in sent


def test_switches_of_charset_are_noticed():
    assert drops_characters(r"a\C2842\b", USUAL)
    assert not drops_characters(r"a\CABLE\b C2842", USUAL)
    assert not drops_characters("C2842", NO_ESCAPE)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=200), st.sampled_from([USUAL, ODD, Encoding(truncation="#")]))
def test_what_is_printed_is_read_back(text, encoding):
    assert decode(encode(text, encoding), encoding) == text


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="\\XFSTREHN.brspCM0Aa\n|", max_size=60))
def test_decoding_never_raises_nor_loses_its_place(text):
    assert decode("start" + text + "\\\\\\ end", USUAL).startswith("start")
