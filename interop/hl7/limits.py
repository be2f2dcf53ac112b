"""How large a message may be, enforced before anything is parsed (HTTP 413, `OverLimit`).

Segments, fields, components and escapes are counted, not built: one pass of `str.count` per line,
so that a hostile message costs no more than its length.
"""

from interop.hl7.encoding import Encoding
from interop.hl7.errors import OverLimit
from interop.hl7.problems import NOWHERE, Code, Where, error

MESSAGE_BYTES = 1_000_000
SEGMENTS = 2_000
FIELD_CHARACTERS = 64 * 1024
COMPONENTS_PER_SEGMENT = 2_000
ESCAPES_PER_FIELD = 2_000


def check_bytes(raw: bytes) -> None:
    """Refuse a message of more than 1 MB."""
    if len(raw) > MESSAGE_BYTES:
        raise _over("The message is larger than 1 MB.", NOWHERE)


def check_count(lines: list[str]) -> None:
    """Refuse a message of more than 2,000 segments."""
    if len(lines) > SEGMENTS:
        raise _over("The message has more than 2,000 segments.", NOWHERE)


def check_segment(line: str, where: Where, encoding: Encoding) -> None:
    """Refuse a segment with too many pieces, or a field too long or too full of escapes."""
    separators = (encoding.field, encoding.repetition, encoding.component, encoding.subcomponent)
    if sum(line.count(separator) for separator in separators if separator) > COMPONENTS_PER_SEGMENT:
        raise _over("The segment has more than 2,000 components.", where)
    escapes = line.count(encoding.escape) if encoding.escape else 0
    if len(line) <= FIELD_CHARACTERS and escapes <= 2 * ESCAPES_PER_FIELD:
        return
    for number, field in enumerate(line.split(encoding.field)):
        _check_field(field, where.at(_field_number(where, number)), encoding)


def _field_number(where: Where, number: int) -> int:
    """MSH-1 is the separator itself, so the pieces of MSH are one further on."""
    return number + 1 if where.segment == "MSH" else number


def _check_field(field: str, where: Where, encoding: Encoding) -> None:
    if len(field) > FIELD_CHARACTERS:
        raise _over("The field is longer than 64 kB.", where)
    if encoding.escape and field.count(encoding.escape) > 2 * ESCAPES_PER_FIELD:
        raise _over("The field has more than 2,000 escape sequences.", where)


def _over(text: str, where: Where) -> OverLimit:
    return OverLimit(error(Code.DATA_TYPE, text, where))
