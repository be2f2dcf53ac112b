"""A thing of the API: its list, its detail and its verbs, all decided and written by what the pages use."""

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import models
from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.pagination import page_of
from api.shapes import shape
from audit import record
from core import clock
from core.access import OWN, fetch, held, held_among, visible_to
from core.actions import must_be_able
from core.routes import card


@dataclass(frozen=True)
class Verb:
    """One verb of a noun: its address, the kernel's verb, and what it makes."""

    slug: str
    act: Any
    makes: type[models.Model] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    # What the right is asked on where that is not the row itself (the case behind a request).
    on: Callable[[Any], Any] = lambda row: row
    # By which right the row is found, where whoever may do this does not see the noun.
    perm: str = ""


@dataclass(frozen=True)
class Noun:
    """One kind of thing: `fields` are what a caller sees of it; `within` names the parent of `create`."""

    slug: str
    model: type[models.Model]
    fields: Sequence[str]
    verbs: tuple[Verb, ...] = ()
    create: Verb | None = None
    within: tuple[str, type[models.Model]] | None = None
    # By which right the parent is found, where whoever may create does not see its class.
    within_by: str = ""
    filters: tuple[str, ...] = ()
    perm: str = ""
    # Fields that ask for more than seeing the row: None to a caller without that permission on it.
    levels: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> str:
        return str(self.model.access.data)  # type: ignore[attr-defined]


NOUNS: dict[type[models.Model], Noun] = {}


@cache
def output(model: type[models.Model]) -> type[serializers.Serializer[Any]]:
    """How a row is shown: by its noun's fields, or by its key and version alone."""
    noun = NOUNS.get(model)
    said = {"model": model, "fields": noun.fields if noun else ("id",), "read_only_fields": ("id",)}
    said["extra_kwargs"] = {name: {"allow_null": True} for name in (noun.levels if noun else ())}
    meta = type("Meta", (), said)
    return type(f"{model.__name__}Output", (serializers.ModelSerializer,), {"Meta": meta})


def shown(row: models.Model, user: Any) -> dict[str, Any]:
    """A row as the API shows it to a caller."""
    noun = NOUNS.get(row._meta.model)
    return _blanked(row, held(user, row) if noun and noun.levels else ())


def _answer(made: Any, user: Any) -> Any:
    """What a verb made as the API shows it: a row, or a list of those made in one go."""
    return [shown(row, user) for row in made] if isinstance(made, list) else shown(made, user)


def _page(noun: Noun, rows: Sequence[Any], user: Any) -> list[dict[str, Any]]:
    """A page of rows as the API shows them to a caller; the levels of all of them are one statement."""
    if not noun.levels or user.is_service:
        return [shown(row, user) for row in rows]
    rights = _rights(noun, rows, user)
    return [_blanked(row, rights[row.pk]) for row in rows]


def _rights(noun: Noun, rows: Sequence[Any], user: Any) -> Mapping[Any, Collection[str]]:
    """What a caller holds of the levels on each row: on the thing itself, or on the case that it hangs on."""
    place, perms = noun.model.access, tuple(dict.fromkeys(noun.levels.values()))  # type: ignore[attr-defined]
    if place.case == "pk":
        return held_among(user, noun.model, [row.pk for row in rows], perms)
    if place.facility or place.sorts or "__" in place.case:
        return {row.pk: held(user, row) for row in rows}
    on = {row.pk: getattr(row, f"{place.case}_id") for row in rows}
    things: Any = noun.model._meta.get_field(place.case).related_model
    rights = held_among(user, things, list(set(on.values())), perms)
    return {key: rights[thing] for key, thing in on.items()}


def _blanked(row: models.Model, rights: Collection[str]) -> dict[str, Any]:
    data: dict[str, Any] = output(row._meta.model)(row).data
    noun = NOUNS.get(row._meta.model)
    return data | {name: None for name, perm in (noun.levels if noun else {}).items() if perm not in rights}


def _asked(noun: Noun, request: Request) -> "models.QuerySet[Any]":
    """The rows a caller may see; asking by a field with a level finds only those on which they hold it."""
    rows = visible_to(noun.model, request.user, noun.perm, portable=True)
    for name in noun.filters:
        if name in noun.levels and name in request.query_params:
            rows = rows.filter(pk__in=visible_to(noun.model, request.user, noun.levels[name]).values("pk"))
    return rows


def know(*nouns: Noun) -> None:
    """Register every noun before addresses are made: a verb may make a thing of another noun."""
    NOUNS.update({noun.model: noun for noun in nouns})


def addresses(noun: Noun) -> list[URLPattern]:
    """Every address of a noun."""
    found = [
        path(f"{noun.slug}/", _listing(noun), name=noun.slug),
        path(f"{noun.slug}/<uuid:pk>/", _detail(noun), name=f"{noun.slug}-detail"),
    ]
    found += [
        path(f"{noun.slug}/<uuid:pk>/{verb.slug}/", _doing(noun, verb), name=f"{noun.slug}-{verb.slug}")
        for verb in noun.verbs
    ]
    return found


def _listing(noun: Noun) -> Callable[..., Any]:
    made = noun.create

    class List(APIView):
        @extend_schema(
            operation_id=f"{noun.slug}_list",
            parameters=[
                OpenApiParameter("after"),
                OpenApiParameter("limit", int),
                *map(OpenApiParameter, noun.filters),
            ],
            responses=output(noun.model)(many=True),
        )
        def get(self, request: Request) -> Response:
            page, following = page_of(request, _asked(noun, request), noun.filters)
            record.seen(page, by=request.user, at=clock.now(), verb="list")
            return Response({"results": _page(noun, page, request.user), "next": following})

    cards = {"get": _card("GET", noun, "view", "list")}
    if made is not None:
        List.post = _creating(noun, made)  # type: ignore[attr-defined]
        cards["post"] = _card("POST", noun, made.act.verb_name, made.act.verb_name)
    List.route = cards  # type: ignore[attr-defined]
    return List.as_view()


def _creating(noun: Noun, made: Verb) -> Callable[..., Any]:
    name, parent = noun.within or ("", noun.model)
    needed = {name: serializers.UUIDField(), **made.more}
    entry = shape(made.act, choices=made.makes or noun.model, more=needed, without=(*made.without,))

    @extend_schema(
        operation_id=f"{noun.slug}_create", request=entry, responses={201: output(made.makes or noun.model)}
    )
    def post(self: APIView, request: Request) -> Response:
        facts = _facts(entry, request)
        # What is one's own hangs on oneself.
        mine = OWN if noun.perm == OWN else noun.within_by
        target = fetch(parent, facts.pop(name), by=request.user, perm=mine, portable=True)
        row = made.act(target, by=request.user, **facts)
        return Response(_answer(row, request.user), status=status.HTTP_201_CREATED)

    return post


def _detail(noun: Noun) -> Callable[..., Any]:
    class Detail(APIView):
        route = {"get": _card("GET", noun, "view", "view", arg="pk")}

        @extend_schema(operation_id=f"{noun.slug}_detail", responses=output(noun.model))
        def get(self, request: Request, pk: Any) -> Response:
            row = fetch(noun.model, pk, by=request.user, perm=noun.perm, portable=True)
            return Response(shown(row, request.user))

    return Detail.as_view()


def _doing(noun: Noun, verb: Verb) -> Callable[..., Any]:
    entry = shape(verb.act, choices=verb.makes or noun.model, more=verb.more, without=verb.without)
    keyed = "source_key" in inspect.signature(verb.act).parameters

    class Do(APIView):
        route = {"post": _card("POST", noun, verb.act.verb_name, verb.act.verb_name, arg="pk")}

        @extend_schema(
            operation_id=f"{noun.slug}_{verb.slug}", request=entry, responses=output(verb.makes or noun.model)
        )
        def post(self, request: Request, pk: Any) -> Response:
            row = fetch(noun.model, pk, by=request.user, perm=verb.perm or noun.perm, portable=True)
            # Rights before the body: who may not is told so, whatever was sent.
            must_be_able(request.user, verb.act, row, at=verb.on(row))
            own_key = _own_key(request, row) if keyed else {}
            made = verb.act(row, by=request.user, **_facts(entry, request), **own_key)
            return Response(_answer(made, request.user))

    return Do.as_view()


def _facts(entry: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    given = entry(data=request.data, context={"request": request})
    given.is_valid(raise_exception=True)
    facts: dict[str, Any] = dict(given.validated_data)
    return facts


def _own_key(request: Request, row: Any) -> dict[str, str]:
    """The caller's Idempotency-Key: asked again with it, a verb that opens work gives back what it opened, while that is live.

    It counts for one row alone: what was opened on another, which the caller may not see any more, is never an answer.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return {}
    return {"source_key": f"api:{request.user.pk}:{sha256(f'{row.pk}:{key}'.encode()).hexdigest()}"}


def _card(method: str, noun: Noun, does: str, event: str, arg: str = "") -> Any:
    thing = noun.model._meta.label if arg else ""
    kind = "session" if noun.perm == "own_account" else "phi"
    return card(method, kind=kind, data=noun.data, does=does, event=event, thing=thing, arg=arg)
