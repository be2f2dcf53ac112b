"""Secrets of the embedded parts: made once, kept under var/secrets, readable by their owner only."""

import os
import secrets
from pathlib import Path

from dev.places import new_folder, var


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


def demonstration_password() -> str:
    """What CASEMGMT_DEMO_PASSWORD says, else what was said or made before."""
    if given := os.environ.get("CASEMGMT_DEMO_PASSWORD"):
        keep("demonstration_password", given)
    elif not (folder() / "demonstration_password").is_file():
        keep("demonstration_password", f"Demo-{secrets.token_hex(6)}")
    return key("demonstration_password")
