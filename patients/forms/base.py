"""What forms of verbs share: the row they act on, who asks, and the version that was shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.models import Shared


class VerbForm(forms.Form):
    """A form for one verb; `row` is its target, `by` the person who fills it in."""

    # Body fields that name other rows; their querysets are narrowed to what the person may see.
    names: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *, row: Any, by: Any) -> None:
        super().__init__(data)
        self.row, self.by = row, by
        self.prepare()

    def prepare(self) -> None:
        """Fill in initial values and narrow querysets; the row is `self.row`."""


class VersionedForm(VerbForm):
    """A form over the row's own fields: what is shown is what is there, and an older view is not saved over it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        for name, field in self.fields.items():
            field.initial = getattr(self.row, name, field.initial)


class ReasonForm(VerbForm):
    """Why something is done that others will want to understand."""

    reason = forms.CharField(label=_("Reason"), max_length=240, widget=forms.Textarea({"rows": 2}))


def day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """A date near today, picked or typed."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def chips(
    label: Any, choices: Any, *, required: bool = False, initial: Any = None, help_text: Any = ""
) -> forms.ChoiceField:
    """One of a few, as chips."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        initial=initial,
        widget=forms.RadioSelect,
        help_text=help_text,
    )


def classes_of_information(label: Any, *, required: bool = True) -> forms.MultipleChoiceField:
    """Which kinds of information, as chips."""
    return forms.MultipleChoiceField(
        label=label, choices=Shared.choices, required=required, widget=forms.CheckboxSelectMultiple
    )
