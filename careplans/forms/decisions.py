"""What a decision asks: the question, up to four options and doing less, and what the patient prefers. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from careplans.models import DecisionRecord
from patients.models import Case
from worklist.queries import people_near

PLACES = 4
TEXTS: dict[str, tuple[Any, int]] = {
    "words": (_("Option"), 160),
    "benefits": (_("What speaks for it"), 500),
    "risks": (_("Risks"), 500),
    "burden": (_("Burden"), 500),
    "cost_to_patient": (_("Cost to the patient"), 160),
}


class RecordDecision(forms.Form):
    """Options stand in blocks; the last one is doing less or waiting. A block without its option is left out."""

    question = forms.CharField(label=_("What is to be decided"), max_length=240)
    no_cheaper_because = forms.CharField(
        label=_("If no option costs the patient less: why"), max_length=240, required=False
    )
    discussed_with = forms.ModelChoiceField(  # type: ignore[var-annotated]
        None, label=_("Talked over with"), required=False, empty_label=_("The patient alone")
    )
    preference = forms.CharField(
        label=_("What the patient prefers"),
        max_length=240,
        required=False,
        help_text=_("Empty while they think it over."),
    )
    why = forms.CharField(label=_("Why, in their words"), max_length=500, required=False)
    chosen = forms.TypedChoiceField(
        label=_("Preferred option"), coerce=int, empty_value=None, required=False, choices=[]
    )

    def __init__(self, *args: Any, case: Case, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["discussed_with"].queryset = people_near(case, user)  # type: ignore[attr-defined]
        names = [(n, _title(n)) for n in range(1, PLACES + 1)]
        self.fields["chosen"].choices = [("", "—"), *names]  # type: ignore[attr-defined]
        for n in range(1, PLACES + 1):
            for name, (label, longest) in TEXTS.items():
                self.fields[f"o{n}-{name}"] = forms.CharField(label=label, max_length=longest, required=False)
            self.fields[f"o{n}-costs_less"] = forms.BooleanField(
                label=_("Costs the patient less"), required=False
            )

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The options as the page lays them out."""
        parts = (*TEXTS, "costs_less")
        return [
            {"title": _title(n), "fields": [self[f"o{n}-{name}"] for name in parts]}
            for n in range(1, PLACES + 1)
        ]

    @property
    def after(self) -> list[forms.BoundField]:
        """What stands below the options."""
        return [
            self[name] for name in ("no_cheaper_because", "discussed_with", "preference", "why", "chosen")
        ]

    def clean(self) -> dict[str, Any]:
        """The verb's own words: options in order, and the place of the preferred one among them."""
        said = super().clean() or {}
        filled = [n for n in range(1, PLACES + 1) if said.get(f"o{n}-words", "").strip()]
        for n in range(1, PLACES + 1):
            if n not in filled and any(said.get(f"o{n}-{name}") for name in (*TEXTS, "costs_less")):
                self.add_error(f"o{n}-words", _now("Name the option."))
        options = [self._option(said, n) for n in filled]
        chosen = said.get("chosen")
        if chosen is not None and chosen not in filled:
            self.add_error("chosen", _now("Choose an option that is filled in."))
        place = filled.index(chosen) + 1 if chosen in filled else None
        kept = {name: value for name, value in said.items() if not name.startswith("o")}
        return kept | {"options": options, "chosen": place}

    def _option(self, said: dict[str, Any], n: int) -> dict[str, Any]:
        found = {name: said[f"o{n}-{name}"] for name in (*TEXTS, "costs_less") if f"o{n}-{name}" in said}
        return found | {"does_less": n == PLACES}


class Decide(forms.Form):
    """What the patient prefers, and why."""

    chosen = forms.TypedChoiceField(
        label=_("Preferred option"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    preference = forms.CharField(label=_("What the patient prefers"), max_length=240)
    why = forms.CharField(label=_("Why, in their words"), max_length=500, required=False)

    def __init__(self, *args: Any, decision: DecisionRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = decision.options.order_by("position").values_list("position", "words")
        self.fields["chosen"].choices = [*options]  # type: ignore[attr-defined]


def _title(n: int) -> str:
    return _now("Doing less, or waiting") if n == PLACES else _now("Option %(n)d") % {"n": n}
