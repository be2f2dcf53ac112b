"""What care maps ask: which, from which day; what caused a variance. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careplans.models import PathwayStep
from policy import ready
from policy.pathways import Pathways


def _reasons(maps: Pathways) -> list[Any]:
    """The causes of a pack, by whose doing each is."""
    groups = dict(PathwayStep.Cause.choices)
    found: dict[str, list[tuple[str, str]]] = {}
    for cause in maps.causes:
        found.setdefault(cause.group, []).append((cause.code, cause.label))
    return [("", "—"), *((groups.get(group, group), causes) for group, causes in found.items())]


class StartCareMap(forms.Form):
    """Which care map, and the day it counts from."""

    pathway = forms.ChoiceField(label=_("Care map"), widget=forms.RadioSelect)
    start_on = forms.DateField(
        label=_("Day it counts from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day of admission, of arrival, or of the operation, as the care map says."),
    )  # fmt: skip

    def __init__(self, *args: Any, maps: Pathways, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pathway"].choices = [(each.code, each.label) for each in maps]  # type: ignore[attr-defined]


class Because(forms.Form):
    """What caused a variance, with a word where the code says too little."""

    reason = forms.ChoiceField(label=_("What caused it"), required=False)
    note = forms.CharField(label=_("Note"), max_length=240, required=False)

    def __init__(self, *args: Any, step: PathwayStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = _reasons(ready.care_maps_by(step.rules))  # type: ignore[attr-defined]
        self.fields["reason"].initial = step.reason


class DoStep(Because):
    """The day a step was done; its cause where that is early or late."""

    done_on = forms.DateField(
        label=_("Done on"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Empty: today."),
    )
    field_order = ("done_on", "reason", "note")


class Period(forms.Form):
    """From which to which day steps were expected."""

    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until and including"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
