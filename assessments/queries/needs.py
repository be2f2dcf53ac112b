"""The needs of a case as far as somebody may read them, and those that nobody looks after."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from assessments.models import Need
from core import access, calendar, clock
from core.access import visible_among
from core.localtime import local_date
from facilities.queries import site_holidays
from patients.models import Case

Status = Need.Status
# An accepted need without an owner for so many working days is a gap (C13).
OWNER_WITHIN = 2
ORDER = (Status.FOUND, Status.ACCEPTED, Status.LATER, Status.DECLINED, Status.CLOSED)


@dataclass(frozen=True)
class Shown:
    """One need as its row draws it; without `words` the reader knows the domain and how it stands, no more."""

    need: Need
    words: bool
    may: frozenset[str]
    gap: bool


def of_case(case: Case) -> "QuerySet[Need]":
    """The needs on record."""
    return Need.objects.filter(case=case, error_at=None)


def accepted(case: Case) -> "QuerySet[Need]":
    """What the patient wants help with."""
    return of_case(case).filter(status=Status.ACCEPTED).order_by("-severity", "pk")


def accepted_without_owner(case: Case, now: datetime) -> list[Need]:
    """Accepted needs that nobody has looked after for two working days of the facility: each is a gap."""
    rows, closed = list(accepted(case).filter(owner=None)), site_holidays(case.facility)
    return [need for need in rows if is_gap(need, case, now, closed)]


def is_gap(need: Need, case: Case, now: datetime, closed: Collection[date]) -> bool:
    """Whether an accepted need has had no owner for longer than it may."""
    if not _unheld(need) or need.answered_at is None:
        return False
    zone = case.facility.tz
    last = calendar.add_business_days(local_date(need.answered_at, zone), OWNER_WITHIN, frozenset(closed))
    return local_date(now, zone) > last


def panel(case: Case, user: Any, rights: Collection[str] | None = None) -> dict[str, Any]:
    """What the block of needs shows: open ones by how they stand, closed ones apart; one statement with
    rights given, and the site's holidays where somebody may be late."""
    held = access.held(user, case) if rights is None else rights
    rows = visible_among(of_case(case), user, "summary_psychosocial").select_related("owner", "answered_by")
    listed = list(rows.order_by("-severity", "pk"))
    closed_days = site_holidays(case.facility) if any(map(_unheld, listed)) else frozenset()
    found = [_shown(need, case, user, held, closed_days) for need in listed]
    found.sort(key=lambda each: ORDER.index(Status(each.need.status)))
    closed = [each for each in found if each.need.status == Status.CLOSED]
    return {
        "needs": {
            "seen": "summary_psychosocial" in held,
            "may_find": "edit_psychosocial" in held and case.is_open,
            "open": [each for each in found if each not in closed],
            "closed": closed,
        }
    }


def _unheld(need: Need) -> bool:
    return need.status == Status.ACCEPTED and need.owner_id is None


def _shown(need: Need, case: Case, user: Any, rights: Collection[str], closed: Collection[date]) -> Shown:
    need.case = case
    names = _names(need, user, rights)
    gap = is_gap(need, case, clock.now(), closed)
    return Shown(need, "view_psychosocial" in names, _may(need, names), gap)


def _names(need: Need, user: Any, rights: Collection[str]) -> frozenset[str]:
    sorts = Need.access.sorts
    return sorts.names(need, user, Need.access.data, rights) if sorts else frozenset()


def _may(need: Need, names: Collection[str]) -> frozenset[str]:
    """What somebody with these rights on a need may do with it as it stands."""
    found: set[str] = set()
    if "edit_psychosocial" in names and need.status != Status.CLOSED:
        found.add("answer")
    if "edit_psychosocial" in names and need.status not in (Status.CLOSED, Status.DECLINED):
        found.add("close")
    if {"edit_plan", "view_psychosocial"} <= set(names) and need.status == Status.ACCEPTED:
        found |= {"give", "no_goal"}
    return frozenset(found)
