"""Mistakes that somebody could make in what decides: each a small change of one file, or of the view of access.

Every mutant has a name that stays the same while the line stays, so that a survivor can be explained by it.
"""

import ast
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

VIEW = "case_access"
# The tests that should notice, the quick ones first; of each kind of mistake.
NOTICED_BY = {
    "view": ["tests/policy/authz/test_decision.py"],
    "grants": ["tests/policy/authz/test_matrix.py"],
    "verbs": ["tests/policy/authz/test_verbs.py", "tests/policy/authz/test_every_door.py"],
    "routes": ["tests/policy/test_generated.py", "tests/policy/test_routes.py"],
    "decision": [
        "tests/policy/authz/test_decision.py",
        "tests/policy/authz/test_one_rule.py",
        "tests/policy/test_rights.py",
        "tests/policy/authz/test_every_door.py",
        "tests/notes",
        "tests/oversight",
    ],
    "audit": ["tests/policy/authz/test_every_door.py", "tests/audit"],
}
# What belongs to the decision, and the tests of each part that are asked before those of the whole.
DECISION = {
    "core/access.py": [],
    "core/blocks.py": ["tests/teams/test_grants.py"],
    "core/sorts.py": ["tests/notes"],
    "core/granting.py": ["tests/teams/test_grants.py"],
    "core/sources.py": ["tests/policy/authz/test_decision.py"],
    "core/reach.py": ["tests/patients/test_search_sight.py"],
    "core/one_row.py": ["tests/policy/authz/test_decision.py"],
    "core/written.py": ["tests/core/test_written.py"],
    "core/prepared.py": ["tests/core/test_prepared.py"],
}
# How many of each kind, of every hundred and fifty.
SHARES = {"view": 50, "decision": 35, "grants": 25, "verbs": 20, "routes": 10, "audit": 10}


@dataclass(frozen=True)
class Mutant:
    """One mistake: the file and its whole new text, or the view's new text when there is no file."""

    kind: str
    name: str
    path: str
    text: str

    @property
    def noticed_by(self) -> list[str]:
        """The tests that should notice it, the nearest first."""
        return list(dict.fromkeys([*DECISION.get(self.path, []), *NOTICED_BY[self.kind]]))


# ------------------------------------------------------------------------------------------------------------ the view
CONDITIONS = (
    r"\w+\.\w+ <= core_now\(\)",
    r"core_now\(\) < \w+\.\w+",
    r"core_now\(\) < COALESCE\([^()]*(?:\([^()]*\)[^()]*)*\)",
    r"\w+\.\w+ IS NULL",
    r"\w+\.\w+ IS NOT NULL",
    r"\w+\.(?:live|supervises|is_active)\b(?! (?:and|AS))",
    r"NOT \w+\.restricted",
    r"\w+\.(?:stage|status|purpose|reach|thing)(?:::\w+)? (?:=|<>) '[a-z_]+'::\w+",
    r"split_part\([^()]*\([^()]*\)[^()]*\)[^()]* = ANY \([^()]*(?:\([^()]*\)[^()]*)*\)",
    r"\w+\.role(?:::\w+)* = \w+\.role(?:::\w+)*",
)
SWAPS = (
    ("'30 days'", "'300 days'"),
    ("'advocacy'", "'treatment'"),
    ("'payer'", "'ids'"),
    ("'notes'", "'oversight'"),
)


def of_view(text: str) -> Iterator[Mutant]:
    """Each condition of the view dropped, and some values taken for others."""
    seen: Counter[str] = Counter()
    for pattern in CONDITIONS:
        for found in re.finditer(pattern, text):
            name = _numbered(seen, f"{_source(text, found)}: {found[0]} dropped")
            yield Mutant("view", name, "", _put(text, found, "true"))
    for old, new in SWAPS:
        for found in re.finditer(re.escape(old), text):
            name = _numbered(seen, f"{_source(text, found)}: {old} taken for {new}")
            yield Mutant("view", name, "", _put(text, found, new))


# Where the lines of each source begin in the view, so that a mistake is named by the relation it is about.
BEGINS = re.compile(
    r"SELECT '(\w+)'::text|SELECT (g\.kind)::text|FROM (found) f|SELECT md5\(concat_ws\('\|'::text, '(\w+)'"
)


def _source(text: str, found: "re.Match[str]") -> str:
    begun = [next(filter(None, one.groups())) for one in BEGINS.finditer(text, 0, found.start())]
    return f"view: {begun[-1] if begun else 'all'}"


def _numbered(seen: "Counter[str]", name: str) -> str:
    """The name, with a number from its second time on."""
    seen[name] += 1
    return name if seen[name] == 1 else f"{name} #{seen[name]}"


def _put(text: str, found: "re.Match[str]", new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]


# ----------------------------------------------------------------------------------------------------- Python, by line
def of_grants(path: str, text: str) -> Iterator[Mutant]:
    """One class moved to another level or taken away in the page of rights, one duty given to nobody."""
    begin, end = text.index("GRANTS:"), text.index("SYSTEM_GRANTS:")
    for found in re.finditer(r"(?<=[:,])[a-z_0-9]+(?=[, \"])", text[begin:end]):
        at = begin + found.start()
        changed = text[:at] + _other(found[0]) + text[at + len(found[0]) :]
        yield Mutant(
            "grants", f"grants: {found[0]} at {found.start()} taken for {_other(found[0])}", path, changed
        )


def _other(name: str) -> str:
    return {"plan": "clinical", "manage_team": "merge_patients"}.get(
        name, "plan" if "_" not in name else "manage_team"
    )


def by_pattern(
    kind: str, pattern: str, new: Callable[["re.Match[str]"], str]
) -> Callable[[str, str], Iterator[Mutant]]:
    """Mutants that put something else where a pattern stands."""

    def make(path: str, text: str) -> Iterator[Mutant]:
        for found in re.finditer(pattern, text, re.MULTILINE):
            line = text.count("\n", 0, found.start()) + 1
            yield Mutant(
                kind, f"{kind}: {path}:{line} {found[0].strip()[:60]}", path, _put(text, found, new(found))
            )

    return make


def _swapped(found: "re.Match[str]") -> str:
    other = "view_case" if found[2] != "view_case" else "edit_plan"
    return f'{found[1]}"{other}"'


of_verbs = by_pattern("verbs", r'(@action\(\s*)"(\w+)"', _swapped)
of_routes = by_pattern(
    "routes", r'(\bdata=)"(\w+)"', lambda found: 'data="payer"' if found[2] != "payer" else 'data="plan"'
)
of_audit = by_pattern(
    "audit", r"^( +)record\.denied\((?:[^()]|\([^()]*\))*\)(?:  # .*)?$", lambda found: f"{found[1]}pass"
)


def of_decision(path: str, text: str) -> Iterator[Mutant]:
    """A guard left out, a question turned round, one of two conditions enough, a filter forgotten."""
    for node in ast.walk(ast.parse(text)):
        place = ast.get_source_segment(text, node) if hasattr(node, "lineno") else None
        if place is None:
            continue
        for what, new in _mistakes(node, text):
            changed = _replace(text, node, new)
            yield Mutant(
                "decision",
                f"decision: {path}:{node.lineno} {what}: {place.splitlines()[0][:60]}",
                path,
                changed,
            )


def _mistakes(node: ast.AST, text: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.If | ast.IfExp):
        return
    if isinstance(node, ast.BoolOp):
        sign = " or " if isinstance(node.op, ast.And) else " and "
        yield "one for both", "(" + sign.join(ast.unparse(value) for value in node.values) + ")"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "turned round", f"bool({ast.unparse(node.operand)})"
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("filter", "exclude")
    ):
        yield "forgotten", ast.unparse(node.func.value)
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
        yield "always", "True"


def _replace(text: str, node: ast.AST, new: str) -> str:
    lines = text.splitlines(keepends=True)
    begin = sum(map(len, lines[: node.lineno - 1])) + len(
        lines[node.lineno - 1].encode()[: node.col_offset].decode()
    )  # type: ignore[attr-defined]
    last = lines[node.end_lineno - 1]  # type: ignore[attr-defined]
    end = sum(map(len, lines[: node.end_lineno - 1])) + len(last.encode()[: node.end_col_offset].decode())  # type: ignore[attr-defined]
    return text[:begin] + new + text[end:]


# -------------------------------------------------------------------------------------------------------------- choice
def sources(root: Path) -> dict[str, tuple[Callable[[str, str], Iterator[Mutant]], list[Path]]]:
    """Which mistakes are made in which files."""
    apps = [path.parent for path in root.glob("*/apps.py")]
    python = sorted(path for app in apps for path in app.rglob("*.py") if "migrations" not in path.parts)
    return {
        "grants": (of_grants, [root / "accounts/permissions.py"]),
        "decision": (of_decision, [root / name for name in DECISION]),
        "verbs": (of_verbs, [path for path in python if "actions" in str(path)]),
        "routes": (of_routes, [path for path in python if "views" in str(path)]),
        "audit": (of_audit, [path for path in python if path.is_relative_to(root / "core")]),
    }


def chosen(root: Path, view: str, *, seed: int, limit: int, kinds: set[str]) -> list[Mutant]:
    """Some mistakes of each kind by the seed, the same for the same source."""
    pools: dict[str, list[Mutant]] = {"view": list(of_view(view))}
    for kind, (make, paths) in sources(root).items():
        found = [
            mutant for path in paths for mutant in make(str(path.relative_to(root)), path.read_text("utf-8"))
        ]
        pools[kind] = [mutant for mutant in found if _compiles(mutant)]
    picked = []
    for kind, pool in pools.items():
        share = max(1, SHARES[kind] * limit // 150)
        if kind in kinds or not kinds:
            picked += random.Random(f"{seed}{kind}").sample(pool, min(share, len(pool)))
    return picked


def _compiles(mutant: Mutant) -> bool:
    try:
        compile(mutant.text, mutant.path, "exec")
    except SyntaxError:
        return False
    return True
