"""Migrations on an empty database in seconds: after each operation only what it changed is rendered again.

Django renders a changed table and everything that hangs together with it, in both directions. Here every table hangs
together with every other by the patient and the person, so that each of a thousand operations rendered them all.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState

Key = tuple[str, str]


@contextmanager
def only_what_changed() -> Iterator[None]:
    """While open, a changed table is rendered together with the tables that build on it or name it, no others.

    The state is marked as Django marks its own short cuts (`is_delayed`), so that a `RunPython` still begins with a
    whole picture rendered anew. Operations on tables take their columns from the one table they change.
    """
    usual = ProjectState._find_reload_model  # type: ignore[attr-defined]

    def find(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[Key]:
        state.is_delayed = True
        return resting_on(state, (app_label, model_name))

    ProjectState._find_reload_model = find  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = usual  # type: ignore[attr-defined]


def resting_on(state: ProjectState, table: Key) -> set[Key]:
    """The table and all that name it or inherit from it, at whatever remove."""
    found, new = {table}, [table]
    while new:
        key = new.pop()
        heirs = {other for other, one in state.models.items() if f"{key[0]}.{key[1]}" in _bases(one)}
        more = (heirs | set(state.relations.get(key, ()))) - found
        found |= more
        new += more
    return found


def _bases(model_state: object) -> set[str]:
    return {base.lower() for base in getattr(model_state, "bases", ()) if isinstance(base, str)}
