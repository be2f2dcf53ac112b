"""Parts of a page that are drawn once: those around every page, and those that say what they are given; built in."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django import template
from django.template import loader
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.kept import Drawn, Kept, mark
from core.wording import initials

register = template.Library()
_parts: Kept[Drawn] = Kept()
_lasting: Kept[SafeString] = Kept()
# The case of a page stands in addresses, which are made of keys only.
STAND_IN = UUID("00000000-0000-0000-0000-0000000f4a3e")


class Somebody(str):
    """A mark for a name, with one for its first letters."""

    initials = mark("initials")


@register.simple_tag(takes_context=True)
def framed(context: template.Context, name: str) -> SafeString:
    """A part that is drawn once for all to whom it says the same.

    `frame_key` of the context holds what decides that; a page without it has a frame of its own, drawn as it is.
    """
    key = context.get("frame_key")
    part = context.template.engine.get_template  # type: ignore[union-attr]
    if key is None:
        return part(name).render(context)
    on_case = bool(context.get("banner")) and "edit_work" in (context.get("rights") or ())

    def draw() -> Drawn:
        with context.push(**_marks(context, on_case)):
            return Drawn(part(name).render(context).replace(str(STAND_IN), mark("case")))

    drawn = _parts.find((name, get_language(), on_case, key), draw)
    return drawn.filled(_own(context, on_case))


def _marks(context: template.Context, on_case: bool) -> dict[str, Any]:
    """What the parts read of one person and one request, as marks."""
    here = SimpleNamespace(path=context["request"].path, get_full_path=mark("address"))
    me = {**context["me"], "name": Somebody(mark("name"))}
    own = {
        "request": here,
        "csrf_token": mark("token"),
        "me": me,
        "unread": context["unread"] and mark("unread"),
    }
    return own | {"banner": on_case, "case": SimpleNamespace(pk=STAND_IN)}


def _own(context: template.Context, on_case: bool) -> dict[str, Any]:
    name = context["me"]["name"]
    return {
        "address": context["request"].get_full_path(),
        "token": context["csrf_token"],
        "name": name,
        "initials": initials(name),
        "unread": context["unread"],
        "case": context["case"].pk if on_case else "",
    }


@register.simple_tag
def lasting(name: str, **given: Any) -> SafeString:
    """A part that reads nothing but what it is given: drawn once for all who give it the same in one language."""
    key = (name, get_language(), *map(_looks, given.values()))
    return _lasting.find(key, lambda: SafeString(loader.render_to_string(name, given)))


def _looks(value: Any) -> Any:
    """What decides how a value is drawn, as a key."""
    value = getattr(value, "looks", value)
    if isinstance(value, dict):
        return tuple((name, _looks(each)) for name, each in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_looks, value))
    return str(value) if isinstance(value, Promise) else value
