"""The kinds of rules that are edited as tables: what a version says in words, and what it changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from policy import escalation, ladder, series
from policy.forms.activities import ActivitiesForm
from policy.forms.follow_up import FollowUpForm
from policy.forms.ladder import LadderForm
from policy.forms.rules import RulesForm, Section, Table, in_words
from policy.forms.series import SeriesForm
from policy.models import PackVersion, RulePack
from policy.queries import governing

FORMS: Mapping[str, type[RulesForm]] = {
    RulePack.Kind.ACTIVITIES: ActivitiesForm,
    RulePack.Kind.SERIES: SeriesForm,
    RulePack.Kind.FOLLOW_UP: FollowUpForm,
    RulePack.Kind.LADDER: LadderForm,
}
# What is wrong with a body itself, for the kinds that can be rehearsed.
SHAPES: Mapping[str, Callable[[Any], list[str]]] = {
    RulePack.Kind.SERIES: series.shape,
    RulePack.Kind.FOLLOW_UP: ladder.shape,
    RulePack.Kind.LADDER: escalation.shape,
}


@dataclass(frozen=True)
class Change:
    """One figure that differs; "–" where one of the versions does not have it."""

    label: str
    before: str
    after: str


def changes(kind: str, before: Any, after: Any) -> list[Change]:
    """What another version of the rules would change, figure by figure; nothing for a kind that has no table."""
    if kind not in FORMS:
        return []
    old, new = (_figures(FORMS[kind](body=body)) for body in (before, after))
    names = [*old, *(name for name in new if name not in old)]
    found = [(old.get(name), new.get(name)) for name in names]
    return [
        Change((right or left or ("", ""))[0], left[1] if left else "–", right[1] if right else "–")
        for left, right in found
        if left != right
    ]


def changed(version: PackVersion, at: datetime) -> list[Change]:
    """What a draft would change in what governs at its facility at an instant; nothing for what has been in force."""
    pack = version.pack
    if version.in_force is not None or pack.facility_id is None:
        return []
    now = governing(pack.kind, pack.facility, at)  # type: ignore[arg-type]
    return changes(pack.kind, now.body, version.body) if now is not None else []


def _figures(form: RulesForm) -> dict[str, tuple[str, str]]:
    return {name: (form.whole(name), in_words(figure)) for name, figure in form.figures.items()}


def readable(kind: str, body: Any) -> bool:
    """Whether a body can be shown: what another system wrote down may be no rules at all."""
    try:
        said(kind, body)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return True


def possible(kind: str, body: Any) -> bool:
    """Whether a body of a kind that can be rehearsed could run: it can be shown, and its figures make dates."""
    try:
        return not SHAPES[kind](body) and readable(kind, body)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return False


def said(kind: str, body: Any) -> list[dict[str, Any]]:
    """A version in words, laid out as its form is; nothing for a kind that has no table."""
    return [_in_words(section) for section in FORMS[kind](body=body).sections()] if kind in FORMS else []


def _in_words(section: Section) -> dict[str, Any]:
    facts = [(each.label, in_words(each.field)) for each in section.fields]
    tables = [_table(table) for table in section.tables]
    return {"title": section.title, "text": section.text, "facts": facts, "tables": tables}


def _table(table: Table) -> dict[str, Any]:
    rows = [(label, [(head, in_words(cell.field)) for head, cell in cells]) for label, cells in table.lines]
    return {"title": table.title, "corner": table.corner, "heads": table.heads, "rows": rows}
