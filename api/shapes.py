"""The shape of a verb's input, read from its own signature, so that the API cannot drift from the verb.

A parameter becomes a field by its annotation; one that names a row takes its key and is looked up among what the
caller may see; a choice of the model the verb makes becomes a choice here. A parameter that says nothing of itself (`Any`)
is a colleague by its name, or an error when the addresses are made.
"""

import inspect
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import UnionType
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from core.access import visible_to

PEOPLE = {"deputy", "user", "to", "owner", "to_user", "told_user"}
NEVER = {"by", "source", "source_key", "about", "event_at", "keep_name", "reasons", "score", "version"}
# Names in one request, of those who are told.
MOST = 60


class Instant(serializers.DateTimeField):
    """A moment with its offset: an hour on a wall may not exist, or twice, and nobody here knows which wall."""

    default_error_messages: typing.ClassVar[Any] = {
        "offset": _("Give the time with its offset from UTC, such as 2026-11-03T10:00:00-05:00.")
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        """The same instant; wrong without an offset."""
        if value.utcoffset() is None:
            self.fail("offset")
        return super().enforce_timezone(value)


PLAIN: dict[Any, Callable[..., serializers.Field[Any, Any, Any, Any]]] = {
    bool: serializers.BooleanField,
    int: serializers.IntegerField,
    date: serializers.DateField,
    datetime: Instant,
    dict: serializers.DictField,
}


class Several(serializers.ManyRelatedField):
    """Keys of several rows, looked up one by one, and therefore not many."""

    default_error_messages: typing.ClassVar[Any] = {"too_many": _("Name at most {most}.")}

    def to_internal_value(self, data: Any) -> Any:
        """The rows; wrong when there are too many, before the first is looked for."""
        if isinstance(data, list) and len(data) > MOST:
            self.fail("too_many", most=MOST)
        return super().to_internal_value(data)


class Scoped(serializers.PrimaryKeyRelatedField):
    """A key of a row that the caller may see; any other key is answered as if it did not exist."""

    def __init__(self, model: type[models.Model], **options: Any) -> None:
        self.model = model
        super().__init__(queryset=model._default_manager.none(), **options)

    @classmethod
    def many_init(cls, *args: Any, **options: Any) -> Several:
        """A list of them."""
        return Several(child_relation=cls(*args), **options)

    def get_queryset(self) -> Any:
        return rows_for(self.model, self.context["request"].user)


def rows_for(model: type[models.Model], user: Any) -> Any:
    """What a caller may name: colleagues for people, open reference rows, else what they may see."""
    if model is User:
        facilities = user.facility_roles.filter(live=True).values("facility")
        near = Q(pk=user.pk) | Q(facility_roles__facility__in=facilities)
        return User.objects.filter(near, is_active=True, is_service=False).distinct()
    return visible_to(model, user) if hasattr(model, "access") else model._default_manager.all()


def shape(
    verb: Any,
    *,
    choices: type[models.Model] | None = None,
    more: Mapping[str, Any] | None = None,
    without: tuple[str, ...] = (),
) -> type[serializers.Serializer[Any]]:
    """A serializer class for a verb's keyword arguments; `more` adds or replaces fields, `without` drops some."""
    fields: dict[str, Any] = {}
    given = dict(more or {})
    hints = typing.get_type_hints(verb)
    for name, parameter in list(inspect.signature(verb).parameters.items())[1:]:
        if name in NEVER or name in without or parameter.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        required = parameter.default is inspect.Parameter.empty
        if name not in given:
            fields[name] = _field(name, hints.get(name, Any), required, choices)
    fields["version"] = serializers.IntegerField(required=False, min_value=1)
    return type(f"{_title(verb)}Input", (serializers.Serializer,), fields | given)


def _title(verb: Any) -> str:
    return "".join(part.capitalize() for part in verb.verb_name.replace(".", "_").split("_"))


def _field(name: str, hint: Any, required: bool, choices: type[models.Model] | None) -> Any:
    options: dict[str, Any] = {"required": required}
    inner = [part for part in typing.get_args(hint) if part is not type(None)]
    if typing.get_origin(hint) in (typing.Union, UnionType) and len(inner) == 1:
        hint, options["allow_null"] = inner[0], True
    if hint is Any and name in PEOPLE:
        return Scoped(User, **options, **({} if required else {"allow_null": True}))
    if isinstance(hint, type) and issubclass(hint, models.Model):
        return Scoped(hint, **options)
    if hint is Any:
        raise TypeError(f"{name} may be anything: annotate it in the verb, or say its field with `more=`.")
    if hint in PLAIN:
        return PLAIN[hint](**options)
    if typing.get_origin(hint) is dict:
        return serializers.DictField(**options)
    if typing.get_origin(hint) in (list, tuple) or "Sequence" in str(hint):
        return serializers.ListField(child=serializers.CharField(max_length=60), max_length=60, **options)
    return _text(name, options, choices)


def _text(name: str, options: dict[str, Any], choices: type[models.Model] | None) -> Any:
    field = _model_field(choices, name)
    if field is not None and field.choices:
        return serializers.ChoiceField(choices=field.choices, allow_blank=not options["required"], **options)
    limit = getattr(field, "max_length", None) or 4000
    return serializers.CharField(max_length=limit, allow_blank=not options["required"], **options)


def _model_field(model: type[models.Model] | None, name: str) -> Any:
    if model is None:
        return None
    return next((field for field in model._meta.concrete_fields if field.name == name), None)
