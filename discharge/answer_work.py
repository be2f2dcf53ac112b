"""The work of answers that others owe us: in the list of whoever answers for notices, moved and ended by the facts.

Used inside verbs only. The work keeps the deadline: what moves it is kept old and new (E-9).
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from discharge import answers, deadlines, notice_work
from discharge.answers import Awaited
from discharge.models import DischargePlan
from encounters.models import Encounter
from patients.models import Case
from worklist import endings
from worklist.activities import Activity
from worklist.dues import keep_next_due
from worklist.models import Item
from worklist.models.item import LIVE

ABOUT = (answers.QIO, answers.LEVEL_TWO, answers.RESIDENT)


def of_visit(encounter: Encounter, *, by: Any) -> None:
    """A fact of a visit, its notices or its day of leaving changed: the decisions on it follow."""
    case = encounter.case
    if case is not None and case.is_open:
        _follow(case, answers.of_reviews(case, encounter), by)


def of_screening(row: Any, *, by: Any) -> None:
    """A screening was recorded, or went on: `row` is it, or its case."""
    of_case(row if isinstance(row, Case) else row.case, by=by)


def departed(case: Case, plan: DischargePlan, encounter: Encounter | None, by: Any) -> None:
    """The patient left, had not, or is in the house again (discharge.departed)."""
    if case.is_open:
        _follow(case, answers.of_screenings(case, plan, encounter), by)


def of_case(case: Case, *, by: Any) -> None:
    """Bring all of a case in line."""
    plan = DischargePlan.objects.filter(case=case).first()
    if case.is_open and plan is not None:
        _follow(case, [*answers.of_reviews(case), *answers.of_screenings(case, plan)], by)


def is_one(item: Item) -> bool:
    """Whether a piece of work waits for such an answer."""
    return item.about.partition(":")[0] in ABOUT


def live() -> "QuerySet[Item]":
    """The work that waits for such an answer."""
    mine = reduce(or_, (Q(about__startswith=f"{kind}:") for kind in ABOUT))
    return Item.objects.filter(mine, activity=Activity.NOTICES, status__in=LIVE)


def _follow(case: Case, found: Iterable[Awaited], by: Any) -> None:
    awaited = list(found)
    if not awaited:
        return
    rows = Item.objects.filter(case=case, about__in=[each.about for each in awaited])
    known: dict[str, list[Item]] = {}
    for item in rows.order_by("created_at", "pk"):
        known.setdefault(item.about, []).append(item)
    for each in awaited:
        _settle(case, each, known.get(each.about, []), by)


def _settle(case: Case, each: Awaited, before: list[Item], by: Any) -> None:
    item = next((row for row in before if row.is_live), None)
    if each.due is None:
        _end(each, item, by)
    elif item is None:
        if not any(_was_answered(row) for row in before):
            words = {"what": each.what, "why": each.why, "if_waits": each.if_waits}
            notice_work.begin(case, by=by, about=each.about, due_at=each.due, **words)
    elif item.due_at != each.due:
        because = _("A fact that it is counted from changed")
        deadlines.moved(each.row, each.column, rule=each.rule, old=item.due_at, new=each.due, because=because)
        notice_work.move(item, each.due)


def _end(each: Awaited, item: Item | None, by: Any) -> None:
    if item is None:
        return
    if each.came:
        endings.finish_at_once(item, by=by, note=each.over)
    else:
        endings.drop_at_once(item, each.over, by=by)
    keep_next_due(item.case_id)


def _was_answered(item: Item) -> bool:
    """Whether it came, or somebody said why nobody waits for it: then it is not asked for again."""
    if item.about.partition(":")[0] != answers.RESIDENT:
        return item.status == Item.Status.DONE
    return item.status == Item.Status.DONE or item.cancel_reason not in {str(why) for why in answers.UNDONE}
