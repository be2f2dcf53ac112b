"""docs/faults.md and the tests name the same faults, and the same places."""

import re
from pathlib import Path

from dev.places import ROOT
from tests.chaos.test_failpoints import WAYS

FAULTS = (ROOT / "docs" / "faults.md").read_text()
MARK = re.compile(r'mark\.fault\("(F\d\d)"\)')
PLACE = re.compile(r'\bfailpoint\("([a-z_.]+)"\)')


def code(*folders: str) -> str:
    return "\n".join(
        path.read_text()
        for folder in folders
        for path in Path(ROOT, folder).rglob("*.py")
        if ".venv" not in path.parts
    )


def test_every_fault_of_the_table_is_proved_by_a_test_that_says_so():
    assert set(re.findall(r"^\| (F\d\d) \|", FAULTS, re.M)) == set(MARK.findall(code("tests")))


def test_the_twelve_places_stand_in_the_code_and_are_broken_in_three_ways():
    named = re.findall(r"^\| [^|]+ \| `([a-z_.]+)` \|", FAULTS, re.M)
    apps = [path.name for path in ROOT.iterdir() if (path / "apps.py").exists()]
    broken = (ROOT / "tests/chaos/test_failpoints.py").read_text()
    assert (len(named), len(WAYS)) == (12, 3)
    assert set(named) <= set(PLACE.findall(code(*apps)))
    assert all(f'"{name}"' in broken for name in named)
