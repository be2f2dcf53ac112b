"""The rows of the caseload by their keys, flat: what one person may see of each case, and why."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Q, Subquery

from accounts import explain
from core import clock, prepared
from core.reasons import sight_among
from core.written import SOME, Question, Questions, written
from patients.header import left_at, mrn_of
from patients.models import Case
from worklist.models import Item
from worklist.models.item import LIVE

_questions = Questions()

# Where each column of a row is read.
COLUMNS = {
    "pk": "pk",
    "patient_id": "patient_id",
    "reference": "reference",
    "zone": "facility__zone",
    "stage": "stage",
    "stage_since": "stage_since",
    "high_risk": "high_risk",
    "leaving_moves": "leaving_moves",
    "expected_leaving_on": "expected_leaving_on",
    "next_due_at": "next_due_at",
    "last_contact_at": "last_contact_at",
    "family": "patient__family",
    "given": "patient__given",
    "preferred_name": "patient__preferred_name",
    "provisional": "patient__provisional",
    "alias": "patient__alias",
    "merged_into": "patient__merged_into",
    "birth_date": "patient__birth_date",
    "unit": "unit__code",
    "bed": "bed__code",
    "lead": "lead__name",
    "mrn": "mrn",
    "left_at": "left_at",
}
# The permissions a line of the list asks for beside seeing the case at all, and what is not shown without each.
SHOWN = {
    "view_identity": ("merged_into", "birth_date", "mrn"),
    "summary_encounter": ("unit", "bed"),
    "summary_discharge": ("expected_leaving_on", "left_at"),
    "view_work": ("next_due_at", "last_contact_at", "open_items", "late_items"),
    "flag_safeguarding": ("high_risk",),
}


@dataclass(slots=True)
class Row:
    """A case as somebody may see it; None where it has no such thing, or they may not see it."""

    pk: UUID
    patient_id: UUID
    reference: str
    zone: str
    stage: str
    stage_since: datetime
    high_risk: bool | None
    leaving_moves: int
    expected_leaving_on: date | None
    next_due_at: datetime | None
    last_contact_at: datetime | None
    family: str
    given: str
    preferred_name: str
    provisional: bool
    alias: str
    merged_into: UUID | None
    birth_date: date | None
    unit: str | None
    bed: str | None
    lead: str | None
    mrn: str | None
    left_at: datetime | None
    rights: frozenset[str] | set[str] = frozenset()
    why: tuple[str, ...] | list[str] = ()
    open_items: int | None = 0
    late_items: int | None = 0

    @property
    def tz(self) -> ZoneInfo:
        """The clock at the facility."""
        return ZoneInfo(self.zone)


def read(user: Any, keys: list[UUID], *, portable: bool = False) -> list[Row]:
    """The rows of these keys, in their order, with no more than this person may see."""
    question = _questions.find("rows", _rows)
    found = {values[0]: Row(*values) for values in question.ask(keys=keys)} if question else {}
    seen, work = sight_among(user, Case, keys, tuple(SHOWN), portable=portable), _work(keys)
    for key, row in found.items():
        row.rights, why = seen[key]
        row.why = explain.sentences(why, row.tz)
        row.open_items, row.late_items = work.get(key, (0, 0))
        _keep_back(row)
    return [found[key] for key in keys]


def _keep_back(row: Row) -> None:
    for permission, columns in SHOWN.items():
        if permission not in row.rights:
            for column in columns:
                setattr(row, column, None)


def _rows() -> Question | None:
    rows = Case.objects.filter(prepared.AnyOf("pk", SOME)).order_by()
    number = Subquery(mrn_of(OuterRef("patient")).values("value"))
    return written(rows.annotate(mrn=number, left_at=left_at()).values_list(*COLUMNS.values()))


def _work(keys: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """How much work is open and how much of it is late, by case."""
    question = _questions.find("work", _open_and_late)
    return {case: (open_, late) for case, open_, late in question.ask(keys=keys)} if question else {}


def _open_and_late() -> Question | None:
    live = Item.objects.filter(prepared.AnyOf("case", SOME), status__in=prepared.constants(LIVE))
    late = Count("pk", filter=Q(due_at__lt=clock.now()))
    return written(live.order_by().values_list("case").annotate(Count("pk"), late=late))
