from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actors import ensure, system
from encounters.importing import bring
from encounters.table5 import Faulty

YEARS = range(2008, 2100)  # MS-DRGs exist since fiscal year 2008


class Command(BaseCommand):
    help = "Import the expected stays (GMLOS) of CMS IPPS Table 5 for one federal fiscal year. The same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="Table 5 saved as CSV or tab-separated text")
        parser.add_argument("--year", type=int, required=True, help="the federal fiscal year, such as 2027")
        parser.add_argument(
            "--source", required=True, help="where the file is from, as it is shown beside each figure"
        )
        parser.add_argument(
            "--invented", action="store_true", help="label every row as invented for demonstration"
        )

    def handle(self, *args: Any, file: Path, year: int, source: str, invented: bool, **options: Any) -> None:
        if year not in YEARS:
            raise CommandError(f"{year} is no fiscal year with MS-DRGs.")
        try:
            content = file.read_bytes()
        except OSError as wrong:
            raise CommandError(f"{file} cannot be read: {wrong.strerror}.") from wrong
        ensure()
        try:
            brought = bring(content, by=system("setup"), year=year, source=source, invented=invented)
        except Faulty as wrong:
            raise CommandError("\n".join([*wrong.faults, "Nothing was imported."])) from wrong
        if brought is None:
            self.stdout.write("This file is imported already; nothing changed.")
        else:
            self.stdout.write(f"{brought.rows} groups for fiscal year {year}.")
