"""One rule of a series as fields: what is the same in every tier, and its pace by tier."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.calendar import Clock
from policy.forms.rules import Table
from policy.series import DAYS, FIRST, GRACE, MONTHS, SPAN, STOPS, TIERS, TIMES

TIER_WORDS: dict[str, Any] = {
    "low": gettext_lazy("Low tier"),
    "moderate": gettext_lazy("Moderate tier"),
    "high": gettext_lazy("High tier"),
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
SHARED = ("first", "unit", "at", "clock", "grace", "stops")
KEYS = {"days": "every_days", "months": "every_months", "for": "for_days", "most": "at_most"}
MOST = {"days": DAYS, "months": MONTHS, "for": SPAN, "most": TIMES}


def names(code: str) -> list[str]:
    """The names of all the fields of a rule."""
    by_tier = [f"{part}-{code}-{tier}" for tier in TIERS for part in PACE]
    return [*(f"{part}-{code}" for part in SHARED), *by_tier]


def table(form: forms.Form, code: str) -> Table:
    """The pace of a rule: a row for each tier."""
    rows = [(label, [form[f"{part}-{code}-{tier}"] for part in PACE]) for tier, label in TIER_WORDS.items()]
    return Table(_("Its pace by tier"), _("Tier"), list(PACE.values()), rows)


def look_at(form: forms.Form, code: str) -> None:
    """Say beside the boxes of a rule what cannot be."""
    said = form.cleaned_data
    first, unit = said.get(f"first-{code}"), said.get(f"unit-{code}")
    counts_days = unit is not None and not Clock(unit, 0).counts_hours
    if counts_days and not said.get(f"at-{code}") and f"at-{code}" not in form.errors:
        form.add_error(f"at-{code}", _("Say at which time of the day it is due."))
    for tier in TIERS:
        _look_at_pace(form, code, tier, first if counts_days else (first or 0) / 24)


def _look_at_pace(form: forms.Form, code: str, tier: str, days: Any) -> None:
    said, name = form.cleaned_data, f"{code}-{tier}"
    if not said.get(f"runs-{name}"):
        return
    span = said.get(f"for-{name}")
    if said.get(f"days-{name}") and said.get(f"months-{name}"):
        form.add_error(f"months-{name}", _("Give days or months, not both."))
    if said.get(f"months-{name}") and said.get(f"clock-{code}") != "calendar":
        form.add_error(f"months-{name}", _("Months are counted by dates."))
    if span and days and span < days:
        form.add_error(f"for-{name}", _("It stops before it starts."))


def shared(row: Any) -> dict[str, forms.Field]:
    """The fields of a rule that are the same in every tier."""
    code = row["code"]
    return {
        f"first-{code}": forms.IntegerField(
            label=_("The first is due after"),
            initial=row["first"]["amount"],
            min_value=0,
            max_value=FIRST,
        ),
        f"unit-{code}": _choice(_("Counted in"), UNITS, row["first"]["kind"]),
        f"at-{code}": forms.TimeField(
            label=_("At"),
            initial=row.get("at"),
            required=False,
            widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        ),
        f"clock-{code}": _choice(_("Days are counted as"), CLOCKS, row["clock"]),
        f"grace-{code}": _count(_("Missed after hours"), row.get("grace_hours"), GRACE),
        f"stops-{code}": forms.MultipleChoiceField(
            label=_("What ends it"),
            choices=[(stop, STOP_WORDS[stop]) for stop in STOPS],
            initial=row["stops_on"],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
    }


def paces(row: Any) -> dict[str, forms.Field]:
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
                field = _count(said, (pace or {}).get(KEYS[part]), MOST[part])
            fields[f"{part}-{name}"] = field
    return fields


def _choice(label: str, choices: dict[str, Any], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices.items()), initial=initial)


def _count(label: str, initial: int | None, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=initial, min_value=1, max_value=most, required=False)


def apply(row: dict[str, Any], said: dict[str, Any]) -> None:
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
