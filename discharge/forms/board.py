"""What may be asked of the board, and the forms of a huddle."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Role
from core.filters import ListFilter
from core.moments import MomentField
from discharge.board import GROUPS
from facilities.models import Unit
from teams.queries import on_case

WHO = [
    (role.value, role.label)
    for role in Role
    if role not in (Role.PRIVACY, Role.ADMINISTRATOR, Role.INTEGRATION)
]
KEEP = "keep"


class BoardFilter(ListFilter):
    """Whose patients, of which unit, and which group."""

    orders: dict[str, tuple[str, ...]] = {}
    whose = ("show",)

    show = forms.ChoiceField(label=_("Show"), choices=[("mine", _("Mine")), ("all", _("All I may see"))])
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=UUID, empty_value=None)
    group = forms.ChoiceField(label=_("Group"), choices=[("", _("All")), *GROUPS.items()])

    def __init__(self, *args: Any, units: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("All units")), *units]  # type: ignore[attr-defined]


class Start(forms.Form):
    """A new round: over whom, and who is there."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("My own patients")
    )
    present = forms.MultipleChoiceField(
        label=_("Who is there"), choices=WHO, required=False, widget=forms.CheckboxSelectMultiple
    )
    minutes_each = forms.IntegerField(
        label=_("Minutes for each patient"), min_value=1, max_value=15, initial=2
    )

    def __init__(self, data: Any = None, *, units: list[Any], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=units).order_by("name")


class Present(forms.Form):
    """Which roles are there."""

    present = forms.MultipleChoiceField(
        label=_("Who is there"), choices=WHO, required=False, widget=forms.CheckboxSelectMultiple
    )


class Decide(forms.Form):
    """What is decided for one patient; the date is kept, or moved by one or two days, or to another day."""

    decision = forms.CharField(
        label=_("Decision or barrier"),
        max_length=160,
        required=False,
        widget=forms.TextInput({"autofocus": True}),
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"), required=False)
    due_at = MomentField(label=_("Until"), required=False)
    move = forms.ChoiceField(
        label=_("Expected date"),
        choices=[(KEEP, _("Keep")), ("1", _("+1 day")), ("2", _("+2 days")), ("other", _("Another day"))],
        widget=forms.RadioSelect,
        initial=KEEP,
    )
    on = forms.DateField(
        label=_("Which day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    cause = forms.ChoiceField(label=_("What holds the patient"), required=False)
    why = forms.CharField(label=_("Reason"), max_length=240, required=False)
    seconds = forms.IntegerField(
        required=False, min_value=0, max_value=36000, widget=forms.HiddenInput({"data-spoken": ""})
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, case: Any, line: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.expected_on = line.facts.expected_on
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = on_case(case)
        fields["due_at"].zone = line.zone
        fields["cause"].choices = [("", _("Choose when the date moves out")), *line.rules.delays.choices()]

    def clean(self) -> dict[str, Any]:
        """The day it comes to, as the verb wants it; without a day so far there is none to move."""
        said = super().clean() or {}
        move, on = said.pop("move", KEEP), said.pop("on", None)
        said["expected_on"] = None
        if move == "other":
            said["expected_on"] = on
            if on is None:
                self.add_error("on", _("Say which day."))
        elif move != KEEP and self.expected_on is None:
            self.add_error("move", _("There is no expected date yet. Choose another day."))
        elif move in ("1", "2"):
            said["expected_on"] = self.expected_on + timedelta(days=int(move))
        said["seconds"] = said.get("seconds") or 0
        return said
