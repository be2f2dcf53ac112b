"""Whether an interpreter was used: asked alike wherever somebody was spoken with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

YES_NO = ((True, _("Used")), (False, _("Not used")))


def used(**options: Any) -> forms.TypedChoiceField:
    """Used, not used, or left open."""
    return forms.TypedChoiceField(
        label=_("Interpreter"),
        choices=YES_NO,
        coerce=_as_bool,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        **options,
    )


def _as_bool(value: str) -> bool:
    return value == "True"
