"""A person's notices as a page shows them: newest first, by key, each only as far as they may still see it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import OWN, visible_to
from worklist import told
from worklist.models import Appointment, Item, Notification

PAGE = 50
# Notices about standing in and handing over: their words, their page, and whether it takes the key.
TEAMWORK: dict[str, tuple[Any, str, bool]] = {
    "absence": (gettext_lazy("An absence and its cover"), "supervision:absences", False),
    "handover": (gettext_lazy("A hand-over sheet to read"), "supervision:handover", True),
    "undelivered": (
        gettext_lazy("Messages to you do not arrive. Check your address."),
        "worklist:preferences",
        False,
    ),
    "undelivered-of": (gettext_lazy("Messages to a colleague do not arrive."), "worklist:system", False),
    "reassignment": (gettext_lazy("Cases were given to you"), "cases:list", False),
}
# What happened to a piece of work, by the source of its notice; any other is about the work itself.
OF_WORK: dict[str, Any] = {
    "offer": gettext_lazy("Your answer is asked for: %(what)s"),
    "answered": gettext_lazy("An offer of work was answered: %(what)s"),
    "expired": gettext_lazy("Nobody answered in time: %(what)s"),
    "lapsed": gettext_lazy("It ended or changed hands before an answer: %(what)s"),
    "joined": gettext_lazy("Somebody joined: %(what)s"),
    "comment": gettext_lazy("Something was said on: %(what)s"),
}


@dataclass(frozen=True)
class Inbox:
    """One page of notices; `after` is the key of the last when there are more."""

    rows: list[Notification]
    after: str = ""


def read(user: Any, after: str = "") -> Inbox:
    """One page from the key `after`; what one may not see any more keeps its notice without its content."""
    rows = _own(user).select_related(
        "item__case__patient",
        "item__patient",
        "item__case__facility",
        "appointment__case__patient",
        "reminder",
    )
    found = list(rows.filter(_behind(after)).order_by("-told_at", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    _hide(shown, user)
    for row in shown:
        vars(row).update(_link(row))
    return Inbox(shown, _key(shown[-1]) if len(found) > PAGE else "")


def token(user: Any) -> str:
    """An entity tag over how many are unread and when the newest was told; says nothing else."""
    rows = _own(user).filter(read_at=None)
    newest = rows.aggregate(newest=Max("told_at"))["newest"]
    return f'"{rows[:100].count()}-{newest.timestamp() if newest else 0:.0f}"'


def _own(user: Any) -> QuerySet[Notification]:
    return visible_to(Notification, user, OWN)


def _hide(rows: list[Notification], user: Any) -> None:
    """Take off what is not theirs to see any more, in two queries."""
    for name, model in (("item", Item), ("appointment", Appointment)):
        wanted = {key for row in rows if (key := getattr(row, f"{name}_id"))}
        seen = (
            set(visible_to(model, user).filter(pk__in=wanted).values_list("pk", flat=True))
            if wanted
            else set()
        )
        for row in rows:
            if getattr(row, f"{name}_id") not in seen:
                setattr(row, name, None)


def _link(row: Notification) -> dict[str, str]:
    """What a notice says and where it leads; what is not one's own to see any more leads nowhere."""
    if row.item is not None:
        said = OF_WORK.get(row.source.partition(":")[0], "%(what)s")
        return {"says": said % {"what": row.item.what}, "url": reverse("worklist:item", args=[row.item_id])}
    if row.appointment is not None:
        lost = row.source.startswith("unreached:")
        says = (
            _("A reminder to the patient did not arrive. Tell them another way.")
            if lost
            else _("An appointment is near")
        )
        return {"says": says, "url": reverse("worklist:calendar")}
    kind, _colon, key = row.source.partition(":")
    if kind in TEAMWORK:
        says, name, takes_key = TEAMWORK[kind]
        return {"says": str(says), "url": reverse(name, args=[key] if takes_key else [])}
    return told.link(row.source) or {"says": _("This is not yours to see any more."), "url": ""}


def _behind(after: str) -> Q:
    try:
        when, pk = after.split("~")
        at, key = datetime.fromisoformat(when), UUID(pk)
    except ValueError:
        return Q()
    return Q(told_at__lt=at) | Q(told_at=at, pk__lt=key) if at.tzinfo else Q()


def _key(row: Notification) -> str:
    return f"{row.told_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}~{row.pk}"
