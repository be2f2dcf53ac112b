"""A problem of the plan, and how it ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Need
from careplans.forms.own_words import OfRow
from careplans.models import Problem
from careplans.queries.needs import unserved, words_for
from core import access


class ProblemForm(forms.ModelForm):
    """A problem in words, or from a need the patient wants help with."""

    class Meta:
        model = Problem
        fields = ("words", "kind", "priority", "source")
        labels = {"words": _("Problem"), "source": _("Where it comes from")}
        widgets = {"kind": forms.RadioSelect, "priority": forms.RadioSelect}


class AddProblem(ProblemForm):
    """A new problem."""

    # What a link may bring along.
    brought = ("need",)

    need = forms.ModelChoiceField(
        Need.objects.none(), label=_("From a need"), required=False, empty_label=_("None of them")
    )

    def __init__(self, *args: Any, row: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_needs(self.fields["need"], row.case, user)
        for name in ("words", "kind", "priority"):
            self.fields[name].required = False
        if not self.fields["need"].queryset:  # type: ignore[attr-defined]
            del self.fields["need"]

    def clean(self) -> dict[str, Any]:
        """Words, or a need that has some."""
        said: dict[str, Any] = super().clean() or {}
        if not said.get("need"):
            said["need"] = None
            if not said.get("words") and "words" not in self.errors:
                self.add_error("words", _("Say what the problem is."))
        return said


class EditProblem(ProblemForm):
    """A problem that is changed; `version` is the one that was read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Any = None, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ResolveProblem(OfRow):
    """What came of a problem."""

    because = forms.CharField(label=_("What came of it"), max_length=240)


def of_needs(field: Any, case: Any, user: Any) -> None:
    """Offer the needs that no goal serves yet, each in the words somebody may read."""
    rights = access.held(user, case)
    field.queryset = unserved(case, user)
    field.label_from_instance = lambda need: words_for(need, user, rights)
