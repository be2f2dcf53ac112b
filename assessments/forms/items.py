"""An instrument as form fields, one for each question under its link id, each with "Declined" where it can be declined.

What was typed comes out as `assessments.answers` keeps it: `cleaned_data[link_id]` is the value, DECLINED, or None.
"""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _

from assessments.answers import DECLINED, Impossible, can_decline, named, scale, taken
from assessments.branching import Branching
from assessments.forms.answer_widgets import OrDeclined
from assessments.questionnaire import (
    BOOLEAN,
    CHOICE,
    DATE,
    DECIMAL,
    INTEGER,
    TEXT,
    Heading,
    Question,
    Questionnaire,
)

# As many choices stand beside each other as chips; more are a list.
CHIPS = 12
LONG_CHOICES = 9
ONE_LINE = 240
WHOLE, NUMBER = re.compile(r"-?\d{1,18}"), re.compile(r"-?\d{1,18}(\.\d{1,9})?")
YES_NO = {"true": True, "false": False}


class AnswerField(forms.Field):
    """The answer to one question; nothing typed is no answer, whether or not the question must be answered."""

    def __init__(self, question: Question, declinable: bool) -> None:
        self.question, self.declinable = question, declinable
        label = f"{question.prefix}. {question.text}" if question.prefix else question.text
        super().__init__(
            label=label,
            help_text=question.help,
            widget=_widget(question, can_decline(question, declinable)),
            required=question.required,
        )

    def clean(self, value: Any) -> Any:
        """What was typed as it is kept; ValidationError names the question and what it takes."""
        try:
            return taken(self.question, _meant(self.question, value), self.declinable)
        except Impossible as impossible:
            raise ValidationError(named(self.question, str(impossible))) from impossible

    def prepare_value(self, value: Any) -> Any:
        """A kept answer as its widget shows it."""
        if isinstance(value, bool):
            return str(value).lower()
        return [value] if self.question.repeats and value == DECLINED else value


class ItemsForm(forms.Form):
    """Every question of a version; `answers` are those kept so far."""

    use_required_attribute = False

    def __init__(
        self,
        questionnaire: Questionnaire,
        answers: Mapping[str, Any],
        data: Any = None,
        prefix: str = "",
        age: int | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix or None, initial=dict(answers))
        self.questionnaire = questionnaire
        for question in questionnaire.questions:
            self.fields[question.link_id] = AnswerField(question, questionnaire.declinable)
        self.lines = [
            Line(self, line, Branching(questionnaire, answers, age)) for line in questionnaire.lines
        ]


class Line:
    """One line of a form: words, or a question with its field. `note` and `verify` say that it was answered lately."""

    note: str = ""
    verify: bool = False

    def __init__(self, form: ItemsForm, line: Heading | Question, tree: Branching) -> None:
        self.link_id, self.line = line.link_id, line
        self.form, self.asked = form, tree.asked(line)

    @property
    def is_question(self) -> bool:
        return isinstance(self.line, Question)

    @property
    def level(self) -> int:
        """How deep a title stands: 3 under the section's own."""
        return min(6, 3 + (self.line.level if isinstance(self.line, Heading) else 0))

    @property
    def field(self) -> Any:
        """The field of a question."""
        return self.form[self.link_id]


def _choices(question: Question, declined: bool) -> list[tuple[str, Any]]:
    """What can be chosen, with its points where they make a scale."""
    points = scale(question)
    found: list[tuple[str, Any]] = [
        (
            each.code,
            format_html("{} <small>{}</small>", each.label, int(each.points or 0)) if points else each.label,
        )
        for each in question.options
    ]
    return [*found, *_declined(declined)]


def _widget(question: Question, declined: bool) -> forms.Widget:
    if question.kind == CHOICE:
        choices = _choices(question, declined)
        if question.repeats:
            return forms.CheckboxSelectMultiple(choices=choices)
        if len(question.options) >= LONG_CHOICES:
            return forms.Select(choices=[("", _("Choose")), *choices])
        return forms.RadioSelect(choices=choices)
    if question.kind == BOOLEAN:
        return forms.RadioSelect(choices=[("true", _("Yes")), ("false", _("No")), *_declined(declined)])
    if question.kind == TEXT:
        return _text(question)
    if steps := _steps(question):
        return forms.RadioSelect(choices=[*((number, number) for number in steps), *_declined(declined)])
    typed = forms.DateInput({"type": "date"}) if question.kind == DATE else _typed(question)
    return OrDeclined(typed) if declined else typed


def _declined(declined: bool) -> list[tuple[str, str]]:
    return [(DECLINED, _("Declined"))] if declined else []


def _steps(question: Question) -> range:
    """The whole numbers of a short scale; none for a long one."""
    if question.kind != INTEGER or question.least is None or question.most is None:
        return range(0)
    found = range(int(question.least), int(question.most) + 1)
    return found if len(found) <= CHIPS else range(0)


def _typed(question: Question) -> forms.Widget:
    return forms.TextInput(
        {"inputmode": "decimal" if question.kind == DECIMAL else "numeric", "maxlength": 20}
    )


def _text(question: Question) -> forms.Widget:
    if question.longest <= ONE_LINE:
        return forms.TextInput({"maxlength": question.longest})
    return forms.Textarea({"rows": 3, "maxlength": question.longest})


def _meant(question: Question, raw: Any) -> Any:
    """What was posted, in the type of the question; as it came where it is none, for the check to say so."""
    if isinstance(raw, list):
        return DECLINED if raw == [DECLINED] else raw
    if not isinstance(raw, str) or raw == DECLINED:
        return raw
    if question.kind == TEXT:
        return raw.replace("\r\n", "\n").rstrip()
    text = raw.strip()
    if question.kind == BOOLEAN:
        return YES_NO.get(text, text)
    if question.kind in (INTEGER, DECIMAL) and WHOLE.fullmatch(text):
        return int(text)
    return float(text) if question.kind == DECIMAL and NUMBER.fullmatch(text) else text
