"""What is done for a goal, and how it ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.permissions import TEAM_ROLES, Role
from careplans.forms.own_words import OfRow
from careplans.models import Goal, Intervention
from worklist.activities import Activity
from worklist.queries import people_near, people_on

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
EVERY = [
    ("", _("Once")),
    (1, _("Every day")),
    (2, _("Every 2 days")),
    (3, _("Every 3 days")),
    (7, _("Every week")),
    (14, _("Every 2 weeks")),
    (28, _("Every 4 weeks")),
]
ROLES = [("", _("Nobody of the staff")), *((role.value, role.label) for role in map(Role, TEAM_ROLES))]
FIRST = ("words", "activity", "owner_role", "every_days", "from_on", "until_on")
MORE = ("plain", "goal", "owner", "caregiver", "hours_per_week", "frequency", "subject", "source")


class StepForm(forms.ModelForm):
    """What is written of something that is done."""

    activity = forms.ChoiceField(label=_("Purpose"), choices=Activity.choices)
    owner_role = forms.ChoiceField(label=_("Who does it"), choices=ROLES, required=False)
    every_days = forms.TypedChoiceField(
        label=_("How often"), choices=EVERY, coerce=int, empty_value=None, required=False
    )

    class Meta:
        model = Intervention
        fields = (*FIRST, *MORE)
        labels = {
            "words": _("What is done"),
            "owner": _("A person by name"),
            "caregiver": _("A caregiver"),
            "subject": _("What it is about"),
        }
        widgets = {"from_on": DAY, "until_on": DAY, "plain": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, case: Any, plan: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = Goal.objects.filter(plan=plan, error_at=None).exclude(status=Goal.Status.CLOSED)
        self._of("goal", goals.order_by("created_at"), lambda goal: goal.words)
        self._of("owner", people_on(case), lambda person: person.name)
        self._of("caregiver", people_near(case, user), lambda person: f"{person.name}, {person.relation}")
        _with_own(self.fields["every_days"], self.initial.get("every_days"), _("Every %s days"))
        _with_own(self.fields["activity"], self.initial.get("activity"), "%s")

    def _of(self, name: str, rows: Any, said: Any) -> None:
        field: Any = self.fields[name]
        field.queryset, field.label_from_instance = rows, said

    @property
    def first(self) -> list[Any]:
        return [self[name] for name in FIRST]

    @property
    def more(self) -> list[Any]:
        return [self[name] for name in MORE if name in self.fields]

    @property
    def unfolded(self) -> bool:
        return any(self.errors.get(name) for name in MORE)


class AddStep(StepForm):
    """Something new that is done for a goal."""

    def __init__(self, *args: Any, row: Goal, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=row.case, plan=row.plan_id, user=user, **kwargs)
        del self.fields["goal"]


class EditStep(StepForm):
    """Something that is changed; `version` is the one that was read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Intervention, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, case=row.case, plan=row.plan_id, user=user, **kwargs)


class StopStep(OfRow):
    because = forms.CharField(
        label=_("Why it is stopped"),
        max_length=240,
        help_text=_("Its work ends once this version of the plan takes effect."),
    )


class FinishStep(OfRow):
    because = forms.CharField(label=_("What came of it"), max_length=240, required=False)


def _with_own(field: Any, value: Any, said: Any) -> None:
    """A value from a template that the list does not name stays a choice."""
    if value and str(value) not in {str(key) for key, _words in field.choices}:
        field.choices = [*field.choices, (value, said % value)]
