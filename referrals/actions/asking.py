"""Services are asked to take the patient: drafts for as many as were chosen, sent at once, and taken back with a reason."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Need
from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from directory.models import Service
from patients.models import Case
from referrals import leavings, steps
from referrals.models import BY_CHOICE, Referral
from referrals.queries import choices
from referrals.queries.asking import papers

Status = Referral.Status


@action("edit_discharge")
def draft_referrals(
    case: Case,
    *,
    by: Any,
    services: Sequence[Service],
    asks_for: str,
    need: Need | None = None,
    essential: bool = False,
    mode: str = "",
    certified_by: str = "",
) -> list[Referral]:
    """Prepare to ask several services for the same; nothing is sent yet.

    `essential` is of equipment, `mode` and `certified_by` of transport (42 CFR 410.40(e): a physician certifies that
    an ambulance is needed where it is no emergency).
    """
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before you ask anybody."))
    if not services:
        raise Refused(_("Choose whom to ask."), field="services")
    if need is not None and need.case_id != case.pk:
        raise Refused(_("Choose a need of this case."), field="need")
    said = {"asks_for": asks_for.strip(), "need": need, "leaving": leavings.current(case), "created_by": by}
    made = []
    # As the directory has them now, not as the page showed them.
    now = Service.objects.filter(pk__in=[service.pk for service in services]).order_by("name", "pk")
    for service in now:
        _must_be_offered(service, case)
        row = Referral(case=case, service=service, kind=service.kind, **said)
        row.essential = essential and service.kind == "equipment"
        _say_how(row, mode, certified_by)
        keep(row)
        steps.step(row, by=by)
        made.append(row)
    return made


def _say_how(referral: Referral, mode: str, certified_by: str) -> None:
    if referral.kind == "transport":
        referral.mode, referral.certified_by = mode, certified_by.strip()


def _must_be_offered(service: Service, case: Case) -> None:
    if service.facility_id != case.facility_id:
        raise Refused(_("Choose services on the directory of this hospital."), field="services")
    if not service.is_open:
        raise Refused(
            _("%(name)s is not offered any more. Choose another service.") % {"name": service.name},
            field="services",
        )


@action("edit_discharge")
def send_referrals(case: Case, *, by: Any, referrals: Sequence[Referral]) -> list[Referral]:
    """Send drafts, all of them or none: first the patient's choice, where the law wants one (42 CFR 482.43(c)).

    The papers put together for each service go along; without any only what is asked for goes.
    """
    if not referrals:
        raise Refused(_("Choose what to send."), field="referrals")
    rows = Referral.objects.filter(pk__in=[row.pk for row in referrals], case=case, error_at=None)
    found = list(rows.select_related("service", "case").order_by("created_at", "pk"))
    if len(found) != len({row.pk for row in referrals}):
        raise Refused(_("Choose referrals of this case."), field="referrals")
    for row in found:
        _send(row, by=by)
    return found


def _send(referral: Referral, *, by: Any) -> None:
    if referral.status != Status.DRAFT:
        raise Refused(_("%(name)s was asked already. Look again.") % {"name": referral.service.name})
    _must_be_offered(referral.service, referral.case)
    steps.must_be_certified(referral)
    change(
        referral,
        status=Status.SENT,
        sent_at=clock.now(),
        choice=_on_choice(referral),
        packet=papers(referral),
    )
    steps.step(referral, by=by, words=referral.asks_for)


def _on_choice(referral: Referral) -> Any:
    """The choice a referral stands on; Refused where the law wants one and there is none, or it names others."""
    choice = choices.complete(referral.case, referral.kind)
    if referral.kind not in BY_CHOICE:
        return choice
    if choice is None:
        raise Refused(_("Record the patient's choice before the referral."))
    if referral.service_id not in choices.chosen(choice):
        raise Refused(
            _("The patient has not chosen %(name)s. Give a new list, or ask one of those chosen.")
            % {"name": referral.service.name}
        )
    return choice


@action("edit_discharge", moves=dict.fromkeys(steps.OPEN, Status.WITHDRAWN))
def withdraw(referral: Referral, *, by: Any, reason: str) -> Referral:
    """Take a referral back, with the reason; a service that was asked is told so."""
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn."), field="reason")
    steps.settle(referral, by=by)
    referral.words, referral.ended_at = reason.strip()[:240], clock.now()
    steps.step(referral, by=by, words=reason)
    if referral.sent_at is not None:
        steps.tell(referral, [referral], by=by)
    return referral
