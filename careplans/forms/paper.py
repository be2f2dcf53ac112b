"""How the patient's plan is printed: in which language and how large."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careplans.sheet import RECORD
from core.languages import name_of


class PaperForm(forms.Form):
    """The choices of the paper; without any it is in the patient's language, in the usual size.

    `offered` are the languages to choose from beside the patient's and that of the record.
    """

    size = forms.ChoiceField(
        label=_("Letters"),
        required=False,
        choices=[("", _("Usual, 14 point")), ("large", _("Large print, 18 point"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, spoken: str, offered: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spoken = spoken or RECORD
        codes = dict.fromkeys([self.spoken, RECORD, *offered])
        choices = [(code, name_of(code)) for code in codes]
        asked = forms.ChoiceField(label=_("Language"), required=False, choices=choices, initial=self.spoken)
        self.fields = {"language": asked, **self.fields}

    def clean_language(self) -> str:
        """The language asked for, else the patient's."""
        return str(self.cleaned_data["language"] or self.spoken)
