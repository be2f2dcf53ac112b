"""Versions: handed in, returned, decided on, agreed to, signed and commented on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careplans.forms.own_words import OfRow
from careplans.models import PlanComment, PlanSignature
from core.languages import CHOICES
from patients.models import RelatedPerson
from worklist.queries import people_near

Signer = PlanSignature.Signer


class Decide(OfRow):
    """Approve what was read: `version` is the row as it was shown."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Submit(Decide):
    """What a new version changes, and why."""

    because = forms.CharField(
        label=_("What this version changes, and why"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


class Return(Decide):
    comment = forms.CharField(
        label=_("What is to be changed"), max_length=2000, widget=forms.Textarea({"rows": 4})
    )


class Revise(OfRow):
    """What is to change; `prompted_by` names the work that asked for it."""

    # What a link may bring along.
    brought = ("prompted_by",)

    because = forms.CharField(
        label=_("What is to change, and why"), max_length=500, widget=forms.Textarea({"rows": 2})
    )
    prompted_by = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)


class Activate(OfRow):
    """How the patient took part."""

    engagement = forms.CharField(
        label=_("How the patient took part, or why not"),
        max_length=240,
        help_text=_("“Chose both goals herself, daughter present.”"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagement"].initial = self.row.engagement


class Sign(OfRow):
    """For which discipline, where somebody is on the case in more than one."""

    role = forms.ChoiceField(label=_("Discipline"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        if len(roles) < 2:
            del self.fields["role"]


class Agree(OfRow):
    """Who agreed to the plan, how, and what they said."""

    signer = forms.ChoiceField(
        label=_("Who"),
        choices=[each for each in Signer.choices if each[0] != Signer.DISCIPLINE],
        initial=Signer.PATIENT,
        widget=forms.RadioSelect,
    )
    person = forms.ModelChoiceField(
        RelatedPerson.objects.none(), label=_("Who decides for the patient"), required=False
    )
    method = forms.ChoiceField(
        label=_("How"), choices=PlanSignature.Method.choices, initial="signed", widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("In their words"), max_length=240, required=False)
    language = forms.ChoiceField(label=_("Language spoken"), choices=CHOICES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        near = people_near(self.row.case, self.user).exclude(authority=RelatedPerson.Authority.NONE)
        person.queryset = near
        person.label_from_instance = lambda each: f"{each.name}, {each.get_authority_display().lower()}"
        spoken = getattr(getattr(self.row.case.patient, "communication", None), "spoken", "")
        self.fields["language"].initial = spoken


class Comment(OfRow):
    text = forms.CharField(
        label=_("Comment"),
        max_length=PlanComment._meta.get_field("text").max_length,
        widget=forms.Textarea({"rows": 3}),
    )
    about = forms.CharField(required=False, widget=forms.HiddenInput)
