"""Fill an empty demonstration database in bulk, for benchmarks."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Exists, OuterRef

from demo.bulk.fill import Cannot, fill
from demo.bulk.size import Size
from demo.bulk.sql import SOURCE
from patients.models import Identifier, Patient


class Command(BaseCommand):
    """Rows are written past the verbs, so the database has no history of them and no audit trail: it says so."""

    help = "Fill a database in bulk for benchmarks, without history and audit. Refuses where there are real patients."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patients", type=int, default=1_000_000)
        parser.add_argument("--beds", type=int, default=200)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        size = Size(options["patients"], options["beds"], options["seed"])
        say = self.stdout.write if options["verbosity"] else lambda _line: None
        if self._is_filled(size):
            say(f"This database holds {size.patients:,} patients of populate already: nothing to do.")
            return
        self.stdout.write(
            "History and audit triggers are off in this session: nothing that is made here is on record."
        )
        began = time.perf_counter()
        try:
            rows = fill(size, say)
        except Cannot as error:
            raise CommandError(str(error)) from error
        took = time.perf_counter() - began
        self.stdout.write(f"{size.patients:,} patients, {size.cases:,} cases, {rows:,} rows in {took:.0f} s.")

    def _is_filled(self, size: Size) -> bool:
        """Whether the same number is there from an earlier run; refuses on anybody else's patients."""
        if not (settings.DEMONSTRATION and settings.CLOCK_MAY_MOVE):
            raise CommandError(
                "Refused: this is not a demonstration. Set DEMONSTRATION=1 on a database of its own."
            )
        if fault := size.fault():
            raise CommandError(fault)
        made = Identifier.objects.filter(source=SOURCE, patient=OuterRef("pk"))
        if Patient.objects.filter(~Exists(made)).exists():
            raise CommandError(
                "Refused: there are patients that populate did not make. Use a database of its own."
            )
        found = Patient.objects.count()
        if found not in (0, size.patients):
            raise CommandError(
                f"Refused: populate has put {found:,} patients here already. Use a new database for another size."
            )
        return found > 0
