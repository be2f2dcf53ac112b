"""docs/roles.md: who may do what, from the grants themselves."""

from accounts.permissions import CLASSES, DUTIES, GRANTS, LEVELS, SYSTEM_GRANTS, Reach, Role

HEAD = """# Roles

Written by `manage.py generate_docs` from `accounts/permissions.py`; the build fails when it is stale.

Rights come from the role on an assignment, a cover or a facility role, never from the person. A level includes those
before it: {levels}. An empty cell is no access at all.
"""
NOTES = {
    Reach.CASE: "Held on each case one is assigned to, covers or supervises; an advocate holds only the classes a consent names.",
    Reach.FACILITY: "Held on a facility and all its cases.",
    Reach.DESK: "Held on a facility's own rows, not on its cases.",
    Reach.LABEL: "Held on a case one is assigned to, while a consent of the patient names the label.",
    Reach.INTAKE: "Held on the facility's cases that are still referred.",
}


def roles() -> str:
    parts = [HEAD.format(levels=" < ".join(LEVELS))]
    parts += [_reach(reach) for reach in Reach]
    parts += [_duties(), _systems()]
    return "\n".join(parts)


def level(names: frozenset[str], thing: str) -> str:
    """The highest level somebody holds on a class."""
    return next((word for word in reversed(LEVELS) if f"{word}_{thing}" in names), "")


def _reach(reach: Reach) -> str:
    who = [role for role in Role if GRANTS.get(role, {}).get(reach)]
    rows = [[thing, *(level(GRANTS[role][reach], thing) for role in who)] for thing in CLASSES]
    rows = [row for row in rows if any(row[1:])]
    table = _table(["information", *(str(role.label) for role in who)], rows)
    return (
        f"## {reach.label}\n\n{NOTES[reach]}\n\n{table}"
        if rows
        else f"## {reach.label}\n\n{NOTES[reach]} No information.\n"
    )


def _duties() -> str:
    rows = [
        [str(words), *(_reaches(role, duty) for role in Role)]
        for duty, words in DUTIES.items()
        if duty != "own_account"
    ]
    return "## Duties\n\nWhere a role carries a duty, the cell says how far.\n\n" + _table(
        ["duty", *(str(role.label) for role in Role)], rows
    )


def _reaches(role: Role, duty: str) -> str:
    return ", ".join(reach.value for reach, names in GRANTS.get(role, {}).items() if duty in names)


def _systems() -> str:
    who = sorted(SYSTEM_GRANTS)
    rows = [[thing, *(level(SYSTEM_GRANTS[name], thing) for name in who)] for thing in CLASSES]
    rows += [
        [str(words), *("yes" if duty in SYSTEM_GRANTS[name] else "" for name in who)]
        for duty, words in DUTIES.items()
    ]
    note = "## The application's own processes\n\nThey act under a name of their own and hold only what their verbs need.\n\n"
    return note + _table(["information or duty", *who], [row for row in rows if any(row[1:])])


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
