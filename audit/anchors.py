"""The newest seal in a place that the database's owner cannot rewrite: the log, and a file if one is named.

One line an hour: number and code of the seal. The log goes to the site's log host; the file belongs on storage that
only grows. `manage.py verify_audit --anchor FILE` compares either with what the database says.
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from audit.models import Seal

log = logging.getLogger("audit.anchor")
LINE = re.compile(r"seal (\d+) ([0-9a-f]{64})")


def drop() -> int:
    """Say the newest seal outside; its number, 0 when there is none yet."""
    newest = Seal.objects.order_by("-n").first()
    if newest is None:
        return 0
    line = f"seal {newest.n} {bytes(newest.mac).hex()}"
    log.info(line)
    if settings.AUDIT_ANCHOR_FILE:
        with Path(settings.AUDIT_ANCHOR_FILE).open("a") as out:
            out.write(f"{newest.at:%Y-%m-%dT%H:%M:%SZ} {line}\n")
    return newest.n


def read(path: str | Path) -> Iterator[tuple[int, str]]:
    """The anchors found in a file, whatever stands around them."""
    with Path(path).open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if found := LINE.search(line):
                yield int(found[1]), found[2]
