"""What the verbs of a consult ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import Person
from accounts.models import User
from patients.models import Case
from teams.models import Consult
from worklist import consults


class AskConsultForm(forms.Form):
    """Whom, what, and what they may read; the urgency is the button that is pressed."""

    names = ("to_user",)

    to_user = Person(label=_("Whom to ask"), queryset=User.objects.none())
    question = forms.CharField(label=_("Question"), max_length=500, widget=forms.Textarea({"rows": 2}))
    summary = forms.CharField(
        label=_("Summary for the person asked"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only what they need to answer. They read this and what you tick below."),
    )
    classes = forms.MultipleChoiceField(
        label=_("What they may read"), required=False, widget=forms.CheckboxSelectMultiple
    )
    urgency = forms.ChoiceField(choices=Consult.Urgency.choices, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_user"].queryset = consults.could_answer(case, user)  # type: ignore[attr-defined]
        self.fields["classes"].choices = list(consults.shareable(user, case).items())  # type: ignore[attr-defined]

    def clean_urgency(self) -> str:
        return self.cleaned_data["urgency"] or Consult.Urgency.ROUTINE.value


class AnswerForm(forms.Form):
    """The answer in three parts."""

    finding = forms.CharField(
        label=_("What I found"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    advice = forms.CharField(
        label=_("What I advise"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    watch_for = forms.CharField(label=_("What to watch for"), max_length=500, required=False)


class DeclineForm(forms.Form):
    """Why somebody cannot answer."""

    decline_reason = forms.CharField(label=_("Why I cannot answer"), max_length=240)


class ApplyForm(forms.Form):
    """What the team made of the answer."""

    plan_changed = forms.TypedChoiceField(
        label=_("Did the plan change because of this?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    change_note = forms.CharField(label=_("What changed"), max_length=500, required=False)


class WithdrawForm(forms.Form):
    """Taking a question back asks nothing."""
