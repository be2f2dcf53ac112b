"""What comes ready to use at a facility, by the rules in force: plan templates, care maps, programmes, conflict rules."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import F, QuerySet

from facilities.models import Facility
from policy import (
    afterwards,
    conflicts,
    delays,
    gates,
    milestones,
    notices,
    overlap_rules,
    packet,
    pathways,
    programmes,
    protocols,
    templates,
)
from policy.afterwards import Afterwards
from policy.delays import Delays
from policy.gates import Gates
from policy.milestones import Milestones
from policy.models import PackVersion, RulePack
from policy.notices import Notices
from policy.overlap_rules import Overlaps
from policy.packet import Packet
from policy.pathways import Pathways
from policy.programmes import Programmes
from policy.protocols import Checklist
from policy.queries import activities, governing
from policy.templates import Templates

T = TypeVar("T")
# A version never changes, so that what was read of it holds; as many as a house has in force at a time.
KEPT = 32
_read: dict[UUID, Any] = {}


def plan_templates(facility: Facility, at: datetime) -> tuple[PackVersion | None, Templates]:
    """The version in force and its templates; without any, there is none to choose from."""
    return _in_force(RulePack.Kind.TEMPLATES, facility, at, templates.read, Templates())


def care_maps(facility: Facility, at: datetime) -> tuple[PackVersion | None, Pathways]:
    """The version in force and its care maps."""
    return _in_force(RulePack.Kind.PATHWAYS, facility, at, pathways.read, Pathways())


def programmes_of(facility: Facility, at: datetime) -> tuple[PackVersion | None, Programmes]:
    """The version in force and its programmes."""
    return _in_force(RulePack.Kind.PROGRAMMES, facility, at, programmes.read, Programmes())


def conflict_rules(facility: Facility, at: datetime) -> tuple[PackVersion | None, tuple[conflicts.Rule, ...]]:
    """The version in force and what it finds conflicts by; without any, people alone raise them."""
    return _in_force(RulePack.Kind.CONFLICTS, facility, at, conflicts.read, ())


def papers_along(facility: Facility, at: datetime) -> tuple[PackVersion | None, Packet]:
    """The version in force and what goes along to the next place of care by it."""
    return _in_force(RulePack.Kind.PACKET, facility, at, packet.read, Packet())


def papers_by(version: PackVersion) -> Packet:
    """What goes along by the version that papers were put together by."""
    return once(version, packet.read)


def overlaps(facility: Facility, at: datetime) -> Overlaps:
    """By what the same work is recognised at a facility; without rules, by its codes alone."""
    known = activities(facility, at)
    found = governing(RulePack.Kind.OVERLAPS, facility, at)
    if found is None:
        return overlap_rules.by_codes(known)
    return overlap_rules.read(found.body, known, once(found, overlap_rules.lexicon))


def milestones_of(facility: Facility, at: datetime) -> tuple[PackVersion | None, Milestones]:
    """The version in force and its milestones; without any, there is nothing to wait for."""
    return _in_force(RulePack.Kind.MILESTONES, facility, at, milestones.read, Milestones())


def delays_of(facility: Facility, at: datetime) -> tuple[PackVersion | None, Delays]:
    """The version in force and its causes and clocks; without any, no cause can be named."""
    return _in_force(RulePack.Kind.DELAYS, facility, at, delays.read, Delays())


def leaving_gates(facility: Facility, at: datetime) -> tuple[PackVersion | None, Gates]:
    """The version in force and what must be done before leaving; without any, nothing is asked."""
    return _in_force(RulePack.Kind.GATES, facility, at, gates.read, Gates())


def gates_by(version: PackVersion) -> Gates:
    """What must be done before leaving by the version that an answer to it was given by."""
    return once(version, gates.read)


def after_leaving(facility: Facility, at: datetime) -> tuple[PackVersion | None, Afterwards | None]:
    """The version in force and the clocks of the time after leaving; without any, nothing is begun by rule."""
    return _in_force(RulePack.Kind.AFTERWARDS, facility, at, afterwards.read, None)


def after_leaving_by(version: PackVersion) -> Afterwards:
    """The clocks of the version that a programme after leaving was begun by."""
    return once(version, afterwards.read)


def version_in_force(kind: str, facility: Any, at: datetime) -> "QuerySet[Any, Any]":
    """The key of the version in force, as a part of another statement; `facility` may be an outer key."""
    rows = PackVersion.objects.filter(pack__kind=kind, in_force__contains=at)
    own = rows.filter(pack__facility=facility) | rows.filter(pack__facility=None)
    return own.order_by(F("pack__facility").asc(nulls_last=True)).values("pk")[:1]


def topics_by(key: str | None) -> Templates:
    """The plan templates of a version by its key, read from the table once by this process."""
    return _by(key, templates.read, Templates())


def causes_by(key: str | None) -> Delays:
    """The causes of delays of a version by its key, read from the table once by this process."""
    return _by(key, delays.read, Delays())


def notices_by(key: str | None) -> Notices | None:
    """What a version says of notices by its key, read from the table once by this process; None without one."""
    return cast("Notices | None", _by(key, notices.read, None))


def checklists_by(key: str | None) -> dict[str, Checklist]:
    """The checklists of dangers of a version by its key, read from the table once by this process."""
    return cast("dict[str, Checklist]", _by(key, protocols.read, {}))


def _by(key: str | None, read: Callable[[Any], Any], none: Any) -> Any:
    if key is None:
        return none
    known = _read.get(UUID(key))
    return known if known is not None else once(PackVersion.objects.get(pk=key), read)


def care_maps_by(version: PackVersion) -> Pathways:
    """The care maps of the version that something was begun by."""
    return once(version, pathways.read)


def programmes_by(version: PackVersion) -> Programmes:
    """The programmes of the version that somebody entered by."""
    return once(version, programmes.read)


def once(version: PackVersion, read: Callable[[Any], T]) -> T:
    """What a version says, read once by this process."""
    if version.pk not in _read:
        if len(_read) >= KEPT:
            _read.clear()
        _read[version.pk] = read(version.body)
    found: T = _read[version.pk]
    return found


def _in_force(
    kind: str, facility: Facility, at: datetime, read: Callable[[Any], T], none: T
) -> tuple[PackVersion | None, T]:
    found = governing(kind, facility, at)
    return (found, once(found, read)) if found is not None else (None, none)
