"""What is typed of a risk, set otherwise for a time, scored elsewhere, or asked to be looked at again. Shape only."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments import external
from assessments.actions.reassessments import ASKED
from assessments.models import Score, Sort
from assessments.queries.risk import DESTINATIONS
from assessments.reckoning import bands
from assessments.risk.conditions import LABELS
from core.localtime import end_of_day

NOT_KNOWN = ("", _("Not known"))
YES_NO = [NOT_KNOWN, ("yes", _("Yes")), ("no", _("No"))]


def _yes_no(value: Any) -> bool | None:
    return {"yes": True, "no": False, True: True, False: False}.get(value)


def _asked(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=_yes_no, empty_value=None, required=False, widget=forms.RadioSelect,
        help_text=help_text,
    )  # fmt: skip


def _count(label: Any, most: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=False, help_text=help_text)


class RiskForm(forms.Form):
    """What visits do not tell; what is left out is not known and leaves a range."""

    conditions = forms.MultipleChoiceField(
        label=_("Diseases"), choices=list(LABELS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    reviewed = forms.BooleanField(
        label=_("I have looked through the whole list"),
        required=False,
        help_text=_("Then what is not ticked is not there."),
    )
    acute = _asked(_("Emergency or unplanned admission"), _("Left out: as the visits on record say."))
    ed_visits = _count(
        _("Emergency visits in the six months before admission"),
        200,
        _("Elsewhere as well. Left out: those on record here."),
    )
    admissions = _count(
        _("Hospital stays in the twelve months before"),
        200,
        _("Elsewhere as well. Left out: those on record here."),
    )
    haemoglobin = forms.DecimalField(
        label=_("Last haemoglobin, g/dL"),
        min_value=2,
        max_value=25,
        max_digits=4,
        decimal_places=1,
        required=False,
    )
    sodium = forms.DecimalField(
        label=_("Last sodium, mmol/L"),
        min_value=90,
        max_value=200,
        max_digits=4,
        decimal_places=1,
        required=False,
    )
    procedure = _asked(_("A coded procedure in this stay"))
    oncology = _asked(_("Discharged from the oncology service"))
    destination = forms.ChoiceField(
        label=_("Where the patient goes"), choices=[NOT_KNOWN, *DESTINATIONS.items()], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    function = _asked(_("Needs much help to sit up, transfer or use the toilet"), _("Left out: as assessed."))
    cognition = _asked(_("Memory and thinking impaired"), _("Left out: as assessed."))
    needs = _count(_("Open social needs"), 50, _("Left out: those on record."))
    payer = _asked(_("The payer stands in the way"))
    legal = _asked(_("A legal question or capacity is open"))


class OverrideForm(forms.Form):
    """Another band, why, and until which day."""

    band = forms.ChoiceField(label=_("Band that counts instead"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), max_length=240)
    until = forms.DateField(
        label=_("Until and including"), help_text=_("90 days at most; then the reckoned band counts again."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, *args: Any, score: Score, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = score.case.facility.tz
        known = bands(score.kind)
        self.fields["band"].choices = [(band.code, band.label) for band in known]  # type: ignore[attr-defined]

    def clean_until(self) -> datetime:
        """The end of that day at the facility."""
        return end_of_day(self.cleaned_data["until"], self.zone)


class ExternalForm(forms.Form):
    """A result scored elsewhere."""

    instrument = forms.ChoiceField(
        label=_("Questionnaire"),
        choices=[
            *((code, scale.label) for code, scale in external.KNOWN.items()),
            (external.OTHER, _("Another")),
        ],
    )
    label = forms.CharField(label=_("Which other"), max_length=160, required=False)
    sort = forms.ChoiceField(
        label=_("Kind of information"), required=False,
        choices=[("", "–"), *((sort, Sort(sort).label) for sort in external.SORTS)],
        help_text=_("Of another questionnaire."),
    )  # fmt: skip
    scale_min = forms.DecimalField(label=_("Lowest possible"), max_digits=7, decimal_places=2, required=False)
    scale_max = forms.DecimalField(
        label=_("Highest possible"), max_digits=7, decimal_places=2, required=False
    )
    total = forms.DecimalField(label=_("Result"), max_digits=7, decimal_places=2)
    band_text = forms.CharField(label=_("What it means, as stated there"), max_length=120, required=False)
    at = forms.DateTimeField(
        label=_("When it was scored"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    scored_by = forms.CharField(label=_("Who scored it"), max_length=160)
    rules = forms.CharField(label=_("Version"), max_length=60, required=False)
    source_document = forms.CharField(label=_("On which paper"), max_length=160, required=False)


class AskForm(forms.Form):
    """Why the patient is to be looked at again."""

    trigger = forms.ChoiceField(
        label=_("What happened"),
        choices=[(each.value, each.label) for each in ASKED],
        widget=forms.RadioSelect,
    )
    because = forms.CharField(label=_("In a few words"), max_length=240)


class EndForm(forms.Form):
    """Why it is needed no more."""

    because = forms.CharField(label=_("Why it is needed no more"), max_length=240)


class Nothing(forms.Form):
    """A verb that asks nothing."""
