"""What the verbs of needs ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Need
from patients.models import Case
from teams.queries import on_case

WANTS = (("yes", _("Yes, wants help")), ("no", _("No")), ("later", _("Not now")))


class FindForm(forms.Form):
    """A need somebody heard or saw."""

    domain = forms.ChoiceField(label=_("What it is about"), choices=Need.Domain.choices)
    words = forms.CharField(
        label=_("In words"), max_length=240, help_text=_("What stands in the way, as the patient says it.")
    )
    severity = forms.TypedChoiceField(
        label=_("How severe"), choices=Need.Severity.choices, coerce=int, initial=2, widget=forms.RadioSelect
    )
    codes = forms.CharField(
        label=_("Codes"), max_length=200, required=False, help_text=_("Such as Z59.41; several with commas.")
    )
    systemic = forms.BooleanField(label=_("Discrimination or a barrier of the system"), required=False)

    def clean_codes(self) -> list[str]:
        """Several codes as a list, none longer than a code can be."""
        codes = [code.strip() for code in self.cleaned_data["codes"].split(",") if code.strip()]
        if any(len(code) > 20 for code in codes):
            raise forms.ValidationError(_("A code has at most 20 signs. Part several with commas."))
        return codes


class AnswerForm(forms.Form):
    """Whether the patient wants help."""

    wants = forms.ChoiceField(
        label=_("Does the patient want help with this?"), choices=WANTS, widget=forms.RadioSelect
    )


class GiveForm(forms.Form):
    """Who looks after it."""

    to: Any = forms.ModelChoiceField(label=_("Who looks after it"), queryset=None)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = on_case(case)  # type: ignore[attr-defined]


class NoGoalForm(forms.Form):
    """Why no goal serves it."""

    because = forms.CharField(label=_("Why no goal serves it"), max_length=240)


class CloseForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(
        label=_("Was it met?"), choices=Need.Outcome.choices, widget=forms.RadioSelect
    )
    outcome_words = forms.CharField(label=_("What came of it"), max_length=240, required=False)
