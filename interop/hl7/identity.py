"""What makes two messages the same one: sender, facility and control id, and a hash of the body.

Same key and hash: a repeat. Same key, other hash: a sender that recycles its ids. MSH-7 is left out
of the hash, because a repeat may be stamped anew.
"""

import hashlib
from dataclasses import dataclass

from interop.hl7.charset import wide_codec
from interop.hl7.message import Message

_EDGES = b" \t\x0b\x1c"


@dataclass(frozen=True, slots=True)
class Identity:
    """Key and body hash (SHA-256, hexadecimal); without a control id the hash alone identifies."""

    sending_application: str
    sending_facility: str
    control_id: str
    body_hash: str

    @property
    def key(self) -> tuple[str, str, str] | None:
        """(MSH-3.1, MSH-4.1, MSH-10), or None when the sender gave no control id."""
        if not self.control_id:
            return None
        return (self.sending_application, self.sending_facility, self.control_id)


def identity(message: Message, raw: bytes) -> Identity:
    """The identity of a message and of the bytes it was read from."""
    header = message.header
    application, facility = header.sending_application, header.sending_facility
    return Identity(application.name, facility.name, header.control_id, body_hash(raw))


def body_hash(raw: bytes) -> str:
    """Hash of the lines without MSH-7, line ends, blank lines and framing; works on any bytes."""
    codec = wide_codec(raw)
    plain = raw.decode(codec, "replace").lstrip("\ufeff").encode() if codec else raw
    cut = (line.strip(_EDGES) for line in plain.replace(b"\n", b"\r").split(b"\r"))
    kept = [line for line in cut if line]
    if kept:
        kept[0] = _without_time(kept[0].removeprefix(b"\xef\xbb\xbf"))
    return hashlib.sha256(b"\r".join(kept)).hexdigest()


def _without_time(msh: bytes) -> bytes:
    separator = msh[3:4]
    if not separator or msh[:3].upper() != b"MSH":
        return msh
    fields = msh.split(separator)
    # The separator is MSH-1 itself, so MSH-7 is the seventh piece.
    fields[6:7] = [b""] if len(fields) > 6 else []
    return separator.join(fields)
