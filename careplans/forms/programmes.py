"""What entering and leaving a programme ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from policy.programmes import Programme

ANSWERS = (("yes", _("Yes")), ("no", _("No")), ("", _("Not known")))
SAID = {"yes": True, "no": False}


class Enrol(forms.Form):
    """What only a person can say, and why the patient enters where a rule is not met."""

    programme = forms.CharField(widget=forms.HiddenInput, max_length=60)
    because = forms.CharField(
        label=_("Why the patient enters all the same"), max_length=240, required=False,
        help_text=_("Only where a rule is not met or not known."),
    )  # fmt: skip
    from_on = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Empty: from today."),
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].initial = programme.code
        asked = {
            f"ask-{question.code}": forms.ChoiceField(
                label=question.words, choices=ANSWERS, required=False, widget=forms.RadioSelect
            )
            for question in programme.questions
        }
        self.fields = {**asked, **self.fields}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        asked = {name: value for name, value in said.items() if name.startswith("ask-")}
        answers = {name.removeprefix("ask-"): SAID.get(value) for name, value in asked.items()}
        return {name: value for name, value in said.items() if name not in asked} | {"answers": answers}


class LeaveProgramme(forms.Form):
    """For which reason, until when."""

    exit = forms.ChoiceField(label=_("Why it ends"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=160, required=False)
    until_on = forms.DateField(
        label=_("Until and including"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Empty: today."),
    )

    def __init__(self, *args: Any, programme: Programme | None, due: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        exits = programme.exits if programme is not None else {}
        self.fields["exit"].choices = list(exits.items())  # type: ignore[attr-defined]
        self.fields["exit"].initial = due
