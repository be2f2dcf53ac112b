"""Papers put together from what the record says now: which parts are there, which are held back, which are missing."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from careplans.freezing import digest
from core import access
from policy.packet import PROTECTED, Packet, allowed
from referrals.parts import Part, Place, parts

CONSENT, SIGHT = "consent", "sight"


@dataclass
class Composed:
    """The frozen content by part code, the codes of required parts that are not there, and what was held back, and why."""

    parts: dict[str, Any] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)

    @property
    def hash(self) -> str:
        """SHA-256 of what goes."""
        return digest(self.parts)


def composed(
    case: Any, *, by: Any, rules: Packet, purpose: str, leaving: int, consent: Any = None
) -> Composed:
    """Everything of a purpose that is known, as far as the consent lets it out and whoever sends it may read it."""
    found = Composed()
    rights = access.held(by, case)
    named = None if consent is None else consent.classes
    known = parts()
    for asked in rules.of(purpose):
        if (one := known.get(asked.code)) is not None:
            _fill(found, one, asked.label, Place(case, leaving, by), rights, named)
    found.missing = rules.missing(purpose, found.parts)
    return found


def classes(content: dict[str, Any]) -> list[str]:
    """The kinds of information that a packet holds."""
    return sorted({part["data"] for part in content.values()})


def to_whom(packet: Any) -> str:
    """For whom the papers are, in words."""
    return str(packet.service.name if packet.service else packet.receiver)


def _fill(
    found: Composed,
    one: Part,
    label: str,
    place: Place,
    rights: Collection[str],
    named: Collection[str] | None,
) -> None:
    """One part into what goes, or into what is held back; of protected records nobody hears who may not read them."""
    readable = one.readable(rights)
    if not readable:
        if one.data not in PROTECTED:
            found.left_out.append({"code": one.code, "label": label, "because": SIGHT})
        return
    rows = list(one.rows(place))
    if not rows:
        return
    if allowed(one.data, named):
        found.parts[one.code] = {"label": label, "data": one.data, "rows": rows}
    else:
        found.left_out.append({"code": one.code, "label": label, "because": CONSENT})
