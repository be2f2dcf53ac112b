"""Follow-up series as an administrator edits them: a card for each rule, in it a row for each tier."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.calendar import Clock
from policy.forms.minutes import MinutesField
from policy.forms.rules import RulesForm, Section, Table
from policy.models import RulePack
from policy.series import STOPS, TIER_OF, TIERS

TIER_WORDS: dict[str, Any] = {
    "low": gettext_lazy("Low tier"),
    "moderate": gettext_lazy("Moderate tier"),
    "high": gettext_lazy("High tier"),
}
COMPLEXITY: dict[str, Any] = {
    "standard": gettext_lazy("A standard case is in the"),
    "high": gettext_lazy("High complexity is in the"),
    "complex": gettext_lazy("A complex case is in the"),
}
# The words of worklist.models.StopsOn, which is above.
STOP_WORDS: dict[str, Any] = {
    "leaving": gettext_lazy("Leaving the hospital"),
    "death": gettext_lazy("Death"),
    "transfer": gettext_lazy("Transfer to another house"),
    "closing": gettext_lazy("Closing of the case"),
    "consent": gettext_lazy("Consent withdrawn"),
}
UNITS = {
    "hours": gettext_lazy("hours"),
    "business_hours": gettext_lazy("opening hours"),
    "days": gettext_lazy("days"),
    "business_days": gettext_lazy("working days"),
}
CLOCKS = {
    "elapsed": gettext_lazy("24 hours each"),
    "calendar": gettext_lazy("dates, same time of day"),
    "business": gettext_lazy("working days only"),
}
PACE: dict[str, Any] = {
    "runs": gettext_lazy("Runs"),
    "days": gettext_lazy("Again after days"),
    "months": gettext_lazy("Or after months"),
    "for": gettext_lazy("For days in all"),
    "most": gettext_lazy("Times at most"),
}
KEYS = {"days": "every_days", "months": "every_months", "for": "for_days", "most": "at_most"}
LONGEST = 3660


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
            fields |= _rule(row) | _paces(row)
        return fields

    def apply(self, body: Any, said: dict[str, Any]) -> None:
        body["patient_minutes"] = said["patients"]
        body["tier_of"] = {code: said[f"tier-{code}"] for code in COMPLEXITY}
        for row in body["rules"]:
            _apply(row, said)

    def clean(self) -> dict[str, Any]:
        """What cannot be is said beside its box; the rest as for any rules."""
        said = self.cleaned_data
        for row in self.body["rules"]:
            self._look_at(row["code"], said)
        return super().clean()

    def _look_at(self, code: str, said: dict[str, Any]) -> None:
        first, unit = said.get(f"first-{code}"), said.get(f"unit-{code}")
        counts_days = unit is not None and not Clock(unit, 0).counts_hours
        if counts_days and not said.get(f"at-{code}") and f"at-{code}" not in self.errors:
            self.add_error(f"at-{code}", _("Say at which time of the day it is due."))
        for tier in TIERS:
            self._look_at_pace(code, tier, said, first if counts_days else (first or 0) / 24)

    def _look_at_pace(self, code: str, tier: str, said: dict[str, Any], days: Any) -> None:
        if not said.get(f"runs-{code}-{tier}"):
            return
        span = said.get(f"for-{code}-{tier}")
        if said.get(f"days-{code}-{tier}") and said.get(f"months-{code}-{tier}"):
            self.add_error(f"months-{code}-{tier}", _("Give days or months, not both."))
        if said.get(f"months-{code}-{tier}") and said.get(f"clock-{code}") != "calendar":
            self.add_error(f"months-{code}-{tier}", _("Months are counted by dates."))
        if span and days and span < days:
            self.add_error(f"for-{code}-{tier}", _("It stops before it starts."))

    def group(self, body: Any) -> dict[str, str]:
        return {name: row["label"] for row in body["rules"] for name in _rule(row)}

    def sections(self) -> list[Section]:
        """What holds for all rules, then one for each."""
        general = ["patients", *(f"tier-{code}" for code in COMPLEXITY)]
        return [Section([self[name] for name in general]), *map(self._of_rule, self.body["rules"])]

    def _of_rule(self, row: Any) -> Section:
        code, names = row["code"], [*_rule(row), *_paces(row)]
        rows = [
            (label, [self[f"{part}-{code}-{tier}"] for part in PACE]) for tier, label in TIER_WORDS.items()
        ]
        table = Table(_("Its pace by tier"), _("Tier"), list(PACE.values()), rows)
        wrong = any(name in self.errors for name in names)
        return Section([self[name] for name in _rule(row)], [table], row["label"], row["what"], wrong)


def _rule(row: Any) -> dict[str, forms.Field]:
    """The fields of a rule that are the same in every tier."""
    code = row["code"]
    return {
        f"first-{code}": forms.IntegerField(
            label=_("The first is due after"),
            initial=row["first"]["amount"],
            min_value=0,
            max_value=LONGEST,
        ),
        f"unit-{code}": _choice(_("Counted in"), UNITS, row["first"]["kind"]),
        f"at-{code}": forms.TimeField(
            label=_("At"),
            initial=row.get("at"),
            required=False,
            widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        ),
        f"clock-{code}": _choice(_("Days are counted as"), CLOCKS, row["clock"]),
        f"grace-{code}": _count(_("Missed after hours"), row.get("grace_hours")),
        f"stops-{code}": forms.MultipleChoiceField(
            label=_("What ends it"),
            choices=[(stop, STOP_WORDS[stop]) for stop in STOPS],
            initial=row["stops_on"],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
    }


def _paces(row: Any) -> dict[str, forms.Field]:
    """The fields of a rule by tier."""
    fields: dict[str, forms.Field] = {}
    for tier, label in TIER_WORDS.items():
        pace, name = row["tiers"].get(tier), f"{row['code']}-{tier}"
        for part, words in PACE.items():
            where = {"rule": row["label"], "tier": label, "part": words}
            said = _("%(rule)s: %(tier)s: %(part)s") % where
            if part == "runs":
                field: Any = forms.BooleanField(label=said, initial=pace is not None, required=False)
            else:
                field = _count(said, (pace or {}).get(KEYS[part]))
            fields[f"{part}-{name}"] = field
    return fields


def _choice(label: str, choices: dict[str, Any], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices.items()), initial=initial)


def _count(label: str, initial: int | None) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, initial=initial, min_value=1, max_value=LONGEST * 24, required=False
    )


def _apply(row: dict[str, Any], said: dict[str, Any]) -> None:
    """What was said of one rule onto its row; what is empty is left out."""
    code = row["code"]
    row["first"] = {"kind": said[f"unit-{code}"], "amount": said[f"first-{code}"]}
    row |= {"clock": said[f"clock-{code}"], "stops_on": said[f"stops-{code}"]}
    at, grace = said[f"at-{code}"], said[f"grace-{code}"]
    row.pop("at", None)
    row.pop("grace_hours", None)
    # A rule of hours is due at the minute; a time of the day would move it.
    if at is not None and not Clock(said[f"unit-{code}"], 0).counts_hours:
        row["at"] = f"{at:%H:%M}"
    if grace is not None:
        row["grace_hours"] = grace
    row["tiers"] = {
        tier: {KEYS[part]: said[f"{part}-{code}-{tier}"] for part in KEYS if said[f"{part}-{code}-{tier}"]}
        for tier in TIERS
        if said[f"runs-{code}-{tier}"]
    }
