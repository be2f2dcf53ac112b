"""Where things are, and how the start scripts speak: one plain sentence when something is wrong."""

import contextlib
import errno
import fcntl
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VENDOR = ROOT / "vendor"
FONTS = ROOT / "fonts"


class Problem(Exception):
    """Something a person has to put right; its text is the sentence they read."""


def var() -> Path:
    """The folder of everything this machine generates, made when it is not there yet."""
    path = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    new_folder(path, 0o755)
    return path


def new_folder(path: Path, mode: int = 0o700) -> Path:
    """The folder, made with this mode whatever the umask; a folder that exists keeps the mode it has."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
    return path


def digest(paths: Iterable[Path], *words: str) -> str:
    """A short fingerprint of files' contents and a few words."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()[:32]


def stamped(stamp: Path, value: str) -> bool:
    """Whether this stamp file already says this value."""
    return stamp.is_file() and stamp.read_text() == value


@contextlib.contextmanager
def only_one(name: str, otherwise: str | None = None) -> Iterator[None]:
    """Hold a lock file under var/; wait for it, or raise Problem with the sentence `otherwise` when it is held."""
    with (var() / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (fcntl.LOCK_NB if otherwise else 0))
        except BlockingIOError:
            raise Problem(otherwise or "") from None
        yield


def say(text: str) -> None:
    """One line for the person at the terminal, at once."""
    print(text, flush=True)


def run(main: Callable[[], int | None]) -> None:
    """Run a script's main function; a Problem or a full disk becomes one sentence and exit code 1."""
    try:
        code = main() or 0
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr, flush=True)
        code = 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise
        print(
            f"\n{error.strerror}: {error.filename or var()}. Free some space and try again.", file=sys.stderr
        )
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
