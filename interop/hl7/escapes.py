"""Escape sequences of a leaf of text, both directions; neither ever raises."""

import re

from interop.hl7.encoding import Encoding

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SPACES = re.compile(r"\.sp *\+?([0-9]{0,2})$", re.IGNORECASE)
_FORMATTING = re.compile(r"\.(?:in|ti|fi|nf|ce|sk)\b.{0,8}$", re.IGNORECASE)
_FOREIGN = re.compile(r"[CM](?:[0-9A-Fa-f]{2}){2,3}$")
_HEX = re.compile(r"X((?:[0-9A-Fa-f]{2})+)$")


def decode(text: str, encoding: Encoding) -> str:
    """The text meant, from the text sent: delimiters, line breaks and hexadecimal bytes are restored.

    Highlighting, other layout and switches of character set are dropped; an unknown or unfinished
    sequence is kept as written. Linear: every character is looked at once.
    """
    mark = encoding.escape
    if not mark or mark not in text:
        return text
    pieces = text.split(mark)
    out = [pieces[0]]
    index = 1
    while index < len(pieces):
        closed = index + 1 < len(pieces)
        meaning = _meaning(pieces[index], encoding) if closed else None
        if not closed:
            out.append(mark + pieces[index])
        else:
            out.append(mark + pieces[index] + mark if meaning is None else meaning)
            out.append(pieces[index + 1])
        index += 2
    return "".join(out)


def encode(text: str, encoding: Encoding) -> str:
    """The text as it may stand in a field: no delimiter and no control character is let through.

    A raw CR would end the segment and let a value forge the next one.
    """
    mark = encoding.escape
    if not mark:
        return _without(text, encoding)
    letters = _letters(encoding)
    table = {ord(character): f"{mark}{letter}{mark}" for letter, character in letters.items() if character}
    table[ord("\n")] = f"{mark}.br{mark}"
    escaped = text.translate(table)
    return _CONTROL.sub(lambda found: f"{mark}X{ord(found[0]):02X}{mark}", escaped)


def drops_characters(text: str, encoding: Encoding) -> bool:
    """Whether the text switches character set inside itself (`\\C..\\`, `\\M..\\`), which is not followed."""
    if not encoding.escape or encoding.escape not in text:
        return False
    return any(_FOREIGN.match(piece) for piece in text.split(encoding.escape))


def _meaning(body: str, encoding: Encoding) -> str | None:
    """What the sequence between two escape characters stands for; None when it is not known."""
    if len(body) == 1:
        return "" if body in "HN" else _letters(encoding).get(body) or None
    if body.lower() == ".br":
        return "\n"
    if body[:1] == ".":
        return _layout(body)
    if body[:1] == "X":
        return _bytes(body, encoding)
    return "" if _FOREIGN.match(body) else None


def _layout(body: str) -> str | None:
    spaces = _SPACES.match(body)
    if spaces:
        return "\n" * int(spaces[1] or 1)
    return "" if _FORMATTING.match(body) else None


def _bytes(body: str, encoding: Encoding) -> str | None:
    found = _HEX.match(body)
    # In a UTF-16 or UTF-32 message the bytes of an escape are of no fixed width; senders mean UTF-8.
    codec = "utf-8" if encoding.codec.startswith(("utf-16", "utf-32")) else encoding.codec
    return bytes.fromhex(found[1]).decode(codec, "replace") if found else None


def _letters(encoding: Encoding) -> dict[str, str]:
    return {
        "F": encoding.field,
        "S": encoding.component,
        "T": encoding.subcomponent,
        "R": encoding.repetition,
        "E": encoding.escape,
        "P": encoding.truncation,
    }


def _without(text: str, encoding: Encoding) -> str:
    """No escape character is in use: what cannot be written safely becomes a space."""
    forbidden = encoding.field + encoding.characters
    return "".join(" " if c in forbidden or ord(c) < 32 or ord(c) == 127 else c for c in text)
