"""Who may write which kind of note, beside holding the right to write notes on the case at all."""

from typing import Any

from accounts.permissions import Role
from core import access
from notes.models import Kind, Label
from patients.models import Case

# The role x information matrix: psychotherapy notes of social workers and consulted clinicians, counselling notes of
# the latter alone.
THERAPISTS = {
    Kind.PSYCHOTHERAPY: {Role.SOCIAL_WORKER, Role.CONSULTANT},
    Kind.SUD_COUNSELLING: {Role.CONSULTANT},
}


def kinds(user: Any, case: Case) -> list[Kind]:
    """The kinds of note somebody may write on a case."""
    rights, roles = access.held(user, case), access.roles_with("edit_notes", user, case)
    return [kind for kind in Kind if _may(kind, rights, roles)]


def labels(user: Any, case: Case) -> list[Label]:
    """The labels somebody may set: those whose notes they may read."""
    rights = access.held(user, case)
    return [label for label in Label if f"clear_{label}" in rights]


def _may(kind: Kind, rights: frozenset[str], roles: set[str]) -> bool:
    if kind in THERAPISTS:
        return bool(THERAPISTS[kind] & roles)
    return {"edit_notes", "edit_psychosocial" if kind == Kind.PSYCHOSOCIAL else "edit_notes"} <= rights
