"""The activities as an administrator edits them: who answers, from which stage, how long something counts as done."""

from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import TEAM_ROLES, Role
from policy.activities import STAGES, confirmed, outcomes, read

ANSWERING = (*TEAM_ROLES, Role.INTAKE, Role.ADVOCATE, Role.SUPERVISOR)
# The words of patients.Stage, which is above.
STAGE_WORDS: dict[str, Any] = {
    "referred": gettext_lazy("Referred"),
    "assessing": gettext_lazy("Assessing"),
    "planning": gettext_lazy("Planning"),
    "active": gettext_lazy("Active"),
    "transitioning": gettext_lazy("Transitioning"),
    "follow_up": gettext_lazy("Follow-up"),
}


class ActivitiesForm(forms.Form):
    """One row of fields for each activity of a body; gives the next body, with its worked examples confirmed."""

    source = forms.CharField(
        label=gettext_lazy("Who decided this, and when"),
        max_length=240,
        help_text=gettext_lazy("It is kept with this version: “Board of 3 November”."),
    )
    confirm = forms.BooleanField(
        label=gettext_lazy("These outcomes of the worked examples are what we want"), required=False
    )

    def __init__(self, *args: Any, body: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body = body
        for row in body["activities"]:
            self.fields |= self._fields(row)

    def _fields(self, row: Any) -> dict[str, forms.Field]:
        roles = [(role.value, role.label) for role in ANSWERING]
        stages = [("", _("Not by itself")), *((code, STAGE_WORDS[code]) for code in STAGES)]
        named = {"label": row["label"]}
        fields: dict[str, forms.Field] = {
            f"role-{row['code']}": forms.ChoiceField(
                label=_("%(label)s: who answers") % named, choices=roles, initial=row["accountable"]
            ),
            f"stage-{row['code']}": forms.ChoiceField(
                label=_("%(label)s: somebody must answer from") % named,
                choices=stages,
                initial=row["from_stage"],
                required=False,
            ),
            f"fresh-{row['code']}": forms.IntegerField(
                label=_("%(label)s: counts as done for, hours") % named,
                initial=row.get("fresh_hours"),
                min_value=1,
                max_value=24 * 400,
                required=False,
            ),
        }
        for field in fields.values():
            # In a table the heading of the column is seen; the control itself says the whole.
            field.widget.attrs["aria-label"] = field.label
        return fields

    def rows(self) -> list[dict[str, Any]]:
        """The fields as a table: a label, and for each column its heading and its field."""
        columns = {"role": _("Who answers"), "stage": _("From"), "fresh": _("Hours")}
        return [
            {
                "label": row["label"],
                "cells": [(head, self[f"{name}-{row['code']}"]) for name, head in columns.items()],
            }
            for row in self.body["activities"]
        ]

    def clean(self) -> dict[str, Any]:
        """The next body and its source; examples that would come out otherwise are said, and taken over when confirmed."""
        said = super().clean() or {}
        if self.errors:
            return said
        body = deepcopy(self.body)
        for row in body["activities"]:
            _apply(row, *(said[f"{name}-{row['code']}"] for name in ("role", "stage", "fresh")))
        changed = outcomes(body)
        if changed and not said["confirm"]:
            for sentence in changed:
                self.add_error("confirm", sentence)
        return {"body": confirmed(body), "source": said["source"]}


def _apply(row: dict[str, Any], role: str, stage: str, fresh: int | None) -> None:
    """One row of the table onto one activity; who answers has no lesser part in it besides."""
    row |= {"accountable": role, "from_stage": stage}
    for part in ("does", "consulted", "informed"):
        row[part] = [each for each in row[part] if each != role]
    if row.get("otherwise") == role:
        del row["otherwise"]
    row.pop("fresh_hours", None)
    if fresh is not None:
        row["fresh_hours"] = fresh


def said(body: Any) -> list[dict[str, Any]]:
    """The activities of a body in words, for a page that only shows them."""
    return [
        {
            "label": row.label,
            "role_label": Role(row.accountable).label,
            "stage_label": STAGE_WORDS.get(row.from_stage, ""),
            "fresh_hours": row.fresh_hours,
        }
        for row in read(body)
    ]
