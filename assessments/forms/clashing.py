"""A clash as it is settled: for each answer mine, theirs, or other words, against the version that was compared."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import BadRequest

from assessments import answers as checking
from assessments.forms.items import ItemsForm
from assessments.forms.recording import base_of
from assessments.questionnaire import Questionnaire
from assessments.taking import Clash
from core import json as bounded

MINE, THEIRS, NEW = "yours", "theirs", "new"


class SettleForm(ItemsForm):
    """What was chosen for each clash: `clash-<link>` of yours, theirs or new; `mine` and `base` come with the page."""

    def __init__(self, asks: Questionnaire, data: Any) -> None:
        super().__init__(asks, {}, data)
        self.base, self.mine = base_of(data.get("base", "")), _mine(data.get("mine", ""))

    @property
    def given(self) -> dict[str, Any]:
        """What is to be kept, as the verb takes it; where theirs holds there is nothing to write."""
        self.is_valid()
        chosen = {link: self.data.get(f"clash-{link}", MINE) for link in self.mine if link in self.base}
        values = {
            link: self.mine[link] if choice == MINE else self.cleaned_data.get(link)
            for link, choice in chosen.items()
            if choice in (MINE, NEW)
        }
        return {link: {"value": value, "base": self.base[link][0]} for link, value in values.items()}


def compared(asks: Questionnaire, clashes: Iterable[Clash]) -> dict[str, Any]:
    """What the page of a clash shows: both sides in words, a field for other words, and who wrote theirs."""
    rows = list(clashes)
    mine = {each.link_id: each.mine for each in rows}
    form = ItemsForm(asks, {link: value for link, value in mine.items() if value is not None})
    return {
        "fields": [_side(asks, each, form) for each in rows],
        "who": rows[-1].stands.answered_by.short,
        "at": rows[-1].stands.answered_at,
        "mine": json.dumps(mine),
        "base": json.dumps({each.link_id: [each.stands.version, None] for each in rows}),
    }


def _side(asks: Questionnaire, clash: Clash, form: Any) -> Mapping[str, Any]:
    question = asks.question(clash.link_id)
    theirs = checking.DECLINED if clash.stands.declined else clash.stands.value
    if question is None:
        raise BadRequest("This page cannot be read. Load it again.")
    words = {"yours": checking.said(question, clash.mine), "theirs": checking.said(question, theirs)}
    return {"name": clash.link_id, "label": question.text, "field": form[clash.link_id], **words}


def _mine(text: str) -> dict[str, Any]:
    try:
        found = bounded.read(text)
    except ValueError as error:
        raise BadRequest("This page cannot be read. Load it again.") from error
    if not isinstance(found, dict):
        raise BadRequest("This page cannot be read. Load it again.")
    return found
