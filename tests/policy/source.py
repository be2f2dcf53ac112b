"""Our own source as trees, for tests about the code itself."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from casemgmt.documents import ours

ROOT = Path(settings.BASE_DIR)

# (line, what was found) for one file.
Rule = Callable[[str, ast.Module], Iterator[tuple[int, str]]]


@cache
def files() -> dict[str, ast.Module]:
    """Every module of every app by its path, without migrations."""
    paths = (path for app in sorted(ours.APPS) for path in (ROOT / app).rglob("*.py"))
    found = {str(path.relative_to(ROOT)): path for path in paths if "migrations" not in path.parts}
    return {name: ast.parse(path.read_text("utf-8")) for name, path in found.items()}


def broken(rule: Rule, *, but: dict[str, str] | None = None) -> list[str]:
    """Where a rule is broken; `but` names files or folders that may, each with its reason."""
    allowed = tuple(but or {})
    return [
        f"{name}:{line} {what}"
        for name, tree in files().items()
        if not name.startswith(allowed or ("\0",))
        for line, what in rule(name, tree)
    ]


def planted(rule: Rule, code: str, name: str = "patients/queries.py") -> bool:
    """Whether a rule sees what a piece of code does wrong."""
    return any(rule(name, ast.parse(code)))


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a chain of names; what cannot be named stands as "?"."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def none(found: list[str]) -> None:
    """Fail with every line of what was found."""
    assert not found, "\n" + "\n".join(found)
