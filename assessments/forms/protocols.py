"""What the verbs of protocols ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.queries import protocols
from patients.models import Case


def _people(label: Any, **more: Any) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        label=label, queryset=None, widget=forms.CheckboxSelectMultiple, **more
    )


class RaiseForm(forms.Form):
    """What threatens, what was seen or said, who looks after it."""

    kind = forms.ChoiceField(label=_("What threatens"), widget=forms.RadioSelect)
    acute = forms.BooleanField(
        label=_("There is danger now"), required=False, help_text=_("Brings the steps that cannot wait.")
    )
    because = forms.CharField(
        label=_("What was seen or said"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
    owner: Any = forms.ModelChoiceField(
        label=_("Who owns it"), queryset=None, required=False, empty_label=_("I do")
    )
    people = _people(_("Who is named on it"), required=False)

    def __init__(self, *args: Any, case: Case, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = protocols.may_raise(case, user)  # type: ignore[attr-defined]
        for name in ("owner", "people"):
            self.fields[name].queryset = protocols.could_be_named(case)  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """What came of a step."""

    note = forms.CharField(
        label=_("What came of it"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )


class AskForm(forms.Form):
    """Why it can be cleared."""

    because = forms.CharField(
        label=_("Why it can be cleared"), max_length=500, widget=forms.Textarea({"rows": 3})
    )


class ClearForm(forms.Form):
    """What the second person found."""

    note = forms.CharField(
        label=_("What you found"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )


class KeepForm(forms.Form):
    """Why it stays open."""

    note = forms.CharField(label=_("Why it stays open"), max_length=500, widget=forms.Textarea({"rows": 3}))


class PersonForm(forms.Form):
    """Somebody of the team."""

    person: Any = forms.ModelChoiceField(label=_("Who"), queryset=None)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = protocols.could_be_named(case)  # type: ignore[attr-defined]


class GiveForm(forms.Form):
    """Another owner."""

    to: Any = forms.ModelChoiceField(label=_("Who owns it from now on"), queryset=None)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = protocols.could_be_named(case)  # type: ignore[attr-defined]
