"""docs/matrix.md: the agreed matrix beside what the application grants, for reading; `--check` fails when it is stale.

Run as `python -m tests.policy.authz.readable [--check]`. It stands with the tests because the application never reads
the matrix.
"""

import os
import sys
from pathlib import Path

from tests.policy.authz.matrix import HIGHEST, Matrix, matrix

TARGET = Path(__file__).parents[3] / "docs/matrix.md"
HEAD = """# Who sees what

Written by `python -m tests.policy.authz.readable` from `tests/policy/matrix.toml` (what was agreed) and
`accounts/permissions.py` (what is granted); the build fails when it is stale. A cell says what was agreed and, after an
arrow, what is granted where that differs; every such cell stands under *Exceptions* with its decision.

E create, edit and view · V view · L limited to the level that follows · O own entries only · X emergency access only ·
– none. Where a cell carries is said under *Reach*.
"""
NAMES = {"CM": "Case manager", "RN": "Nurse", "SW": "Social worker", "CC": "Coordinator", "IS": "Intake",
         "PA": "Advocate", "SUP": "Supervisor", "CON": "Consulted", "PRI": "Privacy", "ADM": "Administrator"}  # fmt: skip
GIVES = {
    "nothing": "nothing", "role": "all that the role gives", "reads": "the role, for reading only",
    "bundle": "the classes that were shared, for reading only", "permission": "the one permission that was given",
    "consented": "the classes that the patient named", "emergency": "the ordinary classes, for reading only",
    "facility": "what the facility role gives", "desk": "the desk's own rows only",
}  # fmt: skip


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell(said: Matrix, granted: dict[str, set[str]], name: str, role: str) -> str:
    """What was agreed, and what is granted when that is another level."""
    word, agreed = said.cell(name, role), said.level(name, role)
    found = granted[said.roles[role]]
    highest = next(
        (level for level in ("sign", "edit", "view", "summary", "flag") if f"{level}_{name}" in found), ""
    )
    shown = {"-": "–"}.get(word, word.removeprefix("L:").join(("L ", "")) if word.startswith("L:") else word)
    same = agreed == highest or (word in HIGHEST and HIGHEST[word] == highest)
    return shown if same else f"{shown} → {highest or 'none'}"


def document(granted: dict[str, set[str]]) -> str:
    """The whole page."""
    said = matrix()
    classes = [
        [
            f"{name}: {one.get('rows', one.get('source', ''))}",
            *(cell(said, granted, name, role) for role in NAMES),
        ]
        for name, one in said.classes.items()
    ]
    duties = [
        [duty, *(", ".join(who.get(role, ())) for role in NAMES)] for duty, who in said.data["duties"].items()
    ]
    reach = [[NAMES[role], _reach(said.data["reach"][role])] for role in NAMES]
    exceptions = [
        [one["class"], NAMES[one["role"]], one["reach"], one["grants"] or "none", one["adr"], one["why"]]
        for one in said.data["exception"]
    ]
    relations = [
        [name.replace("_", " "), GIVES[one["gives"]], _but(one), one.get("says", "")]
        for name, one in said.relations.items()
    ]
    opens = ", ".join(said.data["emergency"]["opens"])
    return "\n".join(
        (
            HEAD,
            table(["information", *NAMES.values()], classes),
            "## Private\n\nIn no role's reach, whatever the relation: "
            + "; ".join(said.data["private"]["rows"])
            + ".\n",
            "## Reach\n",
            table(["role", "how far its cells carry"], reach),
            "## Duties\n",
            table(["duty", *NAMES.values()], duties),
            "## Exceptions\n",
            table(["information", "role", "reach", "granted", "ADR", "why"], exceptions),
            "## Relations\n\nWhat each relation to a case gives; anything else gives nothing.\n",
            table(["relation", "gives", "but", "that is"], relations),
            f"An emergency opens {opens}; nothing of it leaves the screen.\n",
        )
    )


def _reach(said: dict[str, object]) -> str:
    parts = [
        f"{reach}: {'everything' if names == '*' else ', '.join(names)}"
        for reach, names in said.items()
        if names
    ]  # type: ignore[arg-type]
    return "; ".join(parts) or "nowhere"


def _but(one: dict[str, str]) -> str:
    return "; ".join(f"{state}: {GIVES[one[state]]}" for state in ("closed", "restricted") if state in one)


def main() -> int:
    """Write the page, or say that it is stale."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")
    import django

    django.setup()
    from accounts.permissions import GRANTS

    text = document(
        {str(role): set().union(*by.values()) for role, by in GRANTS.items()} | {"integration": set()}
    )
    if "--check" not in sys.argv:
        TARGET.write_text(text, "utf-8")
        return 0
    if not TARGET.is_file() or TARGET.read_text("utf-8") != text:
        sys.stderr.write(
            "Stale: docs/matrix.md. Run `python -m tests.policy.authz.readable` and review the difference.\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
