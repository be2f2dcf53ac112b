"""The guard against doing the same twice: who holds the same work, who has just done it or spoken with the same person.

Rule R-DUP-2: the same key (case, activity, subject, target) that is open, or was done within the activity's freshness
window, is one piece of work until somebody says why it is not. What is found is said with the ways on from it; every
way taken is kept (`DuplicateAnswer`, KPI-18).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import access, clock, wording
from core.actions import keep
from core.localtime import local_date
from core.refusals import Refused
from patients.models import Case
from policy import queries as rules
from worklist.models import Appointment, ContactAttempt, DuplicateAnswer, FollowUp, Item, ItemHelper
from worklist.models.item import LIVE

# How long a successful call stands before the same call is asked about (clinical.md 2.17, proposal).
FRESH = timedelta(hours=4)
# They tell of an activity; having looked at them does not mean that the activity was done.
ALERTS = (Item.Kind.HOLE, Item.Kind.REVIEW)
Way = DuplicateAnswer.Way
DISTINCT = "distinct_because"


class Doubled(Refused):
    """The same is there already (409): `row` is what stands, and its kind decides the ways on from it."""

    def __init__(self, sentence: str, row: Any) -> None:
        super().__init__(sentence, field=DISTINCT)
        self.row = row

    @property
    def kind(self) -> str:
        """ "item", "appointment" or "contactattempt"."""
        return str(self.row._meta.model_name)

    def facts(self, by: Any) -> dict[str, Any]:
        """What stands, if the caller may see it, and what they can do about it."""
        seen = access.can(by, "view_work", self.row)
        return {
            "existing": {"kind": self.kind, "id": str(self.row.pk) if seen else None},
            "ways": ways(self.row, by) if seen else [DISTINCT],
        }


def ways(row: Any, by: Any) -> list[str]:
    """What somebody who was stopped can do instead: verbs on what stands, and saying why theirs is not the same."""
    if isinstance(row, ContactAttempt):
        return ["add_note", DISTINCT]
    if not isinstance(row, Item):
        return [DISTINCT]
    found = ["comment", DISTINCT]
    if row.is_live and row.owner_id != by.pk:
        joined = ItemHelper.objects.filter(item=row, user=by, left_at=None).exists()
        # Nobody can be asked for what nobody has: the item's page offers to take it up.
        asked = ["ask"] if row.owner_id else []
        found = [*([] if joined else ["join"]), "comment", *asked, DISTINCT]
    return found


def normal(subject: str) -> str:
    """A subject as it is compared: " Oxygen  at home" and "oxygen at home" are one."""
    return " ".join(subject.split()).casefold()


def window(case: Case, activity: str, subject: str = "") -> timedelta | None:
    """For how long something done counts as done, by the rules in force; None where the rules set no such time."""
    found = rules.activities(case.facility, clock.now()).get(activity)
    hours = found.fresh_for(subject) if found else None
    return timedelta(hours=hours) if hours else None


def same_work(case: Case, *, kind: str = Item.Kind.TASK, **key: Any) -> Item | None:
    """What stands in the way of new work: the oldest live item with its key, else the last done within the window."""
    rows = Item.objects.filter(case=case, series=None, **key).select_related("owner", "done_by")
    live = rows.filter(status__in=LIVE).order_by("created_at").first()
    if live is not None or kind in ALERTS:
        return live
    fresh = window(case, key["activity"], key.get("subject", ""))
    if fresh is None:
        return None
    done = rows.filter(status=Item.Status.DONE, done_at__gt=clock.now() - fresh).exclude(kind__in=ALERTS)
    return done.order_by("-done_at").first()


def guard_work(case: Case, *, by: Any, because: str, kind: str, **key: Any) -> None:
    """Stopped by the same work, unless it is said why it is not the same."""
    _stop(same_work(case, kind=kind, **key), case, by=by, because=because, activity=key["activity"])


def guard_promise(
    case: Case,
    *,
    by: Any,
    because: str,
    activity: str,
    person: Any,
    due_at: datetime,
    but: Item | None = None,
) -> None:
    """Stopped by a running promise of the same to the same person, due nearer than the window (else the same day).

    `but` is the occurrence that is being completed: the next step after it is no second one.
    """
    rows = Item.objects.filter(case=case, activity=activity, target_person=person, status__in=LIVE)
    rows = rows.filter(series__status=FollowUp.Status.RUNNING).select_related("owner")
    rows = rows.exclude(pk=but.pk) if but else rows
    found = _nearest(rows, "due_at", due_at, window(case, activity), case)
    _stop(found, case, by=by, because=because, activity=activity)


def guard_meeting(case: Case, *, by: Any, because: str, activity: str, starts_at: datetime) -> None:
    """Stopped by a booked appointment for the same, nearer than the window; without a window nothing is the same."""
    fresh = window(case, activity)
    if fresh is None:
        return
    rows = Appointment.objects.filter(case=case, activity=activity, status=Appointment.Status.BOOKED)
    found = _nearest(rows.select_related("user", "practitioner"), "starts_at", starts_at, fresh, case)
    _stop(found, case, by=by, because=because, activity=activity)


def guard_contact(case: Case, *, by: Any, because: str, activity: str, person: Any, at: datetime) -> None:
    """Stopped by a colleague who has just reached the same person for the same purpose."""
    found = recent_contact(case, activity=activity, person=person, at=at, not_by=by)
    _stop(found, case, by=by, because=because, activity=activity)


def answered(
    case: Case | None, way: str, *, by: Any, activity: str, item: Any = None, because: str = ""
) -> None:
    """Keep what somebody did whom the guard stopped; work at the desk, which has no case, has no guard."""
    if case is not None:
        said = {"activity": activity, "item": item, "way": way, "because": because.strip()}
        keep(DuplicateAnswer(case=case, by=by, **said))


def recent_contact(
    case: Case, *, activity: str, person: Any, at: datetime, not_by: Any
) -> ContactAttempt | None:
    """The latest contact in which a colleague reached the same person for the same purpose within `FRESH` before."""
    rows = ContactAttempt.objects.filter(
        case=case, activity=activity, person=person, at__gt=at - FRESH, at__lte=at
    )
    reached = rows.filter(outcome=ContactAttempt.Outcome.REACHED).exclude(recorded_by=not_by)
    return reached.select_related("recorded_by", "person").order_by("-at").first()


def just_reached(case: Case, not_by: Any) -> ContactAttempt | None:
    """A colleague's latest successful contact on the case within `FRESH`, whatever for: shown before one calls again."""
    rows = ContactAttempt.objects.filter(
        case=case, at__gt=clock.now() - FRESH, outcome=ContactAttempt.Outcome.REACHED
    )
    return rows.exclude(recorded_by=not_by).select_related("recorded_by", "person").order_by("-at").first()


def holder(item: Item) -> str:
    """Who does an item: a person, a role, or nobody yet."""
    return item.owner.short if item.owner else (item.get_role_display() or _("The team"))


def _stop(found: Any, case: Case, *, by: Any, because: str, activity: str) -> None:
    if found is None:
        return
    if not because.strip():
        raise Doubled(_sentence(found, case), found)
    item = found if isinstance(found, Item) else None
    answered(case, Way.DISTINCT, by=by, activity=activity, item=item, because=because)


def _nearest(rows: "QuerySet[Any]", column: str, at: datetime, span: timedelta | None, case: Case) -> Any:
    """The first row nearer to an instant than the span; without a span, on the same day at the facility."""
    reach = span or timedelta(days=1)
    rows = rows.filter(**{f"{column}__gt": at - reach, f"{column}__lt": at + reach}).order_by(column)
    on = local_date(at, case.facility.tz)
    near = (row for row in rows if span or local_date(getattr(row, column), case.facility.tz) == on)
    return next(near, None)


def _sentence(found: Any, case: Case) -> str:
    zone, now = case.facility.tz, clock.now()
    if isinstance(found, ContactAttempt):
        return _("%(who)s reached %(whom)s at %(time)s. Join that note, or say why this is not the same.") % {
            "who": found.recorded_by.short,
            "whom": _("the same person") if found.person else _("the patient"),
            "time": wording.exact(found.at, now, zone),
        }
    if isinstance(found, Appointment):
        return _(
            "%(who)s is booked for the same, %(time)s. Use that time, or say why this is not the same."
        ) % {
            "who": found.who,
            "time": wording.stretch(found.starts_at, found.ends_at, now, zone),
        }
    if found.done_at is not None:
        return _("%(who)s did this same work %(time)s. Add to it, or say why this is not the same.") % {
            "who": found.done_by.short,
            "time": wording.when(found.done_at, now, zone),
        }
    since = wording.day(local_date(found.created_at, zone), local_date(now, zone))
    return _("%(who)s has this same work open since %(day)s. Join it, or say why this is not the same.") % {
        "who": holder(found),
        "day": since,
    }
