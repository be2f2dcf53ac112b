"""The shape of what is typed while an assessment is recorded."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.forms.items import AnswerField, ItemsForm
from assessments.models import Contradiction
from assessments.questionnaire import Questionnaire
from core import json


class TypedForm:
    """The answers of a posted section page: those that differ from what the page showed, with the version it showed.

    `base` is `{link_id: [version, value]}`, the last field of the page, so that a body that was cut short changes nothing.
    Reading builds no form: somebody types and waits, and whole forms are for pages.
    """

    def __init__(self, asks: Questionnaire, data: Any) -> None:
        self.asks, self.data = asks, data
        self.base = base_of(data.get("base", ""))
        self.values: dict[str, Any] = {}
        self.wrong: dict[str, str] = {}
        for link_id, field in _fields(asks).items():
            try:
                self.values[link_id] = field.clean(field.widget.value_from_datadict(data, {}, link_id))
            except ValidationError as wrong:
                self.wrong[link_id] = " ".join(wrong.messages)

    @cached_property
    def given(self) -> dict[str, Any]:
        """What was changed, as the verb takes it; answers that their questions do not take are not among it."""
        return {
            link_id: {"value": value, "base": self.base[link_id][0]}
            for link_id, value in self.values.items()
            if link_id in self.base and value != self.base[link_id][1]
        }

    def form(self, age: int | None) -> ItemsForm:
        """The same as a form with its mistakes, for a page that comes back."""
        known = {link_id: value for link_id, value in self.values.items() if value is not None}
        form = ItemsForm(self.asks, known, self.data, age=age)
        form.is_valid()
        return form


_FIELDS: dict[tuple[str, str], tuple[Questionnaire, dict[str, AnswerField]]] = {}
KEPT = 256


def _fields(asks: Questionnaire) -> dict[str, AnswerField]:
    """The fields that read the answers of one version; made once, for they hold nothing of a request."""
    key = (asks.code, asks.number)
    if key not in _FIELDS or _FIELDS[key][0] is not asks:
        if len(_FIELDS) >= KEPT:
            _FIELDS.clear()
        made = {question.link_id: AnswerField(question, asks.declinable) for question in asks.questions}
        _FIELDS[key] = asks, made
    return _FIELDS[key][1]


def base_of(text: str) -> dict[str, list[Any]]:
    """BadRequest for one that no page of ours holds."""
    try:
        found = json.read(text)
        known = {str(link): [int(version), value] for link, (version, value) in found.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise BadRequest("This page cannot be read. Load it again.") from error
    return known


class ReasonForm(forms.Form):
    """Why something is left out or given up."""

    reason = forms.CharField(label=_("Why"), max_length=240, widget=forms.Textarea(attrs={"rows": 2}))


class AddendumForm(forms.Form):
    """Words added to a signed section."""

    text = forms.CharField(
        label=_("What is to be added"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    link_id = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


class SynthesisForm(forms.Form):
    """What the parts come to together."""

    synthesis = forms.CharField(
        label=_("Summed up by the lead of the case"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CompleteForm(SynthesisForm):
    """The lead may sum up with it; nobody else sends the words along."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return cleaned if "synthesis" in self.data else {}


class DecisionForm(forms.Form):
    """Which of two answers holds."""

    decision = forms.ChoiceField(choices=Contradiction.Decision)
    because = forms.CharField(label=_("Both, because"), max_length=240, required=False)


class VerifyForm(forms.Form):
    """Which questions are confirmed; none named means all that were answered lately."""

    links = forms.CharField(required=False, max_length=80)

    def clean_links(self) -> list[str]:
        return [self.cleaned_data["links"]] if self.cleaned_data["links"] else []
