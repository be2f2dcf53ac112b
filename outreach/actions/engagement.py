"""The index is kept once a day; a fall becomes one piece of work."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from core import clock
from core.actions import action, keep
from outreach import people
from outreach.models import EngagementScore
from patients.models import Case
from worklist import promises
from worklist.dues import keep_next_due
from worklist.models import Item, Notification
from worklist.models.item import LIVE

LOOKS = timedelta(days=2)


@action("edit_work")
def note_fall(
    case: Case, *, by: Any, on: date, points: int, parts: list[dict[str, Any]], before: int, rule: Any = None
) -> EngagementScore:
    """Keep a score that fell, with the one piece of work that asks why (the keeper's verb)."""
    facts = {"case": case, "on": on, "points": points, "parts": parts, "before": before, "rule": rule}
    return keep(EngagementScore(fell=True, item=_quiet(case, before, points, by), **facts))


def _quiet(case: Case, before: int, points: int, by: Any) -> Item:
    """Whoever keeps in touch is asked once, however often it falls before they act."""
    standing = Item.objects.filter(case=case, kind=Item.Kind.QUIET, status__in=LIVE).first()
    if standing is not None:
        return standing
    owner = people.calls(case)
    item = Item(case=case, activity="follow_up", kind=Item.Kind.QUIET, subject="engagement", created_by=by)
    item.what = _("Look why contact is fading")
    item.why = _("Engagement fell from %(before)d to %(points)d") % {"before": before, "points": points}
    item.if_waits = _("Contact with the patient is lost.")
    item.about, item.owner, item.role = f"case:{case.pk}", owner, "" if owner else Role.COORDINATOR
    item.due_at = clock.now() + LOOKS
    keep(item)
    promises.climb(item)
    promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    keep_next_due(case.pk)
    return item
