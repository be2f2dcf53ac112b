"""The papers for the next place: put together, sent, received by a named person, opened again when something comes later."""

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from careplans.freezing import digest
from core import access, clock
from core.actions import action, change, keep
from core.refusals import Denied, Refused
from patients.actions import disclose
from patients.models import Case, Consent, Disclosure
from policy import ready
from policy.packet import PURPOSES
from referrals import composing, reopening, sent
from referrals.models import BY_CHOICE, Packet
from referrals.queries import choices

Status = Packet.Status
GONE = (Status.SENT, Status.RECEIVED, Status.REOPENED)
SHARE = "share_information"
# What a consent must be for.
FOR = (Consent.Purpose.TREATMENT, Consent.Purpose.TRANSITION)


@action("edit_discharge")
def build_packet(
    case: Case,
    *,
    by: Any,
    purpose: str,
    leaving: int = 1,
    service: Any = None,
    receiver: str = "",
    consent: Consent | None = None,
) -> Packet:
    """Put together the next version for somebody: exactly what would go, with what is missing and what is held back.

    An earlier draft for the same place is replaced. The consent decides what goes; without one it is treatment
    (45 CFR 164.506(c)) and nothing protected goes.
    """
    if purpose not in PURPOSES:
        raise Refused(_("Choose what the papers are for."), field="purpose")
    if service is None and not receiver.strip():
        raise Refused(_("Say for whom the papers are."), field="receiver")
    version, rules = ready.papers_along(case.facility, clock.now())
    if version is None:
        raise Refused(_("No rules say what goes along. Ask the administrator to load them."))
    _must_let(consent, case, service, receiver)
    found = composing.composed(case, by=by, rules=rules, purpose=purpose, leaving=leaving, consent=consent)
    if not found.parts:
        raise Refused(_("Nothing of the record may go on this consent. Choose another, or ask the patient."))
    number = (Packet.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0) + 1
    made = Packet(case=case, created_by=by, purpose=purpose, number=number, leaving=leaving, rules=version)
    made.service, made.receiver, made.consent = service, "" if service else receiver.strip(), consent
    made.parts, made.missing, made.left_out = found.parts, found.missing, found.left_out
    for older in _for_the_same(made).filter(status=Status.DRAFT):
        change(older, status=Status.SUPERSEDED)
    return keep(made)


@action("edit_discharge", moves={Status.DRAFT: Status.SENT})
def send_packet(
    packet: Packet,
    *,
    by: Any,
    how: str,
    incomplete_because: str = "",
    without_consent_because: str = "",
) -> Packet:
    """Say that the papers went: on a consent, or with why without one; with why although something is missing."""
    if not access.can(by, SHARE, packet.case):
        raise Denied(SHARE, "referrals.send_packet", packet)
    if how not in Disclosure.How.values:
        raise Refused(_("Choose how the papers went."), field="how")
    if packet.missing and not incomplete_because.strip():
        raise Refused(
            _("Something is missing. Add it and put the papers together again, or say why they go without."),
            field="incomplete_because",
        )
    _must_be_chosen(packet)
    _must_be_as_it_stands(packet, by)
    packet.incomplete_because = incomplete_because.strip() if packet.missing else ""
    packet.without_consent_because = "" if packet.consent_id else without_consent_because.strip()
    packet.content_hash = digest(packet.parts)
    packet.sent_at, packet.sent_by, packet.how = clock.now(), by, how
    _account_for(packet, by)
    for older in _for_the_same(packet).filter(status__in=GONE):
        change(older, status=Status.SUPERSEDED)
        reopening.answered(older, by=by)
    sent.tell(packet, by)
    return packet


@action("edit_discharge", moves={Status.SENT: Status.RECEIVED})
def confirm_receipt(
    packet: Packet,
    *,
    by: Any,
    received_by_name: str,
    received_at: datetime | None = None,
    questions: str = "",
) -> Packet:
    """Say who at the next place has the papers in hand, since when, and what they asked."""
    if not received_by_name.strip():
        raise Refused(_("Name the person who received it."), field="received_by_name")
    at = received_at or clock.now()
    if at > clock.now():
        raise Refused(_("This is still to come. Enter when it was received."), field="received_at")
    if packet.sent_at is not None and at < packet.sent_at:
        raise Refused(_("It cannot be received before it was sent. Check the time."), field="received_at")
    packet.received_at, packet.received_by_name = at, received_by_name.strip()
    packet.questions = questions.strip()
    return packet


@action("edit_discharge", moves={Status.SENT: Status.REOPENED, Status.RECEIVED: Status.REOPENED})
def reopen_packet(packet: Packet, *, by: Any, because: str) -> Packet:
    """Open papers again that went: something came later, and the next version is owed."""
    if not because.strip():
        raise Refused(_("Say what came later."), field="because")
    packet.reopened_because = because.strip()
    reopening.owe(packet, by=by)
    return packet


@action("edit_discharge", moves={Status.REOPENED: Status.SUPERSEDED})
def put_packet_aside(packet: Packet, *, by: Any, reason: str) -> Packet:
    """No next version is owed to a place that the patient does not go to any more; with the reason, its work ends."""
    if not reason.strip():
        raise Refused(_("Say why no next version goes there."), field="reason")
    reopening.let_go(packet, reason.strip(), by=by)
    return packet


def _must_be_chosen(packet: Packet) -> None:
    """Refused for a place of BY_CHOICE that the patient has not chosen for this departure (42 CFR 482.43(c))."""
    service = packet.service
    if service is None or service.kind not in BY_CHOICE:
        return
    choice = choices.complete(packet.case, service.kind)
    if choice is None or service.pk not in choices.chosen(choice):
        raise Refused(_("Record the patient's choice of this service before the papers go."))


def _must_let(consent: Consent | None, case: Case, service: Any, receiver: str) -> None:
    """Refused when a consent is not for this: another patient's, over, for another purpose, or another party."""
    if consent is None:
        return
    if consent.patient_id != case.patient_id:
        raise Refused(_("That consent belongs to another record."), field="consent")
    if not consent.covers((), clock.now()) or consent.purpose not in FOR:
        raise Refused(
            _("This consent is not in force for this. Choose another, or record one."), field="consent"
        )
    if not _names(consent, service, receiver):
        raise Refused(_("This consent names somebody else. Choose another, or record one."), field="consent")


def _names(consent: Consent, service: Any, receiver: str) -> bool:
    """Whether the consent is for the place, or for any of a kind."""
    if consent.to_organisation is None:
        return bool(consent.to_class)
    if service is not None:
        return bool(consent.to_organisation_id == service.organisation_id)
    return str(consent.to_organisation).casefold() == receiver.strip().casefold()


def _must_be_as_it_stands(packet: Packet, by: Any) -> None:
    """Refused when the record says something else by now, or the consent ended: what was looked at is what goes."""
    if packet.consent is not None and not packet.consent.covers(composing.classes(packet.parts), clock.now()):
        raise Refused(_("The consent has ended. Put the papers together again with one that is in force."))
    found = composing.composed(
        packet.case,
        by=by,
        rules=ready.papers_by(packet.rules),
        purpose=packet.purpose,
        leaving=packet.leaving,
        consent=packet.consent,
    )
    if found.hash != digest(packet.parts):
        raise Refused(
            _(
                "The record has changed since these papers were put together. Put them together again, then send."
            )
        )


def _account_for(packet: Packet, by: Any) -> None:
    """Kept with the consent as a share of what it names; without one it is treatment and says why (45 CFR 164.528(a)(1))."""
    if (consent := packet.consent) is None:
        if not packet.without_consent_because:
            raise Refused(
                _("There is no consent to share this. Record one, or say why it goes without."),
                field="without_consent_because",
            )
        return
    party = {name: getattr(consent, name) for name in ("to_user", "to_organisation", "to_person", "to_class")}
    disclose(
        packet.case.patient,
        by=by,
        classes=composing.classes(packet.parts),
        what=_("Papers for the next place, version %(n)d") % {"n": packet.number},
        how=packet.how,
        recipient=composing.to_whom(packet),
        **party,
    )


def _for_the_same(packet: Packet) -> Any:
    """Other versions of the same papers: one departure, one purpose, one place."""
    rows = Packet.objects.filter(
        case_id=packet.case_id, purpose=packet.purpose, leaving=packet.leaving, service=packet.service,
        receiver=packet.receiver, error_at=None,
    )  # fmt: skip
    return rows.exclude(pk=packet.pk)
