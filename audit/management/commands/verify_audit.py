"""Prove that the trail is what was sealed."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import anchors, keyring, verifying

SHOWN = 20


class Command(BaseCommand):
    """Reads every seal and its rows; ends non-zero and names the first bad row."""

    help = "Verify the audit trail against its seals and, with --anchor, against anchors kept outside."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="since", type=_day, help="read only rows sealed from this day on (UTC)"
        )
        parser.add_argument(
            "--to", dest="until", type=_day, help="read only rows sealed before this day (UTC)"
        )
        parser.add_argument("--anchor", help="a log or file that holds anchors")

    def handle(self, *args: Any, since: Any, until: Any, anchor: str | None, **options: Any) -> None:
        try:
            keys = keyring.read(settings.AUDIT_KEY_FILE)
            outside = list(anchors.read(anchor)) if anchor else []
        except (OSError, keyring.KeysMissing) as error:
            raise CommandError(f"Nothing was verified: {error}") from error
        report = verifying.Report()
        found = list(verifying.faults(keys, report, anchors=outside, since=since, until=until))
        for fault in found[:SHOWN]:
            self.stderr.write(str(fault))
        if found:
            raise CommandError(
                f"The trail does not hold: {len(found)} faults. Keep a copy and tell the privacy officer."
            )
        self.stdout.write(
            f"The trail holds: {report.seals} seals, {report.rows} rows,"
            f" {report.unsealed} not sealed yet, {len(outside)} anchors."
        )


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
