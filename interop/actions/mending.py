"""What a person does about a message that was not applied, or not wholly."""

from typing import Any

from django.utils.translation import gettext as _

from core.actions import action, change
from core.refusals import Refused
from interop.models import Inbound, Issue

Status = Inbound.Status
TO_MEND = (Status.PARKED, Status.REJECTED, Status.FAILED)


@action("manage_feed", moves=dict.fromkeys(TO_MEND, Status.RECEIVED))
def replay(message: Inbound, *, by: Any) -> Inbound:
    """Take a message up again as if it had just come; settling it is the feed's next step, and safe to repeat."""
    message.status_reason = ""
    return message


@action("manage_feed", moves=dict.fromkeys(TO_MEND, Status.DISMISSED))
def dismiss(message: Inbound, *, by: Any, reason: str) -> Inbound:
    """Set a message aside for good; nothing of it is applied, and it stays on record."""
    if not reason.strip():
        raise Refused(_("Say why this message need not be applied."), field="reason")
    message.status_reason = reason
    for issue in message.issues.filter(status=Issue.Status.OPEN):
        change(issue, status=Issue.Status.DISMISSED, reason=reason)
    return message


@action("manage_feed", moves={Issue.Status.OPEN: Issue.Status.FIXED})
def fix_issue(issue: Issue, *, by: Any, reason: str = "") -> Issue:
    """Say that what a message left open was looked at and put right."""
    issue.reason = reason
    return issue
