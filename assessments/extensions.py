"""Reading FHIR R4 extensions: a tree of `{"url", "value…"}` and `{"url", "extension": […]}` as plain lists by name."""

from collections.abc import Iterator, Mapping
from typing import Any

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
EXCLUSIVE = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive"
MIN_VALUE = "http://hl7.org/fhir/StructureDefinition/minValue"
MAX_VALUE = "http://hl7.org/fhir/StructureDefinition/maxValue"

Named = dict[str, list[Any]]


def extensions(element: Mapping[str, Any]) -> Named:
    """What an element is extended by: for each name its values in order; a nested extension is such a dict itself."""
    found: Named = {}
    for each in element.get("extension", ()):
        found.setdefault(each["url"], []).append(_value(each))
    return found


def _value(extension: Mapping[str, Any]) -> Any:
    if "extension" in extension:
        return extensions(extension)
    return next(_values(extension))


def _values(extension: Mapping[str, Any]) -> Iterator[Any]:
    """The one `value[x]` of an extension; ValueError for one that says nothing."""
    yield from (value for name, value in extension.items() if name.startswith("value"))
    raise ValueError(f"the extension {extension['url']!r} has no value")


def one(named: Named, name: str, default: Any = None) -> Any:
    """The first value under a name."""
    return named.get(name, [default])[0]
