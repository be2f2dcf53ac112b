"""What the verbs of responsibilities and hand-overs ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import Person
from accounts.models import User
from accounts.permissions import Role
from patients.models import Case
from policy.activities import Activities
from teams.queries import on_case

LONGEST = 240


class ActivityForm(forms.Form):
    """Which activity; the base of every form that names one."""

    names: tuple[str, ...] = ()

    activity = forms.ChoiceField(label=_("Activity"))

    def __init__(self, *args: Any, rules: Activities, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].choices = [(rule.code, rule.label) for rule in rules]  # type: ignore[attr-defined]


class TakeForm(ActivityForm):
    """What one takes up."""


class GiveForm(ActivityForm):
    """Who on the case is to answer for it."""

    names = ("to",)

    to = Person(
        label=_("Who answers for it"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    why = forms.CharField(label=_("Reason"), max_length=LONGEST, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["to"].queryset = on_case(case)  # type: ignore[attr-defined]


class ShareForm(ActivityForm):
    """Why two people share it; oneself, or somebody one brings in."""

    names = ("user",)

    because = forms.CharField(label=_("Why two people share this"), max_length=LONGEST)
    user = Person(
        label=_("Who shares it"), queryset=User.objects.none(), required=False, empty_label=_("I do")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["user"].queryset = on_case(case)  # type: ignore[attr-defined]


class PractitionerForm(ActivityForm):
    """The physician or therapist who answers and never signs in."""

    name = forms.CharField(label=_("Name"), max_length=160)
    discipline = forms.CharField(label=_("Discipline"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def __init__(self, *args: Any, rules: Activities, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, rules=rules, case=case, **kwargs)
        theirs = [(rule.code, rule.label) for rule in rules if rule.accountable == Role.CONSULTANT]
        self.fields["activity"].choices = theirs  # type: ignore[attr-defined]


class ToForm(forms.Form):
    """To whom, and why."""

    names = ("to",)

    to = Person(label=_("To whom"), queryset=User.objects.none(), widget=forms.RadioSelect, empty_label=None)
    why = forms.CharField(label=_("Reason"), max_length=LONGEST, required=False)

    def __init__(self, *args: Any, people: Any, reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        self.fields["why"].required = reason


class WhyForm(forms.Form):
    """A reason, asked for or offered."""

    names = ()

    why = forms.CharField(label=_("Reason"), max_length=LONGEST)

    def __init__(self, *args: Any, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = not optional


class AnswerForm(forms.Form):
    """What one says to an offer."""

    names = ()

    answer = forms.CharField(label=_("What you want to say"), max_length=LONGEST, required=False)


class NoForm(forms.Form):
    """Why not."""

    names = ()

    answer = forms.CharField(label=_("Why not"), max_length=LONGEST)


class ComplexityForm(forms.Form):
    """How complex the case is, and why."""

    names = ()

    complexity = forms.ChoiceField(
        label=_("How complex"), choices=Case.Complexity.choices, widget=forms.RadioSelect
    )
    why = forms.CharField(label=_("Reason"), max_length=LONGEST)
