"""A text in plain words, under whatever name it has in the form around it."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 500
NAME = re.compile(r"[\w-]{1,60}")


class PlainForm(forms.Form):
    """The text in plain words; `plain` names its field and `words` that of the text it says plainly."""

    def __init__(
        self, data: Any = None, *, plain: str = "plain", words: str = "words", **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.plain, self.words = plain, words
        self.fields[plain] = forms.CharField(
            label=_("In plain words"),
            max_length=LONGEST,
            required=False,
            widget=forms.Textarea({"rows": 3}),
            help_text=_("As the patient would say it, to grade 6. Every number stays as it is."),
        )

    @property
    def field(self) -> Any:
        """The field itself."""
        return self[self.plain]


def names(data: Any) -> dict[str, str]:
    """How the form around calls its two texts; what cannot be a name is left out."""
    said = {"plain": data.get("field", ""), "words": data.get("source", "")}
    return {name: value for name, value in said.items() if NAME.fullmatch(value)}
