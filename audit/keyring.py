"""Keys that lie outside the database: one file, one key a line, the last one in use, the others to read what is old.

A line is an identifier, a space, and 32 bytes in URL-safe base64. `manage.py new_key FILE` adds one.
"""

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SIZE = 32


class KeysMissing(Exception):
    """The file of keys is not named, cannot be read, or holds no usable key."""


@dataclass(frozen=True)
class Keyring:
    """The key in use, and every key by its identifier."""

    current: str
    keys: Mapping[str, bytes]

    def __repr__(self) -> str:
        return f"<Keyring of {len(self.keys)}>"


def read(path: str | Path) -> Keyring:
    """The keys of a file; `KeysMissing` says what is wrong without showing any of it."""
    if not path:
        raise KeysMissing("No key file is named.")
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KeysMissing("The key file cannot be read.") from error
    keys: dict[str, bytes] = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            name, key = _parsed(line, number)
            if name in keys:
                raise KeysMissing(f"Line {number} of the key file repeats an identifier.")
            keys[name] = key
    if not keys:
        raise KeysMissing("The key file holds no key.")
    return Keyring(list(keys)[-1], keys)


def add(path: str | Path) -> str:
    """Append a new key to a file that only its owner can read, made if needed; the new key's identifier."""
    file = Path(path)
    there = file.exists() and file.stat().st_size > 0
    known = read(file).keys if there else {}
    # Above every number there is: what a key put away had sealed must never be taken for the new one's.
    numbers = [int(name[1:]) for name in known if name[:1] == "k" and name[1:].isdecimal()]
    name = f"k{max(numbers, default=len(known)) + 1}"
    key = base64.urlsafe_b64encode(secrets.token_bytes(SIZE)).decode()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as out:
        # A last line that somebody left without its end stays a line of its own.
        out.write("\n" if there and not file.read_text("utf-8").endswith("\n") else "")
        out.write(f"{name} {key}\n")
    return name


def _parsed(line: str, number: int) -> tuple[str, bytes]:
    name, _space, text = line.strip().partition(" ")
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise KeysMissing(f"Line {number} of the key file is not a key.") from error
    if len(key) != SIZE:
        raise KeysMissing(f"Line {number} of the key file is not a key.")
    return name, key
