"""Conversations, what is unread in them, and who can be named in one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import BadRequest
from django.db.models import (
    Case as When_,
)
from django.db.models import (
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from accounts.models import User
from core.access import visible_to
from core.permission_ids import permission_id
from messaging.models import Mention, Message, Thread, ThreadSeen
from patients.models import Case
from teams.models import CaseAccess

LISTED = 50
# A conversation that was settled before somebody came is not news to them.
_BEGINS = When_(When(status="settled", then=F("last_n")), default=Value(0), output_field=IntegerField())


def with_unread(rows: "QuerySet[Thread]", user: Any) -> "QuerySet[Thread]":
    """Conversations with how many messages this person has not read (`unread`)."""
    place = FilteredRelation("seen", condition=Q(seen__user=user.pk))
    left = F("last_n") - Coalesce(F("place__n"), _BEGINS)
    return rows.annotate(place=place, unread=Greatest(left, Value(0)))


def unread_of(case: Any, user: Any) -> Any:
    """How many messages of a case somebody has not read, as an expression; `case` may be an outer reference."""
    rows = with_unread(Thread.objects.filter(case=case, error_at=None), user).order_by()
    total = rows.values("case").annotate(total=Sum("unread")).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), Value(0))


def of_case(case: Case, user: Any, rights: Collection[str]) -> list[Thread]:
    """The conversations of a case: open ones by their last message, then settled ones; none without the notes."""
    if "view_notes" not in rights:
        return []
    rows = with_unread(Thread.objects.filter(case=case, error_at=None), user)
    rows = rows.select_related("pinned", "created_by")
    found = list(rows.order_by("status", "-last_at", "-pk")[:LISTED])
    for thread in found:
        thread.case = case
    return found


def mine(user: Any) -> "QuerySet[Thread]":
    """The conversations with something unread, on the cases somebody works on, the newest first."""
    rows: Any = with_unread(visible_to(Thread, user).filter(error_at=None), user)
    rows = rows.filter(unread__gt=0)
    rows = rows.filter(pk__in=visible_to(Thread, user, "edit_work").values("pk"))
    return rows.select_related("case__patient", "case__facility").order_by("-last_at", "-pk")[:LISTED]


@dataclass(frozen=True)
class Said:
    """A page of a conversation, the oldest message first; numbers around it, 0 at the ends."""

    rows: Sequence[Message]
    # The first and last number shown, where there is something before and after them.
    before: int = 0
    after: int = 0


def messages(thread: Thread, before: str = "", after: str = "", read: int = 0) -> Said:
    """What was said, with who was named (`named`): the page on one side of a number; BadRequest for none.

    Without a number the latest page; for whoever has read up to `read`, and has more than a page to read, what follows it.
    """
    if not before and not after and 0 < read < thread.last_n - LISTED:
        after = str(read)
    numbers = Q(n__gt=_number(after)) if after else Q(n__lt=_number(before)) if before else Q()
    named = Mention.objects.filter(message=OuterRef("pk")).order_by("user__name", "pk")
    rows = Message.objects.filter(numbers, thread=thread).select_related("said_by")
    rows = rows.annotate(named=ArraySubquery(named.values("user__name")))
    found = list(rows.order_by("n" if after else "-n")[:LISTED])
    found.sort(key=lambda message: message.n)
    if not found:
        return Said([])
    first, last = found[0].n, found[-1].n
    return Said(found, first if first > 1 else 0, last if last < thread.last_n else 0)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise BadRequest("This page of the conversation cannot be read.")
    return int(text)


def read_to(user: Any) -> Any:
    """The number of the last message of a conversation that somebody has read, read with the conversation."""
    place = ThreadSeen.objects.filter(thread=OuterRef("pk"), user=user.pk)
    return Coalesce(Subquery(place.values("n")), Value(0))


def readers(case: Case, but: Any = None) -> "QuerySet[User]":
    """Who can read the conversations of a case and so be named in one."""
    lines = CaseAccess.objects.filter(
        content_object=case.pk, permission=permission_id(CaseAccess, "view_notes")
    ).exclude(source="emergency")
    people = User.objects.filter(pk__in=lines.values("user"), is_active=True, is_service=False)
    return people.exclude(pk=but and but.pk).order_by("name", "pk")
