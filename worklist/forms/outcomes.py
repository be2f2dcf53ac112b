"""The form of what came of a follow-up. That it was explained and understood is evidence: nothing of it is chosen already."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.models import Practitioner
from worklist import queries
from worklist.models import FollowUpOutcome

Said = FollowUpOutcome.Said


def _chips(label: Any, choices: Any, initial: str | None = None) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial, widget=forms.RadioSelect)


class OutcomeForm(forms.Form):
    """Response, side effects, decision, who was told; explained, understood, agreed, obstacles."""

    response = forms.ChoiceField(
        label=_("Response to the treatment"), choices=FollowUpOutcome.Response, widget=forms.RadioSelect
    )
    side_effects = forms.CharField(label=_("Side effects"), required=False, max_length=500)
    decision = _chips(_("Decision"), FollowUpOutcome.Decision, FollowUpOutcome.Decision.GO_ON)
    decision_note = forms.CharField(label=_("What was decided"), required=False, max_length=500)
    told_user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who was told"),
        required=False,
        empty_label=_("Nobody here"),
        help_text=_("They find it in their notices."),
    )
    told_practitioner = forms.ModelChoiceField(
        Practitioner.objects.none(),
        label=_("Clinician outside who was told"),
        required=False,
        empty_label=_("Nobody"),
    )
    explained = _chips(_("Explained"), Said.choices)
    understood = _chips(_("Understood"), Said.choices)
    agreed = _chips(_("Agreed"), Said.choices)
    obstacles = forms.CharField(label=_("Obstacles named"), required=False, max_length=500)

    def __init__(self, *args: Any, case: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["told_user"].queryset = queries.people_on(case)  # type: ignore[attr-defined]
        self.fields["told_practitioner"].queryset = queries.practitioners(case)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was not explained was neither understood nor agreed to."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("explained") == Said.NO:
            for name in ("understood", "agreed"):
                said[name] = ""
                self.errors.pop(name, None)
        return said
