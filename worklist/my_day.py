"""My day: one list over all my cases. Late by harm first, then today, soon, later; grouped by patient or by kind."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as When_
from django.db.models import (
    DateTimeField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core import clock, prepared, wording
from core.access import OWN, visible_among, visible_of_mine
from core.localtime import end_of_day
from patients.header import left_at, spoken_with
from teams.cover import covered_by
from teams.queries import offers_for
from worklist import own_ends
from worklist.models import Item, ItemHelper, ItemTransfer
from worklist.models.item import LIVE

PAGE = 50
SOON = timedelta(days=7)
# What a row says of the offer that waits for an answer.
ASKED = {"key": "pk", "why": "why", "until": "expires_at", "by": "created_by__name", "for": "to_user"}
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
SECTIONS = {
    "changes": (_("Changes of condition"), "red"),
    "late": (_("Late"), "red"),
    "today": (_("Today"), "orange"),
    "soon": (_("Soon"), "yellow"),
    "later": (_("Later or without a date"), "grey"),
}
RELATED = (
    "case__patient__communication",
    "case__facility",
    "case__unit",
    "case__bed",
    "case__lead",
    "patient__communication",
    "facility_for_intake",
    "owner",
)


@dataclass
class Group:
    """Rows that belong together under one heading: of one patient, or of one kind."""

    label: str
    case: Any = None
    patient: Any = None
    items: list[Item] = field(default_factory=list)

    @property
    def left_at(self) -> datetime | None:
        """When the patient left, where that is so."""
        return getattr(self.items[0], "left_at", None) if self.case else None

    @property
    def spoken(self) -> str:
        """ "Igbo, interpreter by phone", where an interpreter is needed."""
        language, interpreter = spoken_with(self.patient) if self.patient else ("", "")
        return ", ".join(filter(None, (language, interpreter))) if interpreter else ""


@dataclass
class Section:
    """One stretch of urgency."""

    name: str
    groups: list[Group]

    label = property(lambda self: SECTIONS[self.name][0])
    tone = property(lambda self: SECTIONS[self.name][1])
    count = property(lambda self: sum(len(group.items) for group in self.groups))


@dataclass(frozen=True)
class Day:
    """One page of the list; `after` is the key of its last row when there are more."""

    sections: list[Section]
    items: list[Item]
    after: str = ""


def mine(user: Any) -> QuerySet[Item]:
    """The live work that is mine: given to me or to whom I stand in for, or to nobody while it asks for my role."""
    # Arrays, for each part has its index then; a join would read the live work of everybody. The states stand in the
    # statement, or a plan made once could not use the indexes of live work.
    whose = Q(owner=user) | Q(prepared.AnyOf("owner", covered_by(user).values("user")))
    if user.acting_role:
        whose |= Q(owner=None, role=user.acting_role)
    live = Item.objects.filter(whose, status__in=prepared.constants(LIVE))
    return visible_of_mine(live, user)


def handed_to(user: Any) -> list[Any]:
    """Hand-overs on cases that wait for this person's answer, as far as they may see them."""
    return list(visible_among(offers_for(user), user, OWN))


def totals(user: Any) -> dict[str, Any]:
    """How many are late, due today, and due soon; how many loops are open, and since when the oldest."""
    now, tonight = clock.now(), _tonight(user)
    rows = mine(user).exclude(due_at=None).order_by().values_list("due_at", "kind", "created_at")
    found = prepared.rows(rows)
    times = [due for due, _kind, _made in found]
    loops = [made for _due, kind, made in found if kind == Item.Kind.RELAY]
    return {
        "late": sum(due < now for due in times),
        "today": sum(now <= due <= tonight for due in times),
        "soon": sum(tonight < due <= tonight + SOON for due in times),
        "loops": len(loops),
        "oldest": wording.span(now - min(loops)) if loops else "",
    }


def read(user: Any, *, by_kind: bool = False, after: str = "") -> Day:
    """One page of my day from the key `after`; `mark_rights` says on which rows I may work."""
    rows: Any = _ranked(mine(user))
    if after:
        rows = rows.filter(_behind(after))
    # First the keys of a page, then the rows of these alone.
    keys = [key for key, *_order in prepared.rows(rows.values_list("pk", "rank", "due")[: PAGE + 1])]
    rows = _ranked(Item.objects.filter(prepared.AnyOf("pk", keys)))
    rows = rows.annotate(left_at=left_at("case__"))
    found: list[Any] = prepared.objects(rows.select_related(*RELATED))
    shown = found[:PAGE]
    more = _key(shown[-1]) if len(found) > PAGE else ""
    return Day(_sections(shown, _tonight(user), by_kind), shown, more)


@dataclass(frozen=True)
class Shared:
    """What concerns me though I do not own it: offers I am to answer (`asked_...` on each row), and what I joined."""

    to_answer: list[Any]
    joined: list[Any]


def shared(user: Any) -> Shared:
    """Offers waiting for my answer and live work I joined, the next due first; one statement beside the rights."""
    open_offers = ItemTransfer.objects.filter(
        answer_by=user, status=ItemTransfer.Status.OFFERED, expires_at__gt=clock.now()
    )
    helping = ItemHelper.objects.filter(user=user, left_at=None)
    rows = Item.objects.filter(
        pk__in=open_offers.values("item").union(helping.values("item")), status__in=LIVE
    )
    mine = open_offers.filter(item=OuterRef("pk"))
    rows = visible_among(rows, user).annotate(
        **{f"asked_{name}": Subquery(mine.values(path)[:1]) for name, path in ASKED.items()}
    )
    found: list[Any] = list(rows.select_related(*RELATED).order_by("due_at", "pk")[:PAGE])
    return Shared([item for item in found if item.asked_key], [item for item in found if not item.asked_key])


def mark_rights(items: Iterable[Any], user: Any) -> None:
    """Tell each row whether this person may do something about it (`may_work`) and what `more` they read, in one query."""
    shown = list(items)
    allowed = visible_among(Item.objects.filter(pk__in=[item.pk for item in shown]), user, "edit_work")
    said = allowed.annotate(more=own_ends.more(user)).values_list("pk", "more")
    found = dict(said) if shown else {}
    for item in shown:
        item.may_work, item.more = item.pk in found and item.is_live, found.get(item.pk, "")
    own_ends.mark(shown)


def _ranked(rows: QuerySet[Item]) -> QuerySet[Item]:
    """Changes of condition, late ones by harm and then by time, all others by time; those without a date last."""
    late, number = Q(due_at__lt=clock.now()), IntegerField()
    due = Coalesce("due_at", Value(NEVER, DateTimeField()))
    change = When(kind=Item.Kind.ACKNOWLEDGE, then=Value(0))
    rank = When_(change, When(late, then=F("priority")), default=Value(9), output_field=number)
    return rows.annotate(rank=rank, due=due).order_by("rank", "due", "pk")


def _behind(after: str) -> Q:
    """The rows after a key; a key nobody gave out starts from the beginning."""
    try:
        rank, due, pk = after.split("~")
        at, key = datetime.fromisoformat(due), UUID(pk)
        harm = int(rank)
    except ValueError:
        return Q()
    if at.tzinfo is None:
        return Q()
    return Q(rank__gt=harm) | Q(rank=harm, due__gt=at) | Q(rank=harm, due=at, pk__gt=key)


def _key(item: Any) -> str:
    return f"{item.rank}~{item.due.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}~{item.pk}"


def _sections(rows: Iterable[Item], tonight: datetime, by_kind: bool) -> list[Section]:
    """Rows into sections and groups, each in the order of its first row."""
    found: dict[str, dict[Any, Group]] = {}
    for item in rows:
        groups = found.setdefault(_stretch(item, tonight), {})
        who = item.about_patient
        if by_kind:
            group = groups.setdefault(item.kind, Group(item.get_kind_display()))
        else:
            group = groups.setdefault(item.case_id or who, Group("", item.case, who))
        group.items.append(item)
    return [Section(name, list(found[name].values())) for name in SECTIONS if name in found]


def _stretch(item: Item, tonight: datetime) -> str:
    if item.kind == Item.Kind.ACKNOWLEDGE:
        return "changes"
    if item.due_at is None or item.due_at > tonight + SOON:
        return "later"
    if item.due_at < clock.now():
        return "late"
    return "today" if item.due_at <= tonight else "soon"


def _tonight(user: Any) -> datetime:
    return end_of_day(clock.today(user.tz), user.tz)
