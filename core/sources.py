"""Which relations can give a permission at all, by the page that says who may do what.

The view `case_access` joins that page to every relation. What it cannot give somebody in any case (the sight of a case
by a role at the desk that does not carry to cases) need not be planned, let alone read: it would find nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

# Reach, role, permissions; filled by accounts/permissions.py.
REACHES: dict[str, Mapping[str, frozenset[str]]] = {}
READING = frozenset({"flag", "summary", "view"})
# Given to a person for one case or patient, whoever they are today: it counts in whatever role they act.
PERSONAL = ("consult", "conference", "manual", "emergency", "offer", "tail")


@dataclass(frozen=True)
class Source:
    """How one branch of the view comes to a permission: from these reaches, of one role alone or any, for reading only."""

    reaches: tuple[str, ...] = ("case",)
    role: str = ""
    reading: bool = False


# The branches of the view that join the page; a grant or an emergency names permissions by itself and is always asked.
SOURCES = {
    "assignment": Source(),
    "tail": Source(reading=True),
    "label": Source(("label",)),
    "unit_cover": Source(),
    "facility_role": Source(("facility", "intake")),
    "supervision": Source(role="supervisor"),
    "past_supervision": Source(role="supervisor"),
    "deputy": Source(),
    "offer": Source(reading=True),
    "consent": Source(role="advocate"),
}
ALWAYS = frozenset({"consult", "conference", "manual", "emergency"})
ALL = ALWAYS.union(SOURCES)
# These reach far beyond what anybody works on: the closed cases of years, all of a house.
HOUSE = "facility_role"
FAR = frozenset({"past_supervision", HOUSE})
# And those of `facility_access`.
OF_FACILITIES = {HOUSE: Source(("facility", "desk"))}


@lru_cache(maxsize=2048)
def sources_giving(perm: str, acting: str = "", thing: str = "case") -> frozenset[str]:
    """The sources that can give a permission on a thing to somebody who acts in one role, or in all of theirs."""
    known, always = (SOURCES, ALWAYS) if thing == "case" else (OF_FACILITIES, frozenset())
    return frozenset(name for name, source in known.items() if _gives(name, source, perm, acting)).union(
        always
    )


def _gives(name: str, source: Source, perm: str, acting: str) -> bool:
    if source.reading and perm.partition("_")[0] not in READING:
        return False
    roles = _roles(source, perm)
    return bool(roles if not acting or name in PERSONAL else roles & {acting})


def _roles(source: Source, perm: str) -> frozenset[str]:
    return frozenset(
        role
        for reach in source.reaches
        for role, names in REACHES.get(reach, {}).items()
        if perm in names and source.role in ("", role)
    )


def shows_whole_houses(perm: str) -> bool:
    """Whether every role that gives a permission on a house's cases gives it on all that belongs to that house too."""
    return _roles(SOURCES[HOUSE], perm) <= _roles(OF_FACILITIES[HOUSE], perm)
