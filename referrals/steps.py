"""What every move of a referral leaves behind: its step, its work, what papers and plans hear. Used inside verbs only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from careplans import chores
from core import clock
from core.actions import change, keep
from core.refusals import Refused
from referrals import reopening
from referrals.models import BY_CHOICE, Referral, ReferralStep
from worklist import endings
from worklist.activities import Activity
from worklist.dues import keep_next_due
from worklist.models import Item
from worklist.models.item import LIVE

Status = Referral.Status
# Where an answer is still to come, where one may be withdrawn, and where a service has said yes.
WAITING = (Status.SENT, Status.VIEWED)
ASKED = (*WAITING, Status.INFO_REQUESTED)
AGREED = (Status.ACCEPTED, Status.BOOKED, Status.STARTED)
OPEN = (Status.DRAFT, *ASKED, Status.ACCEPTED, Status.BOOKED)
# Of these a patient has one at a time; of everything else as many as are needed.
SEVERAL = ("equipment", "community", "transport")
EQUIPPING = ("equipment", "transport")
AMBULANCE = (Referral.Mode.BLS, Referral.Mode.ALS)


def step(
    referral: Referral, *, by: Any, words: str = "", who: str = "", at: datetime | None = None
) -> ReferralStep:
    """Write down what happened, with the state it left."""
    row = ReferralStep(referral=referral, status=referral.status, words=words.strip(), who=who.strip(), by=by)
    row.at = at or clock.now()
    made: ReferralStep = keep(row)
    return made


def answered(referral: Referral, *, by: Any, who: str) -> None:
    """Somebody at the service answered: the first answer is timed, and nobody need ask for one any more."""
    if not who.strip():
        raise Refused(_("Say who at the service answered."), field="who")
    referral.answered_by = who.strip()
    referral.first_answer_at = referral.first_answer_at or clock.now()
    settle(referral, by=by)


def ask(referral: Referral, key: str, *, by: Any, due_at: datetime, **facts: Any) -> Item:
    """Raise the one piece of work a referral has at a time, and let go of the one before."""
    settle(referral, by=by)
    item = chores.ask(
        referral.case, by=by, role=Role.CASE_MANAGER, key=f"referral:{key}:{referral.pk}", due_at=due_at,
        kind=Item.Kind.REFERRAL, activity=_activity(referral), subject=f"{key} {referral.pk}",
        about=f"referral:{referral.pk}", **facts,
    )  # fmt: skip
    referral.item = item
    return item


def settle(referral: Referral, *, by: Any) -> None:
    """What was to be done about a referral is done, or needed no more."""
    item = referral.item
    if item is not None and item.status in LIVE:
        endings.finish_at_once(item, by=by)
        keep_next_due(referral.case_id)


def another(referral: Referral, *, by: Any) -> None:
    """A service will not come: unless others are still asked, the next choice is to be added."""
    settle(referral, by=by)
    if not still_asked(referral).exists():
        ask(
            referral, "next", by=by, due_at=clock.now(), priority=Item.Priority.HIGH,
            what=_("Ask the next service"), why=_("The last one asked will not come"),
            if_waits=_("The patient stays without a place to go."),
        )  # fmt: skip


def still_asked(referral: Referral) -> Any:
    """Others asked for the same that have not said no."""
    rows = Referral.objects.filter(
        case=referral.case_id, leaving=referral.leaving, kind=referral.kind, error_at=None
    )
    if referral.kind in SEVERAL:
        rows = rows.filter(asks_for=referral.asks_for)
    return rows.filter(status__in=(*OPEN, Status.STARTED)).exclude(pk=referral.pk)


def drop(referral: Referral, words: str, *, by: Any) -> None:
    """Withdraw another referral from inside a verb: its step, and its work let go."""
    settle(referral, by=by)
    change(referral, status=Status.WITHDRAWN, words=words, ended_at=clock.now())
    step(referral, by=by, words=words)


def must_be_certified(referral: Referral) -> None:
    """Refused for transport of which nobody said how, or an ambulance that no physician certified."""
    if referral.kind != "transport":
        return
    if not referral.mode:
        raise Refused(_("Say by what the patient travels."), field="mode")
    if referral.mode in AMBULANCE and not referral.certified_by:
        raise Refused(
            _("Name the physician who certified that an ambulance is needed."), field="certified_by"
        )


def missed(referral: Referral, *, by: Any, words: str) -> None:
    """What is done when a promised service does not begin; the caller has moved its state."""
    referral.words, referral.ended_at = words.strip()[:240], clock.now()
    step(referral, by=by, words=words)
    reopening.reopen(referral.case, "services", _("A service did not begin."), by=by)
    another(referral, by=by)


def tell(referral: Referral, withdrawn: Sequence[Referral], *, by: Any) -> Item:
    """The work of telling services that they are needed no more."""
    names = ", ".join(row.service.name for row in withdrawn)
    return ask(
        referral, "tell", by=by, due_at=clock.now(),
        what=(_("Tell %(names)s that it is not needed") % {"names": names})[:160],
        why=_("The referral was withdrawn"), if_waits=_("A place is kept that somebody else waits for."),
    )  # fmt: skip


def must_be_past(at: datetime, field: str) -> None:
    """Refused for an instant that has not come."""
    if at > clock.now():
        raise Refused(_("This is still to come. Enter when it happened."), field=field)


def _activity(referral: Referral) -> str:
    if referral.kind in EQUIPPING:
        return Activity.EQUIPMENT.value
    return Activity.CHOICE.value if referral.kind in BY_CHOICE else Activity.COMMUNITY.value
