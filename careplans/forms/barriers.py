"""What stands in the way, and how it was removed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careplans.forms.own_words import OfRow
from careplans.models import Barrier, Goal
from core.access import visible_to
from core.filters import ListFilter
from worklist.models import Item
from worklist.models.item import LIVE
from worklist.queries import people_on

PERIODS = ((30, _("30 days")), (90, _("90 days")), (365, _("a year")))


class RaiseBarrier(forms.ModelForm):
    """A barrier, and what it stands in the way of."""

    class Meta:
        model = Barrier
        fields = ("words", "kind", "goal", "item", "owner", "found_where", "systemic")
        labels = {
            "goal": _("In the way of a goal"),
            "item": _("In the way of work"),
            "owner": _("Who looks after it"),
            "systemic": _("It is a barrier of the system, not of this patient"),
        }
        help_texts = {"found_where": _("Leave empty for the unit where the patient is.")}

    def __init__(self, *args: Any, row: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = visible_to(Goal, user).filter(case=row, error_at=None).exclude(status=Goal.Status.CLOSED)
        self._of("goal", goals.order_by("created_at"), lambda goal: goal.words)
        work = visible_to(Item, user).filter(case=row, status__in=LIVE)
        self._of("item", work.order_by("due_at", "pk"), lambda item: item.what)
        self._of("owner", people_on(row), lambda person: person.name)

    def _of(self, name: str, rows: Any, said: Any) -> None:
        field: Any = self.fields[name]
        field.queryset, field.label_from_instance = rows, said


class ClearBarrier(OfRow):
    how = forms.CharField(label=_("How it was removed"), max_length=240)


class BarrierFilter(ListFilter):
    """Over which time the report of barriers looks."""

    whose = ("days",)

    days = forms.TypedChoiceField(label=_("Over"), choices=PERIODS, coerce=int, initial=90)
    kind = forms.ChoiceField(choices=Barrier.Kind.choices)
    where = forms.CharField(max_length=80)
