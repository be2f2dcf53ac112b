"""The glossary and the translations as their keepers write them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.languages import LANGUAGES
from policy.models import GlossaryTerm, Translation

OURS = "en"


class FormsField(forms.CharField):
    """Other forms of a word, one a line: "ambulates = walks"; without "=" the form is found and not swapped."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """What is kept, as lines."""
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{one} = {plain}" if plain else one for one, plain in value.items())

    def clean(self, value: Any) -> Any:
        """Lines as pairs; a form longer than a word of the glossary can be is wrong."""
        pairs = [line.partition("=") for line in super().clean(value).splitlines() if line.strip()]
        found = {" ".join(one.split()): " ".join(plain.split()) for one, _sign, plain in pairs}
        if any(not one or len(one) > 80 or len(plain) > 160 for one, plain in found.items()):
            raise forms.ValidationError(_("Write one form a line, such as “ambulates = walks”."))
        return found


class ChangeTermForm(forms.ModelForm):
    """The plain words for a hospital word."""

    forms = FormsField(
        label=_("Other forms, one a line"),
        required=False,
        max_length=2000,
        help_text=_("“ambulates = walks”. Plurals and simple endings are found without it, but not swapped."),
    )

    class Meta:
        model = GlossaryTerm
        fields: tuple[str, ...] = ("plain", "explanation", "forms", "source")
        help_texts = {
            "plain": _("What may stand in its place. Leave it empty for a word that is only explained."),
            "source": _("Where the wording comes from, such as “Patient education committee, 3 May”."),
        }


class TermForm(ChangeTermForm):
    """A new hospital word."""

    class Meta(ChangeTermForm.Meta):
        fields: tuple[str, ...] = ("term", *ChangeTermForm.Meta.fields)


class TranslationForm(forms.ModelForm):
    """One sentence in another language."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[(code, name) for code, name in LANGUAGES.items() if code != OURS]
    )

    class Meta:
        model = Translation
        fields = ("language", "source_text", "text")
        help_texts = {
            "source_text": _("One sentence that could be about anybody: no name, no date of one patient.")
        }
        widgets = {
            "source_text": forms.Textarea({"rows": 2}),
            "text": forms.Textarea({"rows": 3, "dir": "auto"}),
        }
