"""docs/model.md: every table in one line: what it is, where its rights come from, how its past is kept."""

from typing import Any

from casemgmt.documents import ours
from core.models import Entry

HEAD = """# Tables

Written by `manage.py generate_docs` from the models; the build fails when it is stale. "Rights from" names the data class
and what a right must be held on. "Past" is how earlier values are kept: field history by triggers, or rows that are only
ever added.
"""


def tables() -> str:
    parts = [HEAD]
    for app in sorted({model._meta.app_label for model in ours.models()}):
        rows = [_row(model) for model in ours.models() if model._meta.app_label == app]
        parts.append(
            f"## {app}\n\n| table | what it is | rights from | past |\n| --- | --- | --- | --- |\n"
            + "".join(rows)
        )
    return "\n".join(parts)


def _row(model: Any) -> str:
    sentence = " ".join((model.__doc__ or "").strip().split("\n\n")[0].split())
    return f"| {model.__name__} | {sentence} | {_rights(model)} | {past(model)} |\n"


def _rights(model: Any) -> str:
    place = getattr(model, "access", None)
    if place is None:
        return "no page of its own"
    if place.own:
        return "the person themselves"
    held = [word for word, path in (("case", place.case), ("facility", place.facility)) if path]
    return f"{place.data}, on the {' or the '.join(held)}"


def past(model: Any) -> str:
    """How earlier values of a model's rows are kept."""
    if not model._meta.managed:
        return "the trail itself" if model._meta.db_table == "audit_event" else "a view"
    if issubclass(model, Entry) or model._meta.db_table == "audit_disclosure":
        return "only added"
    return "field history" if hasattr(model, "pgh_event_models") or _tracked(model) else "not kept"


def _tracked(model: Any) -> bool:
    from pghistory.models import Event

    return any(
        issubclass(event, Event) and event.pgh_tracked_model is model
        for event in model._meta.apps.get_models()
    )
