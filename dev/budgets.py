"""The house's budgets: how long files and functions may be, and no path of one person's machine."""

import ast
import re
import statistics
from pathlib import Path

from dev.changed import files
from dev.places import ROOT, run, say

LONGEST_FILE, MEDIAN_FILE = 400, 80
LONGEST_FUNCTION, MOST_FUNCTIONS = 40, 20
TEXT = {
    ".py",
    ".html",
    ".js",
    ".css",
    ".md",
    ".toml",
    ".txt",
    ".yml",
    ".yaml",
    ".json",
    ".sh",
    ".in",
    ".cfg",
    "",
}
MACHINE = re.compile(r"/(?:home|Users|root|work|farm)/[\w.-]+")
ASSETS = {".min.js", ".min.css", ".woff2"}


def sources() -> list[Path]:
    """The Python files that budgets are about: written by hand, not tests."""
    found = [*files({".py"}), *files({".py"}, ROOT / "dev")]
    return [path for path in found if "migrations" not in path.parts]


def tests() -> list[Path]:
    """The Python files of the tests: the hard stop is for them too, the averages are not."""
    return files({".py"}, folder=ROOT / "tests")


def lengths(path: Path) -> list[tuple[int, str]]:
    """Lines of every function of a file below its signature: a verb's many named arguments stand one a line."""
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (node.end_lineno - node.body[0].lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
        for node in ast.walk(tree)
        if isinstance(node, kinds) and node.end_lineno
    ]


def file_faults() -> list[str]:
    """Sentences about files that are too long, one by one and together."""
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in sources()}
    middle = statistics.median(sizes.values())
    every = sizes | {path: len(path.read_text("utf-8").splitlines()) for path in tests()}
    faults = [
        f"{path.relative_to(ROOT)}: {size} lines, at most {LONGEST_FILE}"
        for path, size in every.items()
        if size > LONGEST_FILE
    ]
    if middle > MEDIAN_FILE:
        faults.append(f"The median file has {middle:.0f} lines, at most {MEDIAN_FILE}.")
    say(f"  files: {len(sizes)}, longest {max(sizes.values())}, median {middle:.0f} lines")
    return faults


def function_faults() -> list[str]:
    """Sentences about functions that are too long."""
    found = sorted(pair for path in sources() for pair in lengths(path))
    usual = found[int(len(found) * 0.9)][0]
    faults = [
        f"{name}: {size} lines, at most {LONGEST_FUNCTION}" for size, name in found if size > LONGEST_FUNCTION
    ]
    if usual > MOST_FUNCTIONS:
        faults.append(f"Nine functions in ten have up to {usual} lines, at most {MOST_FUNCTIONS}.")
    say(f"  functions: {len(found)}, longest {found[-1][0]}, nine in ten up to {usual} lines")
    return faults


def text_faults() -> list[str]:
    """Sentences about machine paths and about assets that belong into a package."""
    everything = [
        *files(),
        *(path for name in ("dev", "tests", "docs") for path in files(folder=ROOT / name)),
    ]
    everything = [path for path in everything if "vendor" not in path.relative_to(ROOT).parts]
    faults = [
        f"{path.relative_to(ROOT)} is a copied asset; take it from a package"
        for path in everything
        if any(path.name.endswith(end) for end in ASSETS)
    ]
    for path in everything:
        if path.suffix in TEXT and path != Path(__file__).resolve():
            found = MACHINE.search(path.read_text("utf-8", errors="replace"))
            faults += [f"{path.relative_to(ROOT)} names a path of one machine: {found[0]}"] if found else []
    return faults


def main() -> int:
    """`python3 -m dev.budgets`: say what is over budget."""
    faults = [*file_faults(), *function_faults(), *text_faults()]
    for fault in faults:
        say(f"  {fault}")
    return int(bool(faults))


if __name__ == "__main__":
    run(main)
