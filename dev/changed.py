"""Do a slow step only when what it reads has changed, so that a second start is quick."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from dev.places import ROOT, VENDOR, new_folder, stamped, var

SKIPPED = {".venv", ".venv-node", "node_modules", "var", "tests", "docs", "dev", ".git", "__pycache__"}


def files(suffixes: Iterable[str] | None = None, folder: Path = ROOT) -> list[Path]:
    """The project's own files below a folder, those with one of these suffixes or all."""
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not name.startswith("."))
        found += [
            Path(where, name) for name in sorted(names) if not suffixes or Path(name).suffix in suffixes
        ]
    return found


def fingerprint(paths: Iterable[Path]) -> str:
    """Names, sizes and times of files: quick to take, different after every edit."""
    total = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for path in paths:
        facts = path.stat()
        total.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return total.hexdigest()[:32]


def program() -> str:
    """Changes with every Python file of the application: then migrations and grants run again."""
    return fingerprint(files({".py"}))


def statics() -> str:
    """Changes with every file that a browser may fetch."""
    own = [path for path in files() if "static" in path.parts]
    return fingerprint([*own, *files(folder=VENDOR), ROOT / "casemgmt" / "settings.py"])


class Stamps:
    """What was done for which fingerprint, one small file each under var/stamps."""

    def __init__(self) -> None:
        self.folder = new_folder(var() / "stamps")

    def say(self, name: str) -> str:
        """The stamp's text, empty when there is none."""
        path = self.folder / name
        return path.read_text() if path.is_file() else ""

    def current(self, name: str, value: str) -> bool:
        """Whether this was done for this value."""
        return stamped(self.folder / name, value)

    def set(self, name: str, value: str) -> None:
        """Note that this was done."""
        (self.folder / name).write_text(value)

    def forget(self, *names: str) -> None:
        """As if it had never been done."""
        for name in names:
            (self.folder / name).unlink(missing_ok=True)
