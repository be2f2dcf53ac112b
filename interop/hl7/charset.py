"""Which character set a message is in, in order of belief.

The sender's setting; then the first repetition of MSH-18 (HL7 table 0211); then UTF-8 if the bytes
are valid UTF-8; then Windows-1252. "ASCII" states nothing that UTF-8 does not, so it falls through.
"""

import codecs
import re

from interop.hl7.problems import Code, Problem, Where, warning

_TABLE_0211 = {
    "UNICODE": "utf-8",
    "UNICODEUTF8": "utf-8",
    "UTF8": "utf-8",
    "UNICODEUTF16": "utf-16",
    "UTF16": "utf-16",
    "UNICODEUTF32": "utf-32",
    "UTF32": "utf-32",
    "ISOIR14": "iso2022_jp_ext",
    "ISOIR87": "iso2022_jp_ext",
    "ISOIR159": "iso2022_jp_ext",
    "GB180302000": "gb18030",
    "GB18030": "gb18030",
    "BIG5": "big5",
    "KSX1001": "euc_kr",
    "WINDOWS1252": "cp1252",
    "CP1252": "cp1252",
}
_ASCII = {"", "ASCII", "USASCII"}
_LATIN = re.compile(r"(?:ISO)?8859([1-9]|1[013456])$")
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"M\0\0\0S\0\0\0", "utf-32-le"),
    (b"\0\0\0M\0\0\0S", "utf-32-be"),
    (b"M\0S\0H\0", "utf-16-le"),
    (b"\0M\0S\0H", "utf-16-be"),
)


def codec_named(name: str) -> str | None:
    """Python's codec for a name of table 0211 as senders write it; None when it is not known."""
    plain = re.sub(r"[^A-Z0-9]", "", name.upper())
    latin = _LATIN.match(plain)
    return f"iso8859-{latin[1]}" if latin else _TABLE_0211.get(plain)


def wide_codec(raw: bytes) -> str | None:
    """The UTF-16 or UTF-32 form the bytes are visibly in; these cannot be split as bytes."""
    start = raw.lstrip(b"\x0b")
    return next((codec for mark, codec in _WIDE if start.startswith(mark)), None)


def decode(raw: bytes, override: str = "") -> tuple[str, str, list[Problem]]:
    """Text, the codec it was read with, and warnings; undecodable bytes become U+FFFD, nulls go."""
    codec, problems = _choose(raw, override)
    text = raw.decode(codec, "replace")
    if "\ufffd" in text and b"\xef\xbf\xbd" not in raw:
        lost = "Some bytes are not in the message's character set and were replaced."
        problems.append(warning(Code.DATA_TYPE, lost, Where("MSH", 18)))
    return text.replace("\0", "").lstrip("\ufeff"), codec, problems


def _choose(raw: bytes, override: str) -> tuple[str, list[Problem]]:
    wide = wide_codec(raw)
    if wide:
        return wide, []
    name = override or _declared(raw)
    codec = codec_named(name)
    # A wide set declared over bytes that are not wide is a wrong declaration.
    if codec and not codec.startswith(("utf-16", "utf-32")):
        return codec, []
    problems = []
    if re.sub(r"[^A-Z0-9]", "", name.upper()) not in _ASCII:
        problems.append(
            warning(Code.UNKNOWN_VALUE, "The character set named is not known.", Where("MSH", 18))
        )
    return ("utf-8" if _is_utf8(raw) else "cp1252"), problems


def _declared(raw: bytes) -> str:
    """First repetition of MSH-18, read from the bytes, since the text is not known yet."""
    line = re.split(rb"[\r\n]", raw[:65536].lstrip(b"\xef\xbb\xbf\x0b \t\r\n"), maxsplit=1)[0]
    separator, repetition = line[3:4], line[5:6]
    fields = line.split(separator) if separator else []
    value = fields[17] if len(fields) > 17 else b""
    first = value.split(repetition)[0] if repetition and repetition != separator else value
    return first.decode("ascii", "replace").strip()


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
