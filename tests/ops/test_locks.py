"""The lock files agree: what production runs is what the demonstration and the tests run, to the version."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "requirements"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)


def locked(name):
    return dict(PINNED.findall((FOLDER / f"{name}.txt").read_text("utf-8")))


@pytest.mark.parametrize("name", ["demo", "dev"])
def test_what_production_needs_is_in_every_other_lock(name):
    needed, there = locked("base"), locked(name)
    assert len(needed) > 30
    assert {package: there.get(package) for package in needed} == needed
