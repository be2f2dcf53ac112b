"""Beginning an assessment: what is asked, and what was due."""

from typing import Any

from django import forms

from assessments.models import Reassessment
from core.access import visible_to
from patients.models import Case
from worklist.models import Item


class StartForm(forms.Form):
    """An assessment or one questionnaire by its code; a piece of work or a reassessment of this case that asks for it."""

    form = forms.CharField(required=False, max_length=40)
    instrument = forms.CharField(required=False, max_length=60)
    item = forms.ModelChoiceField(Item.objects.none(), required=False, widget=forms.HiddenInput)
    reassessment = forms.ModelChoiceField(
        Reassessment.objects.none(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, case: Case, user: Any) -> None:
        super().__init__(data)
        self.fields["item"].queryset = visible_to(Item, user).filter(case=case)  # type: ignore[attr-defined]
        due = visible_to(Reassessment, user).filter(case=case)
        self.fields["reassessment"].queryset = due  # type: ignore[attr-defined]
