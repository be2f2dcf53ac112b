"""The keys of permissions, which only migrate changes: read once per process."""

from typing import Any

from django.contrib.auth.models import Permission

_ids: dict[tuple[str, str], int] = {}


def forget_ids() -> None:
    """After migrate the permissions may have other keys."""
    _ids.clear()


def permission_id(view: Any, perm: str) -> int:
    """The key of a permission on the view's thing (case or facility), read once per process."""
    thing = view._meta.get_field("content_object").related_model._meta
    key = (thing.model_name, perm)
    if key not in _ids:
        wanted = Permission.objects.filter(
            content_type__app_label=thing.app_label, content_type__model=thing.model_name
        )
        _ids.update({(thing.model_name, name): pk for pk, name in wanted.values_list("pk", "codename")})
    return _ids[key]
