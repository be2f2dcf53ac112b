"""What the verbs of a binder ask. Shape only; nothing typed here is kept before it is saved."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.models import Binder, BinderEntry
from advocacy.queries import cases_of
from core.filters import ListFilter
from patients.models import Case

LONGEST = 20_000


class EntryFilter(ListFilter):
    """Which entries are shown."""

    kind = forms.ChoiceField(label=_("Show"), choices=[("", _("Everything")), *BinderEntry.Kind.choices])


class EntryForm(forms.Form):
    """Something for the binder."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=BinderEntry.Kind.choices,
        initial=BinderEntry.Kind.NOTE,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In the client's words or yours"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6, "autocomplete": "off"}),
    )


class CaseChoice(forms.ModelChoiceField):
    """A case by its reference and stage."""

    def label_from_instance(self, case: Case) -> str:
        return f"{case.reference}, {case.get_stage_display()}"


class ReleaseForm(forms.Form):
    """To the team of which case."""

    names = ("case",)

    case = CaseChoice(label=_("Case"), queryset=Case.objects.none(), empty_label=None)

    def __init__(self, *args: Any, binder: Binder, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].queryset = cases_of(binder, user)  # type: ignore[attr-defined]


class Empty(forms.Form):
    """A verb that asks nothing."""
