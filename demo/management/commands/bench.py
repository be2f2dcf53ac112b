"""Measure P1 to P12, P16, P17, F2, F6 and F7 on hospitals of several sizes; ends with 1 when a goal is missed."""

import json
import logging
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test.utils import override_settings

from demo.bench import lines, machine, parity
from demo.bench.goals import GOALS
from demo.bench.lines import Line
from demo.bench.rounds import Bench
from demo.bench.shelf import SEED, Shelf


class Command(BaseCommand):
    help = "Measure lists, rights, search, hand-over and reminders beside hand-written SQL, in databases beside DATABASE_URL's."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sizes", default="10k,100k", help="by patients, smallest first, such as 10k,100k,1m"
        )
        parser.add_argument("--only", default=",".join(GOALS), help="some targets, such as P1,P4")
        parser.add_argument("--pairs", type=int, default=60, help="how often each thing is measured")
        parser.add_argument("--json", type=Path, help="also write the lines to this file")
        parser.add_argument("--fresh", action="store_true", help="build the data sets anew")

    def handle(self, *args: Any, **options: Any) -> None:
        sizes = options["sizes"].split(",")
        only = options["only"].split(",")
        if unknown := sorted(set(only) - set(GOALS)):
            raise CommandError(f"There is no {', '.join(unknown)}; there are {', '.join(GOALS)}.")
        began = machine.load()
        # A line for each of a thousand requests would hide the table.
        logging.disable(logging.INFO)
        # As in production: no list of statements is kept, templates are compiled once.
        with override_settings(DEBUG=False):
            shelf = Shelf(sizes, fresh=options["fresh"])
            try:
                found = self._measure(Bench(shelf, sizes, options["pairs"]), only)
                with shelf.open(sizes[-1]):
                    facts = machine.facts()
            finally:
                shelf.close()
        facts |= {"seed": SEED, "load at start": began, "load at end": machine.load()}
        self.stdout.write(", ".join(f"{name} {value}" for name, value in facts.items()))
        if options["json"]:
            options["json"].write_text(
                json.dumps({"lines": [line.as_row() for line in found], "machine": facts})
            )
        missed = list(dict.fromkeys(line.id for line in found if not line.met))
        if missed:
            self.stderr.write(f"Missed: {', '.join(missed)}.")
            sys.exit(1)

    def _measure(self, bench: Bench, only: list[str]) -> list[Line]:
        for name in bench.each():
            self.stdout.write(f"{name}: {parity.check()}")
        self.stdout.write(lines.HEAD)
        found = []
        for name in only:
            for line in GOALS[name](bench):
                self.stdout.write(str(line))
                found.append(line)
        return found
