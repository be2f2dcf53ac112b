"""What is asked where somebody raises a conflict, decides on one, or puts an order on record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careplans.models import CarePlan, Conflict, Restriction
from careplans.queries.conflicts import parts

WORDS = "words"


class Decision(forms.Form):
    """What was decided, and by what reason."""

    decision = forms.CharField(
        label=_("What was decided, and why"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stands on the plan with your name: “Surgeon agrees to the frame, 3 November”."),
    )


class Raise(forms.Form):
    """Two things of a plan that cannot both be; one of them may be in words alone."""

    one = forms.ChoiceField(label=_("This"))
    other = forms.ChoiceField(label=_("and this"))
    other_words = forms.CharField(
        label=_("or in words, where it is not on the plan"), max_length=240, required=False
    )
    sentence = forms.CharField(
        label=_("Why they cannot both be"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
    severity = forms.ChoiceField(
        label=_("How grave"), choices=Conflict.Severity, initial=Conflict.Severity.MODERATE,
        widget=forms.RadioSelect, help_text=_("A severe one blocks the approval of the plan."),
    )  # fmt: skip

    def __init__(self, *args: Any, plan: CarePlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in parts(plan)}
        named = [(key, row.words) for key, row in self.rows.items()]
        self.fields["one"].choices = named  # type: ignore[attr-defined]
        self.fields["other"].choices = [*named, (WORDS, _("Something else, in words"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The rows themselves, or the words."""
        said = super().clean() or {}
        words = said.pop("other_words", "")
        if said.get("other") == WORDS and not words:
            self.add_error("other_words", _("Say what it is."))
        if self.errors:
            return said
        other = words if said["other"] == WORDS else self.rows[said["other"]]
        return said | {"one": self.rows[said["one"]], "other": other}


class Restrict(forms.ModelForm):
    """An order, as the clinician gave it."""

    class Meta:
        model = Restriction
        fields = ("kind", "words", "value", "amount", "unit", "ordered_by", "from_on", "until_on")
        labels = {
            "words": _("The order in words"),
            "value": _("How far (optional)"),
            "amount": _("How much (optional)"),
            "unit": _("Unit (optional)"),
            "ordered_by": _("Ordered by (optional)"),
            "from_on": _("From (optional)"),
            "until_on": _("Until and including (optional)"),
        }
        help_texts = {
            "value": _("A word that rules can read; choose from the list."),
            "unit": _("“ml/day”, “kg”, “sessions/day”"),
        }
        widgets = {
            "value": forms.TextInput({"list": "restriction-values", "autocomplete": "off"}),
            "from_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "until_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].required = False
