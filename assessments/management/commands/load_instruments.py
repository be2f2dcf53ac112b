from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actors import system
from assessments import loading
from assessments.actions.instruments import put_in_use
from assessments.loading import File
from assessments.models import InstrumentVersion
from core.refusals import Refused


class Command(BaseCommand):
    help = "Load the instruments that come with the application, and those of INSTRUMENTS_DIR as drafts. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pack", action="append", default=[], help="a site pack as well, such as hits")
        parser.add_argument(
            "--facility", default="", metavar="CODE", help="the packs for this facility only, not for all"
        )
        parser.add_argument(
            "--put-in-use",
            action="append",
            default=[],
            metavar="ID/VERSION",
            help="ask by a draft that was looked at",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        packs = [_pack(name, options["facility"]) for name in options["pack"]]
        files = [*loading.shipped(), *packs, *loading.of_site()]
        loaded = loading.load(files)
        for version in loaded.new:
            status = version.get_status_display().lower()
            self.stdout.write(f"{version.instrument.code} {version.number}: loaded, {status}.")
        self.stdout.write(f"{loaded.known} were loaded before.")
        for name in options["put_in_use"]:
            self.stdout.write(_used(name))
        for fault in loaded.faults:
            self.stderr.write(str(fault))
        if loaded.faults:
            raise CommandError(f"{len(loaded.faults)} faults; the files they stand in are not loaded.")


def _pack(name: str, facility: str) -> File:
    if found := loading.pack(name, facility):
        return found
    known = ", ".join(path.stem for path in sorted(loading.PACKS.glob("*.json")))
    raise CommandError(f"There is no pack {name}; these are: {known}.")


def _used(name: str) -> str:
    code, _slash, number = name.partition("/")
    found = InstrumentVersion.objects.filter(instrument__code=code, number=number).first()
    if found is None:
        raise CommandError(f"{name} is not loaded.")
    try:
        put_in_use(found, by=system("setup"))
    except Refused as refused:
        raise CommandError(f"{name}: {refused.sentence}") from refused
    return f"{name}: in use."
