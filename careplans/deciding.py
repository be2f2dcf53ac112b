"""Who decides on a version that was handed in: never somebody who wrote in it; on a coordinator's a case manager (C24)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Role
from careplans.models import PlanVersion
from core import clock
from core.access import roles_with
from core.actions import keep
from core.calendar import add_hours
from core.refusals import Denied
from teams.models import Assignment, CaseAccess
from worklist import endings, promises
from worklist.activities import Activity
from worklist.dues import keep_next_due
from worklist.models import Item, Notification
from worklist.models.item import LIVE
from worklist.told import tell

# Approved within two days of being handed in (KPI pack); half of it for whoever decides. Project proposal.
HOURS = 24


@dataclass(frozen=True)
class Decider:
    """Somebody who may decide on plans of a case, in one role."""

    user: User
    role: str


def deciders(version: PlanVersion) -> list[Decider]:
    """Who may decide on this version, the supervisor first; on a coordinator's plan case managers alone."""
    only_managers = needs_case_manager(version)
    rows = CaseAccess.objects.filter(
        content_object=version.case_id, permission__codename="approve_plan", user__is_active=True
    )
    found: dict[tuple[Any, str], Decider] = {}
    for row in rows.select_related("user").order_by("user__name", "user_id"):
        if not wrote(version, row.user_id) and (row.role == Role.CASE_MANAGER or not only_managers):
            found.setdefault((row.user_id, row.role), Decider(row.user, row.role))
    return sorted(found.values(), key=lambda each: each.role != Role.SUPERVISOR)


def wrote(version: PlanVersion, key: Any) -> bool:
    """Whether a version is somebody's own work: they handed it in, or wrote in it."""
    return key == version.submitted_by_id or key in version.writers


def needs_case_manager(version: PlanVersion) -> bool:
    """Whether a coordinator handed it in and no case manager has had a hand in it."""
    people = {version.submitted_by_id, *version.writers}
    rows = Assignment.objects.filter(case=version.case_id, user__in=people - {None}, error_at=None)
    roles = set(rows.values_list("user", "role"))
    mine = {role for user, role in roles if user == version.submitted_by_id}
    # Whoever covers the unit is on the case without an assignment.
    mine |= roles_with("edit_plan", version.submitted_by, version) if version.submitted_by else set()
    managed = any(role == Role.CASE_MANAGER for _user, role in roles)
    return not mine - {Role.COORDINATOR.value} and not managed


def must_decide(version: PlanVersion, by: Any) -> None:
    """Denied, naming who can, to somebody who wrote in it, and on a coordinator's plan to whoever is no case manager."""
    able = deciders(version)
    if any(each.user.pk == by.pk for each in able):
        return
    who = " / ".join(dict.fromkeys(each.user.short for each in able))
    raise Denied("approve_plan", "careplans.approve", version, _refusal(version, by, who))


def _refusal(version: PlanVersion, by: Any, who: str) -> str:
    if wrote(version, by.pk):
        if who:
            return _("You can read this plan but not approve it: you wrote it. %(who)s can.") % {"who": who}
        return _(
            "You can read this plan but not approve it: you wrote it. Ask your supervisor to name who decides."
        )
    if who:
        return _("A coordinator's plan is decided on by a case manager. %(who)s can.") % {"who": who}
    return _("A coordinator's plan is decided on by a case manager. Assign one to the case first.")


def ask(version: PlanVersion, *, by: Any) -> Item:
    """Raise the work of deciding for whoever may, and tell them; it names no patient and says nothing of the plan."""
    able = deciders(version)
    chosen = _chosen(version, able)
    role = able[0].role if able else Role.SUPERVISOR
    item = Item(case=version.case, kind=Item.Kind.APPROVAL, activity=Activity.PLAN, created_by=by)
    item.subject = item.about = f"version:{version.pk}"
    item.what, item.why = _("A plan waits for your decision"), _("Handed in by %(who)s") % {"who": by.short}
    item.if_waits = _("The team works from the plan of before.")
    item.owner, item.role = chosen, "" if chosen else role
    item.due_at = add_hours(clock.now(), HOURS)
    keep(item)
    promises.climb(item)
    for user in [chosen] if chosen else {each.user for each in able if each.role == role}:
        tell(user, "approval", version.pk, n=version.version, tone=Notification.Kind.ASSIGNED, item=item)
    keep_next_due(version.case_id)
    return item


def _chosen(version: PlanVersion, able: list[Decider]) -> User | None:
    """The lead where they may; else the only one who may. Among several supervisors it is whose role it is."""
    lead = next((each.user for each in able if each.user.pk == version.case.lead_id), None)
    people = {each.user.pk: each.user for each in able}
    return lead or (next(iter(people.values())) if len(people) == 1 else None)


def waiting(version: PlanVersion) -> Item | None:
    """The work of deciding on a version, while it is open."""
    return Item.objects.filter(case=version.case_id, about=f"version:{version.pk}", status__in=LIVE).first()


def settle(version: PlanVersion, *, by: Any, note: str) -> None:
    """The decision ends the work that asked for it, and whoever handed the plan in hears of it."""
    if (item := waiting(version)) is not None:
        endings.finish_at_once(item, by=by, note=note)
        keep_next_due(version.case_id)
    if version.submitted_by is not None and version.submitted_by_id != by.pk:
        tell(version.submitted_by, "plan-decided", version.pk, n=version.version)


def withdraw(version: PlanVersion, *, by: Any, why: str) -> None:
    """Nobody is asked to decide any more."""
    if (item := waiting(version)) is not None:
        endings.drop_at_once(item, why, by=by)
        keep_next_due(version.case_id)
