"""Take in a file of services: every row or none, with the first bad row named."""

from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.refusals import Refused
from directory.actions import import_services
from directory.rows import COLUMNS, BadRow, read
from facilities.models import Facility

FILE_BYTES = 20_000_000


class Command(BaseCommand):
    help = "Import services of the directory from a CSV file; safe to repeat. Columns: " + ", ".join(COLUMNS)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a CSV file in UTF-8 with a head")
        parser.add_argument("--facility", required=True, help="code of the facility whose list it is")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who answers for it")
        parser.add_argument(
            "--invented", action="store_true", help="label every service as invented for demonstration"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        facility = Facility.objects.filter(code=options["facility"]).first()
        user = User.objects.filter(username=options["by"], is_active=True).first()
        if facility is None or user is None:
            raise CommandError("There is no such facility or no such person. Nothing was imported.")
        try:
            rows = read(StringIO(_text(Path(options["file"])), newline=""))
            import_services(facility, by=user, rows=rows, invented=options["invented"])
        except (BadRow, Refused, ValidationError, PermissionDenied) as wrong:
            said = " ".join(wrong.messages) if isinstance(wrong, ValidationError) else str(wrong)
            raise CommandError(f"{said} Nothing was imported.") from wrong
        mark = ", labelled as invented" if options["invented"] else ""
        self.stdout.write(f"{len(rows)} services are on the list of {facility.name}{mark}.")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > FILE_BYTES:
            raise CommandError("The file is too large. Nothing was imported.")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise CommandError("The file cannot be read as UTF-8 text. Nothing was imported.") from wrong
