"""What every table of rules asks besides its figures: who decided it, and whether the worked examples come out as wanted."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policy.queries import confirmed, problems


@dataclass(frozen=True)
class Table:
    """Fields side by side: a heading for each column; `rows` are a label and its fields in that order."""

    title: Any
    corner: Any
    heads: list[Any]
    rows: list[tuple[Any, list[forms.BoundField]]]

    @property
    def lines(self) -> list[tuple[Any, list[tuple[Any, forms.BoundField]]]]:
        """Each row with the heading of its column beside each field."""
        return [(label, list(zip(self.heads, cells, strict=True))) for label, cells in self.rows]


@dataclass(frozen=True)
class Section:
    """A part of the figures: fields that stand alone, then tables. One with a title can be folded, unless it is wrong."""

    fields: list[forms.BoundField]
    tables: list[Table] = field(default_factory=list)
    title: str = ""
    text: str = ""
    wrong: bool = False


class RulesForm(forms.Form):
    """The figures of a body as fields; gives the next body, with its worked examples confirmed."""

    kind: ClassVar[str]

    source = forms.CharField(
        label=gettext_lazy("Who decided this, and when"),
        max_length=240,
        help_text=gettext_lazy("It is kept with this version: “Board of 3 November”."),
    )
    confirm = forms.BooleanField(
        label=gettext_lazy("These outcomes of the worked examples are what we want"), required=False
    )

    def __init__(self, *args: Any, body: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body = body
        self.figures = self.ask(body)
        self.fields |= self.figures | self.more(body)
        self.groups = self.group(body)
        for name, figure in self.figures.items():
            # In a table the heading of the column is seen; the control itself says the whole.
            if not figure.widget.use_fieldset:
                figure.widget.attrs["aria-label"] = self.whole(name)

    def ask(self, body: Any) -> dict[str, forms.Field]:
        """A field for each figure of a body, each with its whole label and its present value."""
        raise NotImplementedError

    def more(self, body: Any) -> dict[str, forms.Field]:
        """Boxes that are no figures of the body yet."""
        return {}

    def group(self, body: Any) -> Mapping[str, str]:
        """To what a figure belongs, by the name of its field, where its label does not say it."""
        return {}

    def sections(self) -> list[Section]:
        """The figures as the page lays them out."""
        raise NotImplementedError

    def more_sections(self) -> list[Section]:
        """Where the boxes stand that are no figures yet."""
        return []

    def all_sections(self) -> list[Section]:
        """Everything that can be filled in."""
        return [*self.sections(), *self.more_sections()]

    def apply(self, body: Any, said: dict[str, Any]) -> None:
        """Write what was said into a copy of the body."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """The next body and its source; other outcomes of the examples are said, and taken over when confirmed."""
        said = super().clean() or {}
        if self.errors:
            return said
        body = deepcopy(self.body)
        self.apply(body, said)
        return {"body": self._holding(body, said["confirm"]), "source": said["source"]}

    def _holding(self, body: Any, is_confirmed: bool) -> Any:
        """The body with its examples as they come out; what cannot be is said on top, other outcomes beside their box."""
        if not (wrong := problems(self.kind, body)):
            return body
        try:
            found = confirmed(self.kind, body)
        except ValueError:
            found = body
        if impossible := problems(self.kind, found):
            self.add_error(None, impossible)
        elif not is_confirmed:
            self.add_error("confirm", wrong)
        return found

    def whole(self, name: str) -> str:
        """The label of a figure that says everything."""
        label = str(self.figures[name].label)
        group = self.groups.get(name)
        return _("%(group)s: %(label)s") % {"group": group, "label": label} if group else label


def in_words(figure: Any) -> str:
    """The value that a field starts with, as somebody reads it."""
    value: Any = figure.initial
    choices: Any = getattr(figure, "choices", ())
    if isinstance(figure, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(figure, forms.MultipleChoiceField):
        return ", ".join(str(label) for code, label in choices if code in (value or ())) or "–"
    if isinstance(figure, forms.ChoiceField):
        return str(dict(choices).get(value, "–"))
    return "–" if value in (None, "") else str(figure.prepare_value(value))
