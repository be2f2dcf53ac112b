"""Whether files of rules hold, before anything is loaded: file, line and what is wrong, one line each."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.json_lines import line_of, lines
from policy import conflict_faults
from policy.loading import PACKS, whole
from policy.models import RulePack
from policy.queries import problems


class Command(BaseCommand):
    help = "Check files of rules: says file, line and fault, and ends with 1 where there is one. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="*", type=Path, help="files or folders; the application's own without any"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        own = (path for path in sorted(PACKS.iterdir()) if path.is_dir() or path.suffix == ".json")
        wrong = [line for path in options["files"] or own for line in faults(path)]
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            sys.exit(1)
        self.stdout.write("All rules hold.")


def faults(path: Path) -> Iterator[str]:
    """What is wrong with one file: "conflicts.json:12: Walking against rest: ..."."""
    try:
        pack = whole(path)
        kind = RulePack.Kind(pack["kind"])
        body, _source = pack["body"], pack["source"]
    except json.JSONDecodeError as error:
        yield f"{path.name}:{error.lineno}: This is not JSON: {error.msg}."
    except (OSError, LookupError, TypeError, ValueError) as error:
        yield f"{path.name}:1: This is no pack of rules: {type(error).__name__} at {error}."
    else:
        yield from _by_line(path, body) if kind == RulePack.Kind.CONFLICTS else _sentences(path, kind, body)


def _by_line(path: Path, body: Any) -> Iterator[str]:
    try:
        found = conflict_faults.faults(body)
    except (LookupError, TypeError, ValueError, AttributeError):
        yield from _sentences(path, RulePack.Kind.CONFLICTS, body)
        return
    places = lines(path.read_text("utf-8"))
    yield from (f"{path.name}:{line_of(('body', *fault.path), places)}: {fault.sentence}" for fault in found)


def _sentences(path: Path, kind: str, body: Any) -> Iterator[str]:
    yield from (f"{path.name}: {sentence}" for sentence in problems(kind, body))
