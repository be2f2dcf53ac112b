"""What is ours among the installed apps: its models, its verbs."""

import importlib.util
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, get_type_hints

from django.apps import apps
from django.conf import settings
from django.db.models import Model

APPS = {
    config.name: config
    for config in apps.get_app_configs()
    if config.path == str(settings.BASE_DIR / config.name)
}


def models() -> list[type[Model]]:
    """Our models without their history tables."""
    from pghistory.models import Event

    return [
        model
        for model in apps.get_models()
        if model._meta.app_config.name in APPS and not issubclass(model, Event)
    ]


def modules(name: str) -> Iterator[ModuleType]:
    """The module of a name (`actions`, `sweeps`) in every app that has it, a package with all its parts."""
    for app in sorted(APPS):
        if importlib.util.find_spec(f"{app}.{name}") is None:
            continue
        root = importlib.import_module(f"{app}.{name}")
        yield root
        for part in pkgutil.walk_packages(getattr(root, "__path__", []), f"{root.__name__}."):
            yield importlib.import_module(part.name)


def functions(name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions written in those modules, by their dotted place."""
    for module in modules(name):
        for called, thing in vars(module).items():
            if (
                inspect.isfunction(thing)
                and thing.__module__ == module.__name__
                and not called.startswith("_")
            ):
                yield f"{module.__name__}.{called}", thing


def verbs() -> dict[str, Any]:
    """Every verb under `@action`, by its dotted place."""
    return {place: verb for place, verb in functions("actions") if hasattr(verb, "verb_name")}


def target_of(verb: Any) -> Any:
    """The model a verb acts on, as its first argument says."""
    first = next(iter(inspect.signature(verb.__wrapped__).parameters))
    return get_type_hints(verb.__wrapped__).get(first)
