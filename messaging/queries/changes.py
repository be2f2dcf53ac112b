"""Who knows of a change and who does not; which changes wait for me; whose clock ran out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from core import asides, clock
from core.access import visible_among, visible_to
from messaging.models import Acknowledgement, ConditionChange
from messaging.standing_in import answered_by
from patients.models import Case
from worklist.answered import Answer
from worklist.models import Item

Status = Acknowledgement.Status
SHOWN = 10
LISTED = 50


@dataclass(frozen=True)
class Round:
    """One change with everybody who was asked; `words` are empty for who may not read health information."""

    change: ConditionChange
    rows: list[Acknowledgement]
    words: str
    waits_for_me: bool

    @property
    def silent(self) -> list[Acknowledgement]:
        return [row for row in self.rows if row.status == Status.DUE]

    @property
    def known(self) -> list[Acknowledgement]:
        return [row for row in self.rows if row.status == Status.ACKNOWLEDGED]

    @property
    def asked(self) -> int:
        """How many are counted: those who were let off are not."""
        return sum(row.status != Status.EXCUSED for row in self.rows)

    @property
    def late(self) -> bool:
        return any(row.due_at <= clock.now() for row in self.silent)


def of_case(case: Case, user: Any, rights: Collection[str]) -> list[Round]:
    """The last changes of a case, the newest first; the page has decided that they may be seen."""
    rows = ConditionChange.objects.filter(case=case, error_at=None).order_by("-pk")
    return rounds(_of(case, whole(rows, user)[:SHOWN]), "view_clinical" in rights)


def one(change: ConditionChange, user: Any, rights: Collection[str]) -> Round:
    """A change with everybody who was asked."""
    rows = _of(change.case, whole(ConditionChange.objects.filter(pk=change.pk), user))
    return rounds(rows, "view_clinical" in rights)[0]


def _of(case: Case, rows: Any) -> list[ConditionChange]:
    """Rows of one case, which is read already."""
    found = list(rows)
    for row in found:
        row.case = case
    return found


def whole(rows: "QuerySet[ConditionChange]", user: Any) -> "QuerySet[ConditionChange]":
    """Changes with who was asked; `mine` are the rows a person can answer, for themselves or as a deputy."""
    asked = Acknowledgement.objects.select_related("user", "acknowledged_by", "excused_by")
    asked = asked.annotate(mine=answered_by(user)).order_by("user__name", "pk")
    return rows.select_related("created_by").prefetch_related(Prefetch("acknowledgements", asked))


def rounds(rows: Iterable[ConditionChange], reads: bool) -> list[Round]:
    """Changes as pages draw them for somebody who `reads` health information or does not; the silent people first."""
    found = []
    for change in rows:
        asked: list[Any] = sorted(change.acknowledgements.all(), key=lambda row: ORDER.index(row.status))
        waits = any(row.mine and row.status == Status.DUE for row in asked)
        found.append(Round(change, asked, change.what if reads else "", waits))
    return found


ORDER = (Status.DUE, Status.ACKNOWLEDGED, Status.EXCUSED)


def waiting_for(user: Any, change: ConditionChange) -> list[Acknowledgement]:
    """What somebody can acknowledge of a change now: their own row first, then those of whom they stand in for."""
    rows = visible_among(_mine(user).filter(change=change), user, "edit_work")
    return sorted(rows.select_related("change__case"), key=lambda row: row.user_id != user.pk)


def waiting(user: Any) -> list[Round]:
    """The changes that wait for somebody's acknowledgement, the first to run out first."""
    mine = visible_among(_mine(user), user)
    keys = list(mine.order_by("due_at", "pk").values_list("change", flat=True)[:LISTED])
    rows = whole(ConditionChange.objects.filter(pk__in=keys).order_by("due_at", "pk"), user)
    rows = rows.select_related("case__patient", "case__facility", "created_by")
    read = set(visible_among(ConditionChange.objects.filter(pk__in=keys), user).values_list("pk", flat=True))
    return [one if one.change.pk in read else _mute(one) for one in rounds(rows, reads=True)]


def unanswered(user: Any) -> "QuerySet[Acknowledgement]":
    """Of the teams somebody supervises, the people whose clock ran out, the longest first."""
    late = Acknowledgement.objects.filter(status=Status.DUE, due_at__lte=clock.now())
    rows = visible_to(Acknowledgement, user, "supervise").filter(pk__in=late.values("pk"))
    related = ("user", "change__case__patient", "change__case__facility")
    return rows.select_related(*related).order_by("due_at", "pk")[:LISTED]


def token(case: Case) -> str:
    """An entity tag over who knows of the changes that a case shows; says nothing else."""
    shown = ConditionChange.objects.filter(case=case, error_at=None).order_by("-pk")[:SHOWN]
    rows = Acknowledgement.objects.filter(change__in=shown.values("pk"))
    return stamp(rows.values_list("version", flat=True))


def token_of(shown: Iterable[Round]) -> str:
    """The same tag, from what a page has read."""
    return stamp(row.version for one in shown for row in one.rows)


def stamp(versions: Iterable[int]) -> str:
    """Every answer moves a version and every person asked adds a row."""
    found = list(versions)
    return f'"{len(found)}-{sum(found)}"'


def words(user: Any) -> Any:
    """What happened, on the rows of work that ask about it, as far as a person reads health information of the case."""
    reads = asides.holds(user, "view_clinical", OuterRef(OuterRef("case")))
    about = Concat(Value("change:"), Cast("pk", CharField()), output_field=CharField())
    rows = ConditionChange.objects.annotate(named=about).filter(
        reads, case=OuterRef("case"), named=OuterRef("about")
    )
    return Subquery(rows.order_by().values("what")[:1])


def answers(items: Iterable[Item]) -> dict[UUID, Answer]:
    """Of the work that asks people whether they know: who answered for whom, or was let off and why; not what happened."""
    asked = [item.pk for item in items if item.kind == Item.Kind.ACKNOWLEDGE]
    if not asked:
        return {}
    rows = Acknowledgement.objects.filter(item__in=asked).exclude(status=Status.DUE)
    return {row.item_id: _answer(row) for row in rows.select_related("user", "acknowledged_by", "excused_by")}


def _answer(row: Acknowledgement) -> Answer:
    who = row.user.short
    if row.excused_by is not None:
        said = _("%(who)s was let off by %(by)s") % {"who": who, "by": row.excused_by.short}
        return Answer(said, row.excused_at, row.excused_reason)
    if row.standing_in_id is None or row.acknowledged_by is None:
        return Answer(_("Acknowledged by %(who)s") % {"who": who}, row.acknowledged_at)
    names = {"deputy": row.acknowledged_by.short, "who": who}
    return Answer(_("Acknowledged by %(deputy)s as deputy of %(who)s") % names, row.acknowledged_at)


def _mine(user: Any) -> "QuerySet[Acknowledgement]":
    return Acknowledgement.objects.filter(answered_by(user), status=Status.DUE)


def _mute(shown: Round) -> Round:
    return Round(shown.change, shown.rows, "", shown.waits_for_me)
