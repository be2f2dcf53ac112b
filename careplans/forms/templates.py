"""What taking over a template, and putting one on a plan, ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Need
from careplans.queries.templates import Offer
from core.access import visible_to
from patients.models import Case


class ApproveTemplate(forms.Form):
    """Who answers for a template at this site."""

    template = forms.CharField(widget=forms.HiddenInput, max_length=60)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    answers_for_it = forms.CharField(
        label=_("Clinician who answers for it"),
        max_length=160,
        help_text=_("Name and profession: “Dr A. Rao, cardiology”."),
    )


class ApplyTemplate(forms.Form):
    """Which items of a template go on the plan, what its blanks are filled with, and why it is used."""

    template = forms.CharField(widget=forms.HiddenInput, max_length=60)
    keys = forms.MultipleChoiceField(label=_("What goes on the plan"), widget=forms.CheckboxSelectMultiple)
    why = forms.CharField(label=_("Why this template"), max_length=240, required=False)
    need = forms.ModelChoiceField(Need.objects.none(), label=_("For the need"), required=False)

    def __init__(self, *args: Any, offer: Offer, case: Case, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer, template = offer, offer.template
        # A step brings its goal and problem: those are not chosen apart.
        items = (*template.steps, *template.barriers)
        self.fields["keys"].choices = [(item.key, item.words) for item in items]  # type: ignore[attr-defined]
        self.fields["keys"].initial = [step.key for step in template.steps]
        self.fields["template"].initial = template.code
        needs = visible_to(Need, user).filter(case=case, error_at=None, status=Need.Status.ACCEPTED)
        self.fields["need"].queryset = needs.order_by("-pk")  # type: ignore[attr-defined]
        for blank in template.blanks:
            label = _("%(what)s (ask %(whom)s)") % {"what": _capital(blank.label), "whom": blank.ask}
            self.fields[f"blank-{blank.code}"] = forms.CharField(label=label, max_length=80, required=False)

    @property
    def blank_fields(self) -> list[forms.BoundField]:
        """The boxes for what the template leaves open."""
        return [self[name] for name in self.fields if name.startswith("blank-")]

    @property
    def ticked(self) -> set[str]:
        """The items that are chosen as the page stands."""
        return {*(self["keys"].value() or ())}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        blanks = {
            name.removeprefix("blank-"): value for name, value in said.items() if name.startswith("blank-")
        }
        return {name: value for name, value in said.items() if not name.startswith("blank-")} | {
            "blanks": blanks
        }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
