"""What whoever asked is told: a notice for a colleague, a letter to print for anybody else. No patient is named."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock, wording
from core.actions import keep
from intake.models import IntakeAnswer, IntakeRequest
from worklist.models import Notification


def send(request: IntakeRequest, *, by: Any) -> IntakeAnswer:
    """Write the answer down and, when a colleague asked, put a notice of it into their list."""
    answer: IntakeAnswer = keep(
        IntakeAnswer(
            request=request, to=request.asked_by, to_name=request.asker, text=_text(request), said_by=by
        )
    )
    if answer.to is not None:
        source = f"answer:{answer.pk}"
        keep(
            Notification(
                recipient=answer.to, source=source, kind=Notification.Kind.REVIEW, told_at=clock.now()
            )
        )
    return answer


def _text(request: IntakeRequest) -> str:
    zone = request.facility.tz
    said = {
        "when": wording.exact(request.received_at, clock.now(), zone),
        "facility": request.facility.name,
        "where": request.redirected_to,
        "why": request.decision_reason,
        "phone": request.facility.phone,
    }
    if request.status == IntakeRequest.Status.REDIRECTED:
        text = (
            _("Your request for case management at %(facility)s (%(when)s) was sent on to: %(where)s.") % said
        )
    else:
        text = _("Your request for case management at %(facility)s (%(when)s) was declined.") % said
    lines = [text, _("Reason: %(why)s") % said]
    if request.facility.phone:
        lines.append(_("Questions: please call %(phone)s.") % said)
    return "\n\n".join(lines)
