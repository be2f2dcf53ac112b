"""A binder opened for one answer: entries with their words, kept nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from advocacy import sealing
from advocacy.models import Binder, BinderEntry
from advocacy.sealing import Tampered
from audit.keyring import Keyring


@dataclass(frozen=True)
class Opened:
    """An entry with its words; `damaged` when what is stored is not what was written."""

    entry: BinderEntry
    # Left out of any log that prints the object.
    words: str = field(default="", repr=False)
    damaged: bool = False


def data_key(binder: Binder, keys: Keyring) -> bytes:
    """The binder's own key; KeysMissing or Tampered when it cannot be had."""
    return sealing.unwrap(keys, binder.pk, binder.key.key_id, binder.key.wrapped)


def opened(binder: Binder, entries: Iterable[BinderEntry], keys: Keyring) -> list[Opened]:
    """Entries with their words; a changed or swapped one says so instead, and so do all under a changed key."""
    try:
        key = data_key(binder, keys)
    except Tampered:
        return [Opened(entry, damaged=True) for entry in entries]
    return [_opened(entry, key) for entry in entries]


def words_of(entry: BinderEntry, keys: Keyring) -> str:
    """The words of one entry; KeysMissing or Tampered when they cannot be had."""
    key = data_key(entry.binder, keys)
    return sealing.unseal(key, entry.binder_id, entry.pk, entry.kind, entry.sealed)


def _opened(entry: BinderEntry, key: bytes) -> Opened:
    try:
        return Opened(entry, sealing.unseal(key, entry.binder_id, entry.pk, entry.kind, entry.sealed))
    except Tampered:
        return Opened(entry, damaged=True)
