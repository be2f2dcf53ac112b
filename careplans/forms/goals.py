"""Goals: what is written of them, how they are rated, how they rest and end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Need
from careplans import gas
from careplans.forms.own_words import OfRow
from careplans.forms.problems import of_needs
from careplans.models import Achievement, Goal, Problem

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
WEIGHTS = [("", _("Not said")), *((n, str(n)) for n in range(4))]
LEVELS = ("level_m2", "level_m1", "level_0", "level_p1", "level_p2")
# What every goal is asked; the rest is folded away until it is wanted.
FIRST = ("words", "in_patients_words", "problem", "is_wish", "measure", "target", "due_on")
MORE = ("plain", "spoken", "start_on", "priority", "source", "support_person", "confidence")
SCALE = (*LEVELS, "no_worse", "importance", "difficulty")


def _weight(label: Any) -> Any:
    return forms.TypedChoiceField(
        label=label, choices=WEIGHTS, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )


class GoalForm(forms.ModelForm):
    """What is written of a goal."""

    importance = _weight(_("How much it matters to the patient"))
    difficulty = _weight(_("How hard it is"))

    class Meta:
        model = Goal
        fields = (*FIRST, *MORE, *SCALE)
        labels = {
            "words": _("Goal"),
            "in_patients_words": _("These are the patient's own words"),
            "problem": _("Which problem it serves"),
            "is_wish": _("It is a wish of the patient's own"),
            "measure": _("Measured by"),
            "target": _("What is to be reached"),
            "due_on": _("Look at it on"),
            "start_on": _("From"),
            "confidence": _("How sure is the patient, 0 to 10"),
        }
        help_texts = {
            "measure": _("“Metres walked”, “pain”, “doses taken”."),
            "target": _("“200 m without a stop”."),
            "confidence": _("Below 7 it is asked after every week."),
            "level_0": _("What is expected. Without it progress cannot be rated."),
        }
        widgets = {
            "due_on": DAY,
            "start_on": DAY,
            "priority": forms.RadioSelect,
            "plain": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args: Any, plan: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        problems = Problem.objects.filter(plan=plan, error_at=None, status=Problem.Status.ACTIVE)
        field: Any = self.fields["problem"]
        field.queryset = problems.order_by("priority", "created_at")
        field.label_from_instance = lambda problem: problem.words
        field.empty_label = _("None: it is the patient's wish")
        self.fields["priority"].required = False

    def clean(self) -> dict[str, Any]:
        """What was not asked of a quick form stays as the model has it."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("priority") in (None, ""):
            said.pop("priority", None)
        return said

    @property
    def first(self) -> list[Any]:
        return [self[name] for name in FIRST if name in self.fields]

    @property
    def more(self) -> list[Any]:
        return [self[name] for name in MORE if name in self.fields]

    @property
    def scale(self) -> list[Any]:
        return [self[name] for name in SCALE if name in self.fields]

    @property
    def unfolded(self) -> set[str]:
        """The parts that hold something, or something wrong."""
        parts = {"more": MORE, "scale": SCALE}
        return {part for part, names in parts.items() if any(self.errors.get(name) for name in names)}


class Propose(GoalForm):
    """A new goal, for a problem, for a need, or as a wish."""

    # What a link may bring along.
    brought = ("problem", "need")

    need = forms.ModelChoiceField(Need.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, plan=row, **kwargs)
        self.plan = row
        of_needs(self.fields["need"], row.case, user)

    @property
    def for_need(self) -> str:
        """The words of the need it is made for."""
        field: Any = self.fields["need"]
        key = str(self["need"].value() or "")
        return next((field.label_from_instance(need) for need in field.queryset if str(need.pk) == key), "")

    def clean(self) -> dict[str, Any]:
        """A goal for a need serves the problem that the need becomes."""
        said = super().clean()
        if not said.get("need"):
            said["need"] = None
        return said

    def _get_validation_exclusions(self) -> set[str]:
        # What a goal serves is the verb's to say: a need is no problem yet.
        return {*super()._get_validation_exclusions(), "problem"}  # type: ignore[misc]


class EditGoal(GoalForm):
    """A goal that is changed; `version` is the one that was read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, plan=row.plan_id, **kwargs)


class RateGoal(OfRow):
    """How a goal stands."""

    level = forms.TypedChoiceField(
        label=_("Level"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    achievement = forms.ChoiceField(
        label=_("How far"), choices=[("", _("As the level says")), *Achievement.choices], required=False
    )
    words = forms.CharField(label=_("In words"), max_length=240, required=False)
    by_patient = forms.BooleanField(label=_("The patient says so"), required=False)
    baseline = forms.BooleanField(label=_("This is where it began"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.row.level_0:
            self.fields["level"].choices = _levels(self.row)  # type: ignore[attr-defined]
        else:
            del self.fields["level"]
            self.fields["achievement"].choices = Achievement.choices  # type: ignore[attr-defined]
            self.fields["achievement"].required = True


class HoldGoal(OfRow):
    because = forms.CharField(label=_("Why it rests"), max_length=240)


class CloseGoal(OfRow):
    """How a goal ended, and what came of it."""

    closing = forms.ChoiceField(
        label=_("How it ended"),
        choices=[each for each in Goal.Closing.choices if each[0] != Goal.Closing.CASE_ENDED],
        widget=forms.RadioSelect,
        required=False,
    )
    outcome = forms.CharField(
        label=_("What came of it"), max_length=240, help_text=_("Reached, partly, or not, and why.")
    )
    level = forms.TypedChoiceField(
        label=_("Level at the end"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.row.level_0:
            self.fields["level"].choices = _levels(self.row)  # type: ignore[attr-defined]
        else:
            del self.fields["level"]


def _levels(goal: Goal) -> list[tuple[int, str]]:
    """The five levels of a goal's own scale, in its words."""
    return [
        (level, f"{level:+d} {getattr(goal, name)}".strip() if level else f"0 {goal.level_0}")
        for level, name in zip(gas.LEVELS, LEVELS, strict=True)
    ]
