"""Take in files of HL7 v2 messages as if they had come through the door, and say what became of each."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from accounts.actors import system
from core.refusals import Refused
from facilities.models import Facility
from interop import door
from interop.hl7 import limits, split
from interop.models import Inbound

STATES = ("applied", "duplicate", "ignored", "parked", "rejected", "failed", "received", "dismissed")
TOLD = ("parked", "rejected", "failed")
BUSY = "The database did not answer in time: it is away, or another import holds what this message needs."
FILE_BYTES = 200_000_000


class Command(BaseCommand):
    help = "Import HL7 v2 files or folders of them (names with .hl7); safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="a file, or a folder with files named *.hl7*"
        )
        parser.add_argument("--facility", default="", help="code of the facility that the messages are for")

    def handle(self, *args: Any, **options: Any) -> None:
        facility = _facility(options["facility"])
        counts: Counter[str] = Counter()
        for path in _files(options["paths"]):
            counts.update(self._import(path, facility, options["verbosity"]))
        total = sum(counts.values())
        self.stdout.write(
            f"{total} messages: " + ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
        )
        if any(counts[state] for state in TOLD):
            self.stdout.write("What was not applied is on the fix list, with the place and the reason.")

    def _import(self, path: Path, facility: Facility, verbosity: int) -> Iterator[str]:
        frames = split(_bytes(path))
        for problem in frames.problems:
            self.stderr.write(f"{path.name}: {problem}")
        if not frames.messages:
            self.stderr.write(f"{path.name}: holds no message.")
        for frame in frames.messages:
            state, reason = _bring(frame.raw, facility)
            if state in TOLD and verbosity:
                self.stderr.write(f"{path.name}, message {frame.number}: {state}: {reason}")
            yield state


def _bring(raw: bytes, facility: Facility) -> tuple[str, str]:
    """The state of one message after it was brought, and the reason for it."""
    if len(raw) > limits.MESSAGE_BYTES:
        return "rejected", "The message is larger than 1 MB and was not stored."
    try:
        message = door.deliver(raw, facility=facility, account=system("feed"))
    except Refused as refusal:
        raise CommandError(
            f"{refusal.sentence} Nothing of this message was stored; run the command again."
        ) from refusal
    except OperationalError as error:
        raise CommandError(f"{BUSY} What was applied stays so; run the command again.") from error
    repeated = getattr(message, "repeated", False) and message.status != Inbound.Status.RECEIVED
    return "duplicate" if repeated else str(message.status), message.status_reason


def _facility(code: str) -> Facility:
    found = list(Facility.objects.filter(**({"code": code} if code else {})).order_by("code")[:50])
    if len(found) == 1:
        return found[0]
    if code:
        raise CommandError(f"There is no facility with the code {code}.")
    if not found:
        raise CommandError("There is no facility yet. Make the first one with first_admin.")
    codes = ", ".join(one.code for one in found)
    raise CommandError(f"Say which facility the messages are for: --facility, one of {codes}.")


def _files(paths: list[str]) -> Iterator[Path]:
    """The files themselves, and those named *.hl7* in folders, in the order of their names."""
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*.hl7*") if file.is_file())
        elif path.is_file():
            yield path
        else:
            raise CommandError(f"{path} is neither a file nor a folder.")


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_BYTES:
            raise CommandError(f"{path.name} is larger than 200 MB. Split it.")
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path.name} cannot be read: {error.strerror}.") from error
