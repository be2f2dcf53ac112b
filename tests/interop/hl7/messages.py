"""Messages for the tests, built from the fields that matter; nobody in them is real."""

import os
from datetime import UTC, datetime
from pathlib import Path

from interop.hl7 import AdtMessage, Frame, Message, SenderRules, parse, read_adt, split

RECEIVED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PID = "PID|1||M1^^^HOSP^MR||Roe^Ana||19800115|F"
PV1 = "PV1|1|I|4W^12^B^HOSP"
EVN = "EVN||20260301100000"
SAMPLES = Path(os.environ.get("CASEMGMT_SAMPLES", Path(__file__).parents[4] / "shared" / "data")) / "hl7v2"


def msh(trigger: str = "A01", **fields: str) -> str:
    """A header; fields by number: msh(f10="7", f18="8859/1")."""
    cells = [
        "MSH",
        "^~\\&",
        "REG",
        "HOSP",
        "CM",
        "HOSP",
        "20260301100500",
        "",
        f"ADT^{trigger}",
        "C1",
        "P",
        "2.5",
    ]
    for name, value in fields.items():
        number = int(name.removeprefix("f"))
        cells += [""] * (number - len(cells))
        cells[number - 1] = value
    return "|".join(cells)


def segment(name: str, **fields: str) -> str:
    """A segment from its fields by number: segment("PID", f3="M1", f7="1980")."""
    numbers = {int(key.removeprefix("f")): value for key, value in fields.items()}
    return "|".join([name, *(numbers.get(number, "") for number in range(1, max(numbers) + 1))])


def message(*segments: str, rules: SenderRules | None = None, codec: str = "utf-8") -> Message:
    """Parse a message of these segments."""
    raw = "\r".join(segments).encode(codec)
    return parse(raw, received=RECEIVED, rules=rules or SenderRules())


def adt(trigger: str, *segments: str, rules: SenderRules | None = None) -> AdtMessage:
    """Read an ADT message; without segments an ordinary one."""
    body = segments or (EVN, PID, PV1)
    return read_adt(message(msh(trigger), *body, rules=rules))


def sample_frames() -> list[tuple[str, Frame]]:
    """Every message of the sample folder with its file's name."""
    paths = sorted(path for path in SAMPLES.rglob("*.hl7*") if path.is_file())
    return [
        (f"{path.relative_to(SAMPLES)}", frame)
        for path in paths
        for frame in split(path.read_bytes()).messages
    ]
