"""What the guard found is shown with what was typed: the card of what stands, and the ways on from it."""

from typing import Any

from django.http import HttpRequest

from audit import record
from core import clock
from worklist import duplicates


def stood(request: HttpRequest, form: Any) -> dict[str, Any]:
    """The context of a form that was stopped; nothing for any other. What is shown is on record."""
    refusal = getattr(form, "refusal", None)
    if refusal is None:
        return {}
    form.open_up(refusal)
    if not isinstance(refusal, duplicates.Doubled):
        return {}
    record.seen([refusal.row], by=request.user, at=clock.now(), verb="duplicate")
    ways = duplicates.ways(refusal.row, request.user)
    return {"standing": refusal.row, "standing_kind": refusal.kind, "ways": ways, "said": form.said}
