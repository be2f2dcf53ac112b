"""Sealing and opening: AES-256-GCM, one data key for each binder, itself sealed with a key outside the database.

What is sealed is bound to its place: an entry to its binder, its own key and its kind, a data key to its binder and the
key of the file it is sealed with. Moved or changed, it does not open.
"""

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from audit import keyring
from audit.keyring import Keyring, KeysMissing

# As it comes from the database's driver, or as it was just made.
Stored = bytes | memoryview
NONCE = 12
KEY = 32


class Tampered(Exception):
    """What is stored does not open: it was changed, moved, or sealed with another key of the same name."""


def ring() -> Keyring:
    """The keys of BINDER_KEY_FILE, read anew so that a new key counts at once; KeysMissing without it."""
    return keyring.read(settings.BINDER_KEY_FILE)


def fresh_key() -> bytes:
    """A data key for a new binder."""
    return secrets.token_bytes(KEY)


def wrap(keys: Keyring, binder: UUID, data_key: bytes) -> tuple[str, bytes]:
    """A data key sealed with the key in use: that key's identifier, and the sealed form."""
    return keys.current, _seal(keys.keys[keys.current], data_key, _place("key", binder, keys.current))


def unwrap(keys: Keyring, binder: UUID, key_id: str, wrapped: Stored) -> bytes:
    """The data key of a binder; KeysMissing when the file no longer holds the key it was sealed with."""
    if key_id not in keys.keys:
        raise KeysMissing(f"The key file does not hold the key {key_id}.")
    return _open(keys.keys[key_id], bytes(wrapped), _place("key", binder, key_id))


def seal(data_key: bytes, binder: UUID, entry: UUID, kind: str, words: str) -> bytes:
    """The words of an entry in the form that is stored."""
    return _seal(data_key, words.encode(), _place("entry", binder, entry, kind))


def unseal(data_key: bytes, binder: UUID, entry: UUID, kind: str, sealed: Stored) -> str:
    """The words of an entry; Tampered when it is not what was put in this place."""
    return _open(data_key, bytes(sealed), _place("entry", binder, entry, kind)).decode()


def _place(*parts: object) -> bytes:
    return "|".join(("binder", "1", *map(str, parts))).encode()


def _seal(key: bytes, plain: bytes, place: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, place)


def _open(key: bytes, sealed: bytes, place: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place)
    except (InvalidTag, ValueError) as error:
        raise Tampered from error
