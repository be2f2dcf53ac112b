"""What the verbs of the medication picture ask. Shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Allergy, MedicationItem, MedicationList

SOURCES = MedicationItem.Source.choices
Action = MedicationItem.Action
# Why a medicine is stopped: each is a button of its own, so that stopping is one press.
STOPS = {
    "not_needed": _("Not needed any more"),
    "side_effects": _("Side effects"),
    "interaction": _("Does not go with another"),
    "twice": _("Is on the list twice"),
    "not_taken": _("Is not taken"),
}
PRESSES = [
    (Action.CONTINUE.value, Action.CONTINUE.label),
    (Action.NEW.value, Action.NEW.label),
    (Action.CHANGE.value, Action.CHANGE.label),
    *((f"stop.{code}", _("Stop: %(why)s") % {"why": words}) for code, words in STOPS.items()),
    (Action.STOP.value, _("Stop, for another reason")),
]


class OpenForm(forms.Form):
    """For which moment."""

    moment = forms.ChoiceField(
        label=_("When"), choices=MedicationList.Moment.choices, widget=forms.RadioSelect
    )


class MedicineForm(forms.Form):
    """A medicine as one source tells it."""

    source = forms.ChoiceField(label=_("Source"), choices=SOURCES, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Medicine"), max_length=120)
    dose = forms.CharField(label=_("Dose"), max_length=80, required=False)
    route = forms.CharField(label=_("Route"), max_length=40, required=False)
    frequency = forms.CharField(label=_("How often"), max_length=80, required=False)
    high_risk = forms.ChoiceField(
        label=_("High risk"),
        choices=MedicationItem.HighRisk.choices,
        required=False,
        widget=forms.RadioSelect,
    )


class PasteForm(forms.Form):
    """Many medicines, one a line."""

    source = forms.ChoiceField(label=_("Source"), choices=SOURCES, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Medicines, one a line"),
        max_length=12_000,
        widget=forms.Textarea({"rows": 10}),
        help_text=_("Such as “Metformin 500 mg twice a day”, or name; dose; route; how often."),
    )


class DecideForm(forms.Form):
    """What becomes of one medicine; every short answer is a button of its own."""

    decision = forms.ChoiceField(label=_("Decision"), choices=PRESSES, widget=forms.RadioSelect)
    changed_to = forms.CharField(label=_("Changed to"), max_length=160, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=240, required=False)

    def clean(self) -> dict[str, Any]:
        """The decision as the verb takes it: what is done, and why."""
        said = self.cleaned_data
        action, _dot, why = said.pop("decision", "").partition(".")
        reason = str(STOPS[why]) if why else said.get("reason", "")
        return {"action": action, "reason": reason, "changed_to": said.get("changed_to", "")}


class FlagForm(forms.Form):
    """Which kind of high risk."""

    high_risk = forms.ChoiceField(
        label=_("High risk"),
        choices=MedicationItem.HighRisk.choices,
        required=False,
        widget=forms.RadioSelect,
    )


class ControlForm(forms.Form):
    """How well the illnesses are under control."""

    note = forms.CharField(
        label=_("How well illnesses are under control"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("“Sugar 9 to 14 at home; blood pressure in range.”"),
    )


class AllergyForm(forms.Form):
    """What the patient does not bear."""

    substance = forms.CharField(label=_("Substance"), max_length=120)
    reaction = forms.CharField(label=_("What happened"), max_length=160, required=False)
    severity = forms.ChoiceField(
        label=_("Severity"), choices=Allergy.Severity.choices, initial="unknown", widget=forms.RadioSelect
    )


class RefuteForm(forms.Form):
    """Why it is no allergy."""

    because = forms.CharField(label=_("Why it is no allergy"), max_length=240)


class Empty(forms.Form):
    """A verb that asks nothing."""
