"""The shape of an element: which names and which extensions may stand in it, with values of which type."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.json_lines import Path

Found = Iterator[tuple[Path, str]]
Check = Callable[[Any, Path], Found]

TYPES: Mapping[str, tuple[type, ...]] = {
    "text": (str,),
    "number": (int, float),
    "whole number": (int,),
    "true or false": (bool,),
    "list": (list,),
    "object": (dict,),
}
# Under which names FHIR keeps a value of each type.
VALUES = {
    "code": (("valueCode", "valueString"), "text"),
    "text": (("valueString",), "text"),
    "number": (("valueDecimal", "valueInteger"), "number"),
    "whole number": (("valueInteger",), "whole number"),
    "true or false": (("valueBoolean",), "true or false"),
}
ECHO = 60


@dataclass(frozen=True)
class Name:
    """What stands under a name: its type, whether it must, and how the whole or each part of it is looked at."""

    kind: str
    must: bool = False
    each: Check | None = None
    whole: Check | None = None


@dataclass(frozen=True)
class Sub:
    """One extension: the type of its value or the extensions inside it; whether it must stand, or may more than once."""

    kind: str = ""
    must: bool = False
    many: bool = False
    inside: Mapping[str, "Sub"] = field(default_factory=dict)


def is_a(kind: str, value: Any) -> bool:
    """Whether a value is of a type; in Python true is a number too, here it is not."""
    return isinstance(value, TYPES[kind]) and (kind == "true or false" or not isinstance(value, bool))


def element(what: str, names: Mapping[str, Name], subs: Mapping[str, Sub] | None = None) -> Check:
    """An object with these names, extended by these extensions."""
    extended = Name("list", any(sub.must for sub in (subs or {}).values()), whole=_extended(what, subs))
    known = {**names, "extension": extended} if subs else dict(names)

    def check(value: Any, path: Path) -> Found:
        if not is_a("object", value):
            yield path, _("Here stands %(what)s: an object in braces.") % {"what": what}
            return
        for name in value.keys() - known.keys():
            words = {"name": str(name)[:ECHO], "what": what}
            yield (*path, name), _("“%(name)s” is not read in %(what)s. Correct it or take it out.") % words
        for name, rule in known.items():
            yield from _under(name, rule, value, path, what)

    return check


def _under(name: str, rule: Name, around: Mapping[str, Any], path: Path, what: str) -> Found:
    here = (*path, name)
    if name not in around:
        if rule.must:
            yield path, _("Give %(what)s its “%(name)s”.") % {"what": what, "name": name}
        return
    value = around[name]
    if not is_a(rule.kind, value):
        yield here, _("“%(name)s” is a %(kind)s.") % {"name": name, "kind": rule.kind}
        return
    if value == []:
        yield here, _("“%(name)s” is empty: leave it out.") % {"name": name}
    if rule.whole:
        yield from rule.whole(value, here)
    if rule.each:
        for number, part in enumerate(value):
            yield from rule.each(part, (*here, number))


def _extended(what: str, subs: Mapping[str, Sub] | None) -> Check:
    def check(value: Any, path: Path) -> Found:
        seen = []
        for number, each in enumerate(value):
            url = each.get("url") if is_a("object", each) else None
            sub = (subs or {}).get(url) if isinstance(url, str) else None
            if sub is None:
                words = {"url": str(url)[:ECHO], "what": what}
                yield (*path, number), _("The extension “%(url)s” is not read in %(what)s.") % words
                continue
            if url in seen and not sub.many:
                yield (*path, number), _("“%(url)s” stands here already.") % {"url": url}
            seen.append(url)
            yield from _extension(str(url), sub, each, (*path, number))
        for url, sub in (subs or {}).items():
            if sub.must and url not in seen:
                yield path, _("Give %(what)s its “%(name)s”.") % {"what": what, "name": url}

    return check


def _extension(url: str, sub: Sub, each: Mapping[str, Any], path: Path) -> Found:
    rest = [(name, value) for name, value in each.items() if name != "url"]
    name, value = rest[0] if len(rest) == 1 else ("", None)
    if sub.inside:
        if name == "extension" and is_a("list", value):
            yield from _extended(f"“{url}”", sub.inside)(value, (*path, "extension"))
        else:
            yield path, _("“%(url)s” is made of extensions.") % {"url": url}
        return
    names, kind = VALUES[sub.kind]
    if name not in names or not is_a(kind, value):
        words = {"url": url, "names": _(" or ").join(names)}
        yield path, _("“%(url)s” has one value: %(names)s.") % words
