"""Answers a container's health check: exit code 0 when this process does its work. Needs no Django."""

import os
import sys
import time
import urllib.request
from pathlib import Path

PATIENCE = 300  # seconds; beat writes its file every three minutes, the relay once a tick
FILES = {"beat": "beat.schedule", "relay": "relay.alive"}


def web() -> bool:
    """Whether /readyz says yes, asked the way the proxy in front would ask."""
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].lstrip(".")
    port = os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2]
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/readyz", headers={"Host": host, "X-Forwarded-Proto": "https"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False


def wrote_lately(name: str) -> bool:
    """Whether the process touched its file in the last minutes; real time, as in every health check."""
    # Some databases behind `shelve` add an ending of their own to beat's file.
    found = Path(os.environ.get("VAR_DIR", "var")).glob(f"{name}*")
    return any(time.time() - path.stat().st_mtime < PATIENCE for path in found)


if __name__ == "__main__":
    part = sys.argv[1]
    sys.exit(not (web() if part == "web" else wrote_lately(FILES[part])))
