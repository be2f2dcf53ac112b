"""Fill an empty database with a hospital that lives its days by the same verbs as people."""

import gc
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from core import clock
from demo import progress
from demo.life import Life
from patients.models import Case, Patient


class Command(BaseCommand):
    help = "Fill an empty demonstration database: arrivals, teams, contacts, work, reminders, departures, returns."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=4711)
        parser.add_argument("--days", type=int, default=90)
        parser.add_argument("--beds", type=int, default=40)

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_real_data(options)
        began = time.perf_counter()
        clock.make_movable()
        with connection.cursor() as cursor:
            # A crash loses the demonstration, not a patient: waiting for the disk would double the time.
            cursor.execute("set synchronous_commit = off")
        # Queries are built from many small objects that die at once; looking through them all again and again finds none.
        gc.freeze()
        gc.set_threshold(200_000, 20, 100)
        life = Life(options["seed"], options["days"], options["beds"], until=clock.now())
        try:
            life.live(lambda day: self._say(day, options["days"]))
        finally:
            clock.move(None)
            clock.make_fixed()
            progress.finished()
        took = time.perf_counter() - began
        self.stdout.write(
            f"{life.stays} arrivals, {Patient.objects.count()} patients, {Case.objects.count()} cases,"
            f" {life.told} reminders in {took:.0f} s."
        )
        for at, sentence in life.diary.broken:
            self.stderr.write(f"A story ended before its end, at {at:%Y-%m-%d %H:%M}: {sentence}")

    def _refuse_real_data(self, options: dict[str, Any]) -> None:
        if not settings.CLOCK_MAY_MOVE:
            raise CommandError(
                "Refused: this is not a demonstration. Set DEMONSTRATION=1 on a database of its own."
            )
        if Patient.objects.exists():
            raise CommandError(
                "Refused: there are patients already. The simulator fills an empty database only."
            )
        if not 1 <= options["days"] <= 730 or not 6 <= options["beds"] <= 1000:
            raise CommandError("Choose 1 to 730 days and 6 to 1000 beds.")

    def _say(self, day: int, of: int) -> None:
        progress.say(day, of)
        if day % 10 == 1:
            self.stdout.write(f"Day {day} of {of}")
