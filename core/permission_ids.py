"""The keys of permissions, which only migrate changes: read once per process."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Permission

_ids: dict[tuple[str, str], int] = {}
_names: dict[tuple[str, int], str] = {}
# What else was written with those keys in it and must be forgotten with them.
forgetting: list[Callable[[], None]] = []


def forget_ids() -> None:
    """After migrate the permissions may have other keys."""
    _ids.clear()
    _names.clear()
    for forget in forgetting:
        forget()


def permission_id(view: Any, perm: str) -> int:
    """The key of a permission on the view's thing (case or facility), read once per process."""
    thing = view._meta.get_field("content_object").related_model._meta
    if (thing.model_name, perm) not in _ids:
        _read(thing)
    return _ids[thing.model_name, perm]


def permission_name(view: Any, key: int) -> str:
    """What a key on the view's thing permits."""
    thing = view._meta.get_field("content_object").related_model._meta
    if (thing.model_name, key) not in _names:
        _read(thing)
    return _names[thing.model_name, key]


def _read(thing: Any) -> None:
    wanted = Permission.objects.filter(
        content_type__app_label=thing.app_label, content_type__model=thing.model_name
    )
    for key, name in wanted.values_list("pk", "codename"):
        _ids[thing.model_name, name], _names[thing.model_name, key] = key, name
