"""Seals over the trail: each covers every row of a stretch of finished transactions and the seal before it.

A stretch ends below the oldest transaction still under way, so no late commit can slip in behind a seal. The key lies
outside the database: whoever can change rows cannot make the seals agree with them.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from audit import keyring, merkle
from audit.leaves import FIRST_ROWS
from audit.models import Seal

BATCH = 1000
LOCK = 7_302_411
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def seal_all() -> int:
    """Seal everything that is finished, in batches; the number of rows. `KeysMissing` without a key."""
    keys = keyring.read(settings.AUDIT_KEY_FILE)
    done = 0
    while (count := seal_next(keys)) > 0:
        done += count
    return done


@transaction.atomic
def seal_next(keys: keyring.Keyring, batch: int = BATCH) -> int:
    """Seal the next stretch; 0 when there is nothing. One sealer at a time; one that dies leaves nothing behind."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        last = Seal.objects.order_by("-n").first()
        stretch = _stretch(cursor, last)
        cursor.execute(FIRST_ROWS, stretch | {"most": batch + 1})
        rows = cursor.fetchall()
    if not rows:
        return 0
    if len(rows) > batch:
        # Whole transactions only: the cut lies before the first row of the one that does not fit.
        cut = rows[-1][1]
        kept = [row for row in rows if row[1] < cut]
        if not kept:
            return seal_next(keys, batch * 2)
        rows, stretch["past"] = kept, cut
    _keep(keys, last, stretch, rows)
    return len(rows)


def _stretch(cursor: Any, last: Seal | None) -> dict[str, Any]:
    cursor.execute(
        "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_current_xact_id()::text::bigint"
    )
    oldest, present = cursor.fetchone()
    if last is None:
        return {"first": 0, "past": oldest, "era": BEGINNING}
    if present < last.past_xact:
        # A logical restore: this cluster counts from the beginning, so time tells what is new.
        return {"first": 0, "past": oldest, "era": last.at}
    return {"first": last.past_xact, "past": oldest, "era": last.era_at}


def _keep(keys: keyring.Keyring, last: Seal | None, stretch: dict[str, Any], rows: Sequence[Any]) -> Seal:
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (at,) = cursor.fetchone()
    leaves = [bytes(leaf) for _id, _xact, leaf in rows]
    seal = Seal(
        n=last.n + 1 if last else 1,
        at=at,
        first_xact=stretch["first"],
        past_xact=stretch["past"],
        era_at=stretch["era"],
        ids=[row[0] for row in rows],
        leaves=b"".join(leaves),
        root=merkle.root(leaves),
        previous=bytes(last.mac) if last else b"",
        key_id=keys.current,
    )
    seal.mac = mac(seal, keys.keys[keys.current])
    seal.save(force_insert=True)
    return seal


def mac(seal: Seal, key: bytes) -> bytes:
    """HMAC-SHA256 over everything a seal says, each part with its length before it."""
    parts = (
        str(seal.n),
        str(_micros(seal.at)),
        str(seal.first_xact),
        str(seal.past_xact),
        str(_micros(seal.era_at)),
        str(seal.ids[0]),
        str(seal.ids[-1]),
        str(len(seal.ids)),
        seal.key_id,
    )
    said = [part.encode() for part in parts] + [bytes(seal.root), bytes(seal.previous)]
    return hmac.new(
        key, b"".join(len(part).to_bytes(4, "big") + part for part in said), hashlib.sha256
    ).digest()


def _micros(at: datetime) -> int:
    since = at - BEGINNING
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
