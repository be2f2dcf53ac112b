"""What may be asked of a list: declared fields and declared orders; whatever else a query holds is answered 400."""

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from django import forms
from django.core.exceptions import BadRequest
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model, QuerySet
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

M = TypeVar("M", bound=Model)

# The largest number of a PostgreSQL integer; beyond it a comparison would be an error, not an empty list.
LARGEST = 2**31 - 1
# Names that every list understands beside its own: order, and where a page of the list begins.
COMMON = frozenset({"order", "after", "before", "format"})
FIELDS_MAX = 20


class PlainSelect(forms.Select):
    """A select that asks no template for each of its options."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The options in a row, the chosen one marked."""
        chosen = set(map(str, self.format_value(value)))
        marks = {True: SafeString(" selected"), False: ""}
        options = ((key, marks[str(key) in chosen], label) for key, label in self.choices)
        inside = format_html_join("", '<option value="{}"{}>{}</option>', options)
        said = self.build_attrs(self.attrs, attrs)
        said["class"] = f"form-select {said.get('class', '')}".rstrip()
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(said), inside)


class ListFilter(forms.Form):
    """A list's filters. Subclasses declare fields, `lookups` (field to ORM lookup) and `orders` (name to columns).

    A view writes `asked = WorkFilter.of(request)` and `rows = asked.narrow(visible_to(Item, request.user))`.
    """

    use_required_attribute = False
    lookups: Mapping[str, str] = {}
    orders: Mapping[str, tuple[str, ...]] = {}
    # Fields that choose which list it is: they always say something and are not counted as filters in use.
    whose: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            if isinstance(field, forms.IntegerField):
                field.validators += [MinValueValidator(-LARGEST), MaxValueValidator(LARGEST)]
            if isinstance(field, forms.ChoiceField) and type(field.widget) is forms.Select:
                field.widget = PlainSelect(field.widget.attrs, field.widget.choices)

    @classmethod
    def of(cls, request: HttpRequest, **more: Any) -> Self:
        """The filters of a request; raises BadRequest (400) for an unknown name or an unreadable value."""
        asked = cls(request.GET, **more)
        unknown = set(request.GET) - set(asked.fields) - COMMON
        if unknown or len(request.GET) > FIELDS_MAX or not asked.is_valid():
            raise BadRequest("This list cannot be filtered that way.")
        if "\x00" in "".join(request.GET.getlist("after") + request.GET.getlist("before")):
            raise BadRequest("This page of the list cannot be read.")
        if request.GET.get("order", "") not in ("", *asked.orders):
            raise BadRequest("This list cannot be put in that order.")
        return asked

    @property
    def looks(self) -> tuple[Any, ...]:
        """All that decides how the fields are drawn: which they are, what is offered and what is chosen."""
        fields = self.fields.items()
        # Words still to be translated are the class's own.
        offered = [
            [
                (key, "" if isinstance(label, Promise) else label)
                for key, label in getattr(field, "choices", ())
            ]
            for _name, field in fields
        ]
        chosen = [field.widget.value_from_datadict(self.data, self.files, name) for name, field in fields]
        return type(self), *self.fields, offered, chosen

    @property
    def active(self) -> int:
        """How many of the filters one can see narrow the list."""
        names = [field.name for field in self.visible_fields() if field.name not in self.whose]
        return sum(self.cleaned_data.get(name) not in (None, "", [], False) for name in names)

    def narrow(self, rows: "QuerySet[M]") -> "QuerySet[M]":
        """The rows that match every filter given, in the order asked for."""
        chosen = {
            lookup: self.cleaned_data[name]
            for name, lookup in self.lookups.items()
            if self.cleaned_data.get(name) not in (None, "", [])
        }
        order = self.orders.get(self.data.get("order", ""))
        rows = rows.filter(**chosen)
        return rows.order_by(*order) if order else rows
