"""Raising a reassessment and ending it: once for each cause, and one piece of work for all that nobody has begun (C17).

Used inside verbs only. The apps above add what they know: `SOURCES` say what happened, `CADENCES` how often a case wants
to be looked at.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.permissions import Role
from assessments.models import Assessment, Reassessment
from core import access
from core.actions import change, keep
from patients.models import Case, Stage
from policy.queries import reassess as rules_of
from teams.holders import holder_of
from worklist import endings, promises
from worklist.activities import Activity
from worklist.dues import keep_next_due
from worklist.models import Item, Notification
from worklist.models.item import LIVE

Trigger, Status = Reassessment.Trigger, Reassessment.Status
OPEN = (Status.DUE, Status.STARTED)
# The forms by which the whole patient is looked at (policy/packs/forms.json).
WHOLE = ("initial", "joint", "reassessment", "before_leaving")
BY_CLOCK = (Trigger.CADENCE, Trigger.BEFORE_LEAVING)


@dataclass(frozen=True)
class Event:
    """Something that happened on a case; `key` makes it one event however often it is told."""

    case_id: Any
    key: str
    trigger: str
    because: str
    at: datetime


# What happened according to the apps above: each gives events of which some may be known already.
SOURCES: list[Callable[[], Iterable[Event]]] = []
# How many days at most may lie between two looks, for those of some cases that have a figure of their own.
CADENCES: list[Callable[[Sequence[Case]], Mapping[Any, int]]] = []


def raise_for(
    case: Case, *, trigger: str, key: str, because: str, at: datetime, by: Any, due_at: datetime | None = None
) -> Reassessment | None:
    """Raise a reassessment, or give back the one this cause has raised; None on a case that is not looked at any more.

    One that is due and not begun takes the new cause along, and its work falls due with whichever comes first.
    """
    if (known := Reassessment.objects.filter(case=case, source_key=key).first()) is not None:
        return known
    if not wanted(case):
        return None
    version, rules = rules_of(case.facility, at)
    made = Reassessment(case=case, trigger=trigger, because=because[:240], source_key=key, rules=version)
    made.happened_at, made.created_by = at, by
    made.due_at = due_at or rules.due(trigger, at)
    standing = _standing(case)
    made.item = _join(standing, made) if standing else _open(made, by)
    keep(made)
    keep_next_due(case.pk)
    return made


def wanted(case: Case) -> bool:
    """Whether the patient of a case is looked at again: alive, and the case open and past its intake."""
    return case.is_open and case.stage != Stage.REFERRED and case.patient.deceased_at is None


def began(assessment: Assessment, reassessment: Reassessment | None = None) -> None:
    """An assessment began: the reassessment it was begun for, and with a form of the whole patient all that are due."""
    due = Q(pk=reassessment.pk) if reassessment else Q(pk=None)
    if assessment.form in WHOLE:
        due |= Q(case=assessment.case)
    rows = list(
        Reassessment.objects.filter(due, status=Status.DUE).select_related("item").order_by("due_at", "pk")
    )
    for row in rows:
        change(row, status=Status.STARTED, assessment=assessment)
    if rows and assessment.item is None:
        change(assessment, item=rows[0].item)


def end(row: Reassessment, because: str, *, by: Any) -> Reassessment:
    """It is not due any more; its work goes, unless another cause stands behind it. The caller or the kernel saves it."""
    row.status, row.ended_because = Status.ENDED, because[:240]
    item = row.item
    if item is not None and item.is_live and not _behind(item).exclude(pk=row.pk).exists():
        endings.drop_at_once(item, because[:240], by=by)
        keep_next_due(row.case_id)
    return row


def _behind(item: Item) -> Any:
    return Reassessment.objects.filter(item=item, status__in=OPEN)


def _standing(case: Case) -> Reassessment | None:
    """A reassessment that is due, not begun, and whose work is still there."""
    rows = Reassessment.objects.filter(case=case, status=Status.DUE, item__status__in=LIVE)
    return rows.select_related("item").order_by("due_at").first()


def _join(standing: Reassessment, made: Reassessment) -> Item:
    """The work that stands serves this cause as well; what is more urgent in it counts."""
    item: Item = standing.item  # type: ignore[assignment]
    sooner = item.due_at is None or made.due_at < item.due_at
    graver = _priority(made) < item.priority
    if sooner or graver:
        due_at = made.due_at if sooner else item.due_at
        change(item, due_at=due_at, priority=min(item.priority, _priority(made)), why=made.because)
        promises.remind(item, promises.ladder_of(item))
    return item


def _open(made: Reassessment, by: Any) -> Item:
    """One piece of work for whoever answers for the assessment, else the lead; its silence climbs like any other."""
    item = Item(case=made.case, kind=Item.Kind.ASSESSMENT, activity=Activity.CM_ASSESSMENT, created_by=by)
    item.what, item.why = _("Reassess the patient"), made.because
    item.if_waits = _("The plan goes on from a picture that may not hold any more.")
    item.subject = item.source_key = f"reassess:{made.pk}"
    item.about = f"assessments.Reassessment:{made.pk}"
    item.owner = owner(made.case)
    item.role = "" if item.owner_id else Role.CASE_MANAGER
    item.due_at, item.priority = made.due_at, _priority(made)
    keep(item)
    promises.climb(item)
    if item.owner_id not in (None, by.pk):
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    return item


def owner(case: Case) -> Any:
    """Who answers for the assessment by the ledger and may work there, else the lead who may; else nobody."""
    held = holder_of(case, Activity.CM_ASSESSMENT)
    people = (held.holder if held else None, case.lead)
    return next((who for who in people if who is not None and access.can(who, "edit_work", case)), None)


def _priority(row: Reassessment) -> int:
    return Item.Priority.NORMAL if row.trigger in BY_CLOCK else Item.Priority.HIGH
