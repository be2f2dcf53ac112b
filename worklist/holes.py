"""Holes as work: what nobody has answered for too long is in the supervisor's queue, and leaves it by itself (R-DUP-6)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from core import clock, wording
from core.localtime import local_date
from core.refusals import Refused
from facilities.models import Facility
from patients.models import Case
from policy.queries import activities, teamwork
from teams.holes import Hole, holes_of
from worklist import actions
from worklist.models import Item
from worklist.models.item import LIVE

# Beside the code of the activity: work on the activity itself is other work than finding somebody for it.
SUBJECT = "hole"


def key(hole: Hole) -> str:
    """What makes a hole one piece of work however often it is found."""
    return f"hole:{hole.case_id}:{hole.activity}"


def keep(facility: Facility, *, by: Any, batch: int) -> int:
    """Open an item for each hole that is older than the clock allows, finish those that are filled; how many of both."""
    found = {key(hole): hole for hole in holes_of(facility)}
    rows = Item.objects.filter(kind=Item.Kind.HOLE, status__in=LIVE, case__facility=facility)
    told = {item.source_key: item for item in rows.select_related("case")}
    filled = [item for name, item in told.items() if name not in found]
    late = [hole for name, hole in found.items() if name not in told and _is_late(hole, facility)]
    return sum(_finish(filled[:batch], by)) + sum(_open(late[:batch], facility, by))


def _is_late(hole: Hole, facility: Facility) -> bool:
    return teamwork_of(facility).ends("hole", hole.since) <= clock.now()


def teamwork_of(facility: Facility) -> Any:
    """The clocks in force at a facility now, asked once a sweep."""
    if not hasattr(facility, "clocks_now"):
        facility.clocks_now = teamwork(facility, clock.now())  # type: ignore[attr-defined]
    return facility.clocks_now  # type: ignore[attr-defined]


def _finish(items: list[Item], by: Any) -> Iterator[bool]:
    for item in items:
        try:
            actions.complete(item, by=by, note=_("Nobody needs to be found any more."))
        except Refused:
            continue  # somebody finished it in the same moment
        yield True


def _open(holes: list[Hole], facility: Facility, by: Any) -> Iterator[bool]:
    rules, clocks = activities(facility, clock.now()), teamwork_of(facility)
    cases = Case.objects.select_related("facility", "lead").in_bulk({hole.case_id for hole in holes})
    for hole in holes:
        since = wording.day(local_date(hole.since, facility.tz), clock.today(facility.tz))
        try:
            actions.open_item(
                cases[hole.case_id],
                by=by,
                activity=hole.activity,
                subject=SUBJECT,
                kind=Item.Kind.HOLE,
                role=Role.SUPERVISOR,
                what=_("Find somebody: %(what)s") % {"what": rules.label(hole.activity)},
                why=_("Nobody answers for this since %(day)s.") % {"day": since},
                if_waits=_("It is not done, or done twice: nobody knows whose it is."),
                due_at=clocks.ends("hole", clock.now()),
                source_key=key(hole),
            )
        except Refused:
            continue  # the case was closed in the same moment
        yield True
