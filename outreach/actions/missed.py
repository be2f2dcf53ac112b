"""The patient did not come: somebody calls within one business day."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from facilities.queries import site_holidays
from outreach import missed, people
from outreach.attempts import rules_of
from policy import reach
from worklist import promises
from worklist.activities import Activity
from worklist.dues import keep_next_due
from worklist.models import Appointment, Item, Notification


@action("edit_work")
def call_about(appointment: Appointment, *, by: Any) -> Item:
    """Ask for a call about an appointment the patient did not keep (the keeper's verb)."""
    if not missed.appointments().filter(pk=appointment.pk).exists():
        raise Refused(_("Nobody need call about this: it was kept, or somebody has called."))
    case = appointment.case
    rule, zone = rules_of(case), case.facility.tz
    since = appointment.settled_at or clock.now()
    owner = people.calls(case)
    item = Item(case=case, activity=Activity.APPOINTMENTS, kind=Item.Kind.REACH, created_by=by)
    item.source_key = item.subject = f"{missed.KEY}{appointment.pk}"
    item.what, item.why = _("Call about the missed appointment"), _("The patient did not come")
    item.if_waits = _("The appointment is not booked again.")
    item.owner, item.priority = owner, Item.Priority.HIGH
    item.due_at = reach.missed_call_due(rule, since, zone, site_holidays(case.facility))
    keep(item)
    promises.climb(item)
    promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    keep_next_due(case.pk)
    return item
