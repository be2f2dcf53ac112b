"""Follow-up series as an administrator edits them: a card for each rule, in it a row for each tier."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy.forms import new_rule, one_rule
from policy.forms.minutes import MinutesField
from policy.forms.one_rule import TIER_WORDS
from policy.forms.rules import RulesForm, Section
from policy.models import RulePack
from policy.series import TIER_OF

COMPLEXITY: dict[str, Any] = {
    "standard": gettext_lazy("A standard case is in the"),
    "high": gettext_lazy("High complexity is in the"),
    "complex": gettext_lazy("A complex case is in the"),
}


class SeriesForm(RulesForm):
    """Each rule's first date, clock, ends and missed time; its pace by tier; how patients are reminded."""

    kind = RulePack.Kind.SERIES

    def ask(self, body: Any) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {
            "patients": MinutesField(
                label=_("Patients are reminded, minutes"),
                help_text=_("Below zero is before an appointment: “-180”."),
                initial=list(body.get("patient_minutes", ())),
                most=-1,
                required=False,
            )
        }
        tiers, tier_of = list(TIER_WORDS.items()), body.get("tier_of", TIER_OF)
        for code, label in COMPLEXITY.items():
            fields[f"tier-{code}"] = forms.ChoiceField(label=label, choices=tiers, initial=tier_of[code])
        for row in body["rules"]:
            fields |= one_rule.shared(row) | one_rule.paces(row)
        return fields

    def more(self, body: Any) -> dict[str, forms.Field]:
        return new_rule.fields(body)

    def apply(self, body: Any, said: dict[str, Any]) -> None:
        body["patient_minutes"] = said["patients"]
        body["tier_of"] = {code: said[f"tier-{code}"] for code in COMPLEXITY}
        for row in body["rules"]:
            one_rule.apply(row, said)
        new_rule.apply(body, said)

    def clean(self) -> dict[str, Any]:
        """What cannot be is said beside its box; the rest as for any rules."""
        for row in self.body["rules"]:
            one_rule.look_at(self, row["code"])
        new_rule.look_at(self)
        return super().clean()

    def group(self, body: Any) -> dict[str, str]:
        return {name: row["label"] for row in body["rules"] for name in one_rule.shared(row)}

    def sections(self) -> list[Section]:
        """What holds for all rules, then one for each."""
        general = ["patients", *(f"tier-{code}" for code in COMPLEXITY)]
        return [Section([self[name] for name in general]), *map(self._of_rule, self.body["rules"])]

    def more_sections(self) -> list[Section]:
        """A rule that is left out, and one that is new."""
        return new_rule.sections(self)

    def _of_rule(self, row: Any) -> Section:
        code = row["code"]
        wrong = any(name in self.errors for name in one_rule.names(code))
        fields = [self[f"{part}-{code}"] for part in one_rule.SHARED]
        return Section(fields, [one_rule.table(self, code)], row["label"], row["what"], wrong)
