"""Whether the trail still is what was sealed: every seal, the chain between them, every row, and the anchors outside."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from audit import merkle
from audit.keyring import Keyring
from audit.leaves import ROWS
from audit.models import Seal
from audit.sealing import mac

LEAF_BYTES = 32
# Sealing runs every ten seconds; rows that wait much longer mean that it stands still.
LAG = timedelta(minutes=5)


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was sealed; `row` is the event, where one can be named."""

    seal: int
    row: Any
    what: str

    def __str__(self) -> str:
        where = f"seal {self.seal}" if self.seal else "the trail"
        return f"{where}{f', event {self.row}' if self.row else ''}: {self.what}"


@dataclass
class Report:
    """What a verification read: numbers of seals and rows, and how many rows wait to be sealed."""

    seals: int = 0
    rows: int = 0
    unsealed: int = 0


def faults(
    keys: Keyring,
    report: Report,
    *,
    anchors: Iterable[tuple[int, str]] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[Fault]:
    """Every fault in order, the first bad row first; a period limits the seals whose rows are read, never the chain."""
    wanted = dict(anchors)
    last: Seal | None = None
    for seal in Seal.objects.order_by("n").iterator(chunk_size=50):
        yield from _chained(seal, last, keys)
        if seal.n in wanted and wanted.pop(seal.n) != bytes(seal.mac).hex():
            yield Fault(seal.n, None, "differs from its anchor: the chain was made anew")
        if (since is None or seal.at >= since) and (until is None or seal.at < until):
            yield from _rows(seal, report)
        report.seals += 1
        last = seal
    for number in sorted(wanted):
        yield Fault(number, None, "is anchored outside and missing here: the end of the trail is gone")
    yield from _waiting(last, report)


def _chained(seal: Seal, last: Seal | None, keys: Keyring) -> Iterator[Fault]:
    expected = last.n + 1 if last else 1
    if seal.n != expected:
        yield Fault(expected, None, "is missing")
    elif bytes(seal.previous) != (bytes(last.mac) if last else b""):
        yield Fault(seal.n, None, "does not follow the seal before it")
    if seal.key_id not in keys.keys:
        yield Fault(seal.n, None, f"was made with the key {seal.key_id}, which is not in the key file")
    elif mac(seal, keys.keys[seal.key_id]) != bytes(seal.mac):
        yield Fault(seal.n, None, "was not made with the key, or was changed")
    if merkle.root(_leaves(seal)) != bytes(seal.root):
        yield Fault(seal.n, None, "names other hashes than it sealed")


def _leaves(seal: Seal) -> list[bytes]:
    held = bytes(seal.leaves)
    return [held[n : n + LEAF_BYTES] for n in range(0, len(held), LEAF_BYTES)]


def _rows(seal: Seal, report: Report) -> Iterator[Fault]:
    """The rows of a seal's stretch against what it holds: changed, gone, or put in afterwards."""
    sealed = dict(zip(seal.ids, _leaves(seal), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"first": seal.first_xact, "past": seal.past_xact, "era": seal.era_at})
        for key, _xact, leaf in cursor:
            report.rows += 1
            known = sealed.pop(key, None)
            if known is None:
                yield Fault(seal.n, key, "was put in after the seal")
            elif known != bytes(leaf):
                yield Fault(seal.n, key, "was changed")
    for key in sealed:
        yield Fault(seal.n, key, "is gone")


def _waiting(last: Seal | None, report: Report) -> Iterator[Fault]:
    past, era = (last.past_xact, last.era_at) if last else (0, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), min(recorded_at) < clock_timestamp() - make_interval(secs => %s) from audit_event"
            " where xact >= %s and (%s::timestamptz is null or recorded_at >= %s)",
            [LAG.total_seconds(), past, era, era],
        )
        report.unsealed, late = cursor.fetchone()
    if late:
        yield Fault(
            0, None, f"{report.unsealed} rows wait to be sealed for longer than {LAG}: sealing stands still"
        )
