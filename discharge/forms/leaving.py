"""The forms of the way out; they check shape, the verbs check rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from careplans.models import Goal
from core.filters import ListFilter
from core.localtime import LocalTimeError, RepeatedTime, entered
from core.moments import WHICH
from discharge.dating import causes
from discharge.models import DischargePlan
from encounters.dispositions import LABELS, LEAVINGS
from patients.models import CaseClosing, Stage

ENDED = [
    ("", _("With the case")),
    *(each for each in Goal.Closing.choices if each[0] != Goal.Closing.CASE_ENDED),
]


class CaseFilter(ListFilter):
    """Which cases the caseload shows."""

    orders = {"due": (), "leaving": (), "contact": ()}
    whose = ("show",)

    show = forms.ChoiceField(
        label=_("Show"), choices=[("mine", _("Mine")), ("team", _("Team")), ("covering", _("Covering"))]
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=[("", _("All open")), *Stage.choices])
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=UUID, empty_value=None)
    risk = forms.BooleanField(label=_("At risk"))

    def __init__(self, *args: Any, units: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("All units")), *units]  # type: ignore[attr-defined]


class TimelineFilter(ListFilter):
    """Which kind of thing the timeline shows."""

    kind = forms.ChoiceField(label=_("Show"))

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Everything")), *kinds]  # type: ignore[attr-defined]


class ExpectedDate(forms.Form):
    """A new expected date, and why."""

    expected_on = forms.DateField(
        label=_("Expected discharge date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    why = forms.CharField(
        label=_("Reason"), max_length=240, help_text=_("What the day rests on, or what moved it.")
    )
    cause = forms.ChoiceField(
        label=_("Cause"),
        required=False,
        help_text=_("Needed when the date moves out: what holds the patient."),
    )
    # The version that was read: a newer one is not overwritten unseen.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, plan: DischargePlan, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if plan.expected_on is None or not (known := causes(plan)):
            del self.fields["cause"]
        else:
            field: Any = self.fields["cause"]
            field.choices = [("", _("None: the date comes nearer")), *known]


class Leave(forms.Form):
    """When and how the patient left; the time is the wall time at the facility."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(label=_("Time"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    # Asked only of the autumn hour that comes twice (E-3).
    which = forms.ChoiceField(
        label=_("Which of the two"), choices=WHICH, required=False, widget=forms.HiddenInput
    )
    disposition = forms.ChoiceField(
        label=_("How the patient left"),
        choices=[("", _("Choose")), *((code, LABELS[code]) for code in LEAVINGS)],
    )
    destination = forms.CharField(label=_("Where to"), max_length=120, required=False)

    def __init__(self, *args: Any, case: Any, now: datetime, visit: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = case.facility.tz, now
        self.arrived_at = visit.started_at if visit is not None else None

    def clean(self) -> dict[str, Any]:
        """Day and time become one instant, `event_at`."""
        said = super().clean() or {}
        which = said.pop("which", "") or None
        if "on" in said and "at" in said:
            said["event_at"] = self._instant(said.pop("on"), said.pop("at"), which)
        return said

    def _instant(self, on: Any, at: Any, which: Any) -> datetime | None:
        try:
            instant = entered(on, at, self.zone, which)
        except LocalTimeError as wrong:
            if isinstance(wrong, RepeatedTime):
                self.fields["which"].widget = forms.Select(choices=WHICH)
            self.add_error("at", str(wrong))
            return None
        if instant > self.now:
            self.add_error("on", _("This is still to come. Enter when the patient left."))
        elif self.arrived_at is not None and instant < self.arrived_at:
            self.add_error("on", _("This is before the patient arrived. Look at the day and the time."))
        return instant


class Why(forms.Form):
    """A reason."""

    why = forms.CharField(label=_("Reason"), max_length=240)


class Empty(forms.Form):
    """A verb that asks nothing."""


class Close(forms.Form):
    """Why the case ends, an outcome for each open goal, who takes over, and what becomes of open work."""

    closing = forms.ChoiceField(
        label=_("Why the case is closed"),
        choices=[choice for choice in CaseClosing.choices if choice[0] != CaseClosing.MERGED],
        widget=forms.RadioSelect,
    )
    handed_to = forms.CharField(
        label=_("Who takes over"), max_length=160, help_text=_("A person or place, or “none needed”.")
    )
    work_cancelled_because = forms.CharField(label=_("Why open work is cancelled"), max_length=240)

    def __init__(self, *args: Any, goals: list[Goal], work: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = {f"goal-{goal.pk}": goal for goal in goals}
        for name, goal in self.goals.items():
            self.fields[name] = forms.CharField(label=_("What came of “%s”") % goal.words, max_length=240)
            self.fields[f"ended-{name}"] = forms.ChoiceField(
                label=_("How “%s” ended") % goal.words, choices=ENDED, required=False
            )
        if not work:
            del self.fields["work_cancelled_because"]
        each = (field for name in self.goals for field in (name, f"ended-{name}"))
        self.order_fields(["closing", *each, "handed_to", "work_cancelled_because"])

    def clean(self) -> dict[str, Any]:
        """The outcomes become one mapping by goal key, and so does how each goal ended."""
        said = super().clean() or {}
        outcome = {str(goal.pk): said.pop(name, "") for name, goal in self.goals.items()}
        ended = {str(goal.pk): said.pop(f"ended-{name}", "") for name, goal in self.goals.items()}
        return said | {"outcome": outcome, "goals_ended": ended}
