"""Saves a form that is edited in place: what others changed since it was opened stays, and only a real clash is asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import Event
from careplans.merging import Merged, merge
from core.htmx import attempt
from core.refusals import Stale

CHOICE = "clash-"


@dataclass(frozen=True)
class Clash:
    """Who changed the same, when, and the fields as `components/clash.html` draws them."""

    who: str
    at: datetime
    fields: list[dict[str, str]]


class _Ready:
    """What `attempt` needs of a form whose data was looked at already."""

    def __init__(self, form: Any, values: Mapping[str, Any]) -> None:
        self.form, self.cleaned_data = form, dict(values)
        self.fields = form.fields

    def is_valid(self) -> bool:
        return True

    def add_error(self, field: str | None, error: Any) -> None:
        self.form.add_error(field, error)


def typed(form: Any, verb: Any, row: Any, *, by: Any) -> Any:
    """Run a verb with what this person changed; None when it was wrong (422), refused, or clashes (409).

    A clash stands on the form as `form.clash`; the text that was typed stays in its fields.
    """
    form.status, form.clash = 422, None
    if not form.is_valid():
        return None
    said = dict(form.cleaned_data)
    seen = said.pop("version", None) or row.version
    made, was_late = _merged(form, verb, row, said, seen, by)
    if was_late:
        # Somebody was faster between reading and saving: what they wrote is looked at now.
        row.refresh_from_db()
        made, _again = _merged(form, verb, row, said, seen, by)
    return made


def _merged(form: Any, verb: Any, row: Any, said: Mapping[str, Any], seen: int, by: Any) -> tuple[Any, bool]:
    """What came of one try, and whether somebody else was faster."""
    found = merge(_at(row, seen, said), _plain(said), _now(row, said), _chosen(form.data))
    if found.clashes and _only_mine(row, seen, by):
        # With oneself nobody clashes: what was typed last stands.
        found = Merged(found.values | {name: mine for name, (mine, _theirs) in found.clashes.items()})
    if found.clashes:
        _clash(form, row, found)
        return None, False
    if not found.values:
        return row, False
    ready = _Ready(form, {name: said[name] for name in found.values})
    try:
        made = attempt(ready, _late(verb), row, by=by, version=row.version)
    except _Late:
        return None, True
    form.status = getattr(ready, "status", form.status)
    return made, False


class _Late(Exception):
    """The row changed after it was read."""


def _late(verb: Any) -> Any:
    def run(row: Any, **said: Any) -> Any:
        try:
            return verb(row, **said)
        except Stale as stale:
            raise _Late from stale

    return run


def _clash(form: Any, row: Any, found: Merged) -> None:
    fields = [_shown(form, name, *sides) for name, sides in found.clashes.items()]
    form.clash = Clash(*_last(row), fields)
    form.status = 409
    form.add_error(
        None,
        _("%(who)s changed this. Compare both before saving. Your text is kept.") % {"who": form.clash.who},
    )


def _shown(form: Any, name: str, mine: Any, theirs: Any) -> dict[str, str]:
    field = form.fields[name]
    said = [_words(field, value) for value in (mine, theirs)]
    return {"name": name, "label": str(field.label), "yours": said[0], "theirs": said[1]}


def _words(field: Any, value: Any) -> str:
    """A value as a reader reads it: the words of a choice, yes or no, a dash for nothing."""
    if value is True or value is False:
        return _("yes") if value else _("no")
    if value in (None, ""):
        return "–"
    choices = {str(key): str(words) for key, words in getattr(field, "choices", ())}
    return choices.get(str(value), str(value))


def _at(row: Any, version: int, names: Mapping[str, Any]) -> dict[str, Any]:
    """The row as it stood in a version; what the history does not know counts as what stands now."""
    if version == row.version:
        return _now(row, names)
    past = row.events.filter(version=version).order_by("-pgh_id").first()
    return _now(past or row, names)


def _now(row: Any, names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(row, _column(row, name)) for name in names}


def _column(row: Any, name: str) -> str:
    return str(row._meta.get_field(name).attname)


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """Rows by their keys, as they are stored."""
    return {name: value.pk if isinstance(value, models.Model) else value for name, value in said.items()}


def _chosen(data: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(CHOICE): value for name, value in data.items() if name.startswith(CHOICE)}


def _only_mine(row: Any, seen: int, by: Any) -> bool:
    """Whether nobody but this person changed the row since the version they had read."""
    later = row.events.filter(version__gt=seen).values_list("pgh_context__metadata__actor", flat=True)
    return set(later) == {str(by.pk)}


def _last(row: Any) -> tuple[str, datetime]:
    """Who changed it last, and when."""
    rows = Event.objects.filter(
        patient_ids__contains=[row.case.patient_id], target_id=row.pk, outcome=Event.Outcome.DONE
    )
    last: Any = rows.order_by("-at").values_list("actor_id", "at").first()
    if last is None:
        return _("Somebody"), row.created_at
    who = User.objects.filter(pk=last[0]).first()
    return (who.short if who else _("Somebody")), last[1]
