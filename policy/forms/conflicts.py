"""A conflict rule as its author writes it: one at a time, as JSON, with what is wrong said by line."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import json as documents
from core.json_lines import line_of, lines
from core.logic3_faults import Fault, Path
from policy import conflict_faults

NEW, WHOLE = "-new", "-cases"
LONGEST = 20_000


class ConflictsForm(forms.Form):
    """One rule of the rules in force, a new one, or the examples of whole cases; gives the next body."""

    rule = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("The rule"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 30, "spellcheck": "false", "class": "form-control cm-code"}),
        help_text=gettext_lazy(
            "Sides, when they conflict, the sentence, where it comes from, and examples that find one and find none."
        ),
    )
    leave_out = forms.BooleanField(
        label=gettext_lazy("Leave this rule out"), required=False,
        help_text=gettext_lazy("What it found stays on the plans until somebody looks again."),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Who decided this, and when"),
        max_length=240,
        help_text=gettext_lazy("It is kept with this version: “Board of 3 November”."),
    )

    def __init__(self, data: Any = None, *, body: Any, chosen: str) -> None:
        self.body, self.chosen = body, chosen
        super().__init__(data, initial={"rule": chosen, "text": written(self._part())})
        if chosen in (NEW, WHOLE):
            del self.fields["leave_out"]

    def _part(self) -> Any:
        """What is edited: a rule, an empty one, or the list of examples."""
        if self.chosen == WHOLE:
            return self.body["examples"]
        return next((row for row in self.body["rules"] if row["code"] == self.chosen), BLANK)

    def clean_text(self) -> Any:
        """The document; ValidationError with the line where it cannot be read."""
        try:
            return documents.read(self.cleaned_data["text"])
        except documents.Unreadable as wrong:
            raise ValidationError(str(wrong), "unreadable") from wrong

    def clean(self) -> dict[str, Any]:
        """The next body and its source; each fault with its line, beside the text."""
        said = super().clean() or {}
        if self.errors:
            return said
        body = deepcopy(dict(self.body))
        self._write(body, said["text"], said.get("leave_out", False))
        places = lines(self.data["text"])
        for path, sentence in self._faults(body, said):
            line = _("Line %(number)d: ") % {"number": line_of(path, places)} if path is not None else ""
            self.add_error("text", line + sentence)
        return {"body": body, "source": said["source"]}

    def _write(self, body: dict[str, Any], part: Any, leave_out: bool) -> None:
        if self.chosen == WHOLE:
            body["examples"] = part
            return
        kept = [] if leave_out else [part]
        rows = body["rules"]
        place = next((n for n, row in enumerate(rows) if row["code"] == self.chosen), len(rows))
        body["rules"] = [*rows[:place], *kept, *rows[place + 1 :]]

    def _faults(self, body: Any, said: Mapping[str, Any]) -> Iterator[tuple[Path | None, str]]:
        """What is wrong with what was typed, by its own path, then what it changes in the rest."""
        own = [] if self.chosen == WHOLE or said.get("leave_out") else _of_rule(said["text"])
        yield from ((fault.path, fault.sentence) for fault in own)
        if own:
            return
        for fault in _of_body(body):
            inside = self.chosen == WHOLE and fault.path[:1] == ("examples",)
            yield (fault.path[1:] if inside else None), fault.sentence


def _of_rule(part: Any) -> list[Fault]:
    try:
        return conflict_faults.of_rule(part)
    except (LookupError, TypeError, ValueError, AttributeError) as wrong:
        return [Fault((), _unreadable(wrong))]


def _of_body(body: Any) -> list[Fault]:
    try:
        return conflict_faults.faults(body)
    except (LookupError, TypeError, ValueError, AttributeError) as wrong:
        return [Fault((), _unreadable(wrong))]


def _unreadable(wrong: Exception) -> str:
    return _("This cannot be read: %(what)s.") % {"what": f"{type(wrong).__name__} at {wrong}"}


BLANK: Mapping[str, Any] = {
    "code": "", "title": "", "severity": "moderate", "between": ["interventions", "restrictions"],
    "when": {"all": [{"=": ["$b.kind", ""]}, {"mentions": ["$a.words", [""]]}]}, "says": "“{a}” against “{b}”.",
    "source": "", "examples": [{"note": "", "facts": {}, "conflicts": []}, {"note": "", "facts": {}}],
}  # fmt: skip


def written(part: Any) -> str:
    """A part of a body as somebody can edit it: short things on one line."""
    return "\n".join(_laid_out(part, ""))


def _laid_out(part: Any, indent: str) -> list[str]:
    plain = json.dumps(part, ensure_ascii=False)
    if len(indent) + len(plain) <= 100 or not isinstance(part, dict | list):
        return [plain]
    opening, closing = "{}" if isinstance(part, dict) else "[]"
    items = part.items() if isinstance(part, dict) else ((None, each) for each in part)
    blocks = []
    for name, value in items:
        first, *rest = _laid_out(value, indent + "  ")
        head = f"{json.dumps(name, ensure_ascii=False)}: " if name is not None else ""
        blocks.append("\n".join([f"  {head}{first}", *(f"  {line}" for line in rest)]))
    return [opening, *",\n".join(blocks).split("\n"), closing]


def choices(body: Any) -> list[tuple[str, Any]]:
    """What can be edited, for the page: each rule by its title, a new one, the whole cases."""
    rules = [(row["code"], row["title"]) for row in body["rules"]]
    return [*rules, (NEW, _("A new rule")), (WHOLE, _("Examples of whole cases"))]
