"""Count what pytest reported, part by part, and judge skipped tests."""

import os
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

from dev.places import ROOT

ALLOWED_SKIPS = ROOT / "tests" / "allowed_skips.txt"


@dataclass
class Results:
    """Numbers of one part or of all."""

    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)

    def __add__(self, other: "Results") -> "Results":
        return Results(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {len(self.skipped)} skipped"


def read(report: Path, exit_code: int) -> Results:
    """Read pytest's XML report; a run that ended badly without a failed test counts as one failure."""
    found = Results()
    if report.is_file():
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                found.failed += 1
            elif skip is not None and skip.get("type") != "pytest.xfail":
                found.skipped.append(f"{case.get('classname')}::{case.get('name')}")
            else:
                found.passed += 1
    if exit_code and not found.failed:
        found.failed = 1
    return found


def forbidden_skips(skipped: list[str]) -> list[str]:
    """With CI=true: the skipped tests that the committed list does not allow, each line `name  # reason`."""
    if os.environ.get("CI", "").lower() not in {"true", "1"}:
        return []
    lines = ALLOWED_SKIPS.read_text().splitlines() if ALLOWED_SKIPS.is_file() else []
    allowed = {match[1] for line in lines if (match := re.match(r"(\S+)\s+#\s*\S", line))}
    return [name for name in skipped if re.sub(r"\[.*", "", name) not in allowed and name not in allowed]
