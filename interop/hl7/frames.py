"""A file or a request body cut into messages: one, many, FHS/BHS batches, MLLP frames, any line ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from interop.hl7.charset import wide_codec
from interop.hl7.problems import Code, Problem, Where, warning

_MLLP = re.compile(rb"[\x0b\x1c][\x0b\x1c\r\n]*")
_HEAD = re.compile(rb"(?:^|(?<=[\r\n]))[ \t]*(MSH|FHS|BHS|BTS|FTS)(?=[^A-Za-z0-9 \r\n])", re.IGNORECASE)
_TRAILER = re.compile(rb"(?:^|(?<=[\r\n]))[ \t]*(BTS|FTS)(?=[\r\n]|$)", re.IGNORECASE)
_BLANK = b" \t\r\n\x00\x0b\x1c"


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """The bytes of one message as received, and its number in the file, from 1."""

    number: int
    raw: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Frames:
    """What a file holds: messages in order, and warnings about the wrapping."""

    messages: tuple[Frame, ...]
    problems: tuple[Problem, ...] = ()


def split(data: bytes) -> Frames:
    """Cut bytes into messages, linear in their length; never raises and parses nothing.

    A message begins at MSH at the start of a line (or of an MLLP frame). Bytes that hold no MSH at
    all come back as one message, so that they are refused on record rather than lost.
    """
    codec = wide_codec(data)
    if codec:
        return _split_wide(data, codec)
    counting = _Counting()
    for chunk in _MLLP.split(data.removeprefix(b"\xef\xbb\xbf")):
        for name, piece in _pieces(chunk):
            counting.take(name, piece)
    return counting.result(data)


def _split_wide(data: bytes, codec: str) -> Frames:
    """UTF-16 and UTF-32 hide the line starts: cut the text and give each message its bytes back."""
    text = data.decode(codec, "replace").lstrip("\ufeff")
    inner = split(text.encode())
    cut = (
        Frame(frame.number, frame.raw.decode("utf-8", "replace").encode(codec)) for frame in inner.messages
    )
    return Frames(tuple(cut), inner.problems)


def _pieces(chunk: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each run from one head to the next; the name is empty before the first."""
    heads = sorted([*_HEAD.finditer(chunk), *_TRAILER.finditer(chunk)], key=lambda found: found.start())
    starts = [head.start() for head in heads]
    ends = [*starts, len(chunk)]
    yield "", chunk[: ends[0]]
    for head, end in zip(heads, ends[1:], strict=True):
        yield head[1].decode().upper(), chunk[head.start() : end]


class _Counting:
    """Collects messages and checks the counts that batch and file trailers claim."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.problems: list[Problem] = []
        self.in_batch = 0
        self.batches = 0
        self.outside = 0

    def take(self, name: str, piece: bytes) -> None:
        """One run of bytes: a message, a header, a trailer, or junk."""
        if name == "MSH":
            self.messages.append(piece)
            self.in_batch += 1
            return
        line, _, rest = piece.lstrip().replace(b"\n", b"\r").partition(b"\r")
        if name == "BHS":
            self.in_batch, self.batches = 0, self.batches + 1
        elif name == "BTS":
            self._compare(line, self.in_batch, Where("BTS", 1), "messages")
            self.in_batch = 0
        elif name == "FTS":
            self._compare(line, self.batches, Where("FTS", 1), "batches")
        self.outside += bool((rest if name else piece).strip(_BLANK))

    def _compare(self, line: bytes, counted: int, where: Where, what: str) -> None:
        claimed = line[4:].split(line[3:4])[0].strip() if len(line) > 4 else b""
        # A file of bare messages may still claim one batch in FTS-1.
        wanted = {counted, 1} if where.segment == "FTS" and not counted else {counted}
        if claimed.isdigit() and len(claimed) < 10 and int(claimed) not in wanted:
            text = f"The trailer does not match the number of {what}: it says {int(claimed)}, there are {counted}."
            self.problems.append(warning(Code.SEQUENCE, text, where))

    def result(self, data: bytes) -> Frames:
        """The messages found; everything as one when there was none."""
        if not self.messages:
            self.messages = [data] if data.strip(_BLANK) else []
        elif self.outside:
            text = "Some lines stand outside any message and were left out."
            self.problems.append(warning(Code.SEQUENCE, text))
        frames = tuple(Frame(number, raw) for number, raw in enumerate(self.messages, 1))
        return Frames(frames, tuple(self.problems))
