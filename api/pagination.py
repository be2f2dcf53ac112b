"""Pages by key: `?after=KEY&limit=N`, newest first; a deep page costs what the first one costs."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request

LIMIT, MOST = 50, 200


class Keyset(BasePagination):
    """Named in the settings so that no list of the framework's own is ever unpaged."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        rows, self.following = page_of(request, queryset, ())
        return rows


def page_of(request: Request, rows: Any, filters: Iterable[str]) -> tuple[list[Any], str | None]:
    """The rows of the page asked for, and the query string of the next page (None at the end).

    Raises ValidationError (422) for a limit, key or filter value that cannot be one.
    """
    given = request.query_params
    limit = _limit(given.get("limit", str(LIMIT)))
    wanted = {name: given[name] for name in filters if given.get(name)}
    try:
        rows = rows.filter(**{name: _clean(value) for name, value in wanted.items()})
    except (ValueError, TypeError) as wrong:
        raise ValidationError({next(iter(wanted), "filter"): _("This is no value of the filter.")}) from wrong
    if after := given.get("after"):
        rows = rows.filter(pk__lt=_key(after))
    page = list(rows.order_by("-pk")[: limit + 1])
    more = len(page) > limit
    page = page[:limit]
    query = {**wanted, "limit": limit, "after": str(page[-1].pk)} if more else {}
    return page, f"?{urlencode(query)}" if more else None


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MOST:
        raise ValidationError({"limit": _("Choose a number from 1 to 200.")})
    return int(text)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise ValidationError({"after": _("This is no key of a row.")}) from wrong


def _clean(value: str) -> str:
    if "\x00" in value:
        raise ValueError("no text")
    return value
