"""The first-contact clock of a request: its tier with reasons and its due time, by the rules in force when it came."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.refusals import Refused
from intake.models import IntakeRequest
from policy import tiers
from policy.models import RulePack
from policy.queries import in_force


def start(request: IntakeRequest, answers: Mapping[str, str]) -> None:
    """Set tier, reasons and due time of a request from what is known when it arrives."""
    _set(request, answers)


def recount(request: IntakeRequest, answers: Mapping[str, str], *, by: Any) -> None:
    """Work tier and due time out anew from changed answers and note old and new (E-9).

    The clock still starts when the request came, by the rules in force then (E-10).
    """
    before = _state(request)
    _set(request, {**request.triage, **answers})
    after = _state(request)
    if after != before:
        entry = {"at": clock.now().isoformat(), "by": by.short, "before": before, "after": after}
        request.clock_log = [*request.clock_log, entry]


def _set(request: IntakeRequest, answers: Mapping[str, str]) -> None:
    pack = in_force(RulePack.Kind.TIERS, request.facility, request.received_at)
    if unknown := tiers.unknown(pack.body, answers):
        raise Refused(_("Choose one of the answers."), field=unknown[0])
    decision = tiers.decide(pack.body, answers)
    request.triage, request.need = dict(answers), answers.get("need", request.need)
    request.tier, request.tier_reasons, request.tier_pack = decision.tier, list(decision.reasons), pack
    request.first_contact_due = tiers.first_contact_due(
        pack.body, decision.tier, request.received_at, request.facility.tz
    )


def _state(request: IntakeRequest) -> dict[str, str]:
    due = request.first_contact_due
    return {"tier": request.tier, "due": due.isoformat() if due else ""}
