"""Results that were not back when the patient left: who waits for each, and what it said when it came (RED 3)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from patients.models import Case
from referrals import reopening
from referrals.models import PendingResult
from worklist import endings, owners, promises
from worklist.dues import keep_next_due
from worklist.models import Item, Notification
from worklist.models.item import LIVE

Status = PendingResult.Status
PART, ABOUT = "results", "result"


@action("edit_discharge")
def add_pending(
    case: Case,
    *,
    by: Any,
    what: str,
    clinician: str,
    owner: Any = None,
    expected_at: datetime | None = None,
    leaving: int = 1,
) -> PendingResult:
    """Write down a result that is not back: who waits for it, and who decides on it. It is work of who waits."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before adding to it."))
    if not clinician.strip():
        raise Refused(_("Say who decides on the result."), field="clinician")
    waits = owner or by
    owners.must_be_able(waits, case)
    made = PendingResult(case=case, created_by=by, what=what.strip(), leaving=leaving, owner=waits)
    made.clinician, made.expected_at = clinician.strip(), expected_at
    made = keep(made)
    change(made, item=_work(made, by))
    reopening.reopen(case, PART, _("A result is still to come: %(what)s") % {"what": made.what}, by=by)
    return made


@action("edit_discharge", moves={Status.PENDING: Status.BACK})
def result_back(
    result: PendingResult, *, by: Any, says: str, told: str, back_at: datetime | None = None
) -> PendingResult:
    """Say that a result came, what it says and who of those who decide was told; papers that went are opened again."""
    if not says.strip():
        raise Refused(_("Say what the result says."), field="says")
    if not told.strip():
        raise Refused(_("Say who was told: somebody has to decide on it."), field="told")
    at = back_at or clock.now()
    if at > clock.now():
        raise Refused(_("This is still to come. Enter when the result came."), field="back_at")
    result.says, result.told, result.back_at = says.strip(), told.strip(), at
    _end(result, by, _("The result is back."))
    reopening.reopen(result.case, PART, _("A result came back: %(what)s") % {"what": result.what}, by=by)
    return result


@action("edit_discharge", moves={Status.PENDING: Status.CANCELLED})
def cancel_pending(result: PendingResult, *, by: Any, reason: str) -> PendingResult:
    """Say that a result is not awaited any more, and why."""
    if not reason.strip():
        raise Refused(_("Say why it is not awaited any more."), field="reason")
    _end(result, by, reason.strip())
    return result


def _work(result: PendingResult, by: Any) -> Item:
    """Looking for the result until it is back: due when it is expected, else in a day."""
    item = Item(
        case=result.case, activity="follow_up", kind=Item.Kind.TASK, created_by=by, owner=result.owner
    )
    item.subject, item.about = f"result {result.pk.hex[-12:]}", f"{ABOUT}:{result.pk}"
    item.what = (_("Look for the result: %(what)s") % {"what": result.what})[:160]
    item.why = _("It was not back, and %(who)s decides on it.") % {"who": result.clinician}
    item.if_waits = _("A result that nobody reads harms the patient.")
    item.priority = Item.Priority.HIGH
    item.due_at = result.expected_at or clock.now() + reopening.A_DAY
    keep(item)
    promises.climb(item)
    if result.owner_id != by.pk:
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    keep_next_due(result.case_id)
    return item


def _end(result: PendingResult, by: Any, note: str) -> None:
    if result.item is not None and result.item.status in LIVE:
        endings.finish_at_once(result.item, by=by, note=note)
        keep_next_due(result.case_id)
