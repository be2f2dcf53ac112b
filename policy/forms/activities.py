"""The activities as an administrator edits them: who answers, from which stage, how long something counts as done."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import TEAM_ROLES, Role
from policy.activities import STAGES
from policy.forms.rules import RulesForm, Section, Table
from policy.models import RulePack

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


class ActivitiesForm(RulesForm):
    """One row of fields for each activity of a body."""

    kind = RulePack.Kind.ACTIVITIES

    def ask(self, body: Any) -> dict[str, forms.Field]:
        return {name: field for row in body["activities"] for name, field in self._fields(row).items()}

    def apply(self, body: Any, said: dict[str, Any]) -> None:
        for row in body["activities"]:
            _apply(row, *(said[f"{name}-{row['code']}"] for name in ("role", "stage", "fresh")))

    def _fields(self, row: Any) -> dict[str, forms.Field]:
        roles = [(role.value, role.label) for role in ANSWERING]
        stages = [("", _("Not by itself")), *((code, STAGE_WORDS[code]) for code in STAGES)]
        named = {"label": row["label"]}
        return {
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

    def sections(self) -> list[Section]:
        """One table: a row for each activity."""
        heads = [_("Who answers"), _("Somebody must answer from"), _("Counts as done for, hours")]
        parts = ("role", "stage", "fresh")
        rows = [
            (row["label"], [self[f"{part}-{row['code']}"] for part in parts])
            for row in self.body["activities"]
        ]
        caption = _("Activities, the role that answers, and from when")
        return [Section([], [Table(caption, _("Activity"), heads, rows)])]


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
