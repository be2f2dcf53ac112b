"""The guard against doing the same twice: who holds the same work, who has just spoken with the same person.

Rule R-DUP-2: the same key (case, activity, subject, target) is one piece of work until somebody says why it is not.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from core import clock, wording
from core.localtime import local_date
from core.refusals import Refused
from patients.models import Case
from worklist.models import ContactAttempt, Item
from worklist.models.item import LIVE

# How long a successful call stands before the same call is asked about (clinical.md 2.17, proposal).
FRESH = timedelta(hours=4)


def same_work(case: Case, **key: Any) -> Item | None:
    """The live item with the same key, if there is one."""
    rows = Item.objects.filter(case=case, status__in=LIVE, distinct_because="", series=None, **key)
    return rows.select_related("owner").first()


def refuse_same_work(case: Case, **key: Any) -> None:
    """Refused with who holds the same work and since when."""
    held = same_work(case, **key)
    if held is None:
        return
    since = wording.day(local_date(held.created_at, case.facility.tz), clock.today(case.facility.tz))
    raise Refused(
        _("%(who)s has this same work open since %(day)s. Join it, or say why this is not the same.")
        % {"who": holder(held), "day": since},
        field="distinct_because",
    )


def holder(item: Item) -> str:
    """Who does an item: a person, a role, or nobody yet."""
    return item.owner.short if item.owner else (item.get_role_display() or _("The team"))


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


def refuse_same_contact(case: Case, **key: Any) -> None:
    """Refused with who called whom and when; answered by joining that note or saying why this is another."""
    found = recent_contact(case, **key)
    if found is None:
        return
    raise Refused(
        _("%(who)s reached %(whom)s at %(time)s. Join that note, or say why this is not the same.")
        % {
            "who": found.recorded_by.short,
            "whom": _("the same person") if found.person else _("the patient"),
            "time": wording.exact(found.at, clock.now(), case.facility.tz),
        },
        field="distinct_because",
    )
