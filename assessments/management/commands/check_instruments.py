from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments import loading
from assessments.loading import File


class Command(BaseCommand):
    help = (
        "Prove instrument files before they are loaded: each fault with its file and line. Asks no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="*", help="files or folders; without any, all that would be loaded"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files = _named(options["paths"]) if options["paths"] else _all()
        faults = loading.check(files)
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"{len(faults)} faults in {len(files)} files.")
        self.stdout.write(f"{len(files)} files, no fault.")


def _all() -> list[File]:
    packs = [File(path) for path in sorted(loading.PACKS.glob("*.json"))]
    return [*loading.shipped(), *packs, *loading.of_site()]


def _named(paths: list[str]) -> list[File]:
    found = []
    for path in map(Path, paths):
        if not path.exists():
            raise CommandError(f"There is no file or folder {path}.")
        found += [File(each) for each in sorted(path.rglob("*.json"))] if path.is_dir() else [File(path)]
    return found
