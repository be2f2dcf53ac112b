"""Forms that the guard may stop: what was typed stays, and the answer that the refusal asks for appears first."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# How an answer is asked for once it is needed; until then it is hidden.
ASKED = {"distinct_because": forms.TextInput, "despite": forms.CheckboxInput}


class StoppedForm(forms.Form):
    """A form on a case with the two ways of going on all the same; only those that its verb takes are there."""

    distinct_because = forms.CharField(
        label=_("Why this is not the same"), required=False, max_length=240, widget=forms.HiddenInput
    )

    @property
    def said(self) -> str:
        """What was typed, in a line: it goes along when somebody joins, comments or asks instead."""
        data = getattr(self, "cleaned_data", {})
        return ": ".join(filter(None, (data.get("what", ""), data.get("why", ""), data.get("note", ""))))

    def open_up(self, refusal: Any) -> None:
        """Show the field that a refusal asks for, before the others."""
        name = refusal.field
        if name in self.fields and name in ASKED:
            self.fields[name].widget = ASKED[name]()
            self.order_fields([name, *self.fields])
