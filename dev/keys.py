"""Secrets of the embedded parts: made once, kept under var/secrets, readable by their owner only."""

import base64
import os
import secrets
from pathlib import Path

from dev.places import new_folder, say, var


def folder() -> Path:
    """The folder of secrets, closed to everybody else."""
    return new_folder(var() / "secrets", 0o700)


def key(name: str, size: int = 24) -> str:
    """The secret of this name; made at random (hexadecimal, so it needs no quoting anywhere) the first time."""
    path = folder() / name
    if not path.is_file():
        keep(name, secrets.token_hex(size))
    return path.read_text().strip()


def keep(name: str, value: str) -> None:
    """Write a secret to its file, never readable by others on the way."""
    path = folder() / name
    fresh = path.with_suffix(".new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(value)
    fresh.replace(path)


def key_file(name: str) -> str:
    """A file with one 256-bit key in the form `audit.keyring` reads; made at random the first time."""
    path = folder() / name
    if not path.is_file():
        keep(name, f"k1 {base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}\n")
    return str(path)


def demonstration_password(loaded: bool) -> str:
    """CASEMGMT_DEMO_PASSWORD, else one made here; once the hospital is loaded, the one that it was loaded with."""
    name, given = "demonstration_password", os.environ.get("CASEMGMT_DEMO_PASSWORD")
    known = (folder() / name).is_file()
    if loaded and known:
        if given and given != key(name):
            say("The demonstration keeps the password it was loaded with; make fresh lets you set another.")
    elif given or not known:
        keep(name, given or f"Demo-{secrets.token_hex(6)}")
    return key(name)
