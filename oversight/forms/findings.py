"""What a verdict asks. Shape only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from oversight.models import Finding

VERDICTS = [choice for choice in Finding.Status.choices if choice[0] != Finding.Status.OPEN]


class JudgeForm(forms.Form):
    """What the looks were, and how the officer knows."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=VERDICTS, widget=forms.RadioSelect)
    note = forms.CharField(label=_("What you found"), max_length=500, widget=forms.Textarea({"rows": 3}))
