"""What chases a relay: its piece of work, whose words and time follow the step it is at. Used inside verbs only."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Role
from core import access, clock
from core.actions import change, keep
from core.refusals import Refused
from messaging.models import Relay
from patients.models import Case
from worklist import endings, promises
from worklist.activities import Activity
from worklist.dues import keep_next_due
from worklist.ladder import DEFAULT
from worklist.models import Item, Notification
from worklist.queries import needs_interpreter

# What is to be done at each step, and within which time (project proposal).
NEXT: dict[str, tuple[Any, timedelta]] = {
    "raised": (gettext_lazy("Deliver a message"), timedelta(hours=24)),
    "delivered": (gettext_lazy("Ask whether the message was understood"), timedelta(hours=24)),
    "understood": (gettext_lazy("Bring the answer back"), timedelta(hours=48)),
    "answered": (gettext_lazy("Close the loop: give the answer to who waits for it"), timedelta(hours=24)),
}
WAITS = gettext_lazy("Somebody waits for an answer and does not know that nobody is asking.")


def spoken(case: Case) -> str:
    """The language the patient speaks, where it was asked."""
    profile = getattr(case.patient, "communication", None)
    return str(profile.spoken) if profile else ""


def owner_for(case: Case, by: Any) -> Any:
    """Whose loop it is when nobody is named: whoever raised it and may work on the case, else the lead."""
    return by if access.can(by, "edit_work", case) else case.lead


def must_be_plain(relay: Relay) -> None:
    """Refused for a message to a patient that nobody has put into plain words."""
    if not relay.plain_version:
        raise Refused(
            _("Put it into plain words first, as it is said to the patient."), field="plain_version"
        )


def must_be_interpreted(relay: Relay) -> None:
    """Refused where the patient asked for an interpreter and nobody says which was used, or why none."""
    if not needs_interpreter(relay.case):
        return
    if not relay.interpreter:
        raise Refused(_("Say how it was interpreted; the patient asked for it."), field="interpreter")
    if relay.interpreter == Relay.Interpreter.NONE and not relay.no_interpreter_because:
        raise Refused(
            _("Say why no interpreter was used; the patient asked for one."), field="no_interpreter_because"
        )


def chase(relay: Relay, owner: Any, *, by: Any) -> Item:
    """The piece of work that stays until the loop is closed."""
    what, time = NEXT[relay.status]
    item = Item(
        case=relay.case,
        activity=Activity.FAMILY_CONTACT,
        kind=Item.Kind.RELAY,
        subject=f"relay:{relay.pk}",
        about=f"relay:{relay.pk}",
        what=str(what),
        why=_("%(who)s passes something on") % {"who": by.short},
        if_waits=str(WAITS),
        due_at=clock.now() + time,
        owner=owner,
        role="" if owner else Role.CASE_MANAGER,
        created_by=by,
    )
    keep(item)
    promises.remind(item, DEFAULT)
    if owner is not None and owner.pk != by.pk:
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    keep_next_due(relay.case_id)
    return item


def chase_on(relay: Relay) -> None:
    """The next step is due now: the work says so, with a new time and new rungs."""
    what, time = NEXT[relay.status]
    item = relay.item
    item.due_at = clock.now() + time
    # Open before its rungs are set: what is taken up gets no climb.
    change(item, what=str(what), due_at=item.due_at, status=Item.Status.OPEN, waiting_on="")
    promises.remind(item, DEFAULT)
    keep_next_due(relay.case_id)


def let_go(relay: Relay, *, by: Any, because: str = "") -> None:
    """The loop ended: so does what chased it."""
    item = relay.item
    if because:
        endings.drop_at_once(item, because)
    else:
        endings.finish_at_once(item, by=by, note=_("The answer is back"))
    keep_next_due(relay.case_id)
