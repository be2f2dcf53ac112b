"""Which day is being filled: a small file that the pages read while the simulator works."""

import json
from pathlib import Path

from django.conf import settings


def _file() -> Path:
    return Path(settings.VAR_DIR) / "filling.json"


def say(day: int, of: int) -> None:
    """Note that a day is being lived now."""
    _file().parent.mkdir(parents=True, exist_ok=True)
    _file().write_text(json.dumps({"day": day, "of": of}))


def finished() -> None:
    """Nothing is being filled any more."""
    _file().unlink(missing_ok=True)


def now() -> dict[str, int] | None:
    """The day being filled and how many there are; None when nothing is."""
    if not settings.DEMONSTRATION:
        return None
    try:
        found: dict[str, int] = json.loads(_file().read_text())
    except (OSError, ValueError):
        return None
    return found
