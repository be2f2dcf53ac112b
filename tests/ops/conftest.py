"""Folders for tests of the start scripts."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that every account can enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="casemgmt-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
