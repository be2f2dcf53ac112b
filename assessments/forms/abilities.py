"""What rating an ability asks. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import AbilityRating
from assessments.queries import abilities
from patients.models import Case

LEVELS = AbilityRating.Level.choices
UNKNOWN = ("", _("Not known"))


def _level(label: Any, required: bool = False) -> forms.TypedChoiceField:
    choices = LEVELS if required else [UNKNOWN, *LEVELS]
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        empty_value=None,
        required=required,
        widget=forms.RadioSelect,
    )


def _hours(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=24, required=False, help_text=_("0 to 24"))


class RateForm(forms.Form):
    """One ability: before, now, expected, and the support of each day."""

    ability = forms.ChoiceField(label=_("Ability"), widget=forms.RadioSelect)
    before = _level(_("Before admission"))
    now = _level(_("Now"), required=True)
    expected = _level(_("Expected at discharge"))
    support_needed = _hours(_("Hours of support a day needed"))
    support_arranged = _hours(_("Hours of support a day arranged"))
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, case: Case, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ability"].choices = abilities.may_rate(case, user)  # type: ignore[attr-defined]


def as_last_time(rating: AbilityRating | None, ability: str) -> dict[str, Any]:
    """What was rated last, to be changed where it is no longer so."""
    if rating is None:
        return {"ability": ability}
    names = ("ability", "before", "now", "expected", "support_needed", "support_arranged")
    return {name: getattr(rating, name) for name in names}
