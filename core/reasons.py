"""What somebody may do with each row of a page, and why it is in their list: one statement for all of them."""

from typing import Any

from django.db.models import Model

from core import access
from core.permission_ids import permission_id

SAID = ("content_object", "permission", "source", "row_id", "role", "since", "until")


def sight_among(
    user: Any, model: type[Model], keys: list[Any], perms: tuple[str, ...]
) -> dict[Any, tuple[set[str], list[Any]]]:
    """For the things of a page themselves: which of some permissions are held, and the relations that show each.

    A relation is a line with source, role, since and until, as `explain.sentences` says it.
    """
    found: dict[Any, tuple[set[str], dict[Any, Any]]] = {key: (set(), {}) for key in keys}
    place = access.place_of(model)
    sees = f"view_{place.data}"
    for path, view in access._paths(place):
        if path == "pk" and keys and not user.is_service:
            names = {permission_id(view, perm): perm for perm in (sees, *perms)}
            rows = access._rows(view, user).filter(content_object__in=keys, permission__in=list(names))
            for line in rows.values_list(*SAID, named=True):
                held, lines = found[line.content_object]
                held.add(names[line.permission])
                if names[line.permission] == sees:
                    lines[line.source, line.row_id] = line
    return {key: (held, list(lines.values())) for key, (held, lines) in found.items()}
