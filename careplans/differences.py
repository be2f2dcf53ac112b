"""What changed from one copy of a plan to another, in clinical terms: added, altered field by field, removed, unchanged.

Pure: both copies are those of `freezing`. A copy from before there were versions holds less; what it does not hold is not
compared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Role
from careplans.models import Barrier, CarePlan, Goal, Intervention, Problem
from worklist.activities import label as activity_label

Copy = Mapping[str, Any]
ADDED, ALTERED, REMOVED = "added", "altered", "removed"
# In these states a row is part of the plan no longer; going there is "removed".
OVER: dict[str, set[Any]] = {
    "problems": {Problem.Status.RESOLVED},
    "goals": {Goal.Status.CLOSED},
    "interventions": {Intervention.Status.STOPPED, Intervention.Status.DONE},
    "barriers": {Barrier.Status.CLEARED},
}
MODELS: dict[str, Any] = {
    "words": CarePlan,
    "problems": Problem,
    "goals": Goal,
    "interventions": Intervention,
    "barriers": Barrier,
}
TITLES = {
    "words": gettext_lazy("In the patient's words"),
    "problems": gettext_lazy("Problems"),
    "goals": gettext_lazy("Goals"),
    "interventions": gettext_lazy("What is done"),
    "barriers": gettext_lazy("What stands in the way"),
    "team": gettext_lazy("Team"),
    "responsibilities": gettext_lazy("Who answers for what"),
    "services": gettext_lazy("Services"),
}
LABELS = {
    "purpose": gettext_lazy("Shared purpose"),
    "owner": gettext_lazy("Who does it"),
    "caregiver": gettext_lazy("Caregiver"),
    "role": gettext_lazy("Role"),
    "lead": gettext_lazy("Lead"),
    "holder": gettext_lazy("Who does it"),
    "shared": gettext_lazy("Shared"),
    "activity": gettext_lazy("Purpose"),
    "every_months": gettext_lazy("Every so many months"),
    "starts_at": gettext_lazy("When"),
    "status": gettext_lazy("State"),
    "subject": gettext_lazy("Subject"),
}
# How something ended, said with what was removed.
WHY = ("outcome", "closed_because", "ended_because", "cleared_how")
APART = {"id", "under", "words"}


@dataclass(frozen=True)
class Field:
    """One field of an altered entry, before and after, as a reader reads it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One entry that is new, different or gone; `under` is the goal or problem it serves, `why` how it ended."""

    kind: str
    words: str
    key: str
    under: str = ""
    why: str = ""
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Section:
    """All that changed of one sort, and the words of what stayed as it was."""

    name: str
    title: str
    changes: tuple[Change, ...]
    unchanged: tuple[str, ...]


def between(old: Copy, new: Copy, *, names: Iterable[str] = TITLES) -> list[Section]:
    """Everything that changed, by section; a section in which nothing is or was is left out."""
    found = [_words(old, new) if name == "words" else _section(name, old, new) for name in names]
    return [section for section in found if section.changes or section.unchanged]


def number(sections: Iterable[Section]) -> int:
    """How many changes there are."""
    return sum(len(section.changes) for section in sections)


def _words(old: Copy, new: Copy) -> Section:
    names = ("what_matters", "purpose", "strengths", "preferences", "inability")
    known = [name for name in names if name in old or not old.get("before_versions")]
    fields = [_field("words", name, old.get(name), new.get(name)) for name in known]
    said = [name for name in names if name in new and old.get(name) == new.get(name) and new.get(name)]
    changes = tuple(
        Change(ALTERED if before.before else ADDED, before.label, name, fields=(before,))
        for name, before in zip(known, fields, strict=True)
        if before.before != before.after
    )
    return Section("words", str(TITLES["words"]), changes, tuple(_label("words", name) for name in said))


def _section(name: str, old: Copy, new: Copy) -> Section:
    before, after = _live(name, old), _live(name, new)
    everything = {row["id"]: row for row in new.get(name, ())}
    parents = _parents(old) | _parents(new)
    changes, unchanged = [], []
    for key, row in after.items():
        if key not in before:
            changes.append(_change(ADDED, name, row, parents))
        elif fields := _altered(name, before[key], row, old):
            changes.append(_change(ALTERED, name, row, parents, fields))
        else:
            unchanged.append(_said(name, row))
    for key, row in before.items():
        if key not in after:
            changes.append(_change(REMOVED, name, everything.get(key, row), parents))
    return Section(name, str(TITLES[name]), tuple(changes), tuple(unchanged))


def _live(name: str, copy: Copy) -> dict[str, Any]:
    over = OVER.get(name, set())
    return {row["id"]: row for row in copy.get(name, ()) if row.get("status") not in over}


def _parents(copy: Copy) -> dict[str, str]:
    return {row["id"]: row["words"] for name in ("problems", "goals") for row in copy.get(name, ())}


def _change(
    kind: str, name: str, row: Copy, parents: Mapping[str, str], fields: tuple[Field, ...] = ()
) -> Change:
    why = next((str(row[each]) for each in WHY if row.get(each)), "") if kind == REMOVED else ""
    return Change(kind, _said(name, row), str(row["id"]), parents.get(row.get("under", ""), ""), why, fields)


def _altered(name: str, before: Copy, after: Copy, old: Copy) -> tuple[Field, ...]:
    names = [each for each in {**before, **after} if each not in APART]
    if name == "interventions":
        # That its work has begun is no change of the plan.
        names = [each for each in names if each != "status"]
    if old.get("before_versions"):
        names = [each for each in names if each in before]
    if name not in ("team", "responsibilities"):
        names.append("words")
    return tuple(
        _field(name, each, before.get(each), after.get(each))
        for each in names
        if before.get(each) != after.get(each)
    )


def _said(name: str, row: Copy) -> str:
    words = row.get("words", "")
    if name == "team":
        return f"{words}, {_value(name, 'role', row.get('role'))}"
    if name in ("responsibilities", "services"):
        return ": ".join(filter(None, (activity_label(row.get("activity", "")), words or row.get("holder"))))
    return str(words)


def _field(section: str, name: str, before: Any, after: Any) -> Field:
    return Field(_label(section, name), _value(section, name, before), _value(section, name, after))


def _label(section: str, name: str) -> str:
    if name in LABELS:
        return str(LABELS[name])
    model = MODELS.get(section)
    said = str(model._meta.get_field(name).verbose_name) if model else name.replace("_", " ")
    return said[:1].upper() + said[1:]


def _value(section: str, name: str, value: Any) -> str:
    """A stored value as it is read: the words of a code, a day in words, yes; nothing is empty."""
    if value in (None, "", False):
        return ""
    if value is True:
        return _("yes")
    if name == "activity":
        return activity_label(value)
    if name in ("role", "owner_role"):
        return str(dict(Role.choices).get(value, value))
    if name.endswith("_on"):
        return dateformat.format(date.fromisoformat(value), "D j M Y")
    if name == "starts_at":
        return dateformat.format(datetime.fromisoformat(value), "D j M Y H:i")
    model = MODELS.get(section)
    choices = dict(model._meta.get_field(name).flatchoices or ()) if model and _has(model, name) else {}
    return str(choices.get(value, value))


def _has(model: Any, name: str) -> bool:
    return any(each.name == name for each in model._meta.concrete_fields)
