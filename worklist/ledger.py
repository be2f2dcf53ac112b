"""The ledger: each promise, delivery, reading and answer, with times and reasons; by case and by person. Reads only.

Of a case for who sees its work; of a person for themselves, as far as they still see the work, and for a supervisor of
the cases they supervise: rows of other work are never in it.

A line is a rung of a ladder at the time it was promised for, or a notice without one at the time it was told. Pages are
cut by key: newest first, from the line before a place.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, TextField, Value

from core.access import visible_to
from patients.models import Case
from worklist import answered
from worklist.models import Item, Notification, Outbox, Reminder

PAGE = 50
RUNG, NOTICE = "rung", "notice"


@dataclass
class Line:
    """One line: what was promised or told, and all that came of it."""

    at: datetime
    kind: str
    rung: Reminder | None = None
    notices: list[Notification] = field(default_factory=list)
    messages: list[Outbox] = field(default_factory=list)
    answer: answered.Answer | None = None

    @property
    def item(self) -> Any:
        source = self.rung or self.notices[0]
        return source.item

    @property
    def appointment(self) -> Any:
        source = self.rung or self.notices[0]
        return source.appointment

    @property
    def about(self) -> Any:
        """The work or the appointment that was promised; None for a notice of something else."""
        return self.item or self.appointment

    @property
    def unheard(self) -> bool:
        """It rang, and nobody was told."""
        return self.rung is not None and self.rung.status == Reminder.Status.PLANNED and not self.rung.told


@dataclass(frozen=True)
class Page:
    """Some lines, and the key from which the older ones follow; empty at the end."""

    lines: list[Line]
    after: str = ""

    @property
    def about(self) -> list[Any]:
        """The work and the appointments that the page names, for the trail."""
        return [line.about for line in self.lines if line.about]


def of_case(case: Any, after: str = "") -> Page:
    """What was promised and told on one case."""
    rungs = [Reminder.objects.filter(item__case=case), Reminder.objects.filter(appointment__case=case)]
    alone = Notification.objects.filter(reminder=None)
    notices = [alone.filter(item__case=case), alone.filter(appointment__case=case)]
    return _page(rungs, notices, after)


def of_person(user: Any, after: str = "", *, by: Any, perm: str) -> Page:
    """What was promised to and told to one person, of the work on which the reader holds a permission now."""
    within = _within(by, perm)
    told = Notification.objects.filter(recipient=user)
    promised = Reminder.objects.filter(recipient=user).values("pk")
    # United before the rules of access are asked: of each part by itself they would be asked again.
    either = promised.union(told.filter(reminder__isnull=False).values("reminder"))
    rungs = Reminder.objects.filter(within, pk__in=either)
    return _page([rungs], [told.filter(within, reminder=None)], after, only=user)


def _within(by: Any, perm: str) -> Q:
    """On a case, or at a desk where there is no case yet: as the rules of access say, nothing beside them."""
    cases = visible_to(Case, by, perm).order_by().values("pk")
    desk = visible_to(Item, by, perm).filter(case=None).order_by().values("pk")
    return Q(item__case__in=cases) | Q(appointment__case__in=cases) | Q(item__in=desk)


def _page(
    rungs: Iterable[QuerySet[Any]], notices: Iterable[QuerySet[Any]], after: str, only: Any = None
) -> Page:
    """A page of what any of these find: each has an index of its own, which one filter with OR could not use."""
    place = _place(after)
    parts = [_part(rows, "due_at", RUNG, place) for rows in rungs]
    parts += [_part(rows, "told_at", NOTICE, place) for rows in notices]
    # Not `all`: what two of them find is one line.
    keys = list(parts[0].union(*parts[1:]).order_by("-line_at", "-pk")[: PAGE + 1])
    shown = keys[:PAGE]
    lines = _answered(_read(shown, only))
    return Page(lines, _key(*shown[-1][:2]) if len(keys) > PAGE else "")


def _part(rows: QuerySet[Any], at: str, kind: str, place: tuple[datetime, UUID] | None) -> QuerySet[Any, Any]:
    rows = rows.annotate(line_at=F(at), line_kind=Value(kind, output_field=TextField()))
    if place is not None:
        rows = rows.filter(Q(line_at__lt=place[0]) | Q(line_at=place[0], pk__lt=place[1]))
    return rows.order_by("-line_at", "-pk").values_list("line_at", "pk", "line_kind")[: PAGE + 1]


def _read(keys: list[Any], only: Any) -> list[Line]:
    """The rows of a page with what came of them: four statements, however many they are."""
    about = ("item__case", "item__series", "item__owner", "item__done_by", "appointment__case")
    wanted = [pk for _at, pk, kind in keys if kind == RUNG]
    rungs = {
        row.pk: row for row in Reminder.objects.filter(pk__in=wanted).select_related(*about, "recipient")
    }
    alone = [pk for _at, pk, kind in keys if kind == NOTICE]
    told = Notification.objects.filter(Q(pk__in=alone) | Q(reminder__in=wanted)).order_by("told_at", "pk")
    if only is not None:
        told = told.filter(recipient=only)
    notices = list(told.select_related(*about, "recipient"))
    lines = {(kind, pk): Line(at, kind, rungs.get(pk)) for at, pk, kind in keys}
    for row in notices:
        lines[(NOTICE, row.pk) if row.reminder_id is None else (RUNG, row.reminder_id)].notices.append(row)
    for key, messages in _messages(notices, rungs).items():
        lines[key].messages += messages
    return [line for line in lines.values() if line.rung is not None or line.notices]


def _answered(lines: list[Line]) -> list[Line]:
    """The lines with how their work ended or who took it up."""
    said = answered.of(line.about for line in lines if line.about)
    for line in lines:
        line.answer = said.get(line.about.pk) if line.about else None
    return lines


def _messages(notices: list[Notification], rungs: dict[Any, Reminder]) -> dict[Any, list[Outbox]]:
    """What left the house for these notices, and for the patient's rungs, by line."""
    patient = [f"reminder:{key}:" for key, rung in rungs.items() if rung.to == Reminder.To.PATIENT]
    met = [rung.appointment_id for rung in rungs.values() if rung.to == Reminder.To.PATIENT]
    rows = Outbox.objects.filter(Q(notification__in=notices) | Q(appointment__in=met, contact__isnull=False))
    where = {
        row.pk: (NOTICE, row.pk) if row.reminder_id is None else (RUNG, row.reminder_id) for row in notices
    }
    found: dict[Any, list[Outbox]] = defaultdict(list)
    for row in rows.select_related("consent").order_by("created_at", "pk"):
        if row.notification_id is not None:
            found[where[row.notification_id]].append(row)
        elif mine := next((start for start in patient if row.idem_key.startswith(start)), None):
            found[(RUNG, UUID(mine.split(":")[1]))].append(row)
    return found


def _place(after: str) -> tuple[datetime, UUID] | None:
    try:
        when, pk = after.split("~")
        at, key = datetime.fromisoformat(when), UUID(pk)
    except ValueError:
        return None
    return (at, key) if at.tzinfo else None


def _key(at: datetime, pk: UUID) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}~{pk}"
