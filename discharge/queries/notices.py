"""The notices of a case with what their windows rest on: status timeline, both counts of midnights, reviews, screenings."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from core import clock
from core.access import visible_to
from discharge import answer_work, answers
from discharge.deadlines import moves_of
from discharge.models import DeadlineChange, Notice, Pasrr, QioReview
from discharge.notice_rules import FIRST_COPIES
from encounters import statuses
from encounters.models import Encounter, Movement, StatusOrder
from patients.models import Case
from patients.queries.bundle import bundle, unpack
from worklist.models import Item

# The rows of notices and of answers awaited whose moved deadlines this page shows.
MOVED = reduce(
    or_,
    (Q(about__startswith=f"discharge.{name}:") for name in ("Notice", "QioReview", "Pasrr", "LeavingStep")),
)
OPEN = (Notice.Status.DUE, Notice.Status.MISSED)


@dataclass(frozen=True)
class Stay:
    """One visit: what it was ordered as, and how many midnights it has crossed by either count."""

    encounter: Encounter
    timeline: list[statuses.Ordered]
    orders: list[StatusOrder]
    midnights: statuses.Midnights

    @property
    def labelled(self) -> list[tuple[Any, Any]]:
        """Each status in words, with since when."""
        labels = dict(StatusOrder.Status.choices)
        return [(labels[row.status], row.at) for row in self.timeline]


def open_for(case: Case) -> list[Notice]:
    """What is owed to the patient of a case and not given yet, the first due first."""
    rows = Notice.objects.filter(case=case, status__in=OPEN, error_at=None)
    return list(rows.order_by("due_by", "pk"))


def of_case(case: Case, user: Any) -> list[Notice]:
    """Every notice of a case that somebody may see, those in error too, newest visit first."""
    rows = visible_to(Notice, user).filter(case=case)
    rows = rows.select_related("encounter", "delivered_by", "representative", "error_by")
    found = list(rows.order_by("-encounter__started_at", "due_by", "kind", "number", "pk"))
    for row in found:
        row.case = case
    return found


def stay_of(case: Case) -> Stay | None:
    """The newest visit of a case with its status timeline."""
    rows = case.encounters.exclude(status=Encounter.Status.CANCELLED).exclude(kind=Encounter.Kind.AMBULATORY)
    rows = rows.annotate(of_movements=bundle(Movement.objects.filter(encounter=OuterRef("pk"))))
    encounter: Any = rows.select_related("facility").order_by("-started_at", "-pk").first()
    if encounter is None:
        return None
    ordered = StatusOrder.objects.filter(encounter=encounter).select_related("recorded_by", "corrected_by")
    orders = list(ordered.order_by("ordered_at", "created_at", "pk"))
    found = statuses.timeline_of(unpack(Movement, encounter.of_movements), orders)
    until = encounter.ended_at or clock.now()
    return Stay(encounter, found, orders, statuses.midnights(found, until, encounter.facility.tz))


def page(case: Case, user: Any) -> dict[str, Any]:
    """What the page of notices of a case shows."""
    rows, beside = of_case(case, user), _beside(case, user)
    awaited = {item.about: item for item in unpack(Item, beside["of_awaited"])}
    return {
        "notices": rows,
        "open": [row for row in rows if row.status in OPEN and row.error_at is None],
        "stay": stay_of(case),
        "reviews": _with_answer(unpack(QioReview, beside["of_reviews"]), answers.QIO, awaited),
        "screenings": _with_answer(unpack(Pasrr, beside["of_screenings"]), answers.LEVEL_TWO, awaited),
        "resident_review": next(
            (item for about, item in awaited.items() if about.startswith(answers.RESIDENT)), None
        ),
        "moves": unpack(DeadlineChange, beside["of_moves"]),
    }


def _beside(case: Case, user: Any) -> dict[str, Any]:
    """The small lists of the page in one statement; rows come as unsaved models to be drawn."""
    standing = {"case": case, "error_at": None}
    row = Case.objects.filter(pk=case.pk).values(
        of_awaited=bundle(answer_work.live().filter(case=case)),
        of_reviews=bundle(visible_to(QioReview, user).filter(**standing).order_by("-notified_at")),
        of_screenings=bundle(Pasrr.objects.filter(**standing).order_by("-screened_at")),
        of_moves=bundle(moves_of(case).filter(MOVED)[:20]),
    )[0]
    return dict(row)


def _with_answer(rows: list[Any], kind: str, awaited: Mapping[str, Item]) -> list[Any]:
    """Rows with until when an answer to each is awaited (`answer_by`), None where none is."""
    for row in rows:
        item = awaited.get(f"{kind}:{row.pk}")
        row.answer_by = item.due_at if item is not None else None
    return rows


def at_the_desk(user: Any) -> QuerySet[Notice]:
    """First copies still to be given where somebody may give them, the first due first."""
    rows = visible_to(Notice, user, "edit_notice")
    rows = rows.filter(kind__in=FIRST_COPIES, status__in=OPEN, error_at=None)
    rows = rows.filter(encounter__status=Encounter.Status.IN_PROGRESS)
    return rows.select_related("case__patient", "case__facility", "case__unit").order_by("due_by", "pk")


def moves(notice: Notice) -> list[DeadlineChange]:
    """The moved deadlines of one notice, newest first."""
    return list(moves_of(notice.case, notice))
