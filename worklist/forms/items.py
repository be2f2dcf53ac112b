"""Forms of the verbs on one piece of work, and of opening one."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.localtime import local, scheduled
from core.moments import MomentField
from directory.models import Organisation
from patients.models import RelatedPerson
from worklist import queries
from worklist.activities import Activity
from worklist.forms.stopped import StoppedForm
from worklist.models import Item

LATER = ((1, _("Tomorrow")), (2, _("In 2 days")), (7, _("In a week")))


class ItemForm(forms.Form):
    """A form about one item; it knows who fills it in."""

    def __init__(self, *args: Any, item: Item, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.item, self.user = item, user


class StartForm(ItemForm):
    """Nothing to ask."""


class DoneForm(ItemForm):
    note = forms.CharField(label=_("What came of it"), required=False, max_length=500)


class WaitForm(ItemForm):
    on = forms.CharField(label=_("Waiting on whom"), max_length=120)


class CancelForm(ItemForm):
    reason = forms.CharField(label=_("Why is it not needed any more?"), max_length=240)


class SnoozeForm(ItemForm):
    """One of the short ways, which are buttons, or a date and time."""

    due_at = MomentField(label=_("New due time"), required=False)
    reason = forms.CharField(label=_("Why it may wait"), required=False, max_length=240)
    days = forms.TypedChoiceField(choices=LATER, coerce=int, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["due_at"].zone = self.item.zone  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Only what the verb takes: the instant and the reason."""
        data: dict[str, Any] = super().clean() or {}
        days = data.pop("days", "")
        if days:
            data["due_at"] = self._in_days(days)
        elif not data.get("due_at") and "due_at" not in self.errors:
            raise ValidationError({"due_at": _("Choose when it is due.")})
        return data

    def _in_days(self, days: int) -> Any:
        """The same time of day, counted from today; 09:00 where no time was set."""
        zone = self.item.zone
        wall = local(self.item.due_at, zone).time() if self.item.due_at else None
        on = clock.today(zone) + timedelta(days=days)
        return scheduled(on, wall.replace(tzinfo=None) if wall else queries.MORNING, zone)


class ReassignForm(ItemForm):
    to = forms.ModelChoiceField(User.objects.none(), label=_("Who does it from now on"))
    reason = forms.CharField(label=_("Why"), max_length=240)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = queries.people_for(self.item, self.user)  # type: ignore[attr-defined]


class OpenForm(StoppedForm):
    """A new piece of work on a case; activity, subject and target are the key by which the guard knows the same work."""

    activity = forms.ChoiceField(label=_("Purpose"), choices=Activity.choices)
    what = forms.CharField(label=_("What is to be done"), max_length=160)
    why = forms.CharField(label=_("Why"), max_length=240)
    subject = forms.CharField(
        label=_("What exactly"),
        required=False,
        max_length=60,
        help_text=_("A service, a document, a medicine: tells two pieces of work of one purpose apart."),
    )
    target_person = forms.ModelChoiceField(RelatedPerson.objects.none(), label=_("With whom"), required=False)
    target_organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("With which organisation"), required=False
    )
    due_at = MomentField(label=_("Due"), required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"), required=False)
    priority = forms.TypedChoiceField(label=_("How urgent"), choices=Item.Priority, coerce=int, initial=3)
    if_waits = forms.CharField(label=_("What happens if it waits"), required=False, max_length=240)

    def __init__(self, *args: Any, case: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["due_at"].zone = case.facility.tz  # type: ignore[attr-defined]
        self.fields["owner"].queryset = queries.people_on(case)  # type: ignore[attr-defined]
        self.fields["owner"].initial = user.pk
        near = queries.people_near(case, user), queries.organisations_near(case, user)
        self.fields["target_person"].queryset = near[0]  # type: ignore[attr-defined]
        self.fields["target_organisation"].queryset = near[1]  # type: ignore[attr-defined]
