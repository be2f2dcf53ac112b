"""Where the blocks of `make authz` are written down, so that a run that was stopped goes on where it was."""

import hashlib
import subprocess
from pathlib import Path

from dev.changed import files
from dev.places import ROOT, new_folder, var

# What decides an answer: a change of anything else asks for no new run.
SUFFIXES = {".py", ".html", ".toml", ".json"}


def results() -> Path:
    """The file of this state of the source."""
    return new_folder(var() / "authz", 0o755) / f"{state()}.jsonl"


def state() -> str:
    """This state of the source: its commit, and what differs from it."""
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    digest = hashlib.sha256()
    for path in sorted([*files(SUFFIXES), *files(SUFFIXES, ROOT / "tests" / "policy")]):
        digest.update(path.read_bytes())
    return f"{found.stdout.strip() or 'no-commit'}-{digest.hexdigest()[:8]}"
