"""The work of answers that others owe us: in the list of whoever answers for notices, moved and ended by the facts.

Used inside verbs only. The work keeps the deadline: what moves it is kept old and new (E-9).
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from discharge import answers, deadlines, notice_work
from discharge.answers import Awaited
from discharge.models import DischargePlan
from encounters.models import Encounter
from patients.models import Case, CaseStage, Stage
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
    if case.is_open:
        _follow(case, _all(case), by)


def is_missing(case: Case) -> bool:
    """Whether an answer is awaited of a case that nobody's work asks for."""
    awaited = [each for each in _all(case) if each.due is not None]
    known = _known(case, awaited)
    return any(_is_new(known.get(each.about, [])) for each in awaited)


def is_one(item: Item) -> bool:
    """Whether a piece of work waits for such an answer."""
    return item.about.partition(":")[0] in ABOUT


def live() -> "QuerySet[Item]":
    """The work that waits for such an answer."""
    return _of_answers().filter(status__in=LIVE)


def dead() -> "QuerySet[Item]":
    """The work that a death ended, and that nothing stands for since."""
    again = live().filter(case=OuterRef("case"), about=OuterRef("about"))
    ended = _of_answers().filter(status=Item.Status.CANCELLED, cancel_reason=str(answers.DEAD))
    return ended.filter(~Exists(again))


def _of_answers() -> "QuerySet[Item]":
    mine = reduce(or_, (Q(about__startswith=f"{kind}:") for kind in ABOUT))
    return Item.objects.filter(mine, activity=Activity.NOTICES)


def _all(case: Case) -> list[Awaited]:
    plan = DischargePlan.objects.filter(case=case).first()
    if plan is None:
        return []
    return [*answers.of_reviews(case), *answers.of_screenings(case, plan)]


def _follow(case: Case, found: Iterable[Awaited], by: Any) -> None:
    awaited = list(found)
    if not awaited:
        return
    known = _known(case, awaited)
    for each in awaited:
        _settle(case, each, known.get(each.about, []), by)


def _known(case: Case, awaited: Iterable[Awaited]) -> dict[str, list[Item]]:
    """The work that there is and was of each answer, the oldest first."""
    known: dict[str, list[Item]] = {}
    rows = Item.objects.filter(case=case, about__in=[each.about for each in awaited])
    for item in rows.order_by("created_at", "pk"):
        known.setdefault(item.about, []).append(item)
    return known


def _settle(case: Case, each: Awaited, before: list[Item], by: Any) -> None:
    item = next((row for row in before if row.is_live), None)
    if each.due is None:
        _end(each, item, by)
    elif item is None:
        if _is_new(before):
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


def _is_new(before: list[Item]) -> bool:
    """Whether nothing asks for it, nor did until it was answered."""
    return not any(row.is_live or _was_answered(row) for row in before)


def _was_answered(item: Item) -> bool:
    """Whether it came, or somebody said why nobody waits for it: then it is not asked for again."""
    if item.status == Item.Status.DONE or item.about.partition(":")[0] != answers.RESIDENT:
        return item.status == Item.Status.DONE
    undone = item.cancel_reason in {str(why) for why in answers.UNDONE}
    return not undone and not _ended_with_case(item)


def _ended_with_case(item: Item) -> bool:
    """Whether it was given up when its case was closed: all that a closing does has one instant."""
    closed = CaseStage.objects.filter(case=item.case_id, stage=Stage.CLOSED)
    return closed.filter(period__startswith=item.cancelled_at).exists()
